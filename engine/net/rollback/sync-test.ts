import type { Difference } from '../../kernel/index.ts';
import { LedgerError } from '../../kernel/index.ts';
import type { WorldPort } from './port.ts';
import { StateRing } from './ring.ts';

export interface SyncTest<Command> {
  /** How many ticks to play. */
  readonly ticks: number;
  /** How many ticks are rolled back and played again; 8 without it. */
  readonly depth?: number | undefined;
  /** After every how many ticks; 1 without it. */
  readonly every?: number | undefined;
  /** The commands of a tick: the same whenever it is asked for. */
  readonly commandsOf?: ((tick: number) => readonly Command[]) | undefined;
}

export type SyncVerdict =
  | { readonly equal: true; readonly ticks: number; readonly rollbacks: number }
  | ({
      readonly equal: false;
      /** The first tick that came out otherwise when it was played again. */
      readonly tick: number;
      /** In which rollback: the tick from which it was. */
      readonly from: number;
    } & Difference);

/**
 * Plays a world, and on the way rolls it back and plays the same ticks again: states and events must come out the same, byte for byte. What a
 * tick depends on besides world, commands and tick shows here. Stops at the first difference. Throws `sync-test` for a plan that tests nothing.
 */
export const syncTest = <Command, Event>(
  world: WorldPort<Command, Event>,
  { ticks, depth = 8, every = 1, commandsOf = () => [] }: SyncTest<Command>,
): SyncVerdict => {
  if (!(depth >= 1) || !(every >= 1) || ticks < depth) {
    throw new LedgerError({
      code: 'sync-test',
      message: `${ticks} ticks with rollbacks of ${depth} every ${every} test nothing.`,
      hint: 'Give a depth and a distance from 1, and at least as many ticks as the depth.',
    });
  }
  const ring = new StateRing(depth + 1);
  const events = new Map<number, string>();
  const start = world.tick;
  let rollbacks = 0;
  ring.save(world);
  for (let tick = start + 1; tick <= start + ticks; tick++) {
    events.set(tick, JSON.stringify(world.advance(commandsOf(tick))));
    events.delete(tick - depth);
    ring.save(world);
    const from = tick - depth;
    if (from < start || (tick - start) % every !== 0) continue;
    world.load(ring.at(from)!);
    rollbacks++;
    for (let again = from + 1; again <= tick; again++) {
      const told = JSON.stringify(world.advance(commandsOf(again)));
      const difference = differenceAt(world, ring.at(again)!) ?? differenceOfEvents(events.get(again)!, told);
      if (difference) return { equal: false, tick: again, from: tick, ...difference };
    }
  }
  return { equal: true, ticks, rollbacks };
};

const differenceAt = (world: WorldPort, first: Uint8Array): Difference | undefined => {
  const again = world.save();
  if (sameBytes(first, again)) return undefined;
  return world.difference(first, again) ?? { where: 'bytes', ours: first.length, theirs: again.length };
};

const differenceOfEvents = (first: string, again: string): Difference | undefined =>
  first === again ? undefined : { where: 'events', ours: first, theirs: again };

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
};
