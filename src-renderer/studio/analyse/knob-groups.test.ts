import { expect, test } from 'vitest';
import type { ProjectFile } from '../../../engine/model/project.ts';
import { knobGroups } from './knob-groups.ts';

const parameters = { a: {}, b: {}, c: {}, d: {} } as unknown as ProjectFile['parameters'];
const scenarios = (...values: Record<string, number>[]): ProjectFile['scenarios'] =>
  Object.fromEntries(values.map((set, index) => [String(index), { name: 'S', values: set, ticks: 1, seed: 1 }]));

test('the lit parameter leads, then what scenarios set; the rest stands apart', () => {
  expect(knobGroups({ parameters, scenarios: scenarios({ b: 1 }, { c: 1 }) }, 'c')).toEqual({ levers: ['c', 'b'], rest: ['a', 'd'] });
});

test('where scenarios set nothing, every parameter is a lever', () => {
  expect(knobGroups({ parameters, scenarios: scenarios({}) }, undefined)).toEqual({ levers: ['a', 'b', 'c', 'd'], rest: [] });
});
