import type { Schedule } from './meter.ts';

/** What everything costs, the same in every interpreter. A change to any line is a new engine id of each, and a new `+fuel` in their names. */
export const schedule: Schedule = {
  depthLimit: 200_000,
  depthWeight: { base: 64, perLocal: 8 },
  depthFreeBytes: 24,
  callsCounted: 12,
  callCost: 8,
  bulkShift: 6,
};
