import { compareText } from '../../../engine/kernel/json.ts';
import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import type { SeatState } from '../../../engine/rules/seats/index.ts';
import { pendingSeats } from '../../../engine/rules/seats/index.ts';
import type { CommandLog, SessionHead, SessionStart } from '../../ports/index.ts';
import { refuse } from '../refusal.ts';
import { worldCommands } from './world.ts';

/** A seat of a game of turns, and who sits there. */
export interface Seated extends SeatState {
  /** What people call it. */
  readonly name: string;
  /** Opaque id of who sits there. */
  readonly player?: string;
  /** Nobody has heard of them when the session last came to rest. */
  readonly away?: true;
}

interface Asked {
  readonly start: SessionStart;
  readonly head: SessionHead;
  readonly level: CompiledLevel;
}

/** Seats of a game of turns, in the level's order, as everything that was acknowledged leaves them, without a world; empty for every other level. */
export async function seatsOf(log: Pick<CommandLog, 'read' | 'seats'>, { start, head, level }: Asked): Promise<Seated[]> {
  const { clock } = level;
  if (clock.kind !== 'turns') return [];
  const inOrder = level.entities.toSorted((a, b) => compareText(a.order, b.order) || compareText(a.key, b.key));
  const first = inOrder.flatMap(({ key, name, components: { Seat } }): (SeatState & { name: string })[] => {
    const { stage, owner } = (Seat ?? {}) as { stage?: string; owner?: number };
    return stage === undefined ? [] : [{ entity: key, name: name === '' ? stage : name, stage, owner: owner ?? 0 }];
  });
  if (first.length === 0) return [];
  const [commands, players] = await Promise.all([log.read(start, 0, head.cmdSeq), log.seats(start)]);
  const away = new Set(head.turn?.away?.map(({ sender }) => sender));
  return pendingSeats(first, clock, worldCommands(commands)).map((seat, at) => {
    const player = players.find(({ sender }) => seat.owner !== 0 && sender === seat.owner)?.player;
    return {
      ...seat,
      name: first[at]!.name,
      ...(player !== undefined && { player }),
      ...(seat.owner !== 0 && away.has(seat.owner) && { away: true }),
    };
  });
}

/**
 * Refuses what can have no effect at the seats as they are: `stage-unknown`, `stage-taken`, `no-seat`.
 * @param seats none where nothing is known of them
 */
export function requireEffect(
  { clock }: Pick<CompiledLevel, 'clock'>,
  seats: readonly Seated[],
  { type, payload, player }: { readonly type: string; readonly payload: unknown; readonly player: string },
): void {
  if (clock.kind !== 'turns' || seats.length === 0) return;
  const listed = (of: readonly Seated[]): string => of.map(({ stage }) => stage).join(', ');
  const free = seats.filter(({ owner }) => owner === 0);
  if (type === clock.take) {
    const { stage = '' } = (payload ?? {}) as { stage?: unknown };
    const wanted = seats.find((seat) => seat.stage.toLowerCase() === String(stage).toLowerCase());
    if (!wanted)
      refuse({
        code: 'stage-unknown',
        message: stage === '' ? `${type} names no stage.` : `There is no stage ${String(stage)}.`,
        hint: `There are ${listed(seats)}.`,
      });
    if (wanted.owner !== 0 && wanted.player !== player)
      refuse({
        code: 'stage-taken',
        message: `${wanted.name} is taken by player ${wanted.owner}.`,
        hint: free.length === 0 ? 'No stage is free.' : `Free: ${listed(free)}.`,
      });
  } else if ((type === clock.awaits || type === clock.release) && !seats.some((seat) => seat.player === player))
    refuse({
      code: 'no-seat',
      message: `${type} needs a seat, and this player holds none.`,
      hint: free[0] === undefined ? 'None is free.' : `Take one first: ${clock.take} ${JSON.stringify({ stage: free[0].stage })}`,
    });
}
