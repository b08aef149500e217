/** Keeps a realtime session to the clock: when its next slice is due, and at which rate its world runs. */
import { Breaker } from '../../../engine/run/breaker.ts';
import { setTickRate } from '../../../engine/rules/seats/index.ts';
import type { Clock, CloudWorld, CommandLog, LoggedCommand, SessionHead, SessionStart, Sleep } from '../../ports/index.ts';

/** What the loop knows of time. */
export interface Pacing {
  /** The wall-clock moment at which the world stood at a tick. */
  readonly origin: { readonly tick: number; readonly at: number };
  /** The world's tick after the last slice. */
  readonly tick: number;
  /** Ticks per second of the world after the last slice; absent before the first. */
  readonly hz?: number | undefined;
}

/** Behind by more than this, in ms, a realtime session lets the missed time go instead of racing after it. */
const hopeless = 1_000;

const isPaced = ({ pace, hz }: SessionStart): boolean => pace !== 'fast' && hz > 0;

const dueAt = ({ origin, tick }: Pacing, hz: number): number => origin.at + ((tick - origin.tick) * 1000) / hz;

/** How long ago the next slice was due, ms; 0 when it is not yet, or when there is no clock to keep to. */
export const lateness = (start: SessionStart, pacing: Pacing, now: number): number =>
  isPaced(start) ? Math.max(0, now - dueAt(pacing, pacing.hz ?? start.hz)) : 0;

/** Sleeps until the next slice is due and returns the origin to go on from. */
export async function keepPace(
  { clock, sleep }: { readonly clock: Clock; readonly sleep: Sleep['sleep'] },
  start: SessionStart,
  pacing: Pacing,
): Promise<Pacing['origin']> {
  if (!isPaced(start)) return pacing.origin;
  const late = clock.now() - dueAt(pacing, pacing.hz ?? start.hz);
  if (late > hopeless) return { tick: pacing.tick, at: clock.now() };
  await sleep(-late);
  return pacing.origin;
}

/** The pacing after a slice that began where `before` says. A changed rate holds from the slice's first tick on. */
export function paceAfter(before: Pacing, start: SessionStart, world: Pick<CloudWorld, 'tick' | 'hz'>): Pacing {
  const hz = world.hz ?? start.hz;
  const rate = before.hz ?? start.hz;
  const { tick } = world;
  if (!isPaced(start) || hz === rate) return { origin: before.origin, tick, hz };
  return { origin: { tick: before.tick, at: dueAt(before, rate) }, tick, hz };
}

/** The breaker of a world that keeps to a clock and can be measured. */
export const breakerOf = (start: SessionStart, world: CloudWorld): Breaker | undefined =>
  isPaced(start) && world.hz !== undefined && world.times !== undefined ? new Breaker(start.hz, world.hz) : undefined;

/**
 * Asks for the rate that the breaker wants, where the world has another: a command of the system, logged and replayed like any other. One
 * that does not get in, because a player's command was first, is asked for again by the next slice. Returns whether the log has grown.
 */
export async function askForRate(
  { log, clock }: { readonly log: CommandLog; readonly clock: Clock },
  {
    start,
    head,
    world,
    breaker,
    pending,
  }: { start: SessionStart; head: SessionHead; world: CloudWorld; breaker: Breaker; pending: readonly LoggedCommand[] },
): Promise<boolean> {
  if (breaker.hz === world.hz || pending.some(({ type }) => type === setTickRate)) return false;
  const seq = head.cmdSeq + 1;
  const outcome = await log.accept(start, {
    expect: { cmdSeq: head.cmdSeq, loop: 'running', seats: head.seats },
    command: { seq, sender: 0, clientSeq: seq, type: setTickRate, payload: { hz: breaker.hz }, at: clock.now() },
  });
  return outcome === 'accepted';
}
