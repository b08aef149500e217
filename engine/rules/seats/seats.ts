/**
 * The turn clock: who sits where, and who still owes an order. A pure function of the seats and of the commands that have arrived for the
 * next tick, so a router, a slice and a player's screen always agree on whom everyone waits for.
 */
import type { Command } from '../../kernel/commands/index.ts';
import type { Json } from '../../kernel/json.ts';
import type { TurnsClock } from '../../model/level.ts';
import { passTurn } from './system-commands.ts';

export interface SeatState {
  /** Key of the entity that carries the seat. */
  readonly entity: string;
  /** What a player names to take it. */
  readonly stage: string;
  /** Sender that holds it; 0 = nobody, its policy decides. */
  readonly owner: number;
}

export type SeatChange =
  | { kind: 'taken' | 'released'; entity: string; stage: string; sender: number }
  | { kind: 'refused'; sender: number; stage: string; reason: 'no such stage' | 'held by another player' | 'holds no stage' };

const stageOf = (payload: Json): string => {
  const stage =
    typeof payload === 'object' && payload !== null && !Array.isArray(payload) ? (payload as { stage?: Json }).stage : undefined;
  return typeof stage === 'string' ? stage : '';
};

/**
 * Seats after one command, and what it did. A sender holds one seat: taking another leaves the first. Taking one's own seat again, and
 * commands that do not concern seats, change nothing.
 */
export function applySeatCommand(
  seats: readonly SeatState[],
  clock: TurnsClock,
  { sender, type, payload }: Command,
): { seats: readonly SeatState[]; changes: SeatChange[] } {
  const own = seats.find(({ owner }) => owner === sender && sender !== 0);
  const withOwner = (of: SeatState, owner: number, from: readonly SeatState[]): SeatState[] =>
    from.map((seat) => (seat.entity === of.entity ? { ...seat, owner } : seat));
  if (type === clock.release) {
    if (!own) return { seats, changes: [{ kind: 'refused', sender, stage: '', reason: 'holds no stage' }] };
    return { seats: withOwner(own, 0, seats), changes: [{ kind: 'released', entity: own.entity, stage: own.stage, sender }] };
  }
  if (type !== clock.take) return { seats, changes: [] };
  const stage = stageOf(payload);
  const wanted = seats.find((seat) => seat.stage.toLowerCase() === stage.toLowerCase());
  if (!wanted) return { seats, changes: [{ kind: 'refused', sender, stage, reason: 'no such stage' }] };
  if (wanted.owner === sender) return { seats, changes: [] };
  if (wanted.owner !== 0) return { seats, changes: [{ kind: 'refused', sender, stage, reason: 'held by another player' }] };
  const left = own ? withOwner(own, 0, seats) : seats;
  return {
    seats: withOwner(wanted, sender, left),
    changes: [
      ...(own ? [{ kind: 'released', entity: own.entity, stage: own.stage, sender } as const] : []),
      { kind: 'taken', entity: wanted.entity, stage: wanted.stage, sender },
    ],
  };
}

/**
 * Keys of the seats that hold the next tick up: owned after the pending takes and releases, without the awaited command from their owner
 * and without a PassTurn for them. Empty = the tick may run; with no owned seat nothing is awaited.
 */
export function waitingSeats(seats: readonly SeatState[], clock: TurnsClock, pending: readonly Command[]): string[] {
  let now = seats;
  const ordered = new Set<string>();
  for (const command of pending) {
    if (command.type === clock.awaits) {
      const seat = now.find(({ owner }) => owner === command.sender && command.sender !== 0);
      if (seat) ordered.add(seat.entity);
    } else if (command.type === passTurn && command.sender === 0) {
      const seat = now.find(({ stage }) => stage.toLowerCase() === stageOf(command.payload).toLowerCase());
      if (seat) ordered.add(seat.entity);
    } else {
      const before = now;
      now = applySeatCommand(now, clock, command).seats;
      // What an earlier owner of a seat ordered does not count for the next.
      for (const seat of now) if (before.find(({ entity }) => entity === seat.entity)?.owner !== seat.owner) ordered.delete(seat.entity);
    }
  }
  return now.filter(({ owner, entity }) => owner !== 0 && !ordered.has(entity)).map(({ entity }) => entity);
}

/** The seats as the commands that have arrived for the next tick will leave them: who has sat down, before the turn has run. */
export const pendingSeats = (seats: readonly SeatState[], clock: TurnsClock, pending: readonly Command[]): readonly SeatState[] =>
  pending.reduce((now, command) => applySeatCommand(now, clock, command).seats, seats);
