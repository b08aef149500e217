import { describe, expect, test } from 'vitest';
import { addNumbers, formatNumber, parseNumber, sortableNumber } from './number.ts';

/** A small generator, so that a failure can be repeated: mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SEED = Number(process.env['SEED'] ?? 20_260_501);

function randomNumber(next: () => number, maxDigits = 38): string {
  const digits = Array.from({ length: 1 + Math.floor(next() * maxDigits) }, () => Math.floor(next() * 10)).join('');
  const point = Math.floor(next() * (digits.length + 1));
  const power = Math.floor(next() * 120) - 60;
  return `${next() < 0.5 ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}e${power}`;
}

/** The number times 10^200, exactly. */
function scaled(text: string): bigint {
  const { negative, digits, exponent } = parseNumber(text);
  return (negative ? -digits : digits) * 10n ** BigInt(exponent + 200);
}

describe('exact numbers', () => {
  test.each([
    ['1.50', '1.5'],
    ['+0015', '15'],
    ['1e3', '1000'],
    ['-12.5E-3', '-0.0125'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['-0.00', '0'],
    ['0e99', '0'],
    ['1e125', `1${'0'.repeat(125)}`],
    ['1e-130', `0.${'0'.repeat(129)}1`],
  ])('%s is written %s', (text, expected) => {
    expect(formatNumber(parseNumber(text))).toBe(expected);
  });

  test.each(['', '.', 'e5', '1e', '0x1', '1_000', 'Infinity', '--1', '1 2', '123456789012345678901234567890123456789', '1e126', '1e-131'])(
    '%j is refused',
    (text) => {
      expect(() => parseNumber(text)).toThrow();
    },
  );

  test(`order of bytes is order of numbers (seed ${SEED})`, () => {
    const next = generator(SEED);
    for (let round = 0; round < 2000; round++) {
      const [a, b] = [randomNumber(next), round % 5 === 0 ? String(Math.floor(next() * 20) - 10) : randomNumber(next)];
      const byValue = scaled(a) < scaled(b) ? -1 : scaled(a) > scaled(b) ? 1 : 0;
      expect({ a, b, order: Buffer.compare(sortableNumber(a), sortableNumber(b)) }).toEqual({ a, b, order: byValue });
    }
  });

  test(`sums and differences are exact (seed ${SEED})`, () => {
    const next = generator(SEED + 1);
    for (let round = 0; round < 2000; round++) {
      const [a, b] = [randomNumber(next, 18), randomNumber(next, 18)];
      for (const subtract of [false, true]) {
        const exact = scaled(a) + (subtract ? -scaled(b) : scaled(b));
        const digits = String(exact).replace(/^-/, '').replace(/0+$/, '').length;
        const sum = (): bigint | 'refused' => {
          try {
            return scaled(addNumbers(a, b, subtract));
          } catch {
            return 'refused';
          }
        };
        expect({ a, b, sum: sum() }).toEqual({ a, b, sum: digits > 38 ? 'refused' : exact });
      }
    }
  });
});
