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
  /** What was set for a tenant; the defaults hold for the rest. */
  limits(tenant: string): Promise<Partial<Limits>>;
  /** The region that the tenant named when it came; its data is taken there and nowhere else. */
  region(tenant: string): Promise<string | undefined>;
}
