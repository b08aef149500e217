import type { TurnsClock } from '../../../engine/model/level.ts';
import type { PlayerAway } from '../../../engine/net/protocol/index.ts';
import type { Absence, Connection, LoggedCommand, TurnWait, WorldSeat } from '../../ports/index.ts';

/** A player without a socket keeps the others waiting for this long at most, once, ms: not again in each turn that they miss. */
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
  /** Senders who sent what was asked for the turn that has just been played. */
  readonly played?: readonly number[];
  readonly listeners: readonly Connection[];
}

export interface Judgement {
  /** Stages whose own policy decides this turn: the deadline is over, or their player is away while others wait. */
  readonly overdue: readonly string[];
  /** Whose player has no connection, and how long the turn waits for them. */
  readonly away: readonly PlayerAway[];
  readonly wait?: TurnWait;
}

/**
 * Whom the others need wait for no longer. A seat's time counts from the turn's beginning, or from when its player sat down; the grace of an
 * absence from when it began, over however many turns. Nobody is passed over for an absence while somebody who is there still owes: until then
 * who comes back may play. While nobody waits, neither a socket nor a player who has sent what the turn asks for, time stands still: a game does
 * not run away from who comes back.
 */
export function judgeTurn(turn: Turn): Judgement {
  const { clock, now, wait, begunAt = 0, seats, waiting, pending, listeners } = turn;
  const owned = seats.filter(({ owner }) => owner > 0);
  const owing = owned.filter(({ entity }) => waiting.includes(entity));
  const gone = absences(turn, owned);
  const somebodyIsReady = owing.length < owned.length;
  if (owing.length === 0 || (listeners.length === 0 && !somebodyIsReady)) return standsStill(gone, now);
  const from = Math.max(wait?.from ?? now, begunAt);
  const dues = owing.map(({ entity, owner, stage }) => {
    const satDown = pending.findLast(({ type, sender }) => type === clock.take && sender === owner)?.at ?? 0;
    const deadline = clock.deadline === undefined ? Infinity : Math.max(from, satDown) + clock.deadline * 1000;
    const absence = gone.find(({ sender }) => sender === owner);
    const othersWait = somebodyIsReady || listeners.some(({ sender }) => sender !== owner);
    const grace = absence && othersWait ? absence.since + absenceGrace : Infinity;
    return { entity, stage, deadline, grace, isThere: absence === undefined, othersWait };
  });
  const othersOwe = dues.some(({ isThere, deadline }) => isThere && deadline > now);
  const limits = dues.map(({ deadline, grace, isThere, othersWait, stage }) => ({
    stage,
    limit: Math.min(deadline, othersOwe ? Infinity : grace),
    // Should nobody tell the loop that who is there has left.
    look: isThere && othersWait ? now + absenceGrace : Infinity,
  }));
  const due = Math.min(...limits.map(({ limit, look }) => Math.min(limit, look)));
  const waits = Number.isFinite(due) || gone.length > 0;
  const left = ({ deadline, grace }: (typeof dues)[number]): number => Math.max(0, Math.ceil((Math.min(deadline, grace) - now) / 1000));
  return {
    overdue: limits.filter(({ limit }) => limit <= now).map(({ stage }) => stage),
    away: owned
      .filter(({ owner }) => gone.some(({ sender }) => sender === owner))
      .map(({ entity }) => {
        const awaited = dues.find((one) => one.entity === entity);
        return { entity, ...(awaited && Number.isFinite(awaited.grace) && { left: left(awaited) }) };
      }),
    ...(waits && { wait: { ...(Number.isFinite(due) && { from, due }), ...(gone.length > 0 && { away: gone }) } }),
  };
}

/** Who sits without a connection, and since when: a player who plays by commands alone is away only from the last of them on. */
function absences({ now, wait, begunAt = 0, pending, played = [], listeners }: Turn, owned: readonly WorldSeat[]): readonly Absence[] {
  return owned
    .filter(({ owner }) => !listeners.some(({ sender }) => sender === owner))
    .map(({ owner: sender }) => {
      const found = wait?.away?.find((absence) => absence.sender === sender)?.since ?? now;
      const heard = pending.findLast((command) => command.sender === sender)?.at ?? 0;
      return { sender, since: Math.max(found, heard, played.includes(sender) ? begunAt : 0) };
    });
}

/** Who was waited for in vain stays away; anybody else has all of the grace when somebody comes back. */
function standsStill(gone: readonly Absence[], now: number): Judgement {
  const away = gone.filter(({ since }) => since + absenceGrace <= now);
  return { overdue: [], away: [], ...(away.length > 0 && { wait: { away } }) };
}

/** The senders who are away, to tell one wait from another. */
export const whoIsAway = (wait: TurnWait | undefined): string => (wait?.away ?? []).map(({ sender }) => sender).join();
