import { describe, expect, test } from 'vitest';
import { chance } from '../../../engine/kernel/testing/chance.ts';
import { eventsOf } from '../../../engine/document/index.ts';
import { createRecordOrder, type PartOfRecord } from './records.ts';

const record = (seq: number): PartOfRecord => ({ seq, session: 1, update: `u${seq}` });
function follow(from = 0) {
  const handedOn: string[] = [];
  const order = createRecordOrder(({ seq, update }) => handedOn.push(`${seq}:${update}`));
  if (from >= 0) order.begin(from);
  return { order, handedOn };
}

describe('the records of a room', () => {
  test('are handed on once and in order, whatever order they come in', () => {
    const { order, handedOn } = follow();
    for (const seq of [2, 1, 1, 4, 2]) order.arrived(record(seq));
    expect([handedOn, order.seq, order.hasHole]).toEqual([['1:u1', '2:u2'], 2, true]);
    order.filled([record(3)]);
    expect([handedOn.at(-1), order.seq, order.hasHole]).toEqual(['4:u4', 4, false]);
  });

  test('wait for a beginning, and those before it are known', () => {
    const { order, handedOn } = follow(-1);
    for (const seq of [5, 6, 7]) order.arrived(record(seq));
    expect([handedOn, order.hasHole]).toEqual([[], false]);
    order.begin(6);
    expect(handedOn).toEqual(['7:u7']);
  });

  test('in parts are whole only with all of them, in any order, each once or twice', () => {
    const { order, handedOn } = follow();
    const parts = ['a', 'b', 'c'].map((update, part) => ({ seq: 1, session: 1, part, of: 3, update }));
    for (const at of [2, 0, 2]) order.arrived(parts[at]!);
    expect([handedOn, order.hasHole]).toEqual([[], true]);
    order.arrived(parts[1]!);
    expect(handedOn).toEqual(['1:abc']);
  });

  test('that nobody has leave no hole', () => {
    const { order } = follow();
    order.arrived(record(9));
    expect(order.hasHole).toBe(true);
    order.filled([]);
    expect(order.hasHole).toBe(false);
  });

  test.each([1, 2, 3, 4, 5])('come whole through loss, doubling and disorder when holes are asked for, seed %i', (seed) => {
    const { order, handedOn } = follow();
    const random = chance(seed);
    const all = Array.from({ length: 200 }, (_, at) => record(at + 1));
    const late: PartOfRecord[] = [];
    for (const each of all) {
      const dice = random.next();
      if (dice < 0.2) continue;
      if (dice < 0.4) late.push(each);
      else order.arrived(each);
      if (dice > 0.9) order.arrived(each);
      if (random.next() < 0.2) for (const held of late.splice(0)) order.arrived(held);
    }
    while (order.seq! < 200) order.filled(all.slice(order.seq!, order.seq! + 7));
    expect(handedOn).toEqual(all.map(({ seq, update }) => `${seq}:${update}`));
  });
});

test('an update is split so that no event has more than 240 KB, and comes together again', () => {
  const update = 'x'.repeat(1_000_001);
  const events = eventsOf({ epoch: 'e'.repeat(24), seq: 1, session: 17 }, update);
  expect(Math.max(...events.map((event) => JSON.stringify(event).length))).toBeLessThan(240 * 1024);
  expect(events).toHaveLength(5);
  const { order, handedOn } = follow();
  for (const event of events.toReversed()) if (event.kind === 'record') order.arrived(event);
  expect(handedOn).toEqual([`1:${update}`]);
});
