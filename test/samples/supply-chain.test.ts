import { beforeAll, describe, expect, test } from 'vitest';
import { openTestEngine, sample, seeded } from '../../engine/run/testing/index.ts';
import type { Engine, LevelPackage, World } from '../../engine/run/index.ts';
import type { ParamValue } from '../../engine/model/project.ts';
import { playBeerGame, type OracleRules } from '../fixtures/beer-game-oracle.ts';

const stages = ['retailer', 'wholesaler', 'distributor', 'factory'] as const;
let engine: Engine;
let pkg: LevelPackage;

beforeAll(async () => {
  engine = await openTestEngine({ development: false });
  pkg = sample('supply-chain');
});

const play = (scenario: string, parameters: Record<string, ParamValue> = {}): World => {
  const world = engine.createWorld(pkg, { scenario, parameters });
  while (world.tick < world.ticks) expect(world.step().faults).toEqual([]);
  return world;
};
const costs = (world: World): unknown[] => [...stages.map((stage) => world.kpis()[`${stage}_cost`]), world.kpis()['total_cost']];

describe('the Beer Game', () => {
  test('with the published benchmark policy costs what was published', () => {
    expect(costs(play('benchmark'))).toEqual(['46.00', '50.00', '54.00', '54.00', '204.00']);
  });

  test.each([
    [0.34, '2657.50'],
    [0.5, '1656.00'],
    [1, '703.00'],
  ])('a typical team that counts %d of what is on order pays %s', (beta, total) => {
    expect(play('typical-team', { beta }).kpis()['total_cost']).toBe(total);
  });

  test('one value for all stages is four equal values', () => {
    expect(play('benchmark', { beta: [0.5, 0.5, 0.5, 0.5] }).kpis()).toEqual(play('benchmark', { beta: 0.5 }).kpis());
  });

  test('prices with four digits after the point are exact, and more are refused', () => {
    const world = play('typical-team', { holding_cost: '0.1', backlog_cost: '0.3333' });
    const { total } = playBeerGame({
      ...rulesOf({
        theta: 0.36,
        alpha_s: 0.26,
        beta: 0.34,
        s_prime: [28, 28, 28, 20],
        holding_cost: '0.1',
        backlog_cost: '0.3333',
        demand: [4, 4, 4, 4, 8],
      }),
      weeks: 36,
    });
    expect(world.kpis()['total_cost']).toBe(dollars(total));
    expect(() => play('typical-team', { holding_cost: '0.12345' })).toThrow('at most 4 are exact');
  });
});

/** Units of 1/10000 as the sample prints them: two digits, more only where there are more. */
function dollars(units: bigint): string {
  const text = String(units).padStart(5, '0');
  const fraction = text.slice(-4);
  return `${text.slice(0, -4)}.${fraction.endsWith('00') ? fraction.slice(0, 2) : fraction}`;
}

const units = (text: string): bigint => {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(4, '0'));
};

const four = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value, value, value, value]);

const rulesOf = (p: Record<string, ParamValue>): Omit<OracleRules, 'weeks'> => ({
  theta: four(p['theta'] as number | number[]),
  alphaS: four(p['alpha_s'] as number | number[]),
  beta: four(p['beta'] as number | number[]),
  sPrime: four(p['s_prime'] as number | number[]),
  holding: four(p['holding_cost'] as string | string[]).map(units),
  backlog: four(p['backlog_cost'] as string | string[]).map(units),
  demand: [p['demand'] as number | number[]].flat(),
});

describe('against an independent implementation of the published rules', () => {
  const seed = 20_260_101;
  test(`60 games with random parameters, half of them with people at the stages (seed ${seed})`, () => {
    const random = seeded(seed);
    const perStage = <T>(make: () => T): T | T[] => (random.next() < 0.5 ? make() : [make(), make(), make(), make()]);
    const price = (): string => (random.int(0, 30_000) / 10_000).toFixed(random.int(0, 4));
    for (let game = 0; game < 60; game += 1) {
      const parameters: Record<string, ParamValue> = {
        theta: perStage(() => random.next()),
        alpha_s: perStage(() => random.next()),
        beta: perStage(() => random.next()),
        s_prime: perStage(() => (random.next() < 0.7 ? random.int(0, 60) : random.next() * 60)),
        holding_cost: perStage(price),
        backlog_cost: perStage(price),
        demand: random.next() < 0.2 ? random.int(0, 30) : Array.from({ length: random.int(1, 40) }, () => random.int(0, 20)),
      };
      const seats = game % 2 === 0 ? [] : stages.filter(() => random.next() < 0.5);
      const people = new Map<number, (number | undefined)[]>();
      const world = engine.createWorld(pkg, { scenario: 'typical-team', parameters });
      const told = `game ${game} of seed ${seed}: ${JSON.stringify(parameters)}`;
      const series: Record<string, number[]> = {};
      for (let week = 1; week <= 36; week += 1) {
        const orders = stages.map((stage) => (seats.includes(stage) && random.next() < 0.8 ? random.int(0, 40) : undefined));
        people.set(week, orders);
        const commands = [
          ...(week === 1
            ? seats.map((stage) => ({ sender: stages.indexOf(stage) + 1, seq: 0, type: 'TakeStage', payload: { stage } }))
            : []),
          ...orders.flatMap((quantity, index) =>
            quantity === undefined ? [] : [{ sender: index + 1, seq: week, type: 'PlaceOrder', payload: { quantity } }],
          ),
        ];
        const { kpis, faults } = world.step(commands);
        expect(faults, told).toEqual([]);
        for (const [name, value] of Object.entries(kpis)) (series[name] ??= []).push(value as number);
      }
      const oracle = playBeerGame({ ...rulesOf(parameters), weeks: 36, people });
      for (const [index, stage] of stages.entries()) {
        expect(series[`${stage}_inventory`], `${told} ${stage} inventory`).toEqual(oracle.inventory.map((row) => row[index]));
        expect(series[`${stage}_backlog`], `${told} ${stage} backlog`).toEqual(oracle.backlog.map((row) => row[index]));
        expect(series[`${stage}_order`], `${told} ${stage} orders`).toEqual(oracle.orders.map((row) => row[index]));
        expect(world.kpis()[`${stage}_cost`], `${told} ${stage} cost`).toBe(dollars(oracle.costs[index]!));
      }
      expect(world.kpis()['total_cost'], told).toBe(dollars(oracle.total));
      world.dispose();
    }
  });

  test('a rule read otherwise would be noticed: with the slip of next week for the incoming order, the typical team pays 2117.00', () => {
    const typical: Omit<OracleRules, 'incoming'> = {
      ...rulesOf({
        theta: 0.36,
        alpha_s: 0.26,
        beta: 0.34,
        s_prime: [28, 28, 28, 20],
        holding_cost: '0.5',
        backlog_cost: '1',
        demand: [4, 4, 4, 4, 8],
      }),
      weeks: 36,
    };
    expect(dollars(playBeerGame(typical).total)).toBe('2657.50');
    expect(dollars(playBeerGame({ ...typical, incoming: 'arriving' }).total)).toBe('2117.00');
  });
});

describe('people at the stages', () => {
  const take = (sender: number, stage: string, seq = 0) => ({ sender, seq, type: 'TakeStage', payload: { stage } });
  const order = (sender: number, quantity: number, seq: number) => ({ sender, seq, type: 'PlaceOrder', payload: { quantity } });

  test('a player takes a stage, is waited for, orders, and sees the order', () => {
    const world = engine.createWorld(pkg, { scenario: 'benchmark' });
    expect(world.waiting()).toEqual([]);
    expect(world.waiting([take(7, 'Wholesaler')])).toEqual(['wholesaler']);
    const { events } = world.step([take(7, 'wholesaler'), order(7, 9, 1)]);
    expect(events).toMatchObject([
      { type: 'StageTaken', entity: 'wholesaler', payload: { stage: 'Wholesaler', sender: 7 } },
      { type: 'OrderOverruled', entity: 'wholesaler', payload: { wanted: 9, placed: 4, until: 4 } },
    ]);
    expect(world.kpis()['wholesaler_order']).toBe(4);
    for (let week = 2; week <= 5; week += 1) {
      expect(world.waiting()).toEqual(['wholesaler']);
      expect(world.waiting([order(7, 17, week)])).toEqual([]);
      world.step([order(7, 17, week)]);
    }
    expect(world.kpis()['wholesaler_order']).toBe(17);
    expect(world.seats().find(({ owner }) => owner === 7)).toEqual({
      entity: 'wholesaler',
      stage: 'Wholesaler',
      name: 'Wholesaler',
      owner: 7,
    });
  });

  test('whoever sits at a stage is told in the weeks whose orders do not count, and only then', () => {
    const world = engine.createWorld(pkg, { scenario: 'benchmark' });
    for (let week = 1; week <= 6; week += 1) {
      const told = week <= 4 ? 'Orders count from week 5; until then every station orders 4.' : undefined;
      expect(
        world.seats().map(({ notice }) => notice),
        `before week ${week}`,
      ).toEqual([told, told, told, told]);
      world.step([...(week === 1 ? [take(7, 'Retailer')] : []), order(7, 11, week)]);
      expect(world.kpis()['retailer_order'], `in week ${week}`).toBe(week <= 4 ? 4 : 11);
    }
  });

  test('past the deadline the stage’s policy orders, by a command of the system', () => {
    const world = engine.createWorld(pkg, { scenario: 'benchmark' });
    const alone = engine.createWorld(pkg, { scenario: 'benchmark' });
    world.step([take(7, 'Factory'), order(7, 4, 1)]);
    alone.step();
    const pass = { sender: 0, seq: 1, type: 'PassTurn', payload: { stage: 'Factory' } };
    expect(world.waiting([pass])).toEqual([]);
    expect(world.waiting([{ ...pass, sender: 7 }])).toEqual(['factory']);
    world.step([pass]);
    alone.step();
    expect(world.kpis()).toEqual(alone.kpis());
  });

  test.each([
    ['an order without a stage', order(3, 5, 1), 'needs a stage'],
    ['an order beyond 9999', order(7, 10_000, 2), '9999'],
    ['an order of half a case', order(7, 0.5, 2), 'quantity'],
    ['a stage that another player holds', take(3, 'Wholesaler'), 'held by another player'],
    ['a stage that does not exist', take(3, 'Brewery'), 'no such stage'],
    ['an unknown command', { sender: 3, seq: 1, type: 'Cheat', payload: {} }, 'no command'],
    ['a system command from a player', { sender: 3, seq: 1, type: 'SetParameter', payload: { name: 'beta', value: '1' } }, 'is the system'],
  ])('%s is refused with an event and changes nothing', (_, command, reason) => {
    const [world, control] = [engine.createWorld(pkg, { scenario: 'benchmark' }), engine.createWorld(pkg, { scenario: 'benchmark' })];
    const begin = [take(7, 'Wholesaler'), order(7, 4, 1)];
    world.step(begin);
    control.step(begin);
    const { events } = world.step([command]);
    control.step();
    expect(events).toMatchObject([
      { type: 'CommandRefused', payload: { sender: command.sender, message: expect.stringContaining(reason) } },
    ]);
    expect(world.entities()).toEqual(control.entities());
    expect(world.parameters()).toEqual(control.parameters());
  });

  test('of two commands with one number the first counts, even in a later week', () => {
    const world = engine.createWorld(pkg, { scenario: 'benchmark' });
    for (let week = 1; week <= 4; week += 1) world.step([...(week === 1 ? [take(7, 'Retailer')] : []), order(7, 4, week)]);
    world.step([order(7, 11, 5), order(7, 30, 5)]);
    expect(world.kpis()['retailer_order']).toBe(11);
    const alone = engine.openWorld(pkg, world.checkpoint());
    world.step([order(7, 30, 5)]);
    alone.step();
    expect(world.kpis()).toEqual(alone.kpis());
  });

  test('a command that arrives twice counts once', () => {
    const [once, twice] = [engine.createWorld(pkg, { scenario: 'benchmark' }), engine.createWorld(pkg, { scenario: 'benchmark' })];
    for (let week = 1; week <= 6; week += 1) {
      const commands = [...(week === 1 ? [take(7, 'Retailer')] : []), order(7, week, week)];
      once.step(commands);
      twice.step([...commands, ...commands]);
    }
    expect(twice.hash()).toBe(once.hash());
    expect(twice.chain()).not.toBe(once.chain());
  });
});
