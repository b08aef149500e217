import { expect, test } from 'vitest';
import { createAttempts } from './attempts.ts';

const tries = (attempts: ReturnType<typeof createAttempts>, address: string): number => {
  let count = 0;
  for (; attempts.allowed(address) && count < 100; count += 1) attempts.failed(address);
  return count;
};

test('ten wrong ones a minute, and nobody else is held up by them', () => {
  let now = 0;
  const attempts = createAttempts(() => now);
  expect(tries(attempts, '192.168.1.66')).toBe(10);
  expect(attempts.allowed('192.168.1.7')).toBe(true);
  now = 59_999;
  expect(attempts.allowed('192.168.1.66')).toBe(false);
  now = 60_000;
  expect(tries(attempts, '192.168.1.66')).toBe(10);
});

test('addresses of one network of 64 bits, and both ways to write one of IPv4, are one', () => {
  const attempts = createAttempts(() => 0);
  tries(attempts, 'fd00:1:2:3::1');
  expect(attempts.allowed('fd00:1:2:3:4:5:6:7')).toBe(false);
  expect(attempts.allowed('fd00:1:2:4::1')).toBe(true);
  tries(attempts, '::ffff:10.0.0.1');
  expect(attempts.allowed('10.0.0.1')).toBe(false);
});

test('a flood from everywhere fills no memory and lets honest addresses in', () => {
  const attempts = createAttempts(() => 0);
  for (let each = 0; each < 5000; each += 1) attempts.failed(`10.0.${each >> 8}.${each & 255}`);
  expect(attempts.allowed('192.168.1.7')).toBe(true);
});
