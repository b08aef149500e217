import { expect, test } from 'vitest';
import { defineSystem } from './define-system.ts';
import { builtinSystems } from './systems/index.ts';
import type { TickSystem } from './tick.ts';

const whole: TickSystem = { name: 'market-demand', phase: 'rules', reads: ['Market'], writes: ['Market'], after: ['timer'], run: () => {} };

test('a system that is in order is handed back as it is, and so is every built-in one', () => {
  expect(defineSystem(whole)).toBe(whole);
  expect(builtinSystems.length).toBeGreaterThan(8);
  for (const system of builtinSystems) expect(defineSystem(system)).toBe(system);
});

test.each<[string, object, string]>([
  ['a name with capitals', { name: 'Market' }, 'the name is not usable'],
  ['no name', { name: undefined }, 'the name is not usable'],
  ['a phase that there is not', { phase: 'later' }, 'there is no phase "later"'],
  ['reads that are no list', { reads: 'Market' }, 'reads is not a list'],
  ['a component in small letters', { writes: ['market'] }, 'writes names "market", which is no component type'],
  ['a component twice', { reads: ['Market', 'Market'] }, 'reads names Market twice'],
  ['after that is no list', { after: 'timer' }, 'after is not a list'],
  ['after itself', { after: ['market-demand'] }, 'it comes after itself'],
  ['no function', { run: 7 }, 'run is not a function'],
])('%s is refused, naming the system', (_, wrong, message) => {
  const act = (): unknown => defineSystem({ ...whole, ...wrong } as TickSystem);
  expect(act).toThrow(expect.objectContaining({ code: 'system' }));
  expect(act).toThrow(message);
});
