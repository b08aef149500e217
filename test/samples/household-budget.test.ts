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

const open = (scenario: string, parameters: Record<string, ParamValue> = {}, seed = 1): World =>
  engine.createWorld(pkg, { scenario, parameters, seed });
/** The figures after three years. */
function play(scenario: string, parameters: Record<string, ParamValue> = {}, seed = 1): (name: string) => number {
  const world = open(scenario, parameters, seed);
  while (world.tick < world.ticks) expect(world.step().faults).toEqual([]);
  const kpis = world.kpis();
  world.dispose();
  return (name) => Number(kpis[name]);
}

describe.each([1, 2, 3])('where the money goes that is left (seed %i)', (seed) => {
  test('minimum payments leave the card as it was, for over a thousand dollars of interest', () => {
    const minimum = play('minimum-payments', {}, seed);
    expect(minimum('interest_paid')).toBeGreaterThan(1000);
    expect(minimum('card')).toBeGreaterThan(1500);
    expect(minimum('net_worth')).toBeLessThan(0);
  });

  test('the card first costs less interest, a buffer first fewer fees and not more surprises on the card', () => {
    const [card, buffer] = [play('card-first', {}, seed), play('buffer-first', {}, seed)];
    expect(card('interest_paid')).toBeLessThan(buffer('interest_paid'));
    expect(card('fees')).toBeGreaterThan(buffer('fees'));
    expect(card('surprised')).toBeGreaterThanOrEqual(buffer('surprised'));
  });
});

describe('money', () => {
  test('is exact: net worth moves by what came in less what was spent, interest and fees', () => {
    const world = open('card-first', { emergencies: 0, savings_rate: '0.00' });
    const cents = (name: string): number => Math.round(Number(world.kpis()[name]) * 100);
    let [worth, interest, fees] = [20_000 + 30_000 - 180_000, 0, 0];
    while (world.tick < 36) {
      world.step();
      const moved = 208_000 - 165_000 - cents('leisure') - (cents('interest_paid') - interest) - (cents('fees') - fees);
      expect(cents('net_worth'), `month ${world.tick}`).toBe(worth + moved);
      [worth, interest, fees] = [cents('net_worth'), cents('interest_paid'), cents('fees')];
    }
  });
});

describe('whoever sits at the table', () => {
  const sit = { sender: 5, seq: 0, type: 'SitDown', payload: { stage: 'Household' } };
  const plan = (seq: number, leisure: number, card: number, savings: number) => ({
    sender: 5,
    seq,
    type: 'PlanMonth',
    payload: { leisure, card, savings },
  });
  const notice = (world: World): string => world.seats()[0]?.notice ?? '';

  test('knows what is owed before the first plan, and is told of fees and of plans for which the money does not reach', () => {
    const world = open('card-first', { emergencies: 0 });
    expect(notice(world)).toBe(
      'You owe $1800.00 and have saved $300.00. $630.00 can be planned, if nothing happens. Interest on the card is 22.00 % a year.',
    );
    world.step([sit, plan(1, 9999, 100, 0)]);
    expect(notice(world)).toMatch(/^The card wanted \$54\.00 at least: a fee of \$35\.00\. The money did not reach for all of the plan\./);
    world.step([plan(2, 0, 430, 0)]);
    expect(notice(world)).toMatch(/^Interest on the card: \$\d+\.\d\d\. You owe/);
  });

  test('can take savings out', () => {
    const world = open('card-first', { emergencies: 0, savings_rate: '0.00' });
    world.step([sit, plan(1, 0, 630, -9999)]);
    expect(world.kpis()).toMatchObject({ savings: '0.00', cash: '300.00' });
  });
});
