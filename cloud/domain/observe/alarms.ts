/** When somebody should look: read by the template, which makes CloudWatch alarms of it, and by `lq top` and the operator's page. */
export const alarms = {
  /** So many percent of a minute's slices took longer than the time they stood for, this many minutes one after the other. */
  overruns: { percent: 20, minutes: 3 },
  /** Sessions that a fault keeps from going on. */
  parked: { sessions: 1 },
  /** Letters of tenants that wait to be sent again, and those that are nobody's. */
  letters: { waiting: 1 },
} as const;

/** Whether so many late ones among the slices are too many. Two slices say nothing. */
export const overruns = ({ slices, late }: { readonly slices: number; readonly late: number }): boolean =>
  slices >= 5 && late * 100 > alarms.overruns.percent * slices;
