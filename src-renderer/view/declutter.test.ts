import { expect, test } from 'vitest';
import { declutter, type Plate } from './declutter.ts';

const plate = (key: string, left: number, top: number, depth: number, chosen = false): Plate => ({
  key,
  left,
  top,
  width: 100,
  height: 20,
  depth,
  at: { x: left + 50, y: top + 10 },
  chosen,
});

test('labels that are apart stay where they are', () => {
  const steps = declutter([plate('a', 0, 0, 5), plate('b', 102, 0, 6), plate('c', 0, 22, 7)], []);
  expect([...steps.values()]).toEqual([0, 0, 0]);
});

test('the farther of two steps aside, up or down by what is missing, whichever was named first', () => {
  const [near, above, below] = [plate('near', 0, 100, 5), plate('above', 50, 90, 9), plate('below', -50, 112, 8)];
  for (const plates of [
    [near, above, below],
    [below, above, near],
  ])
    expect(Object.fromEntries(declutter(plates, []))).toEqual({ near: 0, above: -12, below: 10 });
});

test('one that finds no room near its place is left out, and comes back when the room does', () => {
  const crowd = [plate('a', 0, 100, 1), plate('b', 50, 99, 2), plate('c', 50, 101, 3), plate('d', 0, 100, 4)];
  expect([...declutter(crowd, []).keys()]).toEqual(['a', 'b', 'c']);
  expect([...declutter(crowd.slice(3), []).keys()]).toEqual(['d']);
});

test('what somebody has in hand goes before what is nearer', () => {
  const steps = declutter([plate('near', 0, 0, 1), plate('far', 0, 0, 50, true)], []);
  expect(Object.fromEntries(steps)).toEqual({ far: 0, near: -22 });
});

test('nothing is written over the tools', () => {
  const tools = { left: 0, top: 0, width: 300, height: 30 };
  const outside = { left: -1000, top: -1000, width: 3000, height: 1000 };
  const steps = declutter([plate('under', 10, 20, 1), plate('behind', 10, 0, 2)], [tools, outside]);
  expect(Object.fromEntries(steps)).toEqual({ under: 12 });
});

test('a label is never read as another’s: none steps past a neighbour whose thing lies the other way', () => {
  // Above the farther one there is room, but its thing stands below the nearer one's.
  const floor = { left: -1000, top: 132, width: 3000, height: 100 };
  const [near, far] = [plate('near', 0, 100, 5), plate('far', 40, 108, 9)];
  expect(Object.fromEntries(declutter([near, far], [floor]))).toEqual({ near: 0 });
  expect(Object.fromEntries(declutter([near, far], []))).toEqual({ near: 0, far: 14 });
});

test('nor where it would be nearer to another’s thing than to its own', () => {
  const [near, far, above] = [plate('near', 0, 100, 5), plate('far', 10, 99, 9), plate('above', 10, 70, 20)];
  expect(Object.fromEntries(declutter([near, far], []))).toEqual({ near: 0, far: -21 });
  expect(Object.fromEntries(declutter([near, far, above], []))).toEqual({ near: 0, above: 0 });
});
