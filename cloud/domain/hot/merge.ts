import type { LoggedCommand, SessionHead, SliceCommit, TickCommit } from '../../ports/index.ts';
import { noSpending, sum } from '../metering/index.ts';

/** Several commits that follow each other as the one that HEAD gets. */
export function mergeCommits(commits: readonly SliceCommit[]): Omit<SliceCommit, 'expect'> | undefined {
  const [first, last] = [commits[0], commits.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const { expect: _, ...rest } = last;
  // What not every commit has is the newest that there is.
  const checkpoint = commits.findLast((commit) => commit.checkpoint !== undefined)?.checkpoint;
  const pulse = commits.findLast((commit) => commit.pulse !== undefined)?.pulse;
  const slices = commits.map(({ slice }) => slice);
  return {
    ...rest,
    ...(checkpoint !== undefined && { checkpoint }),
    ...(pulse !== undefined && { pulse }),
    slice: {
      ...last.slice,
      fromTick: first.slice.fromTick,
      hashes: slices.flatMap(({ hashes }) => hashes),
      consumed: slices.flatMap(({ consumed }) => consumed),
      fuel: slices.reduce((total, { fuel }) => total + fuel, 0),
      spent: sum(noSpending, ...slices.map(({ spent }) => spent)),
    },
  };
}

/** HEAD after a commit. */
export const headAfter = (head: SessionHead, { slice, checkpoint, ...commit }: Omit<SliceCommit, 'expect' | 'owned'>): SessionHead => ({
  ...head,
  ...commit,
  version: head.version + 1,
  beat: slice.at,
  slice,
  ...(checkpoint !== undefined && { checkpoint }),
});

/** A commit as the tick log holds it, made whole again upon the HEAD that it followed. */
export const wholeCommit = (head: SessionHead, commit: TickCommit): SliceCommit => ({
  ...commit,
  expect: { version: head.version, loopEpoch: head.loopEpoch },
  log: [...head.log, ...commit.slice.consumed],
});

/** Whether a slice came after another: by epoch, then by number. */
export function isAfter(slice: string, other: string): boolean {
  const [epoch = 0, n = 0] = slice.split(':').map(Number);
  const [thatEpoch = -1, that = -1] = other === '' ? [] : other.split(':').map(Number);
  return epoch > thatEpoch || (epoch === thatEpoch && n > that);
}

/** Commands that follow each other, of which those at the front are let go. */
export class CommandTail {
  #commands: LoggedCommand[] = [];
  /** Number of the command before the first. */
  #before: number;

  constructor(before: number) {
    this.#before = before;
  }
  get before(): number {
    return this.#before;
  }
  push(command: LoggedCommand): void {
    this.#commands.push(command);
  }
  /** Those with `after < seq <= upTo`; what was let go is not among them. */
  between(after: number, upTo: number): readonly LoggedCommand[] {
    return this.#commands.slice(Math.max(0, after - this.#before), Math.max(0, upTo - this.#before));
  }
  letGo(upTo: number): void {
    if (upTo <= this.#before) return;
    this.#commands = this.#commands.slice(upTo - this.#before);
    this.#before = upTo;
  }
}

/**
 * Where commands are cut into the segments in which they are stored. A cut is noted before its segment is stored, and kept: whoever stores the
 * commands again, after a death or a write that failed, stores the same segments.
 */
export class Segments {
  /** This process, or HEAD, has the commands up to this one. */
  #keptUpTo: number;
  readonly #ends: number[] = [];

  constructor(keptUpTo: number) {
    this.#keptUpTo = keptUpTo;
  }
  /** Ends a segment with a command. False where one ends there already, or later. */
  end(upTo: number): boolean {
    if (upTo <= (this.#ends.at(-1) ?? this.#keptUpTo)) return false;
    this.#ends.push(upTo);
    return true;
  }
  /** The first that is not stored: its commands are those with `after < seq <= upTo`. */
  get next(): { readonly after: number; readonly upTo: number } | undefined {
    const [upTo] = this.#ends;
    return upTo === undefined ? undefined : { after: this.#keptUpTo, upTo };
  }
  /** The first is stored. */
  kept(): void {
    this.#keptUpTo = this.#ends.shift() ?? this.#keptUpTo;
  }
}
