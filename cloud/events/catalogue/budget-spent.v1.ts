import { z } from 'zod';
import { defineEvent } from './define.ts';

const Usd = z.string().regex(/^\d+(?:\.\d{1,9})?$/);

export const BudgetSpent = defineEvent({
  type: 'BudgetSpent.v1',
  area: 'budget',
  means: 'A tenant has used up a share of its budget',
  idOf: '`<month>.spent.<percent>`',
  raisedAt: 'the note that the sweep makes at 80 and at 100 %',
  shape: {
    /** UTC. */
    month: z.string().regex(/^\d{4}-\d{2}$/),
    percent: z.int().min(1).max(1000),
    spentUsd: Usd,
    budgetUsd: Usd,
  },
});
