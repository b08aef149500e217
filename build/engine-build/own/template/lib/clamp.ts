/** Helpers lie in lib/: every file of systems/ must export a system. */
export const clampDemand = (cases: number): number => (cases < 0 ? 0 : cases > 1_000_000 ? 1_000_000 : cases);
