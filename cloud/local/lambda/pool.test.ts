import { afterEach, expect, it } from 'vitest';
import { openTestContext, type TestContext } from '../testing/host.ts';
import type { Environment } from './environment.ts';
import { createPool } from './pool.ts';

let context: TestContext | undefined;
afterEach(() => context?.remove());

/** A pool of doubles that take 300 ms to load. */
function openPool(size = 32) {
  context = openTestContext();
  const { time } = context;
  const opened: Environment[] = [];
  const pool = createPool({
    size,
    timers: time,
    now: () => time.now(),
    lifetime: 3_600_000,
    open: () => {
      const ready = new Promise<void>((resolve) => void time.at(time.now() + 300, resolve));
      const environment = { ready, alive: true, invoke: () => Promise.reject(new Error('not asked')), close: () => Promise.resolve() };
      opened.push(environment);
      return environment;
    },
  });
  const order: number[] = [];
  /** An event that takes so long, ms. */
  const event = (n: number, ms: number, patient = false): Promise<unknown> =>
    pool.use(() => new Promise<void>((resolve) => void time.at(time.now() + ms, () => resolve())), patient).then(() => order.push(n));
  return { time, pool, opened, event, order };
}

it('serves a burst of short events with the few environments that it has, and who came first is first', async () => {
  const { time, opened, event, order } = openPool();
  const all = Promise.all(Array.from({ length: 60 }, (_, n) => event(n, 5)));
  for (let ms = 0; ms < 1000; ms += 5) await time.advance(5);
  await all;
  expect(order).toEqual(Array.from({ length: 60 }, (_, n) => n));
  expect(opened.length).toBeLessThanOrEqual(4);
});

it('opens no crowd of environments for a crowd that is being served, and one for who waits too long in it', async () => {
  const { time, opened, event } = openPool();
  const all = Promise.all(Array.from({ length: 120 }, (_, n) => event(n, 50)));
  for (let ms = 0; ms < 900; ms += 10) await time.advance(10);
  expect(opened).toHaveLength(4);
  for (let ms = 0; ms < 3000; ms += 10) await time.advance(10);
  await all;
  expect(opened.length).toBeGreaterThan(4);
});

it('opens one environment for a burst of events that nobody waits for, and another where one would wait behind a long one', async () => {
  const { time, opened, event } = openPool();
  const all = Promise.all(Array.from({ length: 60 }, (_, n) => event(n, 50, true)));
  for (let ms = 0; ms < 4000; ms += 10) await time.advance(10);
  await all;
  expect(opened).toHaveLength(1);
  const long = event(60, 60_000, true);
  const short = event(61, 5, true);
  for (let ms = 0; ms < 1000; ms += 10) await time.advance(10);
  await short;
  expect(opened).toHaveLength(2);
  await time.advance(60_000);
  await long;
});

it('serves those that somebody waits for before those that nobody waits for, and opens for them as if these were not there', async () => {
  const { time, opened, event, order } = openPool();
  const all = [event(0, 400), event(1, 5, true), event(2, 5, true), event(3, 5)];
  await time.advance(300);
  expect(opened).toHaveLength(2);
  for (let ms = 0; ms < 2000; ms += 5) await time.advance(5);
  await Promise.all(all);
  expect(order).toEqual([3, 1, 2, 0]);
});

it('forgets no event that nobody waits for behind those that keep coming', async () => {
  const { time, opened, event, order } = openPool();
  const all = [event(0, 20)];
  await time.advance(400);
  all.push(event(1, 50), event(-1, 5, true));
  for (let n = 2; n < 400; n += 1) {
    all.push(event(n, 20));
    await time.advance(20);
  }
  expect(order).toContain(-1);
  expect(opened).toHaveLength(2);
  await time.advance(60_000);
  await Promise.all(all);
});

it('gives an event that waits behind long ones an environment of its own', async () => {
  const { time, opened, event } = openPool();
  const long = Promise.all([1, 2, 3].map((n) => event(n, 60_000)));
  for (let ms = 0; ms < 1500; ms += 50) await time.advance(50);
  expect(opened).toHaveLength(3);
  const short = event(4, 5);
  for (let ms = 0; ms < 1000; ms += 50) await time.advance(50);
  await short;
  expect(opened).toHaveLength(4);
  for (let ms = 0; ms < 61_000; ms += 1000) await time.advance(1000);
  await long;
});

it('opens no more than it may, and refuses who waits when it is closed', async () => {
  const { time, pool, opened, event } = openPool(2);
  const events = [1, 2, 3].map((n) => event(n, 60_000).catch((error: Error) => error.message));
  for (let ms = 0; ms < 2000; ms += 50) await time.advance(50);
  expect(opened).toHaveLength(2);
  await pool.close();
  expect(await events[2]).toBe('The environments of the function are closing.');
});
