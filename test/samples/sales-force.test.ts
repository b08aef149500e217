import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine, LevelPackage, World } from '../../engine/run/index.ts';
import { openTestEngine, sample } from '../../engine/run/testing/index.ts';
import type { ParamValue } from '../../engine/model/project.ts';

let engine: Engine;
let pkg: LevelPackage;

beforeAll(async () => {
  engine = await openTestEngine({ development: false });
  pkg = sample('sales-force');
});

const open = (scenario: string, parameters: Record<string, ParamValue> = {}, seed = 1): World =>
  engine.createWorld(pkg, { scenario, parameters, seed });
/** The figures of every month, the first at 1. */
function play(scenario: string, parameters: Record<string, ParamValue> = {}, seed = 1): Record<string, number>[] {
  const world = open(scenario, parameters, seed);
  const months: Record<string, number>[] = [{}];
  while (world.tick < world.ticks) {
    expect(world.step().faults).toEqual([]);
    months.push(Object.fromEntries(Object.entries(world.kpis()).map(([name, value]) => [name, Number(value)])));
  }
  world.dispose();
  return months;
}
const territory = (world: World, key: string) =>
  world.entities().find((entity) => entity.key === key)!.components['Territory'] as Record<string, string | number>;

describe.each([1, 2])('what the plan pays for is what it gets (seed %i)', (seed) => {
  const figures = (scenario: string, parameters: Record<string, ParamValue> = {}) => {
    const months = play(scenario, parameters, seed);
    return (name: string, month = 24): number => months[month]![name]!;
  };
  let balanced: ReturnType<typeof figures>;
  beforeAll(() => {
    balanced = figures('balanced');
  });

  test('a steep commission on revenue sells more at once, and leaves less than half of the profit', () => {
    const [pushed, onMargin] = [figures('push-discounts'), figures('push-discounts', { commission_on: 'margin' })];
    expect(pushed('revenue', 1)).toBeGreaterThan(balanced('revenue', 1));
    expect(pushed('profit')).toBeLessThan(balanced('profit') / 2);
    expect(onMargin('profit')).toBeGreaterThan(1.5 * pushed('profit'));
    expect(onMargin('discount')).toBeLessThan(pushed('discount'));
  });

  test('hunters win customers whom nobody keeps', () => {
    const hunters = figures('hunters-only');
    expect(hunters('customers', 6)).toBeGreaterThan(balanced('customers', 6));
    expect(hunters('customers')).toBeLessThan(hunters('customers', 6));
    expect(hunters('profit')).toBeLessThan(balanced('profit'));
  });

  test('lean pay is cheaper until people leave', () => {
    const lean = figures('lean-pay');
    expect(lean('profit', 3)).toBeGreaterThan(balanced('profit', 3));
    expect(lean('turnover')).toBeGreaterThan(balanced('turnover') + 3);
    expect(lean('profit')).toBeLessThan(balanced('profit'));
  });

  test('neither no visits to prospects nor all of them is best', () => {
    const profit = (hunting: number): number => figures('balanced', { hunting })('profit');
    expect(profit(10)).toBeGreaterThan(profit(0));
    expect(profit(10)).toBeGreaterThan(profit(20));
  });
});

test('of no customers there is no average: satisfaction stays what it was, and is not 0', () => {
  const months = play('balanced', { visits: 1 });
  const last = months.findLastIndex((month) => month['customers']! > 0);
  expect(months.at(-1)!['customers']).toBe(0);
  expect(months.at(-1)!['satisfaction']).toBe(months[last]!['satisfaction']);
  expect(months.at(-1)!['satisfaction']).toBeGreaterThan(30);
});

describe('money', () => {
  test('is exact: what is left is what was sold less goods, pay and hiring, month by month', () => {
    const world = open('lean-pay');
    let profit = 0;
    const cents = (amount: unknown): number => Math.round(Number(amount) * 100);
    while (world.tick < 24) {
      world.step();
      const kpis = world.kpis();
      const units = ['coast', 'highlands', 'harbour', 'valley'].reduce((sum, key) => sum + Number(territory(world, key)['units']), 0);
      expect(cents(kpis['margin'])).toBe(cents(kpis['revenue']) - 6000 * units - cents(kpis['pay']));
      profit += cents(kpis['margin']);
      expect(cents(kpis['profit'])).toBe(profit);
    }
  });

  test('on margin, selling at list price pays what it pays on revenue', () => {
    const pay = (on: string): unknown => {
      const world = open('balanced', { commission_on: on, discount: 0, discount_authority: 0 });
      return world.step().kpis['pay'];
    };
    expect(pay('margin')).toBe(pay('revenue'));
  });
});

describe('people at the territories', () => {
  const take = (sender: number, stage: string) => ({ sender, seq: 0, type: 'TakeTerritory', payload: { stage } });
  const plan = (sender: number, seq: number, hunting: number, discount: number) => ({
    sender,
    seq,
    type: 'PlanMonth',
    payload: { hunting, discount },
  });
  const notice = (world: World, stage: string): string => world.seats().find((seat) => seat.stage === stage)?.notice ?? '';

  test('know the rules before the first plan, and are told when they asked for more discount than the plan allows', () => {
    const world = open('balanced');
    expect(notice(world, 'Coast')).toBe('20 visits a month, up to 10 % discount.');
    world.step([take(5, 'Coast'), plan(5, 1, 20, 25)]);
    expect(notice(world, 'Coast')).toContain('You asked for 25 % discount and may give 10 %.');
    expect(world.waiting()).toEqual(['coast']);
  });

  test('are told that a plan does not count while nobody works there', () => {
    const world = open('lean-pay');
    const isLeaving = ({ type }: { type: string }): boolean => type === 'RepLeft';
    let left: string | undefined;
    while (left === undefined && world.tick < world.ticks) left = world.step().events.find(isLeaving)?.entity;
    const { stage } = world.seats().find(({ entity }) => entity === left)!;
    expect(notice(world, stage)).toMatch(
      /^[A-Z][a-z]+ has left for a job.*a successor starts in 3 months\. Until then your plan does not count\./,
    );
    world.step([take(5, stage), plan(5, 1, 20, 0)]);
    expect(territory(world, left!)['pay']).toBe('0.00');
    world.step([plan(5, 2, 20, 0)]);
    expect(notice(world, stage)).toContain('a successor starts in one month');
  });

  test('who plan more visits than a rep has are told which number counts, and it does', () => {
    const [many, all] = [open('balanced'), open('balanced')];
    many.step([take(5, 'Coast'), plan(5, 1, 55, 0)]);
    all.step([take(5, 'Coast'), plan(5, 1, 20, 0)]);
    expect(notice(many, 'Coast')).toMatch(/^You planned 55 visits to prospects and have 20: those 20 count\./);
    expect(notice(all, 'Coast')).not.toContain('You planned');
    expect(many.kpis()).toEqual(all.kpis());
  });

  test('read on the sign who works there: nobody while the seat is vacant, then somebody new', () => {
    const world = open('lean-pay');
    const sign = (key: string): unknown => territory(world, key)['sign'];
    expect(sign('coast')).toBe('Nora · 100 % of quota, mood 62');
    let left: string | undefined;
    while (left === undefined) left = world.step().events.find(({ type }) => type === 'RepLeft')?.entity;
    expect(sign(left)).toBe('nobody · A successor starts in 3 months');
    world.step();
    world.step();
    expect(sign(left)).toBe('nobody · A successor starts in one month');
    world.step();
    expect(sign(left)).toMatch(/^Ines · \d+ % of quota, mood \d+$/);
  });

  test('who win five customers have earned the award', () => {
    const world = open('balanced');
    while (world.tick < world.ticks) world.step();
    const award = world.entities().find(({ key }) => key === 'award-winners')!.components['Achievement'];
    expect(award).toMatchObject({ count: 5, target: 5, unlocked: true });
  });
});
