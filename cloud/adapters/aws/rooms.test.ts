import { beforeEach, describe, expect, test } from 'vitest';
import type { Objects } from './objects.ts';
import { AwsRooms } from './rooms.ts';
import type { Change, Item, Table } from './table.ts';

const ref = { tenant: 'demo', room: 'demo/level/street' };

let kept: { sk: string; exp?: number }[];
let read: number;
/** Ends the function after so many writes. */
let dies: number;
const table = {
  async *backwards(_: string, from: string, to: string): AsyncGenerator<Item> {
    for (const item of kept.filter(({ sk }) => sk >= from && sk <= to).toReversed()) {
      read += 1;
      yield item;
    }
  },
  async update({ key, set }: Change) {
    if (dies-- === 0) throw new Error('died');
    kept = kept.map((item) => (item.sk === key.sk ? { ...item, ...set } : item));
    return { ok: true };
  },
} as unknown as Table;
const rooms = new AwsRooms(table, {} as Objects, () => 0);
const write = (from: number, to: number): void => {
  for (let seq = from; seq <= to; seq += 1) kept.push({ sk: `REC#one#${String(seq).padStart(12, '0')}` });
};
const withoutEnd = (): number[] => kept.filter(({ exp }) => exp === undefined).map(({ sk }) => Number(sk.slice(-12)));

beforeEach(() => {
  kept = [];
  dies = -1;
});

describe('records that a snapshot has', () => {
  test('are forgotten in time, and no compaction reads more than what came since the last', async () => {
    for (let upTo = 10; upTo <= 100; upTo += 10) {
      write(upTo - 9, upTo);
      read = 0;
      await rooms.expire(ref, 'one', upTo);
      expect(read).toBeLessThanOrEqual(11);
    }
    expect(withoutEnd()).toEqual([]);
  });

  test('are all reached by the next compaction when one died among them', async () => {
    write(1, 10);
    dies = 4;
    await expect(rooms.expire(ref, 'one', 10)).rejects.toThrow('died');
    expect(withoutEnd()).toEqual([5, 6, 7, 8, 9, 10]);
    write(11, 15);
    await rooms.expire(ref, 'one', 12);
    expect(withoutEnd()).toEqual([13, 14, 15]);
  });
});
