import { beforeAll, describe, expect, test } from 'vitest';
import { openTestEngine, levelOf } from '../../run/testing/index.ts';
import type { Engine, World } from '../../run/index.ts';
import type { LevelWords } from '../../run/testing/index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
});

const worldOf = (words: LevelWords): World => engine.createWorld(levelOf(words));
const read = (world: World, key: string, component: string) => world.arena.get(world.arena.byKey(key)!, component)!;
const run = (world: World, ticks: number) => Array.from({ length: ticks }, () => world.step()).flatMap(({ events }) => events);

describe('Spin', () => {
  test('after a quarter turn the rotation is a quarter turn about its axis', () => {
    const world = worldOf({ entities: { cube: { Transform: {}, Spin: { axis: [0, 0.5, 0], speed: Math.PI / 2 } } } });
    run(world, 20);
    const [x, y, z, w] = read(world, 'cube', 'Transform')['rotation'] as number[];
    expect([x, z]).toEqual([0, 0]);
    expect(y).toBeCloseTo(Math.SQRT1_2, 6);
    expect(w).toBeCloseTo(Math.SQRT1_2, 6);
  });

  test('about no axis turns nothing', () => {
    const world = worldOf({ entities: { cube: { Transform: {}, Spin: { axis: [0, 0, 0] } } } });
    run(world, 5);
    expect(read(world, 'cube', 'Transform')['rotation']).toEqual([0, 0, 0, 1]);
  });
});

describe('Velocity', () => {
  test('moves by metres per second and keeps rotations at length one', () => {
    const world = worldOf({ entities: { kite: { Transform: {}, Velocity: { linear: [2, 0, -1], angular: [0.3, 1, 0.2] } } } });
    run(world, 40);
    const { position, rotation } = read(world, 'kite', 'Transform') as { position: number[]; rotation: number[] };
    expect(position[0]).toBeCloseTo(4, 5);
    expect(position[2]).toBeCloseTo(-2, 5);
    expect(Math.hypot(...rotation)).toBeCloseTo(1, 6);
  });
});

describe('Timer', () => {
  test('tells its event every so many ticks, or once', () => {
    const world = worldOf({
      entities: {
        often: { Timer: { every: 3, left: 3, event: 'tick' } },
        once: { Timer: { left: 2, repeat: false, event: 'bell' } },
        off: { Timer: { left: 1, running: false } },
      },
    });
    expect(run(world, 9).map(({ tick, type, entity }) => [tick, type, entity])).toEqual([
      [2, 'bell', 'once'],
      [3, 'tick', 'often'],
      [6, 'tick', 'often'],
      [9, 'tick', 'often'],
    ]);
  });
});

describe('Progress', () => {
  test('fills by its rate, stops at its goal and tells so once', () => {
    const world = worldOf({ entities: { bar: { Progress: { goal: 1, rate: 4, event: 'full' } } } });
    expect(run(world, 10).map(({ tick, type }) => [tick, type])).toEqual([[5, 'full']]);
    expect(read(world, 'bar', 'Progress')['value']).toBe(1);
  });
});

describe('Wallet', () => {
  test('a cent a tick is exact after a thousand ticks', () => {
    const world = worldOf({ entities: { shop: { Wallet: { balance: '0.10', income: '0.01' } } } });
    run(world, 1000);
    expect(read(world, 'shop', 'Wallet')['balance']).toBe('10.10');
  });

  test('upkeep beyond the credit is not paid, and that is told', () => {
    const world = worldOf({ entities: { shop: { Wallet: { balance: '1.00', credit: '0.50', income: '-0.60' } } } });
    expect(run(world, 3).map(({ tick, type }) => [tick, type])).toEqual([[3, 'WalletEmpty']]);
    expect(read(world, 'shop', 'Wallet')['balance']).toBe('-0.20');
  });

  test('a balance that is full stays as it is', () => {
    const world = worldOf({ entities: { shop: { Wallet: { balance: '90071992547409.91', income: '0.01' } } } });
    expect(run(world, 1)).toMatchObject([{ type: 'WalletFull' }]);
    expect(read(world, 'shop', 'Wallet')['balance']).toBe('90071992547409.91');
  });
});

describe('Quest and Achievement', () => {
  const words: LevelWords = {
    entities: {
      bell: { Timer: { every: 2, left: 2, event: 'rung' } },
      first: { Quest: { event: 'rung', target: 2, reward: '5.00', hero: null } },
      second: { Quest: { state: 'locked', after: 'first', event: 'rung', target: 1, reward: '2.50', hero: 'zoe' } },
      third: { Quest: { event: 'never', deadline: 3 } },
      trophy: { Achievement: { event: 'rung', target: 3 } },
      zoe: { Wallet: {} },
    },
  };

  test('a quest counts, is done, unlocks the next; one whose time is over fails', () => {
    const told = run(worldOf(words), 8).filter(({ type }) => type !== 'rung');
    expect(told.map(({ tick, type, entity }) => [tick, type, entity])).toEqual([
      [4, 'QuestDone', 'first'],
      [4, 'QuestFailed', 'third'],
      [5, 'QuestUnlocked', 'second'],
      [6, 'AchievementUnlocked', 'trophy'],
    ]);
  });

  test('a hero’s quest counts the hero’s events only, and pays the hero', () => {
    const mine = structuredClone(words);
    mine.entities!['zoe'] = { Wallet: {}, Timer: { every: 3, left: 3, event: 'rung' } };
    const world = worldOf(mine);
    run(world, 9);
    expect(read(world, 'second', 'Quest')['state']).toBe('done');
    expect(read(world, 'zoe', 'Wallet')['balance']).toBe('2.50');
  });
});

describe('the tick rate', () => {
  test('is changed by the system only, and then a tick is longer', () => {
    const world = worldOf({ entities: { kite: { Transform: {}, Velocity: { linear: [1, 0, 0] } } } });
    const set = (sender: number, seq: number) => ({ sender, seq, type: 'SetTickRate', payload: { hz: 10 } });
    expect(world.step([set(4, 1)]).events).toMatchObject([{ type: 'CommandRefused' }]);
    expect(world.step([set(0, 1)]).events).toMatchObject([{ type: 'TickRateSet', payload: { hz: 10 } }]);
    const at = () => (read(world, 'kite', 'Transform')['position'] as number[])[0]!;
    const before = at();
    world.step();
    expect(at() - before).toBeCloseTo(0.1, 6);
  });
});
