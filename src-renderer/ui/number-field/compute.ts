import { unitFactor } from './units.ts';

/** How what is typed is computed: in doubles, or exactly. What is no number is `nothing`, and so is all that is made of it. */
export interface Arithmetic<T> {
  readonly nothing: T;
  isNumber: (value: T) => boolean;
  /** Digits with a point where they have one, and an exponent. */
  read: (digits: string) => T;
  of: (value: number) => T;
  plus: (a: T, b: T) => T;
  minus: (a: T, b: T) => T;
  times: (a: T, b: T) => T;
  over: (a: T, b: T) => T;
  power: (a: T, b: T) => T;
  apply: (name: FunctionName, a: T) => T;
}

export const functions = { sqrt: Math.sqrt, abs: Math.abs, round: Math.round, floor: Math.floor, ceil: Math.ceil } as const;
export type FunctionName = keyof typeof functions;

const doubles: Arithmetic<number> = {
  nothing: Number.NaN,
  isNumber: Number.isFinite,
  read: Number,
  of: (value) => value,
  plus: (a, b) => a + b,
  minus: (a, b) => a - b,
  times: (a, b) => a * b,
  over: (a, b) => a / b,
  power: Math.pow,
  apply: (name, a) => functions[name](a),
};

/**
 * What a person typed into a number field, computed: `12`, `2*1.5`, `(3+4)/2`, `1e3`, `50%`, a decimal comma, `pi`, `sqrt(2)`, and relative to the
 * present value `+=5`, `-=5`, `*=2`, `/=2`. A number may have a unit of the field's kind: `50 cm` in metres is 0.5. No eval: numbers,
 * + - * / ^, parentheses and the few functions above are all there is.
 * @returns undefined for what is not a finite number in the end
 */
export const compute = (text: string, present = 0, unit?: string): number | undefined => computeIn(doubles, text, present, unit);

/** The same in an arithmetic of one's own. */
export function computeIn<T>(arithmetic: Arithmetic<T>, text: string, present: T, unit: string | undefined): T | undefined {
  const relative = /^\s*([-+*/])=(.*)$/s.exec(text);
  const value = read(arithmetic, relative ? (relative[2] ?? '') : text, unit);
  if (value === undefined) return undefined;
  const result = relative ? operate(arithmetic, relative[1] ?? '+', present, value) : value;
  return arithmetic.isNumber(result) ? result : undefined;
}

const operate = <T>({ plus, minus, times, over }: Arithmetic<T>, sign: string, a: T, b: T): T =>
  (sign === '+' ? plus : sign === '-' ? minus : sign === '*' ? times : over)(a, b);

const token = /\s*(?:((?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[-+]?\d+)?)(?:\s*(%|°|[a-z]+(?:\/[a-z]+)?))?|([-+*/^()×÷−]|[a-z]+))/giy;

/** A sign or a name, or a number. */
type Token<T> = string | { value: T };

function tokens<T>(arithmetic: Arithmetic<T>, text: string, unit: string | undefined): Token<T>[] | undefined {
  const { read: digitsOf, of, times, over } = arithmetic;
  const found: Token<T>[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text);
    if (!match) return undefined;
    const [, digits, measure, sign = ''] = match;
    if (digits === undefined) found.push(sign === 'pi' ? { value: of(Math.PI) } : ({ '×': '*', '÷': '/', '−': '-' }[sign] ?? sign));
    else {
      const factor = measure === undefined || measure === '%' ? 1 : unitFactor(measure, unit);
      if (factor === undefined) return undefined;
      const value = digitsOf(digits.replace(',', '.'));
      found.push({ value: measure === '%' ? over(value, of(100)) : factor === 1 ? value : times(value, of(factor)) });
    }
  }
  return found;
}

function read<T>(arithmetic: Arithmetic<T>, text: string, unit: string | undefined): T | undefined {
  const { nothing, of, minus, power: raised, apply } = arithmetic;
  const list = tokens(arithmetic, text, unit);
  if (!list || list.length === 0) return undefined;
  let at = 0;
  const take = <S extends string>(...signs: S[]): S | undefined => {
    const next = list[at];
    if (typeof next !== 'string' || !signs.includes(next as S)) return undefined;
    at += 1;
    return next as S;
  };
  const primary = (): T => {
    if (take('(')) {
      const inner = sum();
      return take(')') ? inner : nothing;
    }
    const called = take(...(Object.keys(functions) as FunctionName[]));
    if (called !== undefined) return list[at] === '(' ? apply(called, primary()) : nothing;
    const next = list[at];
    at += 1;
    return typeof next === 'object' ? next.value : nothing;
  };
  const signed = (): T => (take('-') ? minus(of(0), signed()) : take('+') ? signed() : power());
  const power = (): T => {
    const base = primary();
    return take('^') ? raised(base, signed()) : base;
  };
  const product = (): T => {
    let value = signed();
    for (let sign = take('*', '/'); sign; sign = take('*', '/')) value = operate(arithmetic, sign, value, signed());
    return value;
  };
  const sum = (): T => {
    let value = product();
    for (let sign = take('+', '-'); sign; sign = take('+', '-')) value = operate(arithmetic, sign, value, product());
    return value;
  };
  const value = sum();
  return at === list.length && arithmetic.isNumber(value) ? value : undefined;
}
