import { expect, test } from 'vitest';
import type { RunRecipe } from '../editor/index.ts';
import { createRunShelf } from './run-shelf.ts';

const recipe = (id: string): RunRecipe => ({
  id,
  order: 1,
  name: 'Slow',
  seed: 7,
  parameters: { rate: 1 },
  changed: {},
  package: 'p',
  engine: 'e',
  ticks: 40,
  tick: 40,
  state: 'finished',
  kpis: { total: 40 },
  hash: 'abc',
  pinned: false,
  start: { seed: 7 },
  commands: [],
});

test('runs stay in the browser by place, another shelf finds them, and what does not fit is left out', async () => {
  const shelf = createRunShelf(() => indexedDB);
  await shelf.put('toy/yard', recipe('a'));
  await shelf.put('toy/yard', { ...recipe('a'), name: 'Base' });
  await shelf.put('toy/yard', recipe('b'));
  await shelf.put('toy/yard', { ...recipe('c'), seed: 'seven' } as never);
  await shelf.put('toy/yard-2', recipe('d'));
  await shelf.remove('toy/yard', 'b');
  const later = createRunShelf(() => indexedDB);
  expect(await later.load('toy/yard')).toEqual([{ ...recipe('a'), name: 'Base' }]);
  expect((await later.load('toy/yard-2')).map(({ id }) => id)).toEqual(['d']);
  expect(await later.load('toy')).toEqual([]);
});
