import type { TurnsClock } from '../../../engine/model/level.ts';
import type { Consumed, LoggedCommand, SessionHead, SessionStart, WorldDiff, WorldSeat, WorldTick } from '../../ports/index.ts';
import { ends, phaseOf, sliceTicks } from './pins.ts';
import type { SliceDeps } from './slice.ts';
import { worldCommands, type WarmWorld } from './world.ts';

/** A slice that has taken this long, in ms, ends with the tick that it is in: the rest of its ticks is the next slice's. */
const sliceBudget = 900;

/** What the ticks of a slice came to. */
export interface Run {
  readonly world: WarmWorld['world'];
  readonly tickMs: WarmWorld['tickMs'];
  readonly ticks: readonly WorldTick[];
  /** What each tick changed, when somebody watches. */
  readonly diffs: readonly WorldDiff[];
  readonly fromTick: number;
  readonly consumed: readonly Consumed[];
  /** Number of the last command that a tick consumed. */
  readonly cursor: number;
  readonly waiting: readonly string[];
  readonly seats: readonly WorldSeat[];
  /** Nothing more can run before somebody sends something. */
  readonly blocked: boolean;
  readonly done: boolean;
  /** The session is over, and this is its last commit: it has what was acknowledged until then. */
  readonly closes: boolean;
}

/**
 * Runs as many ticks as the latency class, the time and the world allow. The first of them consumes all pending commands. How ticks are cut into
 * slices is no part of what they come to: a world that takes long is played in more of them, to the same hashes.
 */
export function stepWorld(
  { clock, hosted, patience: own = 1 }: Pick<SliceDeps, 'clock' | 'hosted' | 'patience'>,
  {
    start,
    head,
    turns,
    warm,
    pending,
    watched,
  }: {
    start: SessionStart;
    head: SessionHead;
    turns: TurnsClock | undefined;
    warm: WarmWorld;
    pending: readonly LoggedCommand[];
    watched: boolean;
  },
): Run {
  const { world, breaker, gauge } = warm;
  const patience = hosted?.patience ?? own;
  const fromTick = world.tick;
  const began = clock.now();
  const phase = phaseOf(head);
  // A command may be taken while the last tick is under way.
  const closes = head.done ? pending.length > 0 : phase === 'ended';
  const over = (): boolean => ends(start) && world.tick >= world.ticks;
  const used = (): boolean => clock.now() - began >= sliceBudget;
  const ticks: WorldTick[] = [];
  const diffs: WorldDiff[] = [];
  if (watched) world.changes();
  const consumed: Consumed[] = [];
  let queue = pending;
  let blocked = phase === 'paused';
  /** A replay steps the world and compares nothing. */
  let steppedMs = 0;
  const most =
    phase === 'open' ? sliceTicks(start, world.hz ?? start.hz) : closes && !head.done && worldCommands(pending).length > 0 ? 1 : 0;
  for (let left = most; left > 0 && !over() && !(ticks.length > 0 && used()); left -= 1) {
    const commands = worldCommands(queue);
    if (turns !== undefined) {
      // A command that takes no stage seats nobody.
      const played = [...world.seats(), ...world.seats(commands)].some(({ owner }) => owner > 0);
      blocked = !played || world.waiting(commands).length > 0;
      if (blocked) break;
    }
    const before = clock.now();
    ticks.push(world.step(commands));
    steppedMs += clock.now() - before;
    if (start.pace !== 'fast') {
      const times = world.times?.() ?? [];
      breaker?.watch(
        patience === 1 ? times : times.map(({ system, ms }) => ({ system, ms: ms / patience })),
        1000 / (world.hz ?? start.hz),
      );
      gauge.tick(times);
    }
    if (watched) diffs.push(world.changes());
    if (queue.length > 0) consumed.push({ tick: world.tick, upTo: queue.at(-1)!.seq });
    queue = [];
  }
  // The tick that would have consumed them: no replay reaches it.
  if (closes && queue.length > 0) consumed.push({ tick: world.tick + 1, upTo: queue.at(-1)!.seq });
  const left = worldCommands(queue);
  const done = phase === 'ended' || over();
  return {
    world,
    fromTick,
    ticks,
    diffs,
    consumed,
    cursor: consumed.at(-1)?.upTo ?? head.cursor,
    waiting: turns === undefined || done ? [] : world.waiting(left),
    seats: world.seats(left),
    blocked,
    done,
    closes,
    tickMs: ticks.length === 0 ? warm.tickMs : smooth(warm.tickMs, steppedMs / ticks.length),
  };
}

/** Clocks tell whole milliseconds, and a tick in which memory was collected says nothing of the others. */
const smooth = (before: number | undefined, now: number): number => (before === undefined ? now : before + (now - before) / 8);
