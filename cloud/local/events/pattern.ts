import { isObject, type Json, type JsonObject } from '../json.ts';

/** A compiled event pattern. */
export type EventPattern = (event: Json) => boolean;

export type CompiledPattern = { readonly ok: true; readonly matches: EventPattern } | { readonly ok: false; readonly problem: string };

/** Reads a pattern; every operator of EventBridge is known, anything else is refused with its place. */
export function compilePattern(pattern: Json): CompiledPattern {
  try {
    if (!isObject(pattern) || Object.keys(pattern).length === 0)
      throw new PatternProblem('the pattern must be an object with at least one field');
    return { ok: true, matches: compileFields(pattern, '') };
  } catch (error) {
    if (error instanceof PatternProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

class PatternProblem extends Error {}

/** A test of one value; `undefined` stands for a field that is not there. */
type Test = (value: Json | undefined) => boolean;

function compileFields(pattern: JsonObject, at: string): EventPattern {
  const tests = Object.entries(pattern).map(([key, inner]) => {
    if (key === '$or') return compileOr(inner, at);
    const place = at === '' ? key : `${at}.${key}`;
    const test = isObject(inner) ? compileNested(inner, place) : compileLeaf(inner, place);
    return (event: Json): boolean => test(isObject(event) && Object.hasOwn(event, key) ? event[key] : undefined);
  });
  return (event) => tests.every((test) => test(event));
}

function compileOr(alternatives: Json, at: string): EventPattern {
  if (!Array.isArray(alternatives) || alternatives.length < 2)
    throw new PatternProblem(`${at === '' ? '$or' : `${at}.$or`} must be a list of at least two patterns`);
  const tests = (alternatives as Json[]).map((each) => {
    if (!isObject(each) || Object.keys(each).length === 0) throw new PatternProblem(`${at}.$or must hold patterns`);
    return compileFields(each, at);
  });
  return (event) => tests.some((test) => test(event));
}

/** Fields within a field; of an array of objects, one must fulfil all. */
function compileNested(pattern: JsonObject, at: string): Test {
  if (Object.keys(pattern).length === 0) throw new PatternProblem(`${at} must not be empty`);
  const matches = compileFields(pattern, at);
  return (value) =>
    Array.isArray(value) ? (value as Json[]).some((each) => isObject(each) && matches(each)) : matches(isObject(value) ? value : {});
}

function compileLeaf(alternatives: Json, at: string): Test {
  if (!Array.isArray(alternatives) || alternatives.length === 0) throw new PatternProblem(`${at} must be a list of values to match`);
  const tests = (alternatives as Json[]).map((each) => compileAlternative(each, at));
  return (value) => tests.some((test) => test(value));
}

function compileAlternative(alternative: Json, at: string): Test {
  if (!isObject(alternative)) return anyElement((value) => value === alternative, at, alternative);
  const [[operator, operand] = [], ...more] = Object.entries(alternative);
  if (operator === undefined || operand === undefined || more.length > 0)
    throw new PatternProblem(`${at} must have one operator in ${JSON.stringify(alternative)}`);
  if (operator === 'exists') {
    if (typeof operand !== 'boolean') throw new PatternProblem(`${at}: exists takes true or false`);
    return (value) => (value !== undefined) === operand;
  }
  const test = scalarTest(operator, operand, at);
  return anyElement(test, at);
}

/** Applies a test to a scalar, or to the elements of an array of which one must pass. */
function anyElement(test: (value: Json) => boolean, at: string, literal?: Json): Test {
  if (Array.isArray(literal)) throw new PatternProblem(`${at}: a value to match may not be a list`);
  return (value) =>
    value !== undefined &&
    (Array.isArray(value) ? (value as Json[]).some((each) => !isObject(each) && test(each)) : !isObject(value) && test(value));
}

type TextTest = (text: string) => boolean;

function scalarTest(operator: string, operand: Json, at: string): (value: Json) => boolean {
  switch (operator) {
    case 'anything-but':
      return anythingBut(operand, at);
    case 'numeric': {
      const holds = numericTest(operand, at);
      return (value) => typeof value === 'number' && holds(value);
    }
    default: {
      const matches = textTest(operator, operand, at);
      return (value) => typeof value === 'string' && matches(value);
    }
  }
}

function textTest(operator: string, operand: Json, at: string): TextTest {
  const fold = isObject(operand) ? operand['equals-ignore-case'] : undefined;
  if (typeof fold === 'string' && (operator === 'prefix' || operator === 'suffix')) {
    const folded = fold.toLowerCase();
    return operator === 'prefix' ? (text) => text.toLowerCase().startsWith(folded) : (text) => text.toLowerCase().endsWith(folded);
  }
  if (typeof operand !== 'string') throw new PatternProblem(`${at}: ${operator} takes a text`);
  switch (operator) {
    case 'prefix':
      return (text) => text.startsWith(operand);
    case 'suffix':
      return (text) => text.endsWith(operand);
    case 'equals-ignore-case':
      return (text) => text.toLowerCase() === operand.toLowerCase();
    case 'wildcard':
      return wildcardTest(operand, at);
    case 'cidr':
      return cidrTest(operand, at);
    default:
      throw new PatternProblem(`${at}: there is no operator ${operator}`);
  }
}

function anythingBut(operand: Json, at: string): (value: Json) => boolean {
  if (isObject(operand)) {
    const [[operator, inner] = [], ...more] = Object.entries(operand);
    if (operator === undefined || inner === undefined || more.length > 0)
      throw new PatternProblem(`${at}: anything-but takes one operator`);
    if (!['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(operator))
      throw new PatternProblem(`${at}: anything-but knows no ${operator}`);
    const tests = (Array.isArray(inner) ? (inner as Json[]) : [inner]).map((each) => textTest(operator, each, at));
    return (value) => typeof value === 'string' && !tests.some((test) => test(value));
  }
  const excluded = Array.isArray(operand) ? (operand as Json[]) : [operand];
  if (excluded.length === 0 || excluded.some((each) => typeof each === 'object'))
    throw new PatternProblem(`${at}: anything-but takes texts or numbers`);
  return (value) => !excluded.includes(value);
}

/** `*` stands for any characters, `\*` for itself. */
function wildcardTest(pattern: string, at: string): TextTest {
  if (pattern.includes('**')) throw new PatternProblem(`${at}: consecutive wildcards in ${pattern}`);
  const parts = [...pattern.matchAll(/\\([*\\])|(\*)|([\s\S])/gu)].map(([, escaped, star, plain]) =>
    star ? '[\\s\\S]*' : (escaped ?? plain!).replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'),
  );
  const expression = new RegExp(`^${parts.join('')}$`, 'u');
  return (text) => expression.test(text);
}

const COMPARE: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
};

function numericTest(operand: Json, at: string): (value: number) => boolean {
  const problem = new PatternProblem(`${at}: numeric takes one or two comparisons, for example [">", 0, "<=", 5]`);
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) throw problem;
  const comparisons: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const [operator, bound] = operand.slice(index, index + 2) as Json[];
    const compare = typeof operator === 'string' ? COMPARE[operator] : undefined;
    if (!compare || typeof bound !== 'number') throw problem;
    comparisons.push((value) => compare(value, bound));
  }
  return (value) => comparisons.every((holds) => holds(value));
}

function cidrTest(range: string, at: string): TextTest {
  const [base, bits] = range.split('/');
  const width = Number(bits);
  const start = ipv4(base ?? '');
  if (start === undefined || !Number.isInteger(width) || width < 0 || width > 32)
    throw new PatternProblem(`${at}: ${range} is not an IPv4 range such as 10.0.0.0/24`);
  const mask = width === 0 ? 0 : (0xffffffff << (32 - width)) >>> 0;
  return (text) => {
    const address = ipv4(text);
    return address !== undefined && (address & mask) >>> 0 === (start & mask) >>> 0;
  };
}

function ipv4(text: string): number | undefined {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
