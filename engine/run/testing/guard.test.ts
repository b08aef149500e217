import { expect, test } from 'vitest';
import type { TickSystem } from '../../rules/tick.ts';
import { levelOf, openTestEngine } from './index.ts';

const impure = (act: () => unknown): TickSystem => ({ name: 'impure', phase: 'rules', reads: [], writes: [], run: () => void act() });

test.each<[string, () => unknown]>([
  ['Math.sin', () => Math.sin(1)],
  ['Date.now', () => Date.now()],
  ['performance.now', () => performance.now()],
  ['setTimeout', () => setTimeout(() => undefined, 0)],
  ['String.localeCompare', () => 'a'.localeCompare('b')],
])('a world of the test engine cannot call %s in a tick, whichever way it is stepped', async (name, act) => {
  const engine = await openTestEngine({ systems: [impure(act)] });
  const pkg = levelOf({});
  const said = `${name} was called inside a tick`;
  expect(() => engine.createWorld(pkg).step()).toThrow(said);
  expect(() => engine.runSlice({ package: pkg, ticks: 1 })).toThrow(said);
  const checkpoint = engine.createWorld(pkg).checkpoint();
  expect(() => engine.openWorld(pkg, checkpoint).step()).toThrow(said);
});
