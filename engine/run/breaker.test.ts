import { beforeAll, describe, expect, test } from 'vitest';
import { Breaker, breakerLimits } from './breaker.ts';
import { levelOf, openTestEngine } from './testing/index.ts';
import type { Engine, World } from './index.ts';

const slow = [
  { system: 'scripts', ms: 1 },
  { system: 'physics', ms: 10.5 },
];
const fast = [
  { system: 'scripts', ms: 1 },
  { system: 'physics', ms: 9.5 },
];
const after = (breaker: Breaker, ticks: number, times = fast, stepMs = 1000 / 60): Breaker => {
  for (let i = 0; i < ticks; i += 1) breaker.watch(times, stepMs);
  return breaker;
};

/** One whose world has warmed up. */
const warm = (full: number): Breaker => after(new Breaker(full), breakerLimits.warmUp);

describe('a breaker', () => {
  test('does not judge a world that is still warming up', () => {
    expect(after(new Breaker(60), breakerLimits.warmUp + 2, slow).state).toBe('closed');
    expect(after(new Breaker(60), breakerLimits.warmUp + 3, slow).state).toBe('open');
  });

  test('opens when one system is slow three ticks in a row, names it, and halves the rate', () => {
    const breaker = after(warm(60), 2, slow);
    expect(breaker.hz).toBe(60);
    after(breaker, 1, slow);
    expect([breaker.state, breaker.hz, breaker.because]).toEqual(['open', 30, 'physics']);
    expect(after(warm(20), 3, slow).hz).toBe(10);
    expect(after(warm(1), 3, slow).hz).toBe(1);
  });

  test('does not open for slow ticks with a fast one between, nor for two systems that are slow by turns', () => {
    const breaker = warm(60);
    for (let i = 0; i < 20; i += 1) after(after(breaker, 2, slow), 1);
    expect(breaker.state).toBe('closed');
    for (let i = 0; i < 20; i += 1)
      breaker.watch(
        [
          { system: i % 2 ? 'a' : 'b', ms: 99 },
          { system: i % 2 ? 'b' : 'a', ms: 0 },
        ],
        16,
      );
    expect(breaker.state).toBe('closed');
  });

  test('tries the full rate after a rest, and closes when that goes well', () => {
    const breaker = after(warm(60), 3, slow);
    after(breaker, (breakerLimits.rest * 20) / 1000 - 1, slow, 50);
    expect(breaker.state).toBe('open');
    after(breaker, 1, slow, 50);
    expect([breaker.state, breaker.hz]).toEqual(['half-open', 60]);
    expect(after(breaker, breakerLimits.trial).state).toBe('closed');
  });

  test('rests twice as long after each trial that fails, up to the longest', () => {
    const breaker = after(warm(10), 3, slow);
    for (let rest = breakerLimits.rest; rest <= breakerLimits.longestRest; rest *= 2) {
      after(breaker, rest / 100 - 1, fast, 100);
      expect(breaker.state, `${rest}`).toBe('open');
      after(breaker, 1, fast, 100);
      expect(breaker.state, `${rest}`).toBe('half-open');
      after(breaker, 3, slow, 100);
      expect(breaker.state).toBe('open');
    }
    after(breaker, breakerLimits.longestRest / 100, fast, 100);
    expect(breaker.state).toBe('half-open');
  });

  test('that finds a world at half its rate goes on from there', () => {
    expect(new Breaker(60, 30).state).toBe('open');
    expect(new Breaker(60, 60).state).toBe('closed');
  });
});

describe('a world under a breaker', () => {
  const level = levelOf({
    clock: { kind: 'realtime', hz: 60 },
    entities: { top: { Transform: {}, Spin: { speed: 3 }, Timer: { every: 50, event: 'tock' } } },
  });
  let engine: Engine;
  let now = 0;
  beforeAll(async () => {
    engine = await openTestEngine({ stopwatch: () => now });
  });

  /** Steps as a host does: what the breaker wants enters as a command of the system. */
  const play = (
    world: World,
    ticks: number,
    slowTicks: (tick: number) => boolean,
  ): { hashes: string[]; commands: Parameters<World['step']>[0][] } => {
    const breaker = new Breaker(60);
    const hashes: string[] = [];
    const commands: Parameters<World['step']>[0][] = [];
    let seq = 0;
    for (let i = 0; i < ticks; i += 1) {
      const due = breaker.hz === world.hz ? [] : [{ sender: 0, seq: (seq += 1), type: 'SetTickRate', payload: { hz: breaker.hz } }];
      commands.push(due);
      hashes.push(world.step(due).hash);
      const times = world.times().map(({ system, ms }) => ({ system, ms: system === 'spin' && slowTicks(world.tick) ? 12 : ms }));
      breaker.watch(times, 1000 / world.hz);
    }
    return { hashes, commands };
  };

  test('slows down and recovers by commands alone, and a replay without any clock comes to the same bytes', () => {
    const world = engine.createWorld(level);
    const { hashes, commands } = play(world, 400, (tick) => tick >= 40 && tick < 50);
    const rates = commands.flatMap((due, index) => (due ?? []).map(({ payload }) => [index + 1, (payload as { hz: number }).hz]));
    expect(rates).toEqual([
      [43, 30],
      [194, 60],
    ]);
    const replay = engine.createWorld(level);
    expect(commands.map((due) => replay.step(due).hash)).toEqual(hashes);
    expect(Buffer.compare(replay.checkpoint(), world.checkpoint())).toBe(0);
    expect(replay.hz).toBe(60);
  });

  test('says how long each system took, in the order of the schedule, only where there is a stopwatch', async () => {
    const ticking = await openTestEngine({ stopwatch: () => (now += 2) });
    const world = ticking.createWorld(level);
    world.step();
    expect(world.times().map(({ ms }) => ms)).toEqual(world.times().map(() => 2));
    expect(world.times().map(({ system }) => system)).toContain('spin');
    const plain = (await openTestEngine()).createWorld(level);
    plain.step();
    expect(plain.times()).toEqual([]);
    expect(plain.hash()).toBe(world.hash());
  });

  test('of turns has no rate', () => {
    const turns = { kind: 'turns', unit: 'week', awaits: 'Order', take: 'Take', release: 'Release' };
    const commands = { Order: { fields: {} }, Take: { fields: { stage: { kind: 'string' } } }, Release: { fields: {} } };
    expect(engine.createWorld(levelOf({ clock: turns, project: { commands }, entities: {} })).hz).toBe(0);
  });
});
