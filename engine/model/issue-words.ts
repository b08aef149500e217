/** What zod refuses, in plain words: "expected a whole number from 1 to 8". What stood there is told by whoever knows the value. */
import type { z } from 'zod';
import { suggest } from './problem.ts';

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  tuple: 'a list',
  object: 'an object {…}',
  record: 'an object {…}',
};

/** " from 1 to 8", " of at least 1", " of at most 8", or nothing where neither end is set. */
export const rangeWords = (min: number, max: number): string => {
  const [from, to] = [Number.isFinite(min), Number.isFinite(max)];
  return from && to ? ` from ${min} to ${max}` : from ? ` of at least ${min}` : to ? ` of at most ${max}` : '';
};

/** Bounds of a column or of whole doubles say nothing to a person. */
const told = (bound: number): number => (Math.abs(bound) > 1e15 ? Infinity * Math.sign(bound) : bound);

const numberWords = ({ minValue, maxValue, isInt }: { minValue: number | null; maxValue: number | null; isInt: boolean }): string =>
  `a ${isInt ? 'whole ' : ''}number${rangeWords(told(minValue ?? -Infinity), told(maxValue ?? Infinity))}`;

const listed = (words: readonly string[], last: string): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;

const sized = (count: number | bigint, thing: string): string => `${count} ${thing}${Number(count) === 1 ? '' : 's'}`;

/** The message of an issue that no schema words itself. */
export function issueWords(issue: z.core.$ZodRawIssue): string {
  const schema = (issue.schema ?? issue.inst) as { def?: { type: string; shape?: object } } | undefined;
  const number = schema?.def?.type === 'number' ? numberWords(schema as unknown as Parameters<typeof numberWords>[0]) : undefined;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${number ?? kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
    case 'too_big': {
      const small = issue.code === 'too_small';
      const bound = small ? issue.minimum : issue.maximum;
      if (number !== undefined)
        return issue.inclusive === false ? `expected a number ${small ? 'above' : 'below'} ${bound}` : `expected ${number}`;
      const most = issue.exact === true || schema?.def?.type === 'tuple' ? '' : small ? 'at least ' : 'at most ';
      return `expected ${most}${issue.origin === 'string' ? sized(bound, 'character') : issue.origin === 'array' ? sized(bound, 'value') : bound}`;
    }
    case 'invalid_format':
      return issue.pattern === undefined ? `expected another text` : `expected a text that fits ${issue.pattern}`;
    case 'unrecognized_keys': {
      const known = Object.keys(schema?.def?.shape ?? {});
      const hint = suggest(issue.keys[0]!, known);
      return `has no field ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}${hint === undefined ? '' : `. ${hint}`}`;
    }
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'expected another name';
    case 'invalid_union':
      return `expected ${unionWords(issue)}`;
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}`;
    case 'invalid_element':
    case 'custom':
      return 'expected something else';
  }
}

function unionWords({ errors, options }: { errors: readonly z.core.$ZodIssue[][]; options?: unknown }): string {
  if (Array.isArray(options)) return `one of ${options.join(', ')}`;
  const here = errors.flatMap((branch) => branch.filter(({ path }) => path.length === 0).map(({ message }) => message));
  return listed([...new Set(here.map((message) => message.replace(/^expected /, '')))], 'or') || 'something else';
}
