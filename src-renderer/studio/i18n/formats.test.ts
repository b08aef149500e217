import { afterEach, expect, it } from 'vitest';
import { kpiText } from '../analyse/format.ts';
import { t } from './index.ts';
import { compactText, dateText, numberText, setFormats } from './formats.ts';

afterEach(() => setFormats('auto'));

it.each([
  ['en-US', '1,234.5', '$2,657.50', '1,240 entities'],
  ['de-DE', '1.234,5', '$2.657,50', '1.240 entities'],
] as const)('numbers and money in %s', (style, number, money, counted) => {
  setFormats(style);
  expect([numberText(1234.5), kpiText('2657.50', { unit: '$', kind: 'decimal' }), t('entity.count', { count: 1240 })]).toEqual([
    number,
    money,
    counted,
  ]);
});

it('dates and large numbers follow', () => {
  const at = new Date(2026, 10, 28, 14, 5);
  setFormats('sv-SE');
  expect(dateText(at, 'date')).toContain('14:05');
  setFormats('en-US');
  expect(dateText(at, 'day')).toBe('Nov 28, 02:05 PM');
  expect(compactText(85_700)).toBe('85.7K');
});
