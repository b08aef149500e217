import { unitFactor } from './units.ts';

/**
 * What a person typed into a number field, computed: `12`, `2*1.5`, `(3+4)/2`, `1e3`, `50%`, a decimal comma, `pi`, `sqrt(2)`, and relative to the
 * present value `+=5`, `-=5`, `*=2`, `/=2`. A number may have a unit of the field's kind: `50 cm` in metres is 0.5. No eval: numbers,
 * + - * / ^, parentheses and the few functions below are all there is.
 * @returns undefined for what is not a finite number in the end
 */
export function compute(text: string, present = 0, unit?: string): number | undefined {
  const relative = /^\s*([-+*/])=(.*)$/s.exec(text);
  const value = read(relative ? (relative[2] ?? '') : text, unit);
  if (value === undefined) return undefined;
  const result = relative ? apply(relative[1] ?? '+', present, value) : value;
  return Number.isFinite(result) ? result : undefined;
}

const apply = (sign: string, a: number, b: number): number => (sign === '+' ? a + b : sign === '-' ? a - b : sign === '*' ? a * b : a / b);

const functions: Readonly<Record<string, (value: number) => number>> = {
  sqrt: Math.sqrt,
  abs: Math.abs,
  round: Math.round,
  floor: Math.floor,
  ceil: Math.ceil,
};

const token = /\s*(?:((?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[-+]?\d+)?)(?:\s*(%|°|[a-z]+(?:\/[a-z]+)?))?|([-+*/^()×÷−]|[a-z]+))/giy;

function tokens(text: string, unit: string | undefined): (number | string)[] | undefined {
  const found: (number | string)[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text);
    if (!match) return undefined;
    const [, digits, measure, sign = ''] = match;
    if (digits === undefined) found.push(sign === 'pi' ? Math.PI : ({ '×': '*', '÷': '/', '−': '-' }[sign] ?? sign));
    else {
      const factor = measure === undefined ? 1 : measure === '%' ? 0.01 : unitFactor(measure, unit);
      if (factor === undefined) return undefined;
      found.push(measure === '%' ? Number(digits.replace(',', '.')) / 100 : Number(digits.replace(',', '.')) * factor);
    }
  }
  return found;
}

function read(text: string, unit: string | undefined): number | undefined {
  const list = tokens(text, unit);
  if (!list || list.length === 0) return undefined;
  let at = 0;
  const take = (...signs: string[]): string | undefined => {
    const next = list[at];
    if (typeof next !== 'string' || !signs.includes(next)) return undefined;
    at += 1;
    return next;
  };
  const primary = (): number => {
    if (take('(')) {
      const inner = sum();
      return take(')') ? inner : Number.NaN;
    }
    const called = take(...Object.keys(functions));
    if (called !== undefined) return list[at] === '(' ? functions[called]!(primary()) : Number.NaN;
    const next = list[at];
    at += 1;
    return typeof next === 'number' ? next : Number.NaN;
  };
  const signed = (): number => (take('-') ? -signed() : take('+') ? signed() : power());
  const power = (): number => {
    const base = primary();
    return take('^') ? Math.pow(base, signed()) : base;
  };
  const product = (): number => {
    let value = signed();
    for (let sign = take('*', '/'); sign; sign = take('*', '/')) value = apply(sign, value, signed());
    return value;
  };
  const sum = (): number => {
    let value = product();
    for (let sign = take('+', '-'); sign; sign = take('+', '-')) value = apply(sign, value, product());
    return value;
  };
  const value = sum();
  return at === list.length && Number.isFinite(value) ? value : undefined;
}
