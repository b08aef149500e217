import { expect, test } from 'vitest';
import { describeIssue, flattenIssues } from './issues.ts';
import { z } from './zod.ts';

const told = (schema: z.ZodType, value: unknown): string[] => {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : flattenIssues(parsed.error.issues).map((issue) => describeIssue(issue, value));
};

const Thing = z.strictObject({ size: z.int().min(1).max(8), name: z.string().optional() });

test.each<[string, z.ZodType, unknown, string]>([
  ['a number out of its range', Thing, { size: 9 }, 'size is 9: expected a whole number from 1 to 8.'],
  ['a fraction', Thing, { size: 1.5 }, 'size is 1.5: expected a whole number from 1 to 8.'],
  ['a text for a number', Thing, { size: 'big' }, 'size is "big": expected a whole number from 1 to 8.'],
  ['nothing', Thing, {}, 'size is missing: expected a whole number from 1 to 8.'],
  ['a name that is nearly known', Thing, { size: 1, nmae: 'x' }, 'The file has no field "nmae". Did you mean name?'],
  ['a name that is not', Thing, { size: 1, weight: 1 }, 'The file has no field "weight". Known: name, size.'],
  ['another thing altogether', Thing, [1], 'The file is [1]: expected an object {…}.'],
  ['what is past all numbers', z.object({ n: z.number() }), { n: Infinity }, 'n is Infinity: expected a number.'],
  ['a number with one end', z.object({ n: z.number().min(0) }), { n: -1 }, 'n is -1: expected a number of at least 0.'],
  ['a number that must not be its end', z.object({ n: z.number().positive() }), { n: 0 }, 'n is 0: expected a number above 0.'],
  [
    'a list of another length than it has places',
    z.object({ at: z.tuple([z.number(), z.number()]) }),
    { at: [1] },
    'at is [1]: expected 2 values.',
  ],
  ['a list of another length', z.object({ at: z.array(z.number()).length(1) }), { at: [1, 2] }, 'at is [1,2]: expected 1 value.'],
  ['a text that is too long', z.object({ t: z.string().max(3) }), { t: 'four' }, 't is "four": expected at most 3 characters.'],
  ['another word', z.object({ t: z.enum(['a', 'b']) }), { t: 'c' }, 't is "c": expected one of a, b.'],
  ['another constant', z.object({ format: z.literal(1) }), { format: 2 }, 'format is 2: expected 1.'],
  ['a text that does not fit', z.object({ t: z.string().regex(/^a/) }), { t: 'b' }, 't is "b": expected a text that fits /^a/.'],
  ['a text that does not fit what has words', z.string().regex(/^a/, 'expected an a'), 'b', 'The file is "b": expected an a.'],
  [
    'a name in a record',
    z.object({ r: z.record(z.string().regex(/^a/, 'expected an a'), z.number()) }),
    { r: { b: 1 } },
    'r has the name "b": expected an a.',
  ],
  [
    'none of several',
    z.object({ v: z.union([z.number(), z.string(), z.array(z.number())]) }),
    { v: true },
    'v is true: expected a number, a text or a list.',
  ],
  [
    'the likeliest of several',
    z.object({ v: z.union([z.strictObject({ a: z.number() }), z.number()]) }),
    { v: { a: 'x' } },
    'v.a is "x": expected a number.',
  ],
  [
    'another kind',
    z.object({ c: z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })]) }),
    { c: { kind: 'd' } },
    'c.kind is "d": expected one of a, b.',
  ],
  ['a whole sentence', z.object({ n: z.number().refine(() => false, 'Numbers are out.') }), { n: 1 }, 'n is 1: Numbers are out.'],
])('%s is told in plain words', (_, schema, value, sentence) => {
  expect(told(schema, value)).toEqual([sentence]);
});
