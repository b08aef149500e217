import { describe, expect, test } from 'vitest';
import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import { describeDifferences } from './differences.ts';
import { sessionPrice } from './price.ts';

const level = (change: Partial<CompiledLevel> = {}): CompiledLevel =>
  ({
    format: 1,
    id: 'l',
    name: 'Level',
    project: { id: 'p', name: 'P' },
    clock: { kind: 'realtime', hz: 20 },
    components: {},
    commands: {},
    prefabs: {},
    kpis: {},
    charts: [],
    scripts: [],
    tables: {},
    machines: {},
    behaviours: {},
    parameters: { theta: { kind: 'number', label: 'Theta', default: 0 } },
    scenarios: {},
    entities: [{ key: 'a', name: 'Crate', parent: null, order: 'a0', components: {} }],
    ...change,
  }) as CompiledLevel;

describe('what a publish changes', () => {
  test('is nothing for equal levels', () => {
    expect(describeDifferences(level(), level())).toEqual([]);
  });

  test('is said in the names people gave', () => {
    const after = level({
      name: 'Harbour',
      entities: [
        { key: 'a', name: 'Crate', parent: null, order: 'a0', components: { Shape: {} } },
        { key: 'b', name: 'Truck', parent: null, order: 'a1', components: {} },
      ],
      parameters: { theta: { kind: 'number', label: 'Theta', default: 1 } },
    });
    expect(describeDifferences(level(), after)).toEqual([
      'Renamed from Level to Harbour.',
      'Entity added: Truck.',
      'Entity changed: Crate.',
      'Parameter changed: Theta.',
    ]);
    expect(describeDifferences(after, level())).toContain('Entity removed: Truck.');
  });

  test('long lists are counted', () => {
    const many = Array.from({ length: 5 }, (_, index) => ({
      key: `k${index}`,
      name: `N${index}`,
      parent: null,
      order: 'a0',
      components: {},
    }));
    expect(describeDifferences(level({ entities: [] }), level({ entities: many }))).toEqual(['5 entities added: N0, N1, N2 and 2 more.']);
  });
});

describe('the price of a session hour', () => {
  const of = (hz: number, players = 5) =>
    sessionPrice({ clock: { kind: 'realtime', hz }, players, headBytes: 2048 }).map(({ dollarsPerHour }) => Number(dollarsPerHour));

  test('a relaxed session is cheaper than an interactive one, and both grow with the rate', () => {
    const [interactive = 0, relaxed = 0] = of(20);
    expect(relaxed).toBeLessThan(interactive);
    expect(of(60)[0]).toBeGreaterThan(interactive);
  });

  test('stays in the range that the sums of the architecture gave: cents, not dollars', () => {
    const [interactive = 0, relaxed = 0] = of(20);
    expect(interactive).toBeGreaterThan(0.02);
    expect(interactive).toBeLessThan(0.4);
    expect(relaxed).toBeLessThan(0.12);
  });

  test('a turn-based session costs next to nothing and names its class', () => {
    const [turn] = sessionPrice({ clock: { kind: 'turns' }, players: 4, headBytes: 2048 });
    expect(turn?.latencyClass).toBe('turn, on command');
    expect(Number(turn?.dollarsPerHour)).toBeLessThan(0.01);
  });
});
