import { beforeAll, expect, test } from 'vitest';
import { initHash } from '../hash/index.ts';
import { everyKind, randomWorld } from '../testing/schedule.ts';
import type { Arena } from './index.ts';
import { createArena, layoutHashOf, layoutPlaces, restoreArena } from './index.ts';

const layout = { types: everyKind, layoutHash: layoutHashOf(everyKind) };
beforeAll(initHash);

const world = (): Arena => {
  const arena = createArena(layout, { seed: 1, texts: ['x'] });
  const hero = arena.spawn('hero');
  const ball = arena.spawn('ball');
  arena.setParent(ball, hero);
  arena.timers.after(3, { source: 'hero', name: 'wake', payload: '{}' });
  arena.despawn(arena.spawn());
  return arena;
};

/** The core section `section` of an image, as the words or half-words that it is made of. */
const sectionOf = (image: Uint8Array<ArrayBuffer>, section: number): Uint32Array =>
  new Uint32Array(image.buffer, layoutPlaces(layout, image).get(section << 16)! * 4);

test('whatever a world went through, its own image passes', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const again = restoreArena(layout, randomWorld(layout, seed, 40).snapshot());
    expect(() => again.checkRestored(), `seed ${seed}`).not.toThrow();
  }
});

test.each<[string, number, (words: Uint32Array) => void, string]>([
  // Hero and ball, each the other's parent; their children are counted four words on.
  [
    'an entity below itself',
    2,
    (words) => {
      words[0] = (1 << 20) | 1;
      words[5] = 1;
    },
    'below itself',
  ],
  ['a key of another', 1, (words) => words.set([words[1]!, words[0]!]), 'a key is not its entity’s'],
  ['a parent that is not there', 2, (words) => words.set([0, 0xfff0_0005]), 'a parent is not there'],
  ['children that nobody has', 3, (words) => words.set([7]), 'children are miscounted'],
  ['a freed index that lives', 5, (words) => words.set([0]), 'a freed index is not free'],
  ['texts that end before they begin', 6, (words) => words.set([words[2]!, words[1]!], 1), 'texts end before they begin'],
  ['a timer without a text', 11, (words) => words.set([999]), 'a timer names no text'],
  ['a timer whose number was never given', 10, (words) => words.set([9]), 'never given'],
])('%s is refused by name', (_, section, change, said) => {
  const image = world().snapshot();
  change(sectionOf(image, section));
  const arena = restoreArena(layout, image);
  expect(() => arena.checkRestored()).toThrow(
    expect.objectContaining({ code: 'checkpoint-state', message: expect.stringContaining(said) }),
  );
});
