import { describe, expect, test } from 'vitest';
import type { Command } from '../../kernel/commands/index.ts';
import type { TurnsClock } from '../../model/level.ts';
import { seeded } from '../../run/testing/index.ts';
import { applySeatCommand, pendingSeats, waitingSeats, type SeatState } from './seats.ts';

const clock: TurnsClock = { kind: 'turns', unit: 'week', awaits: 'Order', take: 'Take', release: 'Leave' };
const free: SeatState[] = ['a', 'b', 'c'].map((entity) => ({ entity, stage: entity.toUpperCase(), owner: 0 }));
const owned = (owners: Record<string, number>): SeatState[] => free.map((seat) => ({ ...seat, owner: owners[seat.entity] ?? 0 }));
const take = (sender: number, stage: string): Command => ({ sender, seq: 0, type: 'Take', payload: { stage } });
const leave = (sender: number): Command => ({ sender, seq: 0, type: 'Leave', payload: {} });
const order = (sender: number): Command => ({ sender, seq: 0, type: 'Order', payload: {} });
const pass = (stage: string, sender = 0): Command => ({ sender, seq: 0, type: 'PassTurn', payload: { stage } });

describe('seats', () => {
  test('are taken by name, whatever its case, and left', () => {
    const { seats, changes } = applySeatCommand(free, clock, take(5, 'b'));
    expect(seats).toEqual(owned({ b: 5 }));
    expect(changes).toEqual([{ kind: 'taken', entity: 'b', stage: 'B', sender: 5 }]);
    expect(applySeatCommand(seats, clock, leave(5)).seats).toEqual(free);
  });

  test('a player who takes another seat leaves the first', () => {
    const { seats, changes } = applySeatCommand(owned({ a: 5 }), clock, take(5, 'C'));
    expect(seats).toEqual(owned({ c: 5 }));
    expect(changes.map(({ kind }) => kind)).toEqual(['released', 'taken']);
  });

  test.each<[string, SeatState[], Command, string]>([
    ['held by another', owned({ a: 5 }), take(6, 'A'), 'held by another player'],
    ['unknown', free, take(6, 'Z'), 'no such stage'],
    ['left by someone who has none', owned({ a: 5 }), leave(6), 'holds no stage'],
  ])('a seat %s is refused', (_, seats, command, reason) => {
    const result = applySeatCommand(seats, clock, command);
    expect(result.seats).toEqual(seats);
    expect(result.changes).toMatchObject([{ kind: 'refused', reason }]);
  });

  test('taking one’s own seat again changes nothing', () => {
    expect(applySeatCommand(owned({ a: 5 }), clock, take(5, 'A'))).toEqual({ seats: owned({ a: 5 }), changes: [] });
  });
});

test('who has sat down for the next turn sits there already; who leaves does not', () => {
  expect(pendingSeats(free, clock, [take(5, 'A'), order(5)])).toEqual(owned({ a: 5 }));
  expect(pendingSeats(owned({ a: 5 }), clock, [leave(5), take(6, 'A')])).toEqual(owned({ a: 6 }));
});

describe('waiting', () => {
  test.each<[string, SeatState[], Command[], string[]]>([
    ['nobody sits: nobody is awaited', free, [], []],
    ['whoever sits is awaited', owned({ a: 5, c: 6 }), [], ['a', 'c']],
    ['who ordered is not', owned({ a: 5, c: 6 }), [order(6)], ['a']],
    ['an order of someone else does not count', owned({ a: 5 }), [order(6)], ['a']],
    ['who sits down now is awaited', free, [take(5, 'A')], ['a']],
    ['who leaves now is not', owned({ a: 5 }), [leave(5)], []],
    ['an order of an earlier owner does not count for the next', owned({ a: 5 }), [order(5), leave(5), take(6, 'A')], ['a']],
    ['an order before the move to another seat does not go along', owned({ a: 5 }), [order(5), take(5, 'B')], ['b']],
    ['the system may pass a turn', owned({ a: 5, b: 6 }), [pass('a')], ['b']],
    ['a player may not', owned({ a: 5, b: 6 }), [pass('a', 6)], ['a', 'b']],
  ])('%s', (_, seats, pending, expected) => {
    expect(waitingSeats(seats, clock, pending)).toEqual(expected);
  });

  test('after any commands, exactly the owned seats can be awaited, and an order from each owner ends the wait (seed 11)', () => {
    const random = seeded(11);
    for (let round = 0; round < 500; round += 1) {
      const commands = Array.from({ length: random.int(0, 12) }, () =>
        random.pick([take, order, leave])(random.int(1, 4), random.pick(['A', 'B', 'C', 'Z'])),
      );
      let seats: readonly SeatState[] = free;
      for (const command of commands) seats = applySeatCommand(seats, clock, command).seats;
      const sitting = seats.filter(({ owner }) => owner !== 0);
      expect(new Set(sitting.map(({ owner }) => owner)).size, 'a player holds one seat').toBe(sitting.length);
      const waiting = waitingSeats(free, clock, commands);
      expect(waiting.every((entity) => sitting.some((seat) => seat.entity === entity))).toBe(true);
      expect(waitingSeats(free, clock, [...commands, ...sitting.map(({ owner }) => order(owner))])).toEqual([]);
    }
  });
});
