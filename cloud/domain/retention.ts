/** How long something is kept, for who asks how long. The template and the adapters take their numbers from here. */
export interface Retained {
  readonly what: 'audit' | 'records' | 'logs' | 'traces' | 'letters' | 'unsorted';
  /** Undefined: until somebody removes it. */
  readonly days?: number;
}

/** Segments are locked against everybody but whoever may bypass governance. */
export const auditLockDays = 365;
export const logDays = 30;
export const letterDays = 14;

export const retention: readonly Retained[] = [
  { what: 'audit', days: auditLockDays },
  { what: 'records' },
  { what: 'logs', days: logDays },
  { what: 'traces', days: logDays },
  { what: 'letters' },
  { what: 'unsorted', days: letterDays },
];
