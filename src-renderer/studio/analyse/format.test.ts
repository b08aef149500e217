import { expect, test } from 'vitest';
import { changeText, kpiFigure, kpiText, valueText } from './format.ts';

test('money is grouped and keeps every digit', () => {
  expect(kpiText('2657.50', { unit: '$', kind: 'decimal' })).toBe('$2,657.50');
  expect(kpiText('-1234567.0001', { unit: '$', kind: 'decimal' })).toBe('−$1,234,567.0001');
});

test('other units stand behind, and what is not there is a dash', () => {
  expect(kpiText(12, { unit: 'cases', kind: 'number' })).toBe('12 cases');
  expect(kpiText(0.30000000000000004, { kind: 'number' })).toBe('0.3');
  expect(kpiText(undefined, undefined)).toBe('–');
});

test('lists show their parts', () => {
  expect(valueText([28, 28, 28, 20])).toBe('28 / 28 / 28 / 20');
});

test('a switch is on or off, an option has its label, a text its first words', () => {
  expect(valueText([true, false], { kind: 'boolean' })).toBe('On / Off');
  expect(valueText(['fifo', 'lifo'], { kind: 'choice', labels: { fifo: 'Oldest first' } })).toBe('Oldest first / lifo');
  expect(valueText('constructor', { kind: 'choice', labels: {} })).toBe('constructor');
  expect(valueText('', { kind: 'text' })).toBe('“”');
  expect(valueText('Work '.repeat(20), { kind: 'text' })).toBe('“Work Work Work Work Work Work Work Work…”');
});

test('a change is told in percent, or in times where it is large', () => {
  expect(changeText('2657.50', '703.00')).toBe('−74%');
  expect(changeText('204.00', '250.00')).toBe('+23%');
  expect(changeText('204.00', '2657.50')).toBe('×13');
  expect(changeText(10, 35)).toBe('×3.5');
  expect(changeText('204.00', '204.10')).toBeUndefined();
  expect(changeText(0, 5)).toBeUndefined();
  expect(changeText(undefined, 5)).toBeUndefined();
});

test('a figure under a common unit stands alone; money keeps its sign', () => {
  expect(kpiFigure(12, { unit: 'cases', kind: 'number' })).toBe('12');
  expect(kpiFigure('4.50', { unit: '$', kind: 'decimal' })).toBe('$4.50');
});
