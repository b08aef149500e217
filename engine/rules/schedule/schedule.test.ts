import { describe, expect, test } from 'vitest';
import { createSchedule, type Phase, type System } from './index.ts';

const system = (name: string, phase: Phase, after: string[] = []): System<string[]> => ({
  name,
  phase,
  reads: [],
  writes: [],
  after,
  run: (trace) => trace.push(name),
});

const order = (systems: System<string[]>[]): string[] => {
  const trace: string[] = [];
  for (const one of createSchedule(systems).systems) one.run(trace, []);
  return trace;
};

describe('the order of a tick', () => {
  test('phases come first, then after, then names', () => {
    const systems = [
      system('count', 'kpi'),
      system('b', 'rules'),
      system('a', 'rules', ['c']),
      system('c', 'rules'),
      system('read', 'input'),
    ];
    expect(order(systems)).toEqual(['read', 'b', 'c', 'a', 'count']);
  });

  test('does not depend on the order of registration', () => {
    const systems = [system('b', 'rules'), system('a', 'rules', ['c']), system('c', 'rules'), system('d', 'script')];
    expect(order(systems.toReversed())).toEqual(order(systems));
    expect(createSchedule(systems.toReversed()).hash).toBe(createSchedule(systems).hash);
  });

  test('the hash changes when a system may write more', () => {
    const plain = system('a', 'rules');
    expect(createSchedule([{ ...plain, writes: ['Transform'] }]).hash).not.toBe(createSchedule([plain]).hash);
  });

  test.each([
    ['a name twice', [system('a', 'rules'), system('a', 'kpi')], 'two systems named a'],
    ['an unknown after', [system('a', 'rules', ['ghost'])], 'ghost, which does not exist'],
    ['an after in another phase', [system('a', 'rules', ['b']), system('b', 'kpi')], 'runs in phase kpi'],
    ['a circle', [system('a', 'rules', ['b']), system('b', 'rules', ['a'])], 'wait for each other: a, b'],
  ])('refuses %s', (_, systems, message) => {
    expect(() => createSchedule(systems)).toThrow(message);
  });
});
