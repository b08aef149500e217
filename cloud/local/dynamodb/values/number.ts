import { invalid } from '../../wire/error.ts';

/** A DynamoDB number, exact: `sign * digits * 10^exponent`, digits without a trailing zero; zero has digits 0n. */
export interface ExactNumber {
  readonly negative: boolean;
  readonly digits: bigint;
  readonly exponent: number;
}

const MAX_DIGITS = 38;
const MAX_MAGNITUDE = 125;
const MIN_MAGNITUDE = -130;
const ZERO: ExactNumber = { negative: false, digits: 0n, exponent: 0 };

/** Parses a decimal as clients write it. Throws ValidationException beyond 38 digits or the magnitudes 1e-130 … 9.9e125. */
export function parseNumber(text: string): ExactNumber {
  const [, sign, whole = '', fraction = '', power = '0'] = /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,6}))?\s*$/.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '')
    throw invalid(`The parameter cannot be converted to a numeric value: ${text.slice(0, 64)}`);
  return normalise(sign === '-', BigInt(whole + fraction), Number(power) - fraction.length);
}

function normalise(negative: boolean, digits: bigint, exponent: number): ExactNumber {
  if (digits === 0n) return ZERO;
  const text = digits.toString();
  const kept = text.replace(/0+$/, '');
  const shift = text.length - kept.length;
  const number = { negative, digits: shift > 0 ? BigInt(kept) : digits, exponent: exponent + shift };
  if (kept.length > MAX_DIGITS) throw invalid('Attempting to store more than 38 significant digits in a Number');
  const magnitude = number.exponent + kept.length - 1;
  if (magnitude > MAX_MAGNITUDE) throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (magnitude < MIN_MAGNITUDE)
    throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  return number;
}

/** Plain decimal notation, without exponent, leading or trailing zeros. */
export function formatNumber({ negative, digits, exponent }: ExactNumber): string {
  let text = digits.toString();
  if (exponent > 0) text += '0'.repeat(exponent);
  else if (exponent < 0) {
    const padded = text.padStart(1 - exponent, '0');
    text = `${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
  }
  return negative ? `-${text}` : text;
}

/** `a + b`, or `a - b`, exactly; throws ValidationException when the result needs more than 38 digits. */
export function addNumbers(a: string, b: string, subtract = false): string {
  const [x, y] = [parseNumber(a), parseNumber(b)];
  const exponent = Math.min(x.exponent, y.exponent);
  const scaled = (n: ExactNumber): bigint => (n.negative ? -n.digits : n.digits) * 10n ** BigInt(n.exponent - exponent);
  const sum = subtract ? scaled(x) - scaled(y) : scaled(x) + scaled(y);
  return formatNumber(normalise(sum < 0n, sum < 0n ? -sum : sum, exponent));
}

/** Significant digits, for the size of an item. */
export function digitCount(text: string): number {
  return parseNumber(text).digits.toString().length;
}

/**
 * Bytes whose order is the order of the numbers: a sign byte, the magnitude, the digits and an end mark;
 * all but the sign byte complemented when negative.
 */
export function sortableNumber(text: string): Uint8Array {
  const { negative, digits, exponent } = parseNumber(text);
  if (digits === 0n) return Uint8Array.of(0x80);
  const shown = digits.toString();
  const magnitude = exponent + shown.length - 1 - MIN_MAGNITUDE;
  const bytes = [negative ? 0x7f : 0x81, magnitude, ...Array.from(shown, (digit) => Number(digit) + 1), 0];
  return Uint8Array.from(bytes, (byte, index) => (negative && index > 0 ? 0xff - byte : byte));
}
