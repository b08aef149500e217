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
  const of = (hz: number) => sessionPrice({ kind: 'realtime', hz }).map(({ dollarsPerHour }) => Number(dollarsPerHour));

  test('is what was measured of such an hour, by the same price list', () => {
    const [interactive = 0, relaxed = 0, hot = 0] = of(20);
    // docs/performance.md, The cloud: 0.270 and 0.092, and what sealing the audit takes, which the meter did not count then.
    const measured = { interactive: 0.27 + 0.015, relaxed: 0.092 + 0.003 };
    expect(Math.abs(interactive / measured.interactive - 1)).toBeLessThan(0.05);
    expect(Math.abs(relaxed / measured.relaxed - 1)).toBeLessThan(0.05);
    // The task, and what a commit a second takes.
    expect(hot).toBeGreaterThan(0.0395);
    expect(hot).toBeLessThan(0.0395 + 0.025);
  });

  test('hardly depends on the rate: a slice stands for as long, whatever ticks are in it', () => {
    const [slow = 0] = of(20);
    const [fast = 0] = of(60);
    expect(Math.abs(fast - slow)).toBeLessThan(slow / 100);
  });

  test('of a game of turns is sixty of them with five players, and names its class', () => {
    const [turn, ...none] = sessionPrice({ kind: 'turns' });
    expect(none).toEqual([]);
    expect(turn?.latencyClass).toBe('turn, on command');
    expect(Number(turn?.dollarsPerHour)).toBeGreaterThan(0.005);
    expect(Number(turn?.dollarsPerHour)).toBeLessThan(0.01);
  });
});
