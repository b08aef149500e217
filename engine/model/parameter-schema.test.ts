import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Json } from '../kernel/json.ts';
import { parametersFromJsonSchema, parametersToJsonSchema } from './parameter-schema.ts';
import { ProjectFile, type ParameterSpec } from './project.ts';
import { z } from './zod.ts';

const object = (properties: Json): Json => ({ type: 'object', properties });
const one = (schema: Json): ParameterSpec => parametersFromJsonSchema(object({ x: schema }))['x']!;

const attempt = (schema: Json): unknown => {
  try {
    return parametersFromJsonSchema(schema);
  } catch (error) {
    return error;
  }
};

describe('a schema becomes parameters', () => {
  test('numbers with their range, label, help and unit', () => {
    expect(
      parametersFromJsonSchema({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: 'Inputs of the model',
        type: 'object',
        required: ['alpha'],
        additionalProperties: false,
        properties: {
          alpha: {
            type: 'number',
            title: 'Smoothing',
            description: 'Of the forecast.',
            minimum: 0,
            maximum: 1,
            multipleOf: 0.05,
            default: 0.2,
          },
          lead_time: { type: 'integer', title: 'Lead time', 'x-unit': 'weeks', exclusiveMinimum: 0, maximum: 8, default: 2 },
        },
      }),
    ).toEqual({
      alpha: { kind: 'number', label: 'Smoothing', help: 'Of the forecast.', min: 0, max: 1, step: 0.05, default: 0.2 },
      lead_time: { kind: 'integer', label: 'Lead time', unit: 'weeks', min: 1, max: 8, default: 2 },
    });
  });

  test('exact amounts, lists over time, one value for each part', () => {
    expect(one({ type: 'string', format: 'decimal', 'x-scale': 3, minimum: 0, default: '0.125' })).toEqual({
      kind: 'decimal',
      label: 'x',
      min: 0,
      scale: 3,
      default: '0.125',
    });
    expect(one({ type: 'array', items: { type: 'integer', minimum: 0 }, default: [4, 4, 8] })).toEqual({
      kind: 'series',
      label: 'x',
      min: 0,
      default: [4, 4, 8],
    });
    expect(one({ type: 'array', items: { type: 'integer' }, 'x-each': ['retailer', 'factory'], minItems: 2, default: [28, 20] })).toEqual({
      kind: 'integer',
      label: 'x',
      each: ['retailer', 'factory'],
      default: [28, 20],
    });
  });

  test('an even choice of numbers is a range with a step', () => {
    expect(one({ type: 'integer', enum: [20, 10, 30] })).toEqual({ kind: 'integer', label: 'x', min: 10, max: 30, step: 10, default: 10 });
    expect(one({ type: 'number', enum: [0.5] })).toMatchObject({ min: 0.5, max: 0.5, default: 0.5 });
  });

  test('switches, choices of texts and texts', () => {
    expect(one({ type: 'boolean', title: 'Night shift', default: true })).toEqual({ kind: 'boolean', label: 'Night shift', default: true });
    expect(one({ type: 'string', enum: ['fifo', 'lifo'], default: 'lifo' })).toEqual({
      kind: 'choice',
      label: 'x',
      options: ['fifo', 'lifo'],
      default: 'lifo',
    });
    expect(one({ enum: ['fifo', 'lifo'] })).toMatchObject({ kind: 'choice', options: ['fifo', 'lifo'] });
    expect(one({ type: 'string', title: 'Motto', maxLength: 40, default: 'Go, go' })).toEqual({
      kind: 'text',
      label: 'Motto',
      maxLength: 40,
      default: 'Go, go',
    });
  });

  test.each(['oneOf', 'anyOf'])('alternatives of %s are a choice whose titles are its labels', (keyword) => {
    const alternatives = [
      { const: 'fifo', title: 'Oldest first' },
      { const: 'lifo', type: 'string' },
    ];
    expect(one({ [keyword]: alternatives, default: 'fifo' })).toEqual({
      kind: 'choice',
      label: 'x',
      options: ['fifo', 'lifo'],
      labels: { fifo: 'Oldest first' },
      default: 'fifo',
    });
  });

  test('a switch or a choice for each part', () => {
    expect(one({ type: 'array', items: { type: 'boolean' }, 'x-each': ['north', 'south'], default: [true, false] })).toEqual({
      kind: 'boolean',
      label: 'x',
      each: ['north', 'south'],
      default: [true, false],
    });
    expect(one({ type: 'array', items: { enum: ['a', 'b'] }, 'x-each': ['north', 'south'], default: ['b', 'b'] })).toMatchObject({
      kind: 'choice',
      each: ['north', 'south'],
      default: 'b',
    });
  });

  test('without a default it begins at false, at its first option, at an empty text', () => {
    expect([{ type: 'boolean' }, { enum: ['b', 'a'] }, { type: 'string' }].map((schema) => one(schema).default)).toEqual([false, 'b', '']);
  });

  test('without a default it begins at 0, or at the bound nearest to it', () => {
    expect(one({ type: 'number' }).default).toBe(0);
    expect(one({ type: 'integer', minimum: 3 }).default).toBe(3);
    expect(one({ type: 'string', format: 'decimal', maximum: -1 }).default).toBe('-1');
  });

  test.each<[string, Json, string, string]>([
    ['no object', { type: 'number' }, '/', 'the schema of an object with properties'],
    ['a combination', { type: 'object', properties: {}, allOf: [] }, '/allOf', 'allOf has no meaning'],
    ['a name that is none', object({ 'Lead time': { type: 'number' } }), '/properties/Lead time', 'cannot be the name of a parameter'],
    ['no schema', object({ x: 5 }), '/properties/x', 'is no schema but 5'],
    ['a pattern', object({ x: { type: 'string', pattern: '^a' } }), '/properties/x/pattern', 'pattern has no meaning'],
    ['a text without end', object({ x: { type: 'string', maxLength: 5000 } }), '/properties/x/maxLength', 'maxLength is 5000'],
    ['a text that is too long', object({ x: { type: 'string', maxLength: 2, default: 'abc' } }), '/properties/x/default', 'is a text of 3'],
    ['a choice of nothing', object({ x: { type: 'string', enum: [] } }), '/properties/x/enum', 'nothing to choose from'],
    ['a choice of null', object({ x: { enum: ['a', null] } }), '/properties/x/enum/1', 'null is no text that can be chosen'],
    ['a choice twice', object({ x: { enum: ['a', 'a'] } }), '/properties/x/enum/1', '"a" is there twice'],
    ['an alternative', object({ x: { oneOf: [{ type: 'string' }] } }), '/properties/x/oneOf/0', 'is no text that can be chosen'],
    ['two lists of options', object({ x: { enum: ['a'], oneOf: [{ const: 'a' }] } }), '/properties/x/oneOf', 'oneOf has no meaning'],
    [
      'a range of an alternative',
      object({ x: { oneOf: [{ const: 'a', minLength: 1 }] } }),
      '/properties/x/oneOf/0/minLength',
      'no meaning',
    ],
    [
      'a default that is no option',
      object({ x: { enum: ['calm'], default: 'clam' } }),
      '/properties/x/default',
      '"clam" is none of its options',
    ],
    ['a switch that is a text', object({ x: { type: 'boolean', default: 'true' } }), '/properties/x/default', 'no value of a boolean'],
    [
      'a text for each part',
      object({ x: { type: 'array', items: { type: 'string' }, 'x-each': ['a', 'b'] } }),
      '/properties/x/items/type',
      'a text is one for all parts',
    ],
    [
      'an option that cannot be typed in a list',
      object({ x: { type: 'array', items: { enum: ['a, b'] }, 'x-each': ['a', 'b'] } }),
      '/properties/x',
      'with each, expected no comma',
    ],
    ['no type', object({ x: { title: 'X' } }), '/properties/x/type', 'a parameter of type null has no form'],
    ['two types', object({ x: { type: ['number', 'null'] } }), '/properties/x/type', 'has no form'],
    ['a choice of texts', object({ x: { type: 'integer', enum: ['a', 'b'] } }), '/properties/x/enum', 'a choice of ["a","b"] has no form'],
    ['an uneven choice', object({ x: { type: 'integer', enum: [1, 2, 4] } }), '/properties/x/enum', 'do not lie evenly'],
    ['an open end', object({ x: { type: 'number', exclusiveMinimum: 0 } }), '/properties/x', 'comes close to a bound'],
    ['a step of nothing', object({ x: { type: 'number', multipleOf: 0 } }), '/properties/x/multipleOf', 'multipleOf is 0'],
    [
      'a step beside the minimum',
      object({ x: { type: 'number', minimum: 0.1, multipleOf: 0.3 } }),
      '/properties/x/minimum',
      'is no multiple of 0.3',
    ],
    [
      'bounds that cross',
      object({ x: { type: 'number', minimum: 2, maximum: 1 } }),
      '/properties/x',
      'its minimum 2 is above its maximum 1',
    ],
    [
      'a bound that is none',
      object({ x: { type: 'number', minimum: '0' } }),
      '/properties/x/minimum',
      'minimum is "0", which is no number',
    ],
    ['a default beyond', object({ x: { type: 'number', maximum: 1, default: 2 } }), '/properties/x/default', '2 is above 1'],
    [
      'a default of another kind',
      object({ x: { type: 'number', default: '2' } }),
      '/properties/x/default',
      'the default "2" is no value of a number',
    ],
    [
      'an amount as a number',
      object({ x: { type: 'string', format: 'decimal', default: 0.5 } }),
      '/properties/x/default',
      'the default 0.5 is no value of a decimal',
    ],
    ['a keyword of texts', object({ x: { type: 'number', maxLength: 3 } }), '/properties/x/maxLength', 'maxLength has no meaning'],
    [
      'a list of numbers',
      object({ x: { type: 'array', items: { type: 'number' } } }),
      '/properties/x/items/type',
      'a list over time holds integers',
    ],
    ['a list of nothing', object({ x: { type: 'array' } }), '/properties/x/items', 'items does not say'],
    [
      'more items than names',
      object({ x: { type: 'array', items: { type: 'integer' }, 'x-each': ['a', 'b'], maxItems: 3 } }),
      '/properties/x/maxItems',
      'x-each has 2 names',
    ],
  ])('%s is refused with its place and the next step', (_name, schema, where, message) => {
    expect(attempt(schema)).toMatchObject({
      code: 'parameter-schema',
      where,
      message: expect.stringContaining(message) as string,
      hint: expect.stringMatching(/[.?]$|…}\}\.$/) as string,
    });
  });
});

test('parameters become a schema and come back as they were', () => {
  const file = readFileSync(join(import.meta.dirname, '../../samples/supply-chain/ledgerquest.json'), 'utf8');
  const { parameters } = ProjectFile.parse(JSON.parse(file));
  const more: Record<string, ParameterSpec> = {
    ...parameters,
    rate: { kind: 'decimal', label: 'Rate', unit: '%', scale: 0, min: 0, max: 9, step: 1, default: '3' },
    parts: { kind: 'decimal', label: 'Parts', scale: 2, each: ['a', 'b'], default: ['0.50', '1'] },
    demand: { kind: 'series', label: 'Demand', help: 'By week.', default: [4, 8] },
    night: { kind: 'boolean', label: 'Night shift', default: false },
    open: { kind: 'boolean', label: 'Open', each: ['a', 'b'], default: [true, false] },
    queue: { kind: 'choice', label: 'Queue', options: ['fifo', 'lifo'], default: 'lifo' },
    mood: {
      kind: 'choice',
      label: 'Mood',
      options: ['calm', 'busy'],
      labels: { busy: 'Busy as a bee' },
      each: ['a', 'b'],
      default: 'calm',
    },
    motto: { kind: 'text', label: 'Motto', help: 'On the wall.', maxLength: 80, default: 'Onwards, "friends"' },
  };
  expect(Object.keys(parameters).length).toBeGreaterThan(3);
  const schema = parametersToJsonSchema(more);
  const withScale = Object.fromEntries(
    Object.entries(more).map(([name, spec]) => [name, spec.kind === 'decimal' ? { ...spec, scale: spec.scale ?? 2 } : spec]),
  );
  expect(parametersFromJsonSchema(JSON.parse(JSON.stringify(schema)) as Json)).toEqual(withScale);
});

test('what the schema takes is what a run takes', () => {
  const schema = z.fromJSONSchema(
    parametersToJsonSchema({
      cost: { kind: 'decimal', label: 'Cost', default: '0.50' },
      weeks: { kind: 'integer', label: 'Weeks', min: 1, default: 4 },
      night: { kind: 'boolean', label: 'Night shift', default: false },
      queue: { kind: 'choice', label: 'Queue', options: ['fifo', 'lifo'], default: 'lifo' },
      mood: { kind: 'choice', label: 'Mood', options: ['calm', 'busy'], labels: { busy: 'Busy' }, default: 'calm' },
      motto: { kind: 'text', label: 'Motto', maxLength: 3, default: '' },
    }) as never,
  );
  const right = { cost: '12.05', weeks: 3, night: true, queue: 'fifo', mood: 'busy', motto: 'abc' };
  expect(schema.safeParse(right).success).toBe(true);
  const texts = [{ night: 'true' }, { night: 0 }, { queue: 'FIFO' }, { mood: 'Busy' }, { motto: 'abcd' }, { motto: 1 }];
  for (const wrong of [...texts, { cost: '1.005' }, { cost: 1 }, { cost: '01' }, { weeks: 0 }, { weeks: 1.5 }, { other: 1 }])
    expect(schema.safeParse({ ...right, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
});
