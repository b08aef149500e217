/** That an alarm of the whole cloud rang, or rings no longer. It is about no tenant, and for the operator alone. */
export interface AlarmNotice {
  /** Of the event that told it. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly alarm: string;
  /** What it means and where to look, for people to read. */
  readonly means: string;
  readonly state: 'ALARM' | 'OK';
  /** What was measured, in CloudWatch's words. */
  readonly reason: string;
}

export interface AlarmNotices {
  /** Keeps a notice once, however often it is told. */
  keep(notice: AlarmNotice): Promise<'kept' | 'present'>;
  /** Oldest first. */
  list(): Promise<AlarmNotice[]>;
}
