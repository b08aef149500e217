import { expect, test } from 'vitest';
import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import { playerLevel } from './messages.ts';

const reference = { kpis: { cost: '2028.00' }, source: 'A book' };
const level = {
  id: 'harbour',
  components: {
    Stock: { fields: { cases: { kind: 'u16', unit: 'cases' }, hidden: { kind: 'u16' } } },
    Truck: { fields: { load: { kind: 'u16', unit: 't' } } },
  },
  entities: [{ key: 'mill', components: { Seat: {}, Stock: {} } }],
  scenarios: { calm: { name: 'Calm', ticks: 36, reference }, rush: { name: 'Rush', ticks: 12 } },
} as unknown as CompiledLevel;
const told = (start: object, pace: 'realtime' | 'fast' = 'realtime', latency: 'turn' | 'interactive' = 'turn') =>
  playerLevel(level, { start: { seed: 1, ...start }, pace, latency });

test('a player is told what the session plays, how long it is, and what is published about it as it is', () => {
  expect(told({}).scenario).toEqual({ name: 'Calm', ticks: 36, reference });
  expect(told({ scenario: 'rush' }).scenario).toEqual({ name: 'Rush', ticks: 12 });
  expect(told({ scenario: 'calm', parameters: { rate: 2 } }).scenario).toEqual({ name: 'Calm', ticks: 36 });
  expect(told({}, 'realtime', 'interactive').scenario).toBeUndefined();
});

test('a player is told of the figures at seats and of no other fields', () => {
  expect(told({}).components).toEqual({ Stock: { fields: { cases: { kind: 'u16', unit: 'cases' } } } });
});
