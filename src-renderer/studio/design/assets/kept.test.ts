import { expect, test } from 'vitest';
import { createKept } from './kept.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('pictures that nobody looks at are let go, the longest unseen first, and those in sight never', async () => {
  const dropped: string[] = [];
  const made: string[] = [];
  const kept = createKept<string>(2, (one) => dropped.push(one));
  const look = (key: string) =>
    kept
      .of(key, () => {
        made.push(key);
        return Promise.resolve(key);
      })
      .subscribe(() => {});
  const seen = look('a');
  await settle();
  for (const key of ['b', 'c', 'd']) {
    const stop = look(key);
    await settle();
    stop();
  }
  expect([dropped, kept.size()]).toEqual([['b', 'c'], 2]);
  expect(kept.of('a', () => Promise.reject(new Error('made already'))).get()).toBe('a');
  seen();
  look('b')();
  await settle();
  expect(made, 'what nobody looks at when its turn comes is not made').toEqual(['a', 'b', 'c', 'd']);
});
