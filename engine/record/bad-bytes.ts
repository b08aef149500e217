import type { Refusals } from '../kernel/bytes/index.ts';

/** The bytes ended too early, or a number in them is impossible. Whoever reads turns it into a refusal that names what was read. */
export class BadBytes extends Error {}

export const refusals: Refusals = {
  cutShort: () => new BadBytes('cut short'),
  impossible: (what) => new BadBytes(what),
};
