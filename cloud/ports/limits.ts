/** What a tenant may use of a target; only the target's operator sets it. */
export interface Limits {
  /** Sessions that are neither ended nor finished. */
  readonly sessions: number;
  /** Seats that a session gives. */
  readonly players: number;
  /** Of players in one session. */
  readonly commandsPerSecond: number;
  /** US dollars in a month (UTC), by the price list; a decimal text of at most nine places. */
  readonly dollars: string;
}

export interface LimitsStore {
  /** What was set for a tenant; the defaults hold for the rest. May be of some seconds ago, unless it is asked for as it is `now`. */
  limits(tenant: string, now?: 'now'): Promise<Partial<Limits>>;
  /** The region that the tenant named when it came; its data is taken there and nowhere else. */
  region(tenant: string): Promise<string | undefined>;
}

/** That a tenant has used up a share of what it may spend in a month (UTC), in US dollars. */
export interface BudgetNote {
  readonly month: string;
  readonly percent: number;
  readonly spentUsd: string;
  readonly budgetUsd: string;
  readonly at: number;
}
export interface BudgetNotes {
  /** Keeps it, unless as much was noted of the month before. */
  note(tenant: string, note: BudgetNote): Promise<void>;
}
