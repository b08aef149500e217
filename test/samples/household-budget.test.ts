import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine, LevelPackage, World } from '../../engine/run/index.ts';
import { openTestEngine, sample } from '../../engine/run/testing/index.ts';
import type { ParamValue } from '../../engine/model/project.ts';

let engine: Engine;
let pkg: LevelPackage;

beforeAll(async () => {
  engine = await openTestEngine({ development: false });
  pkg = sample('household-budget');
});

/** @param seed the scenario's own without one */
const open = (scenario: string, parameters: Record<string, ParamValue> = {}, seed?: number): World =>
  engine.createWorld(pkg, { scenario, parameters, ...(seed !== undefined && { seed }) });
/** The figures after three years, and the stress of all months together. */
function play(scenario: string, parameters: Record<string, ParamValue> = {}, seed?: number): (name: string) => number {
  const world = open(scenario, parameters, seed);
  let stressed = 0;
  while (world.tick < world.ticks) {
    expect(world.step().faults).toEqual([]);
    stressed += Number(world.kpis()['stress']);
  }
  const kpis: Record<string, unknown> = { ...world.kpis(), stressed };
  world.dispose();
  return (name) => Number(kpis[name]);
}

test.each([1, 2, 3])(
  'minimum payments leave most of the card as it was, for well over a thousand dollars of interest (seed %i)',
  (seed) => {
    const minimum = play('minimum-payments', {}, seed);
    expect(minimum('interest_paid')).toBeGreaterThan(1500);
    expect(minimum('card')).toBeGreaterThan(2000);
    expect(minimum('net_worth')).toBeLessThan(0);
  },
);

describe('where the money goes that is left, over many seeds', () => {
  /** Both habits with the same luck, and in how many of the seeds the buffer has the lower figure. */
  const race = (seeds: number, emergencies: number) => {
    const runs = Array.from({ length: seeds }, (_, index) =>
      (['card-first', 'buffer-first'] as const).map((habit) => play(habit, { emergencies }, index + 1)),
    );
    const of = (name: string) => ({
      bufferWins: runs.filter(([card, buffer]) => buffer!(name) < card!(name)).length,
      ...Object.fromEntries(['card', 'buffer'].map((habit, at) => [habit, runs.reduce((sum, run) => sum + run[at]!(name), 0) / seeds])),
    });
    return of as (name: string) => { bufferWins: number; card: number; buffer: number };
  };

  test('in calm the card first is cheapest: with a surprise in three years as without any', () => {
    const still = race(1, 0)('borrowing');
    expect(still.card).toBeLessThan(0.85 * still.buffer);
    const calm = race(16, 3);
    expect(calm('borrowing').bufferWins).toBeLessThanOrEqual(4);
    expect(calm('borrowing').card).toBeLessThan(calm('borrowing').buffer);
    expect(calm('net_worth').card).toBeGreaterThan(calm('net_worth').buffer);
  });

  test('under surprises a buffer first is cheaper by a third, sleeps better and is worth more, though its interest is higher', () => {
    const seeds = 32;
    const shaken = race(seeds, 35);
    expect(shaken('borrowing').bufferWins).toBeGreaterThanOrEqual(0.85 * seeds);
    expect(shaken('borrowing').buffer).toBeLessThan(0.67 * shaken('borrowing').card);
    expect(shaken('stressed').bufferWins).toBeGreaterThanOrEqual(0.95 * seeds);
    expect(shaken('net_worth').buffer).toBeGreaterThan(shaken('net_worth').card);
    expect(shaken('interest_paid').bufferWins).toBe(0);
    expect(shaken('surprised').buffer).toBeLessThan(shaken('surprised').card / 2);
  });

  test('the scenarios show just that, as they come', () => {
    const [card, buffer] = [play('card-first'), play('buffer-first')];
    for (const name of ['borrowing', 'stressed', 'surprised']) expect(buffer(name), name).toBeLessThan(card(name));
    expect(buffer('net_worth')).toBeGreaterThan(card('net_worth'));
  });
});

describe('money', () => {
  test('is exact: net worth moves by what came in less what was spent, surprises, interest and fees', () => {
    const world = open('card-first', { savings_rate: '0.00' });
    const cents = (name: string): number => Math.round(Number(world.kpis()[name]) * 100);
    let [worth, borrowing] = [20_000 + 10_000 - 380_000, 0];
    let surprises = 0;
    while (world.tick < 36) {
      const { events } = world.step();
      const costs = events
        .filter(({ type }) => type === 'Emergency')
        .map(({ payload }) => Number((payload as { cost: string }).cost) * 100);
      surprises += costs.length;
      const moved = 215_000 - 165_000 - cents('leisure') - (cents('borrowing') - borrowing) - costs.reduce((sum, cost) => sum + cost, 0);
      expect(cents('net_worth'), `month ${world.tick}`).toBe(worth + moved);
      expect(cents('borrowing')).toBe(cents('interest_paid') + cents('fees'));
      [worth, borrowing] = [cents('net_worth'), cents('borrowing')];
    }
    expect(surprises).toBeGreaterThan(5);
  });

  test('that neither savings nor the card can pay is lent until the wages, for a fee, and what they do not pay is lent anew', () => {
    const world = open('card-first', { emergencies: 100, keep: '0.00', income: '1750.00' });
    const month = () => {
      const { events } = world.step();
      return { kpis: world.kpis(), fees: Number(world.kpis()['fees']), events };
    };
    while (Number(world.kpis()['loan'] ?? 0) === 0) month();
    const first = month();
    expect(first.fees).toBeGreaterThan(0);
    expect(world.seats()[0]?.notice).toMatch(/\$\d+\.\d\d of the short loan is paid back, and the rest costs its fee again\./);
    expect(world.seats()[0]?.notice).toMatch(/A short loan of \$[\d,]+\.\d\d is paid back first\. \$0\.00 can be planned\.$/);
  });
});

describe('whoever sits at the table', () => {
  const sit = { sender: 5, seq: 0, type: 'SitDown', payload: { stage: 'Household' } };
  const plan = (seq: number, leisure: string, card: string, savings: string) => ({
    sender: 5,
    seq,
    type: 'PlanMonth',
    payload: { leisure, card, savings },
  });
  const notice = (world: World): string => world.seats()[0]?.notice ?? '';
  const calm = { emergencies: 0, savings_rate: '0.00', card_rate: '0.00' };

  test('knows what is owed before the first plan, and is told of fees and of plans for which the money does not reach', () => {
    const world = open('card-first', { emergencies: 0 });
    expect(notice(world)).toBe(
      'You owe $3,800.00 on the card and have saved $100.00. $700.00 can be planned. Interest on the card is 22.00 % a year.',
    );
    world.step([sit, plan(1, '9999', '100', '0')]);
    expect(notice(world)).toMatch(/^The card wanted \$114\.00 at least: a fee of \$35\.00\. The money did not reach for all of the plan\./);
    world.step([plan(2, '0', '430', '0')]);
    expect(notice(world)).toMatch(/^Interest on the card: \$\d+\.\d\d\. You owe/);
  });

  test('who offers the card more than is owed is not told that the money did not reach', () => {
    const world = open('card-first', { ...calm, income: '9000.00' });
    world.step([sit, plan(1, '100', '5000', '0')]);
    expect(world.kpis()).toMatchObject({ card: '0.00', leisure: '100.00' });
    expect(notice(world)).toBe('You owe $0.00 on the card and have saved $100.00. $11,000.00 can be planned.');
  });

  test.each([
    ['card-first', { card: '3200.00', savings: '200.00' }],
    ['buffer-first', { card: '3300.00', savings: '300.00' }],
  ])('has too little for both: with the habit %s that comes first which the habit says', (scenario, left) => {
    const world = open(scenario, calm);
    world.step([sit, plan(1, '0', '600', '200')]);
    expect(world.kpis()).toMatchObject({ ...left, cash: '0.00' });
    expect(notice(world)).toContain('The money did not reach for all of the plan.');
  });

  test('plans in cents', () => {
    const world = open('card-first', calm);
    world.step([sit, plan(1, '12.34', '200.05', '0.61')]);
    expect(world.kpis()).toMatchObject({ leisure: '12.34', card: '3599.95', savings: '100.61', cash: '487.00' });
  });

  test('can take savings out', () => {
    const world = open('card-first', calm);
    world.step([sit, plan(1, '0', '630', '-9999')]);
    expect(world.kpis()).toMatchObject({ savings: '0.00', cash: '170.00' });
    expect(notice(world)).not.toContain('did not reach');
  });
});
