/** Memory, MB, of the functions that a session spends: the stack gives it to them, the meter multiplies their time by it, the estimate does too. */
export const functionMemory = {
  /** `session-slice`: as much as comes with one whole processor. */
  slice: 1769,
  /** `session-slice-relaxed`: a third of a processor. */
  relaxedSlice: 640,
  /** `player-socket`, which takes commands. */
  router: 512,
  auditWriter: 512,
} as const;
