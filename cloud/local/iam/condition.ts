import { literalText, matchesPattern, parsePattern, type Lookup } from './pattern.ts';
import type { OneOrMany, PolicyCondition } from './policy.ts';

/** Tells whether one value of the request satisfies one value of the policy. */
type Test = (given: string, wanted: string, lookup: Lookup) => boolean;

const equals: Test = (given, wanted, lookup) => given === literalText(wanted, lookup);
const equalsIgnoringCase: Test = (given, wanted, lookup) => given.toLowerCase() === literalText(wanted, lookup)?.toLowerCase();
const like: Test = (given, wanted, lookup) => {
  const pattern = parsePattern(wanted, lookup);
  return pattern !== undefined && matchesPattern(pattern, given);
};
const arnLike: Test = (given, wanted, lookup) => {
  const [givenParts, wantedParts] = [arnParts(given), arnParts(wanted)];
  return givenParts.length === 6 && wantedParts.length === 6 && wantedParts.every((part, index) => like(givenParts[index]!, part, lookup));
};
const number =
  (compare: (given: number, wanted: number) => boolean): Test =>
  (given, wanted) =>
    given.trim() !== '' && wanted.trim() !== '' && compare(Number(given), Number(wanted));
const date =
  (compare: (given: number, wanted: number) => boolean): Test =>
  (given, wanted) =>
    compare(instant(given), instant(wanted));

/** The first five parts of an ARN and all of the rest as the sixth. */
function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function instant(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

interface Operator {
  readonly test: Test;
  /** True for the operators that hold when no value matches, and when the key is absent. */
  readonly negated?: boolean;
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { test: equals },
  StringNotEquals: { test: equals, negated: true },
  StringEqualsIgnoreCase: { test: equalsIgnoringCase },
  StringNotEqualsIgnoreCase: { test: equalsIgnoringCase, negated: true },
  StringLike: { test: like },
  StringNotLike: { test: like, negated: true },
  ArnEquals: { test: arnLike },
  ArnLike: { test: arnLike },
  ArnNotEquals: { test: arnLike, negated: true },
  ArnNotLike: { test: arnLike, negated: true },
  Bool: { test: (given, wanted) => given.toLowerCase() === wanted.toLowerCase() },
  NumericEquals: { test: number((given, wanted) => given === wanted) },
  NumericNotEquals: { test: number((given, wanted) => given === wanted), negated: true },
  NumericLessThan: { test: number((given, wanted) => given < wanted) },
  NumericLessThanEquals: { test: number((given, wanted) => given <= wanted) },
  NumericGreaterThan: { test: number((given, wanted) => given > wanted) },
  NumericGreaterThanEquals: { test: number((given, wanted) => given >= wanted) },
  DateEquals: { test: date((given, wanted) => given === wanted) },
  DateNotEquals: { test: date((given, wanted) => given === wanted), negated: true },
  DateLessThan: { test: date((given, wanted) => given < wanted) },
  DateLessThanEquals: { test: date((given, wanted) => given <= wanted) },
  DateGreaterThan: { test: date((given, wanted) => given > wanted) },
  DateGreaterThanEquals: { test: date((given, wanted) => given >= wanted) },
};

interface ConditionName {
  readonly quantifier: 'all' | 'any' | undefined;
  readonly operator: string;
  readonly ifExists: boolean;
}

function parseName(name: string): ConditionName {
  const [, quantifier, operator = name, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  return {
    quantifier: quantifier === 'ForAllValues' ? 'all' : quantifier === 'ForAnyValue' ? 'any' : undefined,
    operator,
    ifExists: ifExists !== undefined,
  };
}

/** Whether this cloud evaluates the operator; a policy with another one is refused when it is stored. */
export function isKnownOperator(name: string): boolean {
  const { operator, ifExists } = parseName(name);
  return Object.hasOwn(OPERATORS, operator) || (operator === 'Null' && !ifExists);
}

/** Values of the request's condition keys, by lower-case key; several for multi-valued keys. */
export type ConditionKeys = ReadonlyMap<string, readonly string[]>;

/** The first condition that does not hold, as `StringLike of s3:prefix`, or undefined when all hold. */
export function failingCondition(conditions: PolicyCondition | undefined, keys: ConditionKeys): string | undefined {
  const lookup: Lookup = (key) => keys.get(key.toLowerCase())?.[0];
  for (const [name, byKey] of Object.entries(conditions ?? {})) {
    for (const [key, wanted] of Object.entries(byKey)) {
      if (!holds(parseName(name), keys.get(key.toLowerCase()), many(wanted).map(String), lookup)) return `${name} of ${key}`;
    }
  }
  return undefined;
}

function holds(name: ConditionName, given: readonly string[] | undefined, wanted: readonly string[], lookup: Lookup): boolean {
  if (name.operator === 'Null') return wanted.some((value) => (value.toLowerCase() === 'true') === (given === undefined));
  const { test, negated = false } = OPERATORS[name.operator]!;
  if (given === undefined) return name.ifExists || negated || name.quantifier === 'all';
  const satisfies = (value: string): boolean => wanted.some((each) => test(value, each, lookup)) !== negated;
  if (name.quantifier === 'all') return given.every(satisfies);
  if (name.quantifier === 'any') return given.some(satisfies);
  return negated ? given.every(satisfies) : given.some(satisfies);
}

export function many<T>(value: OneOrMany<T> | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
