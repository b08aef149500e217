import { expect, it } from 'vitest';
import type { WorldTick } from '../../ports/index.ts';
import { withTrouble } from './trouble.ts';

const tick = (at: number, ...events: (readonly [string, WorldTick['events'][number]['payload']])[]): WorldTick => ({
  tick: at,
  hash: '0'.repeat(16),
  kpis: {},
  fuel: 0,
  events: events.map(([type, payload]) => ({ tick: at, type, payload })),
});
const fault = (message: string, line?: number) => ['ScriptFault', { script: 'scripts/a.ts', message, ...(line && { line }) }] as const;

it('is nothing while nothing is wrong, and stays what it was', () => {
  expect(withTrouble(undefined, [tick(1), tick(2, ['Sold', { n: 1 }])])).toBeUndefined();
  const known = withTrouble(undefined, [tick(1, fault('no'))]);
  expect(withTrouble(known, [tick(2)])).toBe(known);
});

it('names the last fault, counts them all, and what rests', () => {
  const first = withTrouble(undefined, [tick(1, fault('no', 4)), tick(2, fault('never', 5))]);
  expect(first).toEqual({ tick: 2, script: 'scripts/a.ts', message: 'never', line: 5, times: 2, resting: [] });
  const rests = ['ScriptDisabled', { script: 'scripts/a.ts', message: 'rests' }] as const;
  expect(withTrouble(first, [tick(3, fault('x'.repeat(2000)), rests), tick(4, rests)])).toEqual({
    tick: 3,
    script: 'scripts/a.ts',
    message: 'x'.repeat(300),
    times: 3,
    resting: ['scripts/a.ts'],
  });
});
