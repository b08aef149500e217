import { expect, test } from 'vitest';
import { createBucket } from './bucket.ts';

test('a bucket gives its burst at once and then so many a second', () => {
  const bucket = createBucket(10, 3, 0);
  expect([0, 0, 0, 0, 99, 100, 100].map((now) => bucket.take(now))).toEqual([true, true, true, false, false, true, false]);
});

test('who asks for more tokens than there are gets none, and is told when', () => {
  const bucket = createBucket(100, 10, 0);
  expect(bucket.take(0, 8)).toBe(true);
  expect([bucket.take(0, 4), bucket.readyAt(0, 4), bucket.readyAt(0, 2)]).toEqual([false, 20, 0]);
  expect([bucket.take(19, 4), bucket.take(20, 4)]).toEqual([false, true]);
});

test('who asks for more than it ever holds gets all of it once it is full', () => {
  const bucket = createBucket(100, 10, 0);
  expect([bucket.take(0, 50), bucket.take(0), bucket.readyAt(0, 50)]).toEqual([true, false, 100]);
  expect(bucket.take(100, 50)).toBe(true);
});

test('a clock that goes back takes nothing away and gives nothing twice', () => {
  const bucket = createBucket(10, 1, 1000);
  expect([bucket.take(1000), bucket.take(500), bucket.take(600)]).toEqual([true, false, true]);
});
