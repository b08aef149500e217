import { expect, test } from 'vitest';
import { LedgerError } from '../../contract/error.ts';
import type { CloudProcess, CloudReady } from './cloud-process.ts';
import { keepCloud, restarts } from './keep-cloud.ts';

const ready = { endpoint: 'http://127.0.0.1:1', websocketEndpoint: 'ws://127.0.0.1:2', accessKeyId: 'A' } as CloudReady;

/** A cloud whose process ends when the test says so. */
async function kept({ again = true, starts = [] as (CloudReady | Error)[] } = {}) {
  const said: string[] = [];
  const ended: string[] = [];
  const stops: number[] = [];
  let [count, at, changes] = [0, 0, 0];
  let die: ((code: number | null) => void) | undefined;
  const start = (onExit: (code: number | null) => void): Promise<CloudProcess> => {
    count += 1;
    const outcome = starts[count - 1] ?? ready;
    if (outcome instanceof Error) return Promise.reject(outcome);
    const mine = count;
    die = onExit;
    return Promise.resolve({ ready: outcome, stop: () => Promise.resolve(void stops.push(mine)) });
  };
  const cloud = await keepCloud({
    start,
    again,
    resume: () => Promise.resolve(),
    logFile: 'cloud.log',
    now: () => at,
    say: (sentence) => said.push(sentence),
    onChange: () => (changes += 1),
    onEnd: (reason) => ended.push(reason),
  });
  /** Long enough for everything that waits for nothing. */
  const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  return {
    cloud,
    said,
    ended,
    stops,
    settle,
    changes: () => changes,
    starts: () => count,
    dies: async (code: number | null, later = 0) => {
      at += later;
      die!(code);
      await settle();
    },
  };
}

test('a cloud that ends by itself is started again, and the terminal says so', async () => {
  const { cloud, dies, said, ended, starts, changes, stops } = await kept();
  const dying = dies(null);
  expect(cloud.stopped()).toBe('The embedded cloud ended (it was killed). It is being started again.');
  await dying;
  expect([cloud.stopped(), starts(), changes(), ended]).toEqual([undefined, 2, 2, []]);
  expect(said).toEqual([
    'The embedded cloud ended (it was killed). It is being started again.',
    'The embedded cloud runs again; nothing that was saved is lost.',
  ]);
  await cloud.stop();
  expect(stops).toEqual([2]);
  await dies(0);
  expect(starts(), 'one that was asked to end stays away').toBe(2);
});

test('one that ends again and again is given up, with what to do; over a longer time it is not', async () => {
  const { cloud, dies, ended, starts } = await kept();
  for (let time = 0; time < restarts.most; time += 1) await dies(1, 1000);
  expect([starts(), ended]).toEqual([4, []]);
  await dies(1, restarts.within);
  expect([starts(), cloud.stopped()]).toEqual([5, undefined]);
  for (let time = 0; time < restarts.most; time += 1) await dies(1, 1000);
  expect(starts()).toBe(7);
  expect(ended).toEqual([
    'The embedded cloud ended (exit 1; its log is cloud.log), for the fourth time within a minute. Stop LedgerQuest (Ctrl+C where npm start or lq up runs) and start it again.',
  ]);
  expect(cloud.stopped()).toBe(ended[0]);
});

test.each([
  [
    'does not start',
    new LedgerError({ code: 'cloud-failed', message: 'It did not start.', hint: 'Its log is there.' }),
    'It did not start. Its log is there. Stop',
  ],
  ['is at another port', { ...ready, endpoint: 'http://127.0.0.1:9' }, 'another program has taken its port. Stop'],
])('one that %s the second time is given up', async (_, second, sentence) => {
  const { cloud, dies, ended } = await kept({ starts: [ready, second] });
  await dies(null);
  expect(ended).toEqual([expect.stringContaining(sentence)]);
  expect(cloud.stopped()).toBe(ended[0]);
  await cloud.stop();
});

test('one that is not to be started again ends for good', async () => {
  const { dies, ended, starts } = await kept({ again: false });
  await dies(null);
  expect([starts(), ended]).toEqual([1, [expect.stringMatching(/^The embedded cloud ended \(it was killed\)\. Stop/)]]);
});

test('a stop waits for a start that is under way, and ends it', async () => {
  const { cloud, dies, stops } = await kept();
  const dying = dies(null);
  await Promise.all([cloud.stop(), dying]);
  expect(stops).toEqual([2]);
});
