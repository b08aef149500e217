import { beforeAll, expect, test } from 'vitest';
import { initHash } from '../hash/index.ts';
import { everyKind, randomWorld } from '../testing/schedule.ts';
import { firstDifference } from './difference.ts';
import type { Arena } from './index.ts';
import { createArena, layoutHashOf, restoreArena } from './index.ts';

const layout = { types: everyKind, layoutHash: layoutHashOf(everyKind) };
const world = (): Arena => {
  const arena = createArena(layout, { seed: 1, texts: ['x'] });
  const hero = arena.spawn('hero');
  arena.add(hero, 'All');
  arena.add(arena.spawn('ball'), 'Note', { text: 'x' });
  return arena;
};

beforeAll(initHash);

test.each([
  ['hero.All.cost', (a: Arena) => a.set(a.byKey('hero')!, 'All', { cost: '1.0000' }), '0.5000', '1.0000'],
  ['ball.Note.about', (a: Arena) => a.set(a.byKey('ball')!, 'Note', { about: 'hero' }), null, 'hero'],
  ['ball.parent', (a: Arena) => a.setParent(a.byKey('ball')!, a.byKey('hero')!), null, 'hero'],
  ['ball.alive', (a: Arena) => a.despawn(a.byKey('ball')!), true, false],
  ['hero.Arrays.names', (a: Arena) => a.add(a.byKey('hero')!, 'Arrays'), null, ['', '', '']],
  ['tick', (a: Arena) => a.advance(), 0, 1],
  ['streams', (a: Arena) => a.random('dice'), [], [['dice', 1]]],
  ['texts, freed entities or senders', (a: Arena) => a.senders.accept(1, 1), null, null],
] as const)('names %s', (where, change, ours, theirs) => {
  const other = world();
  change(other);
  const [entity, component, field] = where.split('.');
  const place = ['parent', 'alive'].includes(component ?? '') ? { entity } : field === undefined ? {} : { entity, component, field };
  expect(firstDifference(world(), other)).toEqual({ where, ours, theirs, ...place });
});

test('equal worlds have none', () => {
  const arena = randomWorld(layout, 11, 20);
  expect(firstDifference(arena, restoreArena(layout, arena.snapshot()))).toBe(undefined);
});
