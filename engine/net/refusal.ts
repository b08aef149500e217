import type { Refusals } from '../kernel/bytes/index.ts';
import { LedgerError } from '../kernel/index.ts';

const again = 'Ask for a keyframe.';

/** The bytes end before what they promise. */
const cutShort = (at: number): LedgerError =>
  new LedgerError({ code: 'net-cut', message: `The message ends at byte ${at}, before what it promises.`, hint: again });

/** The bytes hold something that cannot be: a number out of its range, a name that nobody gave, something twice. */
export const impossible = (what: string, where?: string): LedgerError =>
  new LedgerError({ code: 'net-value', message: `The message holds ${what}.`, hint: again, where });

/** What a reader of the bytes of others throws. */
export const refusals: Refusals = { cutShort, impossible };

/** The bytes are of another format. */
export const otherFormat = (what: string): LedgerError =>
  new LedgerError({
    code: 'net-format',
    message: `The message is of another format: ${what}.`,
    hint: 'Use the same engine build on both sides.',
  });

/** The sender plays with other component types, or sends other ones. */
export const otherPlan = (theirs: string, ours: string): LedgerError =>
  new LedgerError({
    code: 'net-layout',
    message: `The message is of the component types ${theirs}; this side has ${ours}.`,
    hint: 'Open the level package that the session names, with the same components and quanta.',
  });

/** A delta over a state that this side does not hold. */
export const noBaseline = (tick: number): LedgerError =>
  new LedgerError({ code: 'net-baseline', message: `The message builds on tick ${tick}, which is not held here.`, hint: again });
