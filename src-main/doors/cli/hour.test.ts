import { expect, test } from 'vitest';
import { hourOf } from './hour.ts';

test.each([['2026-11-28T09'], ['2026-11-28'], ['2028-02-29T23'], [undefined]])('%s is an hour, or a day', (text) => {
  expect(hourOf('from', text)).toBe(text);
});

test.each(['2026-11-29T25', '2026-11-29T24', '2026-02-30', '2026-13-01', '2026-11-29T9', 'today'])('%s is refused', (text) => {
  expect(() => hourOf('from', text)).toThrow(`--from ${text} is no hour.`);
});
