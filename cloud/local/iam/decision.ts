/** The outcome of asking whether a principal may do something, with its reason. */
export interface Decision {
  readonly allowed: boolean;
  /**
   * The statement that decided, as `policy "name", statement "Sid"` (or `statement #2`, counted from 1);
   * absent when no statement spoke.
   */
  readonly statement?: string;
  /** One clause for people: `no statement allows it`, `denied by policy "guard", statement "NoDeletes"`. */
  readonly reason: string;
}

/** A decision with its question, for an audit log. */
export interface AuditedDecision extends Decision {
  readonly time: number;
  readonly requestId: string;
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
}
