import { beforeAll, expect, test } from 'vitest';
import type { Engine } from './engine.ts';
import { levelOf, openTestEngine, sample } from './testing/index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
});

/** Line 3 counts far, line 6 a little. */
const busy = `function onTick() {
  let n = 0;
  for (let i = 0; i < 3000; i++) n += i;
  log(n);
  const small = () => {
    for (let i = 0; i < 300; i++) n += i;
  };
  small();
}
on('Ask', () => { log('asked'); });
`;

test('what a tick costs is told by script and hook, and comes to its fuel', () => {
  const level = levelOf({
    scripts: { 'busy.js': busy, 'calm.js': "function onTick() { log('x'); }" },
    behaviours: { 'ask.yaml': 'call: Ask' },
    entities: { a: { Behaviour: { tree: 'ask' } }, b: { Behaviour: { tree: 'ask' } } },
  });
  const { costs, fuel } = engine.createWorld(level).step();
  expect(costs.map(({ script, hook, calls }) => [script, hook, calls])).toEqual([
    ['scripts/busy.js', 'onTick', 1],
    ['scripts/calm.js', 'onTick', 1],
    ['scripts/busy.js', 'on', 2],
  ]);
  expect(costs.reduce((sum, cost) => sum + cost.fuel, 0)).toBe(fuel);
  expect(costs.every(({ lines }) => lines === undefined)).toBe(true);
});

test('a profiled tick names the lines that cost most, and is the same tick', () => {
  const level = levelOf({ scripts: { 'busy.js': busy } });
  const [plain, profiled] = [engine.createWorld(level), engine.createWorld(level)];
  for (let i = 0; i < 3; i += 1) {
    const a = plain.step();
    const b = profiled.step([], { profile: true });
    expect([b.hash, b.chain, b.fuel]).toEqual([a.hash, a.chain, a.fuel]);
    const [{ fuel, lines }] = b.costs as [(typeof b.costs)[number]];
    expect(lines![0]).toMatchObject({ line: 3, function: 'onTick' });
    expect(lines![0]!.fuel).toBeGreaterThan(fuel * 0.6);
    expect(lines!.find(({ line }) => line === 6)).toMatchObject({ function: 'small' });
    expect(lines!.reduce((sum, line) => sum + line.fuel, 0)).toBe(fuel);
  }
  expect(profiled.checkpoint()).toEqual(plain.checkpoint());
});

test('a level’s own tick: what the SDK does for a line counts for the line', () => {
  const world = engine.createWorld(sample('supply-chain'), { scenario: 'typical-team' });
  const { lines, fuel } = world.step([], { profile: true }).costs.find(({ hook }) => hook === 'onTick')!;
  const own = lines!.filter(({ line }) => line > 0).reduce((sum, line) => sum + line.fuel, 0);
  expect(own).toBeGreaterThan(fuel * 0.7);
});
