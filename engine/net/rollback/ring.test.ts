import { beforeAll, expect, test } from 'vitest';
import { createArena, initHash, layoutHashOf } from '../../kernel/index.ts';
import { everyKind } from '../../kernel/testing/schedule.ts';
import { arenaPort } from './arena-port.ts';
import { StateRing } from './ring.ts';

const layout = { types: everyKind, layoutHash: layoutHashOf(everyKind) };

beforeAll(initHash);

test('states are kept in buffers that are used again, and each is what it was', () => {
  const arena = createArena(layout, { seed: 1 });
  const port = arenaPort(arena, () => {
    arena.spawn(`of tick ${arena.tick}`);
    return [];
  });
  const ring = new StateRing(4);
  const buffers = new Set<ArrayBuffer>();
  const hashes = new Map<number, bigint>();
  for (let tick = 1; tick <= 40; tick++) {
    port.advance([]);
    buffers.add(ring.save(port).buffer);
    hashes.set(arena.tick, arena.hash64());
  }
  expect(buffers.size).toBe(4);
  expect(ring.at(36)).toBe(undefined);
  for (const tick of [40, 37, 39, 38]) {
    port.load(ring.at(tick)!);
    expect([arena.tick, arena.hash64()]).toEqual([tick, hashes.get(tick)]);
  }
});
