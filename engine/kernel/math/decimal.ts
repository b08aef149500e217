import { LedgerError } from '../error.ts';

/**
 * Decimals as scaled integers: 12.50 at scale 2 is the number 1250. A double holds every integer up to 2^53 - 1 exactly, so sums never
 * drift; whatever would leave that range, or lose a digit that nobody asked to lose, is refused. Minus zero never occurs.
 */

/** How a result that has too many digits is cut. Names and meanings as in IEEE 754 and java.math.RoundingMode. */
export type Rounding =
  | 'down' /* towards zero */
  | 'up' /* away from zero */
  | 'floor'
  | 'ceiling'
  | 'half-up' /* nearest, ties away from zero */
  | 'half-down' /* nearest, ties towards zero */
  | 'half-even'; /* nearest, ties to the even digit */

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

const refuse = (what: string): LedgerError =>
  new LedgerError({
    code: 'decimal-range',
    message: `${what} does not fit a decimal: at most 9007199254740991 in units of the last digit.`,
    hint: 'Use a smaller scale, or keep the sum in a script, where decimals have any size.',
  });

const checked = (n: number, what: string): number => {
  if (!Number.isSafeInteger(n)) throw refuse(what);
  return n === 0 ? 0 : n;
};

const fromBig = (n: bigint, what: string): number => {
  if (n > 9_007_199_254_740_991n || n < -9_007_199_254_740_991n) throw refuse(what);
  return Number(n);
};

const powersOfTen = Array.from({ length: 32 }, (_, i) => BigInt(`1${'0'.repeat(i)}`));

const powerOfTen = (digits: number): bigint => {
  const power = powersOfTen[digits];
  if (power === undefined)
    throw new LedgerError({ code: 'decimal-scale', message: `A scale of ${digits} digits is not supported.`, hint: 'Use 0 to 9.' });
  return power;
};

/** The integer nearest to n/d in the sense of `rounding`; d must not be 0. */
export const divideRounded = (n: bigint, d: bigint, rounding: Rounding): bigint => {
  if (d === 0n)
    throw new LedgerError({ code: 'decimal-division', message: 'Division of a decimal by zero.', hint: 'Check the divisor first.' });
  const quotient = n / d;
  const rest = n % d;
  if (rest === 0n) return quotient;
  const negative = n < 0n !== d < 0n;
  const twice = (rest < 0n ? -rest : rest) * 2n - (d < 0n ? -d : d);
  const away =
    rounding === 'up' ||
    (rounding === 'floor' && negative) ||
    (rounding === 'ceiling' && !negative) ||
    (rounding.startsWith('half') &&
      (twice > 0n || (twice === 0n && (rounding === 'half-up' || (rounding === 'half-even' && quotient % 2n !== 0n)))));
  return away ? quotient + (negative ? -1n : 1n) : quotient;
};

/** Reads "12.5" at scale 2 as 1250. More digits than `scale` after the point are refused unless they are zeros or `rounding` is named. */
export const parseDecimal = (text: string, scale: number, rounding?: Rounding): number => {
  const match = DECIMAL.exec(text);
  if (!match) {
    throw new LedgerError({
      code: 'decimal-syntax',
      message: `"${text.slice(0, 40)}" is not a decimal.`,
      hint: 'Write digits, optionally a point and more digits: "12.50".',
    });
  }
  const [, sign, whole = '', fraction = ''] = match;
  if (whole.length + fraction.length > 400) throw refuse(`"${text.slice(0, 40)}…"`);
  const kept = fraction.replace(/0+$/, '');
  if (kept.length <= scale) return checked(Number(`${sign}${whole}${kept.padEnd(scale, '0')}`), `"${text.slice(0, 40)}"`);
  if (rounding === undefined) {
    throw new LedgerError({
      code: 'decimal-digits',
      message: `"${text.slice(0, 40)}" has more than ${scale} digits after the point.`,
      hint: 'Round it first: a decimal is never rounded silently.',
    });
  }
  const digits = BigInt(whole + kept);
  return fromBig(
    divideRounded(sign === '-' ? -digits : digits, BigInt(`1${'0'.repeat(kept.length - scale)}`), rounding),
    `"${text.slice(0, 40)}"`,
  );
};

/** Writes 1250 at scale 2 as "12.50": always `scale` digits after the point. */
export const formatDecimal = (n: number, scale: number): string => {
  const digits = String(Math.abs(checked(n, String(n)))).padStart(scale + 1, '0');
  const cut = digits.length - scale;
  return `${n < 0 ? '-' : ''}${digits.slice(0, cut)}${scale === 0 ? '' : `.${digits.slice(cut)}`}`;
};

/** a + b, exact. Both at one scale. */
export const addDecimal = (a: number, b: number): number => checked(a + b, `${a} + ${b}`);

/** a - b, exact. Both at one scale. */
export const subtractDecimal = (a: number, b: number): number => checked(a - b, `${a} - ${b}`);

/** a * b where b is a whole number, exact. */
export const timesDecimal = (a: number, count: number): number => checked(a * checked(count, String(count)), `${a} * ${count}`);

/** a * b where b has `scale` digits; the result has a's scale. */
export const multiplyDecimal = (a: number, b: number, scale: number, rounding: Rounding): number =>
  fromBig(divideRounded(BigInt(a) * BigInt(b), powerOfTen(scale), rounding), `${a} * ${b}`);

/** a / b where b has `scale` digits; the result has a's scale. */
export const divideDecimal = (a: number, b: number, scale: number, rounding: Rounding): number =>
  fromBig(divideRounded(BigInt(a) * powerOfTen(scale), BigInt(b), rounding), `${a} / ${b}`);

/** The same value with another number of digits after the point. */
export const rescaleDecimal = (n: number, from: number, to: number, rounding: Rounding): number =>
  to >= from
    ? fromBig(BigInt(n) * powerOfTen(to - from), `${n} at scale ${to}`)
    : fromBig(divideRounded(BigInt(n), powerOfTen(from - to), rounding), String(n));

/** The decimal nearest to a double, from the double's exact binary value. Not a number and infinities are refused. */
export const decimalFromNumber = (x: number, scale: number, rounding: Rounding): number => {
  if (!Number.isFinite(x)) throw refuse(String(x));
  let numerator = x;
  let halvings = 0;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    halvings++;
  }
  return fromBig(divideRounded(BigInt(numerator) * powerOfTen(scale), 1n << BigInt(halvings), rounding), String(x));
};

/** The double nearest to the decimal. For drawing and for formulas that are not money. */
export const decimalToNumber = (n: number, scale: number): number => Number(formatDecimal(n, scale));
