/** What a rollback finds that a run from start to end does not. */
import { beforeAll, expect, test } from 'vitest';
import type { Arena } from '../../kernel/index.ts';
import { createArena, initHash, layoutHashOf } from '../../kernel/index.ts';
import { diceOf, everyKind, randomTick } from '../../kernel/testing/schedule.ts';
import type { SyncVerdict } from '../index.ts';
import { arenaPort, syncTest } from '../index.ts';

const layout = { types: everyKind, layoutHash: layoutHashOf(everyKind) };

beforeAll(initHash);

/** Everything that an arena can do, chosen by its own seed and tick. */
const busy = (arena: Arena): readonly unknown[] => {
  arena.tick--;
  randomTick(arena, diceOf(arena.seed * 1000 + arena.tick), everyKind);
  return [arena.count];
};

const verdictOf = (step: (arena: Arena) => readonly unknown[], options = {}): SyncVerdict => {
  const arena = createArena(layout, { seed: 3 });
  const hero = arena.spawn('hero');
  arena.add(hero, 'All');
  return syncTest(arenaPort(arena, step), { ticks: 200, ...options });
};

test('a world whose state is in its arena is the same after every rollback', () => {
  expect(verdictOf(busy)).toEqual({ equal: true, ticks: 200, rollbacks: 193 });
  expect(verdictOf(busy, { depth: 1 })).toMatchObject({ equal: true, rollbacks: 200 });
  expect(verdictOf(busy, { depth: 20, every: 10 })).toMatchObject({ equal: true, rollbacks: 19 });
});

test('a variable outside the arena is found, with tick, entity, component and field', () => {
  let hidden = 0;
  const verdict = verdictOf((arena) => {
    hidden += 1;
    if (hidden === 40) arena.set(arena.byKey('hero')!, 'All', { small: hidden });
    return [];
  });
  expect(verdict).toMatchObject({ equal: false, where: 'hero.All.small', ours: 0, theirs: 40 });
});

test('an event that is not told again is found', () => {
  let told = false;
  const verdict = verdictOf(({ tick }) => {
    if (tick !== 30 || told) return [];
    told = true;
    return ['once'];
  });
  expect(verdict).toEqual({ equal: false, tick: 30, from: 30, where: 'events', ours: '["once"]', theirs: '[]' });
});

test('a plan that tests nothing is refused', () => {
  expect(() => verdictOf(busy, { ticks: 3 })).toThrow(expect.objectContaining({ code: 'sync-test' }) as Error);
});
