import { expect, test } from 'vitest';
import { createWindowMemory } from './window-state.ts';

const laptop = { id: 1, workArea: { x: 0, y: 0, width: 1440, height: 870 } };
const desk = { id: 2, workArea: { x: 1440, y: -200, width: 2560, height: 1400 } };
const usual = { bounds: { width: 1440, height: 900 }, maximized: false };
const memory = (value?: unknown) => {
  const kept = { value };
  const keep = { read: () => kept.value, write: (next: unknown) => void (kept.value = JSON.parse(JSON.stringify(next))) };
  return { kept, ...createWindowMemory(keep), again: () => createWindowMemory(keep) };
};

test('a window comes back where it was, also in the next start', () => {
  const { remember, again } = memory();
  remember([laptop, desk], { x: 1600, y: 0, width: 2000, height: 1000 }, true);
  expect(again().place([laptop, desk], 0)).toEqual({ bounds: { x: 1600, y: 0, width: 2000, height: 1000 }, maximized: true });
});

test('a laptop at its desk and the same laptop on a train remember apart', () => {
  const { remember, place } = memory();
  remember([laptop, desk], { x: 1600, y: 0, width: 2000, height: 1000 }, false);
  expect(place([laptop], 0)).toEqual(usual);
  remember([laptop], { x: 10, y: 20, width: 1000, height: 700 }, false);
  expect(place([laptop], 0).bounds).toEqual({ x: 10, y: 20, width: 1000, height: 700 });
  expect(place([desk, laptop], 0).bounds).toMatchObject({ x: 1600 });
});

test.each([
  { x: 5000, y: 0, width: 1000, height: 700 },
  { x: -950, y: 0, width: 1000, height: 700 },
  { x: 0, y: -400, width: 1000, height: 700 },
  { x: 0, y: 860, width: 1000, height: 700 },
])('a window whose title bar nobody could reach is put in the middle: %j', (bounds) => {
  const { remember, place } = memory();
  remember([laptop], bounds, false);
  expect(place([laptop], 0)).toEqual(usual);
});

test('a window smaller than it can be used is made larger, and a second one stands lower', () => {
  const { remember, place } = memory();
  remember([laptop], { x: 10, y: 20, width: 200, height: 100 }, true);
  expect(place([laptop], 0)).toEqual({ bounds: { x: 10, y: 20, width: 960, height: 600 }, maximized: true });
  expect(place([laptop], 1)).toEqual({ bounds: { x: 38, y: 48, width: 960, height: 600 }, maximized: false });
});

test.each([undefined, null, 7, 'x', [], { format: 2 }, { format: 1, arrangements: { a: { x: 'left' } } }])(
  'what cannot be read (%j) is the same as new',
  (value) => {
    expect(memory(value).place([laptop], 0)).toEqual(usual);
  },
);

test('twelve arrangements are kept, the latest ones', () => {
  const { remember, kept } = memory();
  for (let id = 0; id < 30; id += 1) remember([{ ...laptop, id }], { x: id, y: 0, width: 1000, height: 700 }, false);
  const { arrangements } = kept.value as { arrangements: Record<string, { x: number }> };
  expect(Object.values(arrangements).map(({ x }) => x)).toEqual(Array.from({ length: 12 }, (_, index) => 18 + index));
});
