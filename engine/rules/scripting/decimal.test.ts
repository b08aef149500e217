import { beforeAll, describe, expect, test } from 'vitest';
import type { Rounding } from '../../kernel/math/decimal.ts';
import { divideRounded } from '../../kernel/math/decimal.ts';
import { evaluate, load, openTestHost, resultOf, tick } from './testing/host.ts';
import { TestWorld } from './testing/world.ts';
import type { ScriptHost } from './world.ts';

let host: ScriptHost;
beforeAll(async () => {
  host = await openTestHost();
});
const value = (expression: string): unknown => evaluate(host, expression);
const refusal = (expression: string): unknown =>
  value(`(() => { try { ${expression}; return 'accepted'; } catch (e) { return e.message; } })()`);

describe('a decimal', () => {
  test.each([
    ["decimal('0.50').times(3).plus('0.25')", '1.75'],
    ["decimal('0.1').plus('0.2')", '0.3'],
    ["decimal('1').minus('0.01')", '0.99'],
    ['decimal(2.5)', '2.5'],
    ['decimal(1e21)', '1000000000000000000000'],
    ['decimal(1e-7)', '0.0000001'],
    ['decimal(-0)', '0'],
    ["decimal(12n).times('-0.5')", '-6.0'],
    ["decimal('0.50').times('1.10')", '0.55'],
    ["decimal('-1.5').abs().negated()", '-1.5'],
    ["decimal('00012.50')", '12.50'],
  ])('%s is %s', (expression, expected) => expect(value(expression)).toBe(expected));

  test('of the portfolio after ten ticks of one percent has every digit', () => {
    expect(value("(() => { let cash = decimal('100000'); for (let i = 0; i < 10; i++) cash = cash.times('1.01'); return cash; })()")).toBe(
      '110462.212541120451001',
    );
  });

  test('is summed a hundred thousand times without drift', () => {
    const world = new TestWorld({}, {});
    const script = load(
      host,
      `
      let sum = decimal(0);
      function onTick() { for (let i = 0; i < 2500; i++) sum = sum.plus('0.1'); return sum; }
    `,
      world,
    );
    for (let i = 1; i < 40; i++) tick(script, world);
    expect(resultOf(tick(script, world))).toBe('10000.0');
  });

  test('divides and rounds only with a rounding that is named, as the kernel does', () => {
    const roundings: Rounding[] = ['down', 'up', 'floor', 'ceiling', 'half-up', 'half-down', 'half-even'];
    const pairs = [
      [7, 2],
      [-7, 2],
      [5, 2],
      [-5, 2],
      [1, 3],
      [-1, 3],
      [2, 3],
      [-2, 3],
      [10, 5],
      [15, 10],
      [25, 10],
      [-25, 10],
    ];
    for (const rounding of roundings) {
      const own = value(`${JSON.stringify(pairs)}.map(([a, b]) => decimal(a).div(b, 0, '${rounding}').toNumber())`);
      expect(own, rounding).toEqual(pairs.map(([a, b]) => Number(divideRounded(BigInt(a!), BigInt(b!), rounding)) + 0));
    }
    expect(value("decimal('2.345').round(2, 'half-even')")).toBe('2.34');
    expect(value("decimal('10').div('3', 4, 'down')")).toBe('3.3333');
    expect(refusal("decimal('1').div('3')")).toContain('needs a whole number of digits');
    expect(refusal("decimal('1').div('3', 2)")).toContain('half-even');
    expect(refusal("decimal('1').div(0, 2, 'down')")).toBe('Division of a decimal by zero.');
  });

  test('compares', () => {
    expect(value("['lt', 'lte', 'gt', 'gte', 'eq'].map((op) => decimal('1.50')[op]('1.5'))")).toEqual([false, true, false, true, true]);
    expect(value("[decimal('2').compare('10'), decimal('0.00').isZero(), decimal('0.75').toNumber()]")).toEqual([-1, true, 0.75]);
  });

  test('never becomes a double by accident, and reads as text where text is meant', () => {
    expect(refusal("decimal('1') + decimal('2')")).toContain('use plus');
    expect(refusal("decimal('1') < 2")).toContain('use plus');
    // oxlint-disable-next-line no-template-curly-in-string
    expect(value('`cost ${decimal("1.50")}`')).toBe('cost 1.50');
  });

  test.each([
    "decimal('abc')",
    "decimal('1e5')",
    "decimal('')",
    'decimal(NaN)',
    'decimal(null)',
    'decimal({})',
    "new (decimal(1).constructor)('1', 2)",
  ])('%s is refused', (expression) => {
    expect(refusal(expression)).toMatch(/decimal/);
  });
});
