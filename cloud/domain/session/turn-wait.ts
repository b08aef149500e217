import type { TurnsClock } from '../../../engine/model/level.ts';
import type { Connection, LoggedCommand, TurnWait, WorldSeat } from '../../ports/index.ts';

/** A player without a socket keeps the others waiting for this long at most in each turn, ms. */
export const absenceGrace = 60_000;

/** What is known of a turn that waits. */
export interface Turn {
  readonly clock: TurnsClock;
  readonly now: number;
  /** The wait as the loop last left it. */
  readonly wait: TurnWait | undefined;
  /** When the turn before was committed; undefined in the first. */
  readonly begunAt: number | undefined;
  readonly seats: readonly WorldSeat[];
  /** Keys of the seats that owe a command. */
  readonly waiting: readonly string[];
  /** Commands for the turn, so far. */
  readonly pending: readonly LoggedCommand[];
  readonly listeners: readonly Connection[];
}

export interface Judgement {
  /** Stages whose own policy decides this turn: the deadline is over, or their player is away while others wait. */
  readonly overdue: readonly string[];
  readonly wait?: TurnWait;
}

/**
 * Whom the others need wait for no longer. A seat's time counts from the turn's beginning, or from when its player sat down. While nobody waits,
 * neither a socket nor a player who has sent what the turn asks for, time stands still: a game does not run away from who comes back.
 */
export function judgeTurn({ clock, now, wait, begunAt = 0, seats, waiting, pending, listeners }: Turn): Judgement {
  const owned = seats.filter(({ owner }) => owner > 0);
  const owing = owned.filter(({ entity }) => waiting.includes(entity));
  const somebodyIsReady = owing.length < owned.length;
  if (owing.length === 0 || (listeners.length === 0 && !somebodyIsReady)) return { overdue: [] };
  const from = Math.max(wait?.from ?? now, begunAt);
  const dues = owing.map(({ owner, stage }) => {
    const satDown = pending.findLast(({ type, sender }) => type === clock.take && sender === owner)?.at ?? 0;
    const since = Math.max(from, satDown);
    const away = !listeners.some(({ sender }) => sender === owner);
    const othersWait = somebodyIsReady || listeners.some(({ sender }) => sender !== owner);
    const limits = [...(clock.deadline === undefined ? [] : [since + clock.deadline * 1000]), ...(away ? [since + absenceGrace] : [])];
    // Who is there may have left by then, and no socket's end wakes the loop.
    const look = !away && othersWait ? [now + absenceGrace] : [];
    return { stage, limit: Math.min(...limits), look: Math.min(...limits, ...look) };
  });
  const due = Math.min(...dues.map(({ look }) => look));
  return {
    overdue: dues.filter(({ limit }) => limit <= now).map(({ stage }) => stage),
    ...(Number.isFinite(due) && { wait: { from, due } }),
  };
}
