/** Rolling a level's world back: scripts and bodies included. */
import { beforeAll, expect, test } from 'vitest';
import { syncTest } from '../net/index.ts';
import type { Engine } from './index.ts';
import { worldPort } from './index.ts';
import { levelOf, openTestEngine, sample } from './testing/index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine({ physics: true });
});

test('a level with a script, its random numbers and commands is the same after every rollback', () => {
  const port = worldPort(engine, sample('supply-chain'));
  const commandsOf = (tick: number) => (tick === 3 ? [{ sender: 1, seq: 1, type: 'TakeStage', payload: { stage: 'retailer' } }] : []);
  expect(syncTest(port, { ticks: 24, depth: 4, every: 4, commandsOf })).toEqual({ equal: true, ticks: 24, rollbacks: 6 });
  port.dispose();
});

test('a level with bodies that fall on one another is the same after every rollback', () => {
  const ball = (y: number) => ({
    Transform: { position: [y / 20, y, 0] },
    RigidBody: {},
    Collider: { shape: 'sphere' },
  });
  const level = levelOf({ entities: { a: ball(1), b: ball(2.5), c: ball(4) } });
  const port = worldPort(engine, level);
  const before = port.world.hash();
  expect(syncTest(port, { ticks: 40, depth: 8, every: 8 })).toMatchObject({ equal: true, rollbacks: 5 });
  expect(port.world.hash()).not.toBe(before);
  port.dispose();
});

test('a system with a variable of its own is found, with tick and field', async () => {
  let hidden = 0;
  const planted = await openTestEngine({
    systems: [
      {
        name: 'planted',
        phase: 'rules',
        reads: [],
        writes: ['Progress'],
        run: ({ arena }) => {
          hidden += 1;
          if (hidden === 12) arena.set(arena.byKey('a')!, 'Progress', { value: 1 });
        },
      },
    ],
  });
  const port = worldPort(planted, levelOf({ entities: { a: { Progress: {} } } }));
  expect(syncTest(port, { ticks: 20, depth: 4 })).toMatchObject({ equal: false, where: 'a.Progress.value', ours: 0, theirs: 1 });
  port.dispose();
});

test('a difference is named: the field of an entity, or the part of the checkpoint', () => {
  const level = levelOf({ entities: { a: { Transform: {} } } });
  const [port, other] = [worldPort(engine, level), worldPort(engine, level)];
  other.world.arena.set(other.world.arena.byKey('a')!, 'Transform', { scale: [2, 1, 1] });
  expect(port.difference(port.save(), other.save())).toEqual({ where: 'a.Transform.scale', ours: [1, 1, 1], theirs: [2, 1, 1] });
  expect(port.difference(port.save(), port.save())).toBe(undefined);
});
