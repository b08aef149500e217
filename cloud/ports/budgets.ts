/** What a tenant may spend. */
export interface Budgets {
  /** US dollars a month; undefined where nobody has set a budget. */
  monthly(tenant: string): Promise<string | undefined>;
}
