import type { PlayerCommand } from '../../engine/net/protocol/index.ts';

/** Commands that may be under way at once. */
export const window = 8;

/**
 * Commands that the session has not answered for good. They go out in the order of their numbers, at most `window` at a time; what comes back
 * unsettled goes out again, under the number it had.
 */
export function createOutbox(kept: readonly PlayerCommand[]) {
  let waiting = [...kept];
  const underWay = new Set<number>();
  return {
    size: (): number => waiting.length,
    all: (): readonly PlayerCommand[] => waiting,
    add: (command: PlayerCommand): void => void waiting.push(command),
    /** The session has it, or never will. */
    settle(seq: number): void {
      waiting = waiting.filter((command) => command.seq !== seq);
      underWay.delete(seq);
    },
    /** Whatever is under way may not have arrived. */
    takeBack: (): void => underWay.clear(),
    /** What goes out now. */
    next(): PlayerCommand[] {
      const free = waiting.filter(({ seq }) => !underWay.has(seq)).slice(0, Math.max(0, window - underWay.size));
      for (const { seq } of free) underWay.add(seq);
      return free;
    },
    /** Closes a gap before the first command; `last` is the last number that the session has. Returns the last number given. */
    follow(last: number): number {
      if (waiting[0] === undefined || waiting[0].seq > last + 1)
        waiting = waiting.map((command, index) => ({ ...command, seq: last + 1 + index }));
      return Math.max(last, waiting.at(-1)?.seq ?? 0);
    },
  };
}
