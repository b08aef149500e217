import { expect, expectTypeOf, test } from 'vitest';
import { LedgerError } from '../kernel/error.ts';
import type { Json } from '../kernel/json.ts';
import { diceOf, everyKind, valueFor } from '../kernel/testing/schedule.ts';
import { createArena, valueProblem } from '../kernel/world/index.ts';
import { defineComponent, defineComponentFromData } from './component.ts';
import { builtinComponents } from './components/index.ts';
import type { FieldSpec } from './fields.ts';
import {
  FieldSpecSchema,
  bool,
  choice,
  color,
  decimal,
  entity,
  f32,
  fieldSpec,
  fieldType,
  flags,
  i32,
  listOf,
  quat,
  text,
  u16,
  vec3,
} from './fields.ts';
import { createRegistry } from './registry.ts';
import { z } from './zod.ts';

const Stage = defineComponent(
  'Stage',
  {
    inventory: i32({ default: 12, unit: 'crates', help: 'In stock.' }),
    orders: listOf(u16({ default: 4 }), 2),
    mood: choice(['calm', 'busy'], { default: 'busy' }),
    may: flags(['order', 'trade']),
    cost: decimal({ scale: 4, min: 0 }),
    supplier: entity(),
    at: vec3({ unit: 'm' }),
    open: bool({ default: true }),
  },
  { help: 'One of four.' },
);

const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof LedgerError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing refused';
};

test('one definition yields the value type, the defaults, and the checks', () => {
  const value = Stage.schema.parse({ cost: '1.5' });
  expectTypeOf(value.at).toEqualTypeOf<[number, number, number]>();
  expectTypeOf(value.mood).toEqualTypeOf<'calm' | 'busy'>();
  expectTypeOf(value.supplier).toEqualTypeOf<string | null>();
  expect(value).toEqual({
    inventory: 12,
    orders: [4, 4],
    mood: 'busy',
    may: [],
    cost: '1.5000',
    supplier: null,
    at: [0, 0, 0],
    open: true,
  });
  expect(Stage.schema.safeParse({ inventry: 1 }).success).toBe(false);
  expect(Stage.schema.safeParse({ cost: '-1' }).success).toBe(false);
});

test('the description is found through defaults, optionals and other wrappers', () => {
  const spec: FieldSpec = { kind: 'f32', unit: 'm', min: 0 };
  expect(fieldSpec(f32({ unit: 'm', min: 0 }))).toEqual(spec);
  expect(fieldSpec(f32({ unit: 'm', min: 0 }).optional().nullable())).toEqual(spec);
  expect(fieldSpec(z.number())).toBe(undefined);
  expect(Stage.fields['orders']).toEqual({ kind: 'u16', length: 2, default: [4, 4] });
});

test('a type declared as data is the type declared in code', () => {
  const same = defineComponentFromData('Stage', { help: 'One of four.', fields: Stage.fields });
  expect(same.fields).toEqual(Stage.fields);
  expect(z.toJSONSchema(same.schema, { io: 'input' })).toEqual(z.toJSONSchema(Stage.schema, { io: 'input' }));
  expect(createRegistry([same]).layoutHash).toBe(createRegistry([Stage]).layoutHash);
});

test.each([
  ['component "stage"', () => defineComponentFromData('stage', { fields: {} }), 'component-type'],
  ['field "Cost"', () => defineComponentFromData('Stage', { fields: { Cost: { kind: 'f32' } } }), 'component-type'],
  ['a foreign zod type', () => defineComponent('Stage', { cost: z.number() }), 'component-type: Component type "Stage": the field "cost"'],
  [
    'an enum without options',
    () => defineComponentFromData('Stage', { fields: { mood: { kind: 'enum' } } }),
    'field "mood": A field of kind enum needs 1 to 256 options.',
  ],
  ['options of a number', () => fieldType({ kind: 'f32', options: ['a'] }), 'field-spec'],
  ['equal options', () => fieldType({ kind: 'flags', options: ['a', 'a'] }), 'field-spec'],
  ['33 flags', () => fieldType({ kind: 'flags', options: Array.from({ length: 33 }, (_, i) => `f${i}`) }), 'field-spec'],
  ['a scale of 10', () => fieldType({ kind: 'decimal', scale: 10 }), 'field-spec'],
  ['an array of none', () => fieldType({ kind: 'u8', length: 0 }), 'field-spec'],
  ['min above max', () => fieldType({ kind: 'u8', min: 5, max: 4 }), 'field-spec'],
  [
    'a default that the field would refuse',
    () => fieldType({ kind: 'u8', max: 4, default: 5 }),
    'The default 5 is not a value of the field',
  ],
  ['two types of one name', () => createRegistry([Stage, Stage]), 'There are two component types named "Stage".'],
])('refused: %s', (_, act, part) => {
  expect(messageOf(act)).toContain(part);
});

test('FieldSpecSchema refuses what fieldType refuses, with the same sentence', () => {
  expect(FieldSpecSchema.safeParse({ kind: 'enum' }).error?.issues[0]?.message).toBe('A field of kind enum needs 1 to 256 options.');
  expect(FieldSpecSchema.safeParse({ kind: 'money' }).success).toBe(false);
  expect(FieldSpecSchema.safeParse({ kind: 'vec3', default: [0, 0, 0], unit: 'm' }).success).toBe(true);
});

test('order of declaration leaves no trace: types sort by name, fields too; kinds, lengths, scales and options are the layout', () => {
  const a = defineComponent('A', { x: f32(), y: u16() });
  const swapped = defineComponent('A', { y: u16({ max: 5, help: 'words do not matter' }), x: f32() });
  const b = defineComponent('B', {});
  expect(createRegistry([b, a]).types.map(({ name }) => name)).toEqual(['A', 'B']);
  expect(createRegistry([b, swapped]).layoutHash).toBe(createRegistry([a, b]).layoutHash);
  const others = [
    defineComponent('A', { x: f32(), y: i32() }),
    defineComponent('A', { x: f32(), y: listOf(u16(), 1) }),
    defineComponent('A', { x: f32(), z: u16() }),
  ];
  expect(new Set([a, ...others].map((type) => createRegistry([type]).layoutHash)).size).toBe(4);
});

test('JSON Schema: every field with its range, default and description as data', () => {
  const { $defs } = createRegistry([Stage]).jsonSchema();
  expect($defs['Stage']).toMatchObject({
    type: 'object',
    additionalProperties: false,
    title: 'Stage',
    description: 'One of four.',
    properties: {
      inventory: { type: 'integer', minimum: -2147483648, default: 12, description: 'In stock.', field: { kind: 'i32', unit: 'crates' } },
      mood: { enum: ['calm', 'busy'] },
      cost: { type: 'string' },
    },
  });
  expect(JSON.parse(JSON.stringify($defs))).toEqual($defs);
});

/** Values that fields take, and values that they may not. */
const wild = [
  null,
  true,
  '',
  'a',
  'd',
  '1.5',
  '1.55555',
  '-3',
  '9'.repeat(17),
  '#12ab9F',
  '#12345',
  0,
  -0,
  1.5,
  -1,
  11,
  255,
  256,
  70_000,
  5e9,
  NaN,
  Infinity,
  1e39,
  [],
  ['a'],
  ['a', 'a'],
  [1, 2],
  [1, 2, 3],
  [0, 0, 0, 1],
  [1, 2, 3, 4],
  ['1.00', '2'],
  [
    [1, 2, 3],
    [4, 5, 6],
  ],
  {},
  '\ud83d',
];

test('the schema at the edge and the check at the column agree on every value, for every kind (seed 4)', () => {
  const dice = diceOf(4);
  const disagreements: { field: string; value: Json; schema: boolean; column: boolean }[] = [];
  for (const [field, spec] of everyKind.flatMap(({ fields }) => Object.entries(fields))) {
    const type = fieldType(spec);
    for (const value of [...wild, ...Array.from({ length: 20 }, () => valueFor(spec, dice, ['one']))]) {
      const [schema, column] = [type.safeParse(value).success, valueProblem(spec, value) === undefined];
      if (schema !== column) disagreements.push({ field, value, schema, column });
    }
  }
  expect(disagreements).toEqual([]);
});

test('the built-in components: each documented, each field with a usable default that an arena takes and gives back', () => {
  const registry = createRegistry(builtinComponents);
  const arena = createArena(registry);
  for (const { name, help, schema } of builtinComponents) {
    expect(help, name).toMatch(/^[A-Z].*\.$/);
    const defaults = schema.parse({}) as Record<string, Json>;
    const e = arena.spawn();
    arena.add(e, name);
    expect(arena.get(e, name), name).toEqual(defaults);
    expect(schema.safeParse(arena.get(e, name)).success, name).toBe(true);
  }
  arena.check();
  expect(new Set(builtinComponents.map(({ name }) => name)).size).toBe(builtinComponents.length);
});

test('helpers that hold texts, colors and rotations', () => {
  const T = defineComponent('T', { name: text({ default: 'x' }), paint: color({ default: '#ABCDEF' }), turn: quat() });
  expect(T.schema.parse({})).toEqual({ name: 'x', paint: '#abcdef', turn: [0, 0, 0, 1] });
  expect(T.schema.parse({ paint: '#ABCDEF' })).toMatchObject({ paint: '#abcdef' });
});

test('no parser is compiled with eval: the engine runs under a CSP without unsafe-eval', () => {
  expect(z.config().jitless).toBe(true);
});
