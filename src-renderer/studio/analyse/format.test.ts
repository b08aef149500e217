import { expect, test } from 'vitest';
import { kpiText, valueText } from './format.ts';

test('money is grouped and keeps every digit', () => {
  expect(kpiText('2657.50', { unit: '$', kind: 'decimal' })).toBe('$2,657.50');
  expect(kpiText('-1234567.0001', { unit: '$', kind: 'decimal' })).toBe('-$1,234,567.0001');
});

test('other units stand behind, and what is not there is a dash', () => {
  expect(kpiText(12, { unit: 'cases', kind: 'number' })).toBe('12 cases');
  expect(kpiText(0.30000000000000004, { kind: 'number' })).toBe('0.3');
  expect(kpiText(undefined, undefined)).toBe('–');
});

test('lists show their parts', () => {
  expect(valueText([28, 28, 28, 20])).toBe('28 / 28 / 28 / 20');
});
