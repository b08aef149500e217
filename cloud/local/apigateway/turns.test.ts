import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

/** Work that goes on until it is let go; what began, in order. */
function stage(limits: { each: number; all: number }) {
  const turns = createTurns(limits);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const come = (who: string, what: string): void =>
    turns.run(who, () => {
      begun.push(what);
      return new Promise((resolve) => ends.set(what, resolve));
    });
  const end = async (what: string): Promise<void> => {
    ends.get(what)!();
    await new Promise(setImmediate);
  };
  return { turns, begun, come, end };
}

test('one has a few under way at the same time, and the next when one ends, in the order in which they came', async () => {
  const { turns, begun, come, end } = stage({ each: 2, all: 9 });
  for (const what of ['a1', 'a2', 'a3', 'a4']) come('a', what);
  expect([begun, turns.waiting('a')]).toEqual([['a1', 'a2'], 2]);
  await end('a2');
  expect([begun, turns.waiting('a')]).toEqual([['a1', 'a2', 'a3'], 1]);
});

test('whoever has much waiting keeps nobody else from the next free place', async () => {
  const { begun, come, end } = stage({ each: 3, all: 3 });
  for (let n = 1; n <= 9; n += 1) come('flood', `f${n}`);
  come('a', 'a1');
  come('b', 'b1');
  come('a', 'a2');
  for (const what of ['f1', 'f2', 'f3', 'a1', 'b1']) await end(what);
  expect(begun).toEqual(['f1', 'f2', 'f3', 'a1', 'b1', 'f4', 'a2', 'f5']);
});

test('what fails gives its place back', async () => {
  const turns = createTurns({ each: 1, all: 1 });
  const begun: string[] = [];
  turns.run('a', async () => {
    begun.push('a1');
  });
  turns.run('b', async () => {
    begun.push('b1');
  });
  await new Promise(setImmediate);
  expect(begun).toEqual(['a1', 'b1']);
  expect([turns.waiting('a'), turns.waiting('b')]).toEqual([0, 0]);
});
