import { expect, test } from 'vitest';
import { figureText, unitBehind } from './figure.ts';

test('money is grouped, its sign stands before it, and a fraction has two digits at least', () => {
  expect(figureText('2657.50', '$')).toBe('$2,657.50');
  expect(figureText('-1234567.0001', '$')).toBe('−$1,234,567.0001');
  expect(figureText('1.5', '$')).toBe('$1.50');
  expect(figureText('0.5000', '$')).toBe('$0.50');
  expect(figureText(-1015.5, '$')).toBe('−$1,015.50');
  expect(figureText(3000, '$')).toBe('$3,000');
  expect(figureText('123456789012345.67', '$')).toBe('$123,456,789,012,345.67');
  expect(figureText('12345678901234567.89', '$')).toBe('$12,345,678,901,234,567.89');
});

test('money per something is money first', () => {
  expect(figureText('1500.00', '$/month')).toBe('$1,500.00/month');
  expect(figureText('30.00', '$ per $100')).toBe('$30.00 per $100');
});

test('other units stand behind; a computed number shows no more digits than it is good for', () => {
  expect(figureText(1200, 'cases')).toBe('1,200 cases');
  expect(figureText(-3, 'cases')).toBe('−3 cases');
  expect(figureText(0.1 + 0.2)).toBe('0.3');
  expect(figureText('36')).toBe('36');
});

test('one of a unit is called as one is, and a symbol stays as it is', () => {
  expect(figureText(1, 'cases')).toBe('1 case');
  expect(figureText(-1, 'cases')).toBe('−1 case');
  expect(figureText('1', 'visits/month')).toBe('1 visit/month');
  expect(figureText('1.00', 'cases')).toBe('1.00 cases');
  expect(figureText(0, 'cases')).toBe('0 cases');
  const one = (unit: string): string => unitBehind(1, unit);
  expect(['weeks', 'boxes', 'batches', 'houses', 'deliveries', 'Units'].map(one)).toEqual([
    'week',
    'box',
    'batch',
    'house',
    'delivery',
    'Unit',
  ]);
  for (const same of ['month', 's', 'ms', 'kbps', 'Mbps', 'm/s', 'rad/s', '%', 'of 100', 'Celsius', 'gross', 'kg'])
    expect(one(same)).toBe(same);
});

test('separators are those of whoever reads', () => {
  expect(figureText('-1234.50', '$', { group: '.', decimal: ',' })).toBe('−$1.234,50');
});

test('what is no number stays as it is', () => {
  expect(figureText('none')).toBe('none');
  expect(figureText(1e21)).toBe('1e+21');
});
