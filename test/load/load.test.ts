/**
 * The load test itself, small: it measures, and it sees what was planted. Three players in each of two sessions, on the functions host as the load
 * starts it; and what the netcode and the peer do alike.
 */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drive } from './drive.ts';
import { Histogram } from './histogram.ts';
import { bareWrites } from './hosts/bare.ts';
import { startColyseus } from './hosts/colyseus.ts';
import { startCloudHost } from './hosts/cloud.ts';
import { usageBelow } from './hosts/descendants.ts';
import type { Host } from './hosts/host.ts';
import { startNetHost } from './hosts/net.ts';
import { tooManySockets } from './limits.ts';
import { BadOption, readOptions } from './options.ts';
import { broken, compare, figuresOf, type Figures } from './report.ts';
import type { Shape } from './shape.ts';
import { slope } from './slope.ts';

const shape: Shape = { layout: 'sessions', players: 6, perGroup: 3, hz: 10, rate: 2, seconds: 3, seed: 1, drops: 0 };
const options = { watchers: 2, socketsPerSecond: 500, progress: () => {} };
const play = async (host: Host, of: Shape): Promise<Figures> => figuresOf(await drive(host, of, options));

// A whole cloud starts and is played on: on a machine that is busy with other tests its players may come late.
describe('a load on the functions host', { retry: 2 }, () => {
  let host: Host;
  beforeAll(async () => {
    host = await startCloudHost('functions');
  });
  afterAll(() => host.close());

  it('has every player in, every command seen by others, and their latency, ticks, processor time and memory measured', async () => {
    const figures = await play(host, shape);
    expect(broken(figures)).toEqual([]);
    // Of three players two watch: of each three commands four sightings are by another.
    expect(figures.commands).toMatchObject({ sent: 36, acknowledged: 36, lost: 0, twice: 0, refused: 0 });
    expect(figures.latency.measured).toBe(48);
    expect(figures.latency.p50).toBeGreaterThan(0);
    expect(figures.checksum.seen).toBe(figures.checksum.due);
    expect(figures.ticks.asked).toBeGreaterThanOrEqual(figures.ticks.missed);
    expect(figures.messages.delivered).toBeGreaterThan(18);
    expect(figures.cpu.perMessage).toBeGreaterThan(0);
    expect(figures.cpu.generatorCores).toBeGreaterThan(0);
    expect(figures.memory.startMiB).toBeGreaterThan(50);
  });

  it('finds commands that were acknowledged and then lost', async () => {
    const figures = await play(host, { ...shape, seconds: 2, drops: 3 });
    expect(figures.commands).toMatchObject({ sent: 24, acknowledged: 24, lost: 6 });
    expect(figures.checksum.seen).not.toBe(figures.checksum.due);
    expect(broken(figures)).toEqual([expect.stringContaining('6 acknowledged commands were lost')]);
  });
});

describe('a host that acknowledges nothing', () => {
  const deaf: Host = {
    name: 'deaf',
    acknowledges: true,
    open: async () => {
      let seats = 0;
      return {
        async connect(_room, _who, heard) {
          heard.seated((seats += 1));
          return { send() {}, close() {} };
        },
        async end() {},
      };
    },
    usage: async () => ({ cpu: 0, rss: 0 }),
    close: async () => {},
  };

  it('is given up while it is behind, and said to be', async () => {
    const figures = figuresOf(await drive(deaf, { ...shape, seconds: 60 }, { ...options, patience: 1 }));
    expect(figures.gaveUpAfter).toBeLessThan(10);
    expect(broken(figures)).toContainEqual(expect.stringContaining('deaf: fell so far behind that no more was sent after'));
  });
});

describe('the netcode and the peer', () => {
  let hosts: Host[];
  beforeAll(async () => {
    hosts = await Promise.all([startNetHost(), startColyseus()]);
  });
  afterAll(() => Promise.all(hosts.map((host) => host.close())));

  it.each(['sessions', 'one', 'views'] as const)(
    'do the same work in layout %s: as many updates, everybody in the same places',
    async (layout) => {
      const of: Shape = { ...shape, layout, perGroup: layout === 'one' ? 6 : 3, seconds: 1 };
      const [ours, peer] = await Promise.all(hosts.map((host) => play(host, of)));
      expect([...broken(ours!), ...broken(peer!)]).toEqual([]);
      const write = await bareWrites(of.players, { bytes: 100, hz: 20, seconds: 0.2 });
      expect(compare(ours!, peer!, write)).toMatchObject({ equalWork: true, bareWrite: expect.closeTo(write, 0) });
      expect(write).toBeGreaterThan(0);
      expect(ours!.updates).toBe(12 * of.perGroup);
    },
  );
});

it.each([
  [['--players', '0'], '--players 0: give a whole number from 1 to 60000.'],
  [['--hz', 'ten'], '--hz ten: give a whole number from 1 to 60.'],
  [['--host', 'cold'], '--host cold: it is one of functions, hot, net.'],
  [['--layout', 'one'], 'the functions host has a session for each group'],
  [['--minutes', '1', '--seconds', '5'], 'Say --minutes or --seconds, not both.'],
  [['--sockets', '501'], '--sockets 501: give a whole number from 1 to 500.'],
  [['--player', '5'], "Unknown option '--player'"],
])('names the option that cannot be: %j', (args, sentence) => {
  expect(() => readOptions(args)).toThrow(BadOption);
  expect(() => readOptions(args)).toThrow(sentence);
});

it('says how many open files it needs where the system allows fewer', () => {
  expect(tooManySockets(5000, 20_000)).toBeUndefined();
  expect(tooManySockets(5000, 1024)).toContain('run "ulimit -n 5500" first, or take at most 524 players');
});

it('tells quantiles to a tenth of a millisecond, and the slope of a line through points', () => {
  const times = new Histogram();
  for (let ms = 1; ms <= 1000; ms += 1) times.add(ms);
  expect(times.quantile(0.5)).toBeCloseTo(500, 0);
  expect(times.quantile(0.99)).toBeCloseTo(990, 0);
  expect(times.quantile(1)).toBe(1000);
  expect(
    slope([
      [0, 5],
      [1, 7],
      [2, 9.3],
      [3, 10.7],
    ]),
  ).toBeCloseTo(1.94, 2);
});

it.runIf(process.platform === 'linux')('counts the processor time and memory of processes that a host starts', async () => {
  const before = usageBelow();
  const burn = 'const until = Date.now() + 300; while (Date.now() < until); console.log("done"); setTimeout(() => {}, 30_000);';
  const child = spawn(process.execPath, ['--eval', burn], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const after = usageBelow();
  child.kill('SIGKILL');
  expect(after.cpu).toBeGreaterThan(before.cpu);
  expect(after.rss - before.rss).toBeGreaterThan(10 * 2 ** 20);
});
