import type { BudgetNote, BudgetNotes } from '../../ports/index.ts';
import { budgetKey } from './keys-of-items.ts';
import type { Table } from './table.ts';

/** What was noted of a tenant's budget, one item a month. */
export class DynamoBudgetNotes implements BudgetNotes {
  readonly #table: Table;
  /** What this process has noted or found noted: the sweep looks every minute. */
  readonly #known = new Map<string, number>();

  constructor(table: Table) {
    this.#table = table;
  }

  async note(tenant: string, { month, percent, spentUsd, budgetUsd, at }: BudgetNote): Promise<void> {
    const name = `${tenant}/${month}`;
    if ((this.#known.get(name) ?? 0) >= percent) return;
    await this.#table.update({ key: budgetKey(tenant, month), set: { percent, spentUsd, budgetUsd, at }, below: { percent } });
    this.#known.set(name, percent);
  }
}
