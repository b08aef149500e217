/** Guest code: exact decimals of any size. A value is an integer and a number of digits after the point. */
export const decimal = String.raw`
const ROUNDINGS = ['down', 'up', 'floor', 'ceiling', 'half-up', 'half-down', 'half-even'];
const MAX_DIGITS = 1000;

const divideRounded = (n, d, rounding) => {
  const quotient = n / d;
  const rest = n % d;
  if (rest === 0n) return quotient;
  const negative = (n < 0n) !== (d < 0n);
  const twice = (rest < 0n ? -rest : rest) * 2n - (d < 0n ? -d : d);
  const away =
    rounding === 'up' || (rounding === 'floor' && negative) || (rounding === 'ceiling' && !negative) ||
    (rounding.startsWith('half') && (twice > 0n || (twice === 0n && (rounding === 'half-up' || (rounding === 'half-even' && quotient % 2n !== 0n)))));
  return away ? quotient + (negative ? -1n : 1n) : quotient;
};

const powers = Array.from({ length: 40 }, (_, digits) => 10n ** BigInt(digits));
const pow10 = (digits) => powers[digits] ?? 10n ** BigInt(digits);

const checkDigits = (digits, what) => {
  if (!Number.isInteger(digits) || digits < 0 || digits > MAX_DIGITS) refuse(what + ' needs a whole number of digits, 0 to ' + MAX_DIGITS + ', not ' + show(digits) + '.', RangeError);
  return digits;
};

const checkRounding = (rounding, what) => {
  if (!ROUNDINGS.includes(rounding)) refuse(what + ' needs a rounding: one of ' + ROUNDINGS.join(', ') + '.');
  return rounding;
};

class Decimal {
  #digits;
  #scale;

  constructor(digits, scale) {
    if (typeof digits !== 'bigint') refuse("Make decimals with decimal('12.50').");
    this.#digits = digits;
    this.#scale = scale;
  }

  static of(value) {
    if (value instanceof Decimal) return value;
    if (typeof value === 'bigint') return new Decimal(value, 0);
    if (typeof value === 'number' && !Number.isFinite(value)) refuse(value + ' is not a decimal.', RangeError);
    if (typeof value !== 'string' && typeof value !== 'number') refuse(show(value) + " is not a decimal; write decimal('12.50').");
    if (typeof value === 'number' && Number.isSafeInteger(value)) return new Decimal(BigInt(value), 0);
    const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
    if (match === null || (typeof value === 'string' && match[4] !== undefined)) refuse(show(value) + " is not a decimal; write digits and a point, as in '12.50'.", RangeError);
    const fraction = match[3] ?? '';
    const exponent = Number(match[4] ?? 0);
    const scale = Math.max(0, fraction.length - exponent);
    if (scale > MAX_DIGITS || match[2].length > MAX_DIGITS) refuse(show(value) + ' has too many digits.', RangeError);
    const digits = BigInt(match[1] + match[2] + fraction) * pow10(Math.max(0, exponent - fraction.length));
    return new Decimal(digits, scale);
  }

  /** The integer that a column of this scale holds. */
  static toColumn(value, scale, what) {
    const own = Decimal.of(value);
    const digits = own.#at(scale, 'down');
    if (own.#digits * pow10(scale) !== digits * pow10(own.#scale)) {
      refuse(what + ' has ' + scale + ' digits after the point; ' + own.toString() + " has more: round it first, as in .round(" + scale + ", 'half-even').", RangeError);
    }
    return digits;
  }

  static fromColumn(integer, scale) {
    return new Decimal(BigInt(integer), scale);
  }

  #at(scale, rounding) {
    return scale >= this.#scale ? this.#digits * pow10(scale - this.#scale) : divideRounded(this.#digits, pow10(this.#scale - scale), rounding);
  }

  #with(other, combine) {
    const right = Decimal.of(other);
    const scale = Math.max(this.#scale, right.#scale);
    return combine(this.#at(scale), right.#at(scale), scale);
  }

  plus(other) {
    const right = other instanceof Decimal ? other : Decimal.of(other);
    if (right.#scale === this.#scale) return new Decimal(this.#digits + right.#digits, this.#scale);
    return this.#with(right, (a, b, scale) => new Decimal(a + b, scale));
  }

  minus(other) {
    const right = other instanceof Decimal ? other : Decimal.of(other);
    if (right.#scale === this.#scale) return new Decimal(this.#digits - right.#digits, this.#scale);
    return this.#with(right, (a, b, scale) => new Decimal(a - b, scale));
  }

  /** Exact: as many digits as it takes, and no fewer than the factor that has more. */
  times(other) {
    const right = other instanceof Decimal ? other : Decimal.of(other);
    const least = this.#scale > right.#scale ? this.#scale : right.#scale;
    let digits = this.#digits * right.#digits;
    let scale = this.#scale + right.#scale;
    while (scale > least && digits % 10n === 0n) {
      digits /= 10n;
      scale--;
    }
    if (scale > MAX_DIGITS) refuse('This product has more than ' + MAX_DIGITS + " digits after the point: round() its factors first.", RangeError);
    return new Decimal(digits, scale);
  }

  div(other, digits, rounding) {
    checkDigits(digits, 'div(other, digits, rounding)');
    checkRounding(rounding, 'div(other, digits, rounding)');
    const right = Decimal.of(other);
    if (right.#digits === 0n) refuse('Division of a decimal by zero.', RangeError);
    return new Decimal(divideRounded(this.#digits * pow10(digits + right.#scale), right.#digits * pow10(this.#scale), rounding), digits);
  }

  round(digits, rounding) {
    checkDigits(digits, 'round(digits, rounding)');
    return new Decimal(this.#at(digits, checkRounding(rounding, 'round(digits, rounding)')), digits);
  }

  negated() { return new Decimal(-this.#digits, this.#scale); }
  abs() { return this.#digits < 0n ? this.negated() : this; }
  compare(other) { return this.#with(other, (a, b) => (a < b ? -1 : a > b ? 1 : 0)); }
  eq(other) { return this.compare(other) === 0; }
  lt(other) { return this.compare(other) < 0; }
  lte(other) { return this.compare(other) <= 0; }
  gt(other) { return this.compare(other) > 0; }
  gte(other) { return this.compare(other) >= 0; }
  isZero() { return this.#digits === 0n; }
  toNumber() { return Number(this.toString()); }
  toJSON() { return this.toString(); }

  toString() {
    const negative = this.#digits < 0n;
    const digits = String(negative ? -this.#digits : this.#digits).padStart(this.#scale + 1, '0');
    const cut = digits.length - this.#scale;
    return (negative ? '-' : '') + digits.slice(0, cut) + (this.#scale === 0 ? '' : '.' + digits.slice(cut));
  }

  [Symbol.toPrimitive](hint) {
    if (hint === 'string') return this.toString();
    return refuse('Decimals are not added with + or compared with <: use plus, minus, times, div, lt, gt, eq. For text use String(value).');
  }
}

const ofDecimal = (value) => Decimal.of(value);
`;
