import { budgetOf, noteBudget, type BudgetDeps } from '../quota/index.ts';
import type { BudgetNotes, SessionRef } from '../../ports/index.ts';
import { TakenByHost, type AcceptDeps } from './enter.ts';
import { changePhaseFor } from './phase.ts';
import { phaseOf } from './pins.ts';
import { tolerant, type Tolerant } from './wake.ts';

/**
 * Pauses every open session of a tenant that has spent its budget, for the reason `budget`; what players send is kept. Returns how many. Raising
 * the budget lets whoever runs them resume; the next month does too. What is to be told of the budget is noted.
 */
export async function pauseSpent(
  deps: AcceptDeps & BudgetDeps & Tolerant & { readonly notes: BudgetNotes },
  tenant: string,
): Promise<number> {
  const budget = await budgetOf(deps, tenant);
  // That a note fails keeps nothing from being paused.
  await tolerant(deps, undefined, () => noteBudget(deps, tenant, budget).then(() => true));
  if (!budget.isSpent) return 0;
  let paused = 0;
  for (const session of await deps.store.list(tenant)) {
    if (await tolerant(deps, session, () => pauseOne(deps, { tenant, session }))) paused += 1;
  }
  return paused;
}

async function pauseOne(deps: AcceptDeps, ref: SessionRef): Promise<boolean> {
  const head = await deps.store.head(ref);
  return head !== undefined && !head.done && phaseOf(head) === 'open' && pause(deps, ref);
}

/** A session with a host of its own is paused by that: it looks for itself. */
async function pause(deps: AcceptDeps, ref: SessionRef): Promise<boolean> {
  try {
    return (await changePhaseFor(deps, ref, 'pause', 'budget')).changed;
  } catch (error) {
    if (error instanceof TakenByHost) return false;
    throw error;
  }
}
