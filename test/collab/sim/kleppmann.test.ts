import { expect, test } from 'vitest';
import { chance } from '../../../engine/kernel/testing/chance.ts';
import { type Move, MoveLog } from './kleppmann.ts';

const standing = (moves: readonly Move[]): Record<string, string> => {
  const log = new MoveLog();
  for (const move of moves) log.apply(move);
  return Object.fromEntries(log.parents);
};

test('a move that would make a circle does nothing, whenever it is heard of', () => {
  const start = ['a', 'b', 'c'].map((child): Move => ({ time: 0, replica: 0, child, parent: 'top' }));
  const under: Move = { time: 1, replica: 1, child: 'a', parent: 'b' };
  const over: Move = { time: 1, replica: 2, child: 'b', parent: 'a' };
  const later: Move = { time: 2, replica: 1, child: 'a', parent: 'c' };
  expect(standing([...start, under, over])).toEqual({ a: 'b', b: 'top', c: 'top' });
  expect(standing([...start, over, under])).toEqual({ a: 'b', b: 'top', c: 'top' });
  // It stays undone when what stood in its way has gone: its place in the order is before that.
  expect(standing([...start, later, over, under])).toEqual({ a: 'c', b: 'top', c: 'top' });
});

test('whatever order moves are heard of in, they come to one tree', () => {
  const random = chance(7);
  const names = ['a', 'b', 'c', 'd', 'e'];
  const moves = Array.from({ length: 40 }, (_, index): Move => {
    return { time: 1 + (index >> 2), replica: index % 4, child: random.pick(names), parent: random.pick(['top', ...names]) };
  });
  const start = names.map((child): Move => ({ time: 0, replica: 0, child, parent: 'top' }));
  const expected = standing([...start, ...moves]);
  for (let round = 0; round < 50; round += 1) {
    const order = moves.map((move) => ({ move, at: random.next() })).toSorted((a, b) => a.at - b.at);
    expect(standing([...start, ...order.map(({ move }) => move)])).toEqual(expected);
  }
});
