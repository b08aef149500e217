import type { Arena } from '../../kernel/world/index.ts';
import type { SeatState } from './seats.ts';

/** The seats of a world, in the order of their entities. */
export const readSeats = (arena: Arena): SeatState[] =>
  arena
    .query('Seat')
    .entities()
    .map((entity) => {
      const { stage, owner } = arena.get(entity, 'Seat') as { stage: string; owner: number };
      return { entity: arena.nameOf(entity), stage, owner };
    });

export function writeSeats(arena: Arena, seats: readonly SeatState[]): void {
  for (const { entity, owner } of seats) arena.set(arena.byKey(entity)!, 'Seat', { owner });
}
