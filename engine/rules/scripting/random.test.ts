import { beforeAll, describe, expect, test } from 'vitest';
import { randomOfStream, streamKey } from '../../kernel/math/rng.ts';
import { evaluate, load, openTestHost, resultOf, tick } from './testing/host.ts';
import { TestWorld } from './testing/world.ts';
import type { ScriptHost } from './world.ts';

let host: ScriptHost;
beforeAll(async () => {
  host = await openTestHost();
});

describe('a random stream', () => {
  test.each([0, 1, 42, 4_294_967_295, 9_007_199_254_740_991])('gives the numbers of the kernel, seed %d', (seed) => {
    for (const name of ['default', 'demand', 'ünï\u{1f600}']) {
      const own = evaluate(host, `Array.from({ length: 20 }, () => random(${JSON.stringify(name)}).next())`, { seed });
      expect(own).toEqual(Array.from({ length: 20 }, (_, n) => randomOfStream(seed, streamKey(name), n)));
    }
  });

  test('is not disturbed by another', () => {
    const alone = evaluate(host, "[1, 2, 3].map(() => random('a').next())");
    expect(evaluate(host, "[1, 2, 3].map(() => (random('b').next(), random('a').next()))")).toEqual(alone);
  });

  test('counts what it gave, and goes on after the durable state alone was kept', () => {
    const code = "const demand = random('demand'); function onTick() { return [demand.next(), Math.random(), random.int(1, 6)]; }";
    const world = new TestWorld({}, {});
    const straight = load(host, code, world);
    const numbers = Array.from({ length: 6 }, () => resultOf(tick(straight, world)));
    const other = load(host, code, world);
    const half = Array.from({ length: 3 }, () => resultOf(tick(other, world)));
    expect(other.durable().streams).toEqual({ demand: 3, 'Math.random': 3, default: 3 });
    const later = load(host, code, world);
    later.restoreDurable(other.durable());
    expect([...half, ...Array.from({ length: 3 }, () => resultOf(tick(later, world)))]).toEqual(numbers);
  });

  test('draws whole numbers, choices and shuffles within their bounds', () => {
    const rolls = evaluate(host, 'Array.from({ length: 300 }, () => random.int(1, 6))') as number[];
    expect([...new Set(rolls)].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(evaluate(host, 'random.shuffle([1, 2, 3, 4, 5]).toSorted((a, b) => a - b)')).toEqual([1, 2, 3, 4, 5]);
    expect(evaluate(host, "['x', 'y'].includes(random.pick(['x', 'y']))")).toBe(true);
    const sample = evaluate(host, 'Array.from({ length: 1000 }, () => random.normal(10, 2))') as number[];
    const mean = sample.reduce((sum, x) => sum + x, 0) / sample.length;
    expect(Math.abs(mean - 10)).toBeLessThan(0.3);
  });

  test('draws nothing while the script loads', () => {
    const loaded = host.load({ path: 's.js', code: "random('a').next();" }, { seed: 1, params: {}, tables: {}, components: new Map() });
    expect(loaded.ok ? '' : loaded.fault.message).toContain('not while the script loads');
  });
});
