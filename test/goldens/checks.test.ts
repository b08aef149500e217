/** The checks of `npm run verify:determinism` find what they are for: state that lies outside the world. */
import { beforeAll, expect, test } from 'vitest';
import type { LevelPackage } from '../../engine/run/index.ts';
import { levelOf, openTestEngine } from '../../engine/run/testing/index.ts';
import type { Tick, TickSystem } from '../../engine/rules/tick.ts';
import { checkNames, checkWorld, type Checks } from './checks.ts';

let pkg: LevelPackage;
beforeAll(() => {
  pkg = levelOf({
    entities: { cart: { Transform: {}, Velocity: { linear: [1, 0, 0] } } },
    project: { scenarios: { base: { name: 'Base', values: {}, ticks: 90, seed: 1 } } },
  });
});

/** A run of 90 ticks, checked with an engine that has a system of its own. */
async function checked(makeRun: () => (tick: Tick) => void): Promise<Checks> {
  const run = makeRun();
  const system: TickSystem = { name: 'planted', phase: 'rules', reads: [], writes: ['Transform'], run };
  const engine = await openTestEngine({ systems: [system], development: false });
  return checkWorld(engine, pkg, { scenario: 'base', commands: [], ticks: 90 });
}

test('an honest world comes to the same in every way', async () => {
  const checks = await checked(() => () => {});
  for (const name of checkNames) {
    expect(checks[name].differences, name).toBe(0);
    expect(checks[name].compared, name).toBeGreaterThan(1);
    expect(checks[name].ticks, name).toBeGreaterThan(80);
  }
});

test('a system that remembers something outside the world is found by every check', async () => {
  const checks = await checked(() => {
    let calls = 0;
    return ({ arena }) => {
      calls += 1;
      arena.set(arena.byKey('cart')!, 'Transform', { position: [calls, 0, 0] });
    };
  });
  for (const name of checkNames) expect(checks[name].differences, name).toBeGreaterThan(0);
  expect(checks.sync.at).toBe(1);
});
