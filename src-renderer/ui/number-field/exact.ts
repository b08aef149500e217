import { type Arithmetic, computeIn, functions } from './compute.ts';

/** A fraction: money that is typed, added and divided loses nothing until it is written with so many digits. Without a denominator: nothing. */
export interface Exact {
  readonly over: bigint;
  readonly under: bigint;
}

const nothing: Exact = { over: 0n, under: 0n };
/** Nobody means a number as long as this. */
const longest = 1n << 1024n;
const sizeOf = (value: bigint): bigint => (value < 0n ? -value : value);
const fraction = (over: bigint, under: bigint): Exact =>
  under === 0n || sizeOf(over) > longest || sizeOf(under) > longest
    ? nothing
    : under < 0n
      ? { over: -over, under: -under }
      : { over, under };

const written = /^(-?)(\d+)?(?:\.(\d*))?(?:e([-+]?\d+))?$/i;

/** What is written as digits, with a point or an exponent where it has one; a number as it is written. */
export function exactOf(value: string | number): Exact {
  const [, minus = '', whole = '', rest = '', exponent = '0'] = written.exec(String(value)) ?? [];
  const shift = Number(exponent) - rest.length;
  if (whole + rest === '' || whole.length + Math.abs(shift) > 400) return nothing;
  const digits = BigInt(whole + rest) * (minus === '' ? 1n : -1n);
  return shift < 0 ? fraction(digits, 10n ** BigInt(-shift)) : fraction(digits * 10n ** BigInt(shift), 1n);
}

/** As a decimal text of so many digits after the point; halves go away from zero. */
export function decimalText({ over, under }: Exact, digits: number): string {
  const units = (2n * sizeOf(over) * 10n ** BigInt(digits) + under) / (2n * under);
  const text = String(units).padStart(digits + 1, '0');
  const sign = over < 0n && units !== 0n ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The nearest double, near enough for a bar or a function. */
export const nearest = (value: Exact): number => (value.under === 0n ? Number.NaN : Number(decimalText(value, 20)));

export const isBelow = (a: Exact, b: Exact): boolean => a.over * b.under < b.over * a.under;
export const isSame = (a: Exact, b: Exact): boolean => a.over * b.under === b.over * a.under;

const floorOf = ({ over, under }: Exact): bigint => over / under - (over % under < 0n ? 1n : 0n);
const half: Exact = { over: 1n, under: 2n };
const plus = (a: Exact, b: Exact): Exact => fraction(a.over * b.under + b.over * a.under, a.under * b.under);
const times = (a: Exact, b: Exact): Exact => fraction(a.over * b.over, a.under * b.under);
const minus = (a: Exact, b: Exact): Exact => plus(a, { ...b, over: -b.over });
const over = (a: Exact, b: Exact): Exact => (b.under === 0n ? nothing : fraction(a.over * b.under, a.under * b.over));

/** Roots, and what is raised to more than anybody means, come as doubles have them. */
function power(base: Exact, exponent: Exact): Exact {
  const count = nearest(exponent);
  if (!Number.isInteger(count) || Math.abs(count) > 64) return exactOf(Math.pow(nearest(base), count));
  let value = exactOf(1);
  for (let left = Math.abs(count); left > 0; left -= 1) value = times(value, base);
  return count < 0 ? over(exactOf(1), value) : value;
}

const exact: Arithmetic<Exact> = {
  nothing,
  isNumber: ({ under }) => under !== 0n,
  read: exactOf,
  of: exactOf,
  plus,
  minus,
  times,
  over,
  power,
  apply(name, value) {
    if (value.under === 0n) return nothing;
    if (name === 'sqrt') return exactOf(functions.sqrt(nearest(value)));
    if (name === 'abs') return { ...value, over: sizeOf(value.over) };
    if (name === 'floor') return fraction(floorOf(value), 1n);
    if (name === 'ceil') return fraction(-floorOf({ ...value, over: -value.over }), 1n);
    return fraction(floorOf(plus(value, half)), 1n);
  },
};

/** What is typed into a field of decimals, to the last digit. @returns undefined for what is no number */
export const computeExact = (text: string, present: Exact, unit?: string): Exact | undefined => computeIn(exact, text, present, unit);

export interface DecimalRange {
  /** Digits after the point. */
  digits: number;
  min?: number | undefined;
  max?: number | undefined;
}

/** The nearest that such a field takes. */
export function fitExact(value: Exact, { digits, min, max }: DecimalRange): Exact {
  const [least, most] = [min, max].map((bound) => (bound === undefined ? nothing : exactOf(bound)));
  const within = least!.under !== 0n && isBelow(value, least!) ? least! : most!.under !== 0n && isBelow(most!, value) ? most! : value;
  return exactOf(decimalText(within, digits));
}

/** A decimal plus so many, exactly. */
export const addExact = plus;

/** What a typed text makes of a decimal, the nearest that the field takes, as text. @returns undefined for what is no number */
export function computeDecimal(text: string, present: string, range: DecimalRange, unit?: string): string | undefined {
  const value = computeExact(text, exactOf(present), unit);
  return value && decimalText(fitExact(value, range), range.digits);
}
