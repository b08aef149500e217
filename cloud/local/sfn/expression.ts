import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import type { Clock, Random } from '../../ports/host.ts';
import type { Json } from '../json.ts';
import { StatesError } from './states-error.ts';

/** What expressions may see: `$states` and the variables assigned so far. */
export interface ExpressionScope {
  readonly states: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, Json>>;
}

/** What the functions of the language read from outside. */
export interface ExpressionHost {
  readonly clock: Clock;
  readonly random: Random;
}

const compiled = new Map<string, jsonata.Expression>();

/** Whether a string is an expression, `{% … %}`, rather than itself. */
export function isExpression(text: string): boolean {
  return text.startsWith('{%') && text.endsWith('%}');
}

/** The syntax error of a `{% … %}` string, undefined if it has none or is no expression. */
export function syntaxProblem(text: string): string | undefined {
  if (!isExpression(text)) return undefined;
  try {
    compile(text);
    return undefined;
  } catch (error) {
    return `${sourceOf(text)}: ${(error as Error).message}`;
  }
}

/**
 * Replaces every expression in a template by its value.
 * @throws StatesError `States.QueryEvaluationError` for an expression that fails, or gives undefined or something that is not JSON.
 */
export async function evaluateTemplate(template: Json, scope: ExpressionScope, host: ExpressionHost): Promise<Json> {
  if (typeof template === 'string') return isExpression(template) ? evaluateExpression(template, scope, host) : template;
  if (template === null || typeof template !== 'object') return template;
  if (Array.isArray(template)) {
    const items: Json[] = [];
    for (const each of template as readonly Json[]) items.push(await evaluateTemplate(each, scope, host));
    return items;
  }
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(template)) result[key] = await evaluateTemplate(value, scope, host);
  return result;
}

async function evaluateExpression(text: string, scope: ExpressionScope, host: ExpressionHost): Promise<Json> {
  const source = sourceOf(text);
  let value: unknown;
  try {
    value = await compile(text).evaluate({}, { ...functions(host), ...scope.variables, states: scope.states });
  } catch (error) {
    throw new StatesError('States.QueryEvaluationError', `The JSONata expression '${source}' failed: ${(error as Error).message}`);
  }
  if (value === undefined)
    throw new StatesError('States.QueryEvaluationError', `The JSONata expression '${source}' returned nothing (undefined).`);
  const json = typeof value === 'function' || isJsonataFunction(value) ? undefined : JSON.stringify(value);
  if (json === undefined)
    throw new StatesError('States.QueryEvaluationError', `The JSONata expression '${source}' returned a function, which is not JSON.`);
  return JSON.parse(json) as Json;
}

function isJsonataFunction(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('_jsonata_lambda' in value || '_jsonata_function' in value);
}

function compile(text: string): jsonata.Expression {
  let expression = compiled.get(text);
  if (!expression) {
    expression = jsonata(sourceOf(text));
    compiled.set(text, expression);
  }
  return expression;
}

function sourceOf(text: string): string {
  return text.slice(2, -2).trim();
}

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

const formatTime = jsonata('$fromMillis($now, $picture, $timezone)');

/** The functions that Step Functions adds to JSONata, and those of JSONata that would read the host. `$eval` is not there. */
function functions({ clock, random }: ExpressionHost): Record<string, unknown> {
  const now = clock.now();
  const fraction = (): number => new DataView(Uint8Array.from(random.bytes(4)).buffer).getUint32(0) / 0x1_0000_0000;
  return {
    eval: undefined,
    millis: () => now,
    now: (picture?: string, timezone?: string) => formatTime.evaluate({}, { now, picture, timezone }),
    random: fraction,
    uuid: () => uuid(random.bytes(16)),
    parse: (text: string) => JSON.parse(text) as unknown,
    hash(text: unknown, algorithm = 'SHA-256') {
      const name = HASHES[algorithm];
      if (!name) throw new Error(`$hash knows ${Object.keys(HASHES).join(', ')}, not ${algorithm}`);
      return createHash(name)
        .update(typeof text === 'string' ? text : JSON.stringify(text))
        .digest('hex');
    },
    partition(items: readonly unknown[], size: number) {
      if (!(size >= 1)) throw new Error('$partition needs a size of at least 1');
      return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
    },
    range(first: number, last: number, step: number) {
      if (!step) throw new Error('$range needs a step other than 0');
      const length = Math.max(0, Math.floor((last - first) / step) + 1);
      if (length > 1000) throw new Error(`$range gives at most 1000 numbers, not ${length}`);
      return Array.from({ length }, (_, index) => first + index * step);
    },
  };
}

function uuid(bytes: Uint8Array): string {
  const marked = Uint8Array.from(bytes);
  marked[6] = (marked[6]! & 0x0f) | 0x40;
  marked[8] = (marked[8]! & 0x3f) | 0x80;
  const hex = Buffer.from(marked).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
