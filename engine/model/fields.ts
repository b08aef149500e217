import { LedgerError } from '../kernel/error.ts';
import type { Json } from '../kernel/json.ts';
import { formatDecimal, parseDecimal } from '../kernel/math/decimal.ts';
import { FIELD_KINDS, KINDS, MAX_LENGTH, MAX_OPTIONS, MAX_SCALE, fieldDefault } from '../kernel/world/field.ts';
import type { FieldSpec } from '../kernel/world/field.ts';
import { textProblem } from '../kernel/world/text.ts';
import { rangeWords } from './issue-words.ts';
import { JsonValue } from './json-value.ts';
import { z } from './zod.ts';

export { fieldDefault } from '../kernel/world/field.ts';
export type { FieldSpec, Fields } from '../kernel/world/field.ts';

/** What a field helper takes: everything of FieldSpec that the helper's name does not already say. */
export type FieldOptions<T extends Json = Json> = Omit<FieldSpec, 'kind' | 'length' | 'options' | 'scale' | 'default'> & { default?: T };

/** A zod type that carries its FieldSpec and fills in its default: absent on the way in, always present on the way out. */
export type FieldType<T> = z.ZodDefault<z.ZodType<T, T>>;

type Vec3 = [number, number, number];
type Quat = [number, number, number, number];

/** The least and the greatest number that a field takes, by its kind and its own range; infinite where its kind sets no bound. */
export function numberBounds(spec: FieldSpec): { min: number; max: number } {
  const { min = -Infinity, max = Infinity } = KINDS[spec.kind];
  const most = spec.kind === 'decimal' ? Number.MAX_SAFE_INTEGER / Number(`1e${spec.scale ?? 2}`) : Infinity;
  return { min: Math.max(min, -most, spec.min ?? -Infinity), max: Math.min(max, most, spec.max ?? Infinity) };
}

const numberType = (spec: FieldSpec): z.ZodType => {
  const { min, max } = numberBounds(spec);
  const bounded = z.number().min(min).max(max);
  return KINDS[spec.kind].integer ? bounded.int() : bounded;
};

const decimalType = (spec: FieldSpec): z.ZodType => {
  const scale = spec.scale ?? 2;
  const parse = (text: string): number | undefined => {
    try {
      return parseDecimal(text, scale);
    } catch {
      return undefined;
    }
  };
  const bound = (limit: number | undefined, fallback: number): number => (limit === undefined ? fallback : limit);
  return z
    .string()
    .regex(/^-?\d+(\.\d+)?$/, 'expected a decimal in digits, such as "12.50"')
    .refine(
      (text) => parse(text) !== undefined,
      `expected at most ${scale} digits after the point and at most 2^53 - 1 in units of the last digit`,
    )
    .refine(
      (text) => Number(text) >= bound(spec.min, -Infinity) && Number(text) <= bound(spec.max, Infinity),
      `expected ${spec.min ?? '-∞'} to ${spec.max ?? '∞'}`,
    )
    .overwrite((text) => formatDecimal(parse(text) ?? 0, scale));
};

const scalarType = (spec: FieldSpec): z.ZodType => {
  switch (spec.kind) {
    case 'bool':
      return z.boolean();
    case 'enum':
      return z.enum(spec.options as [string, ...string[]]);
    case 'flags':
      return z
        .array(z.enum(spec.options as [string, ...string[]]))
        .overwrite((names) => (spec.options ?? []).filter((option) => names.includes(option)));
    case 'string':
    case 'asset':
      return z
        .string()
        .refine((value) => textProblem(value) === undefined, { error: ({ input }) => `expected ${textProblem(input as string)}` });
    case 'entity':
      return z.string().min(1).max(256).nullable();
    case 'color':
      return z
        .string()
        .regex(/^#[0-9a-fA-F]{6}$/, 'expected a color such as "#1e90ff"')
        .toLowerCase();
    case 'vec2':
      return z.tuple([numberType(spec), numberType(spec)]);
    case 'vec3':
      return z.tuple([numberType(spec), numberType(spec), numberType(spec)]);
    case 'quat':
      return z
        .tuple([numberType(spec), numberType(spec), numberType(spec), numberType(spec)])
        .refine((lanes) => lanes.some((lane) => lane !== 0), 'expected a rotation, which has a length');
    case 'decimal':
      return decimalType(spec);
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'f32':
    case 'f64':
      return numberType(spec);
  }
};

/** The zod type of a field described as data. Throws `field-spec` where the description contradicts itself. */
export const fieldType = (spec: FieldSpec): FieldType<Json> => {
  const problem = specProblem(spec);
  if (problem) throw new LedgerError({ code: 'field-spec', message: problem, hint: 'See docs/formats/fields for what each kind takes.' });
  const scalar = scalarType(spec);
  const value = (spec.length === undefined ? scalar : z.array(scalar).length(spec.length)) as z.ZodType<Json, Json>;
  const fallback = value.parse(fieldDefault(spec));
  return value
    .meta({ field: spec, ...(spec.label && { title: spec.label }), ...(spec.help && { description: spec.help }) })
    .default(() => structuralCopy(fallback));
};

const structuralCopy = (value: Json): Json => (Array.isArray(value) ? value.map(structuralCopy) : value);

const rangeText = (spec: FieldSpec): string => {
  const { integer = false } = KINDS[spec.kind];
  const { min, max } = integer ? numberBounds(spec) : { min: spec.min ?? -Infinity, max: spec.max ?? Infinity };
  return rangeWords(min, max);
};

const scalarText = (spec: FieldSpec): string => {
  switch (spec.kind) {
    case 'bool':
      return 'true or false';
    case 'enum':
      return `one of ${(spec.options ?? []).join(', ')}`;
    case 'flags':
      return `a list out of ${(spec.options ?? []).join(', ')}`;
    case 'string':
    case 'asset':
      return 'a text';
    case 'entity':
      return 'an entity or none';
    case 'color':
      return 'a color such as "#1e90ff"';
    case 'decimal':
      return `a decimal with at most ${spec.scale ?? 2} digits after the point, such as "12.50"${rangeText(spec) && `,${rangeText(spec)}`}`;
    case 'vec2':
    case 'vec3':
    case 'quat':
      return `${KINDS[spec.kind].lanes.length} numbers${rangeText(spec) && `, each${rangeText(spec)}`}`;
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'f32':
    case 'f64':
      return `a ${KINDS[spec.kind].integer ? 'whole ' : ''}number${rangeText(spec)}`;
  }
};

/** What a field takes, for people: "a whole number from 0 to 65535". */
export const fieldText = (spec: FieldSpec): string =>
  spec.length === undefined ? scalarText(spec) : `${spec.length} values, each ${scalarText(spec)}`;

/** What is wrong with a field's description, or undefined. */
const specProblem = (spec: FieldSpec): string | undefined => {
  if (!FIELD_KINDS.includes(spec.kind)) return `There is no field kind "${spec.kind}"; the kinds are ${FIELD_KINDS.join(', ')}.`;
  if (spec.kind === 'enum' || spec.kind === 'flags') {
    const options = spec.options ?? [];
    if (options.length === 0 || options.length > MAX_OPTIONS[spec.kind])
      return `A field of kind ${spec.kind} needs 1 to ${MAX_OPTIONS[spec.kind]} options.`;
    if (new Set(options).size !== options.length) return 'The options of a field must differ from one another.';
  } else if (spec.options) return `Only enum and flags have options, not ${spec.kind}.`;
  if (spec.kind === 'decimal') {
    const scale = spec.scale ?? 2;
    if (!Number.isInteger(scale) || scale < 0 || scale > MAX_SCALE) return `A decimal has 0 to ${MAX_SCALE} digits after the point.`;
  } else if (spec.scale !== undefined) return `Only decimals have a scale, not ${spec.kind}.`;
  if (spec.length !== undefined && (!Number.isInteger(spec.length) || spec.length < 1 || spec.length > MAX_LENGTH))
    return `An array field has 1 to ${MAX_LENGTH} values.`;
  if (spec.min !== undefined && spec.max !== undefined && spec.min > spec.max) return `min ${spec.min} is above max ${spec.max}.`;
  if (spec.default !== undefined) {
    const one = scalarType(spec);
    const parsed = (spec.length === undefined ? one : z.array(one).length(spec.length)).safeParse(spec.default);
    if (!parsed.success)
      return `The default ${JSON.stringify(spec.default)} is not a value of the field: ${parsed.error.issues[0]?.message ?? 'refused'}.`;
  }
  return undefined;
};

/** The description that a field's zod type carries, through any default, optional or other wrapper; undefined for other types. */
export const fieldSpec = (type: z.ZodType): FieldSpec | undefined => {
  for (let inner: unknown = type; inner instanceof z.ZodType; inner = (inner.def as { innerType?: unknown }).innerType) {
    const spec = inner.meta()?.['field'];
    if (spec) return spec as FieldSpec;
  }
  return undefined;
};

/** A field described as data, as projects write it in ledgerquest.json. */
export const FieldSpecSchema = z
  .strictObject({
    kind: z.enum(FIELD_KINDS),
    length: z.number().int().optional(),
    scale: z.number().int().optional(),
    options: z.array(z.string().min(1).max(64)).optional(),
    unit: z.string().max(32).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    step: z.number().positive().optional(),
    default: JsonValue.optional(),
    label: z.string().max(80).optional(),
    help: z.string().max(400).optional(),
    widget: z.string().max(32).optional(),
    order: z.number().optional(),
  })
  .superRefine((spec, context) => {
    const problem = specProblem(spec);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  });

const typed = <T>(spec: FieldSpec): FieldType<T> => fieldType(spec) as unknown as FieldType<T>;

/** True or false. */
export const bool = (o: FieldOptions<boolean> = {}): FieldType<boolean> => typed({ kind: 'bool', ...o });
/** A whole number from 0 to 255. */
export const u8 = (o: FieldOptions<number> = {}): FieldType<number> => typed({ kind: 'u8', ...o });
/** A whole number from 0 to 65,535. */
export const u16 = (o: FieldOptions<number> = {}): FieldType<number> => typed({ kind: 'u16', ...o });
/** A whole number from -2^31 to 2^31 - 1. */
export const i32 = (o: FieldOptions<number> = {}): FieldType<number> => typed({ kind: 'i32', ...o });
/** A whole number from 0 to 2^32 - 1. */
export const u32 = (o: FieldOptions<number> = {}): FieldType<number> => typed({ kind: 'u32', ...o });
/** A finite number, kept to 24 bits: for what is seen, never for money. */
export const f32 = (o: FieldOptions<number> = {}): FieldType<number> => typed({ kind: 'f32', ...o });
/** A finite number, kept to 53 bits: never for money. */
export const f64 = (o: FieldOptions<number> = {}): FieldType<number> => typed({ kind: 'f64', ...o });
/** A text of at most 64 KiB of UTF-8, interned. */
export const text = (o: FieldOptions<string> = {}): FieldType<string> => typed({ kind: 'string', ...o });
/** Another entity by its stable key, or null. */
export const asset = (o: FieldOptions<string> = {}): FieldType<string> => typed({ kind: 'asset', ...o });

export const entity = (o: FieldOptions<null> = {}): FieldType<string | null> => typed({ kind: 'entity', ...o });
/** #rrggbb. */
export const color = (o: FieldOptions<string> = {}): FieldType<string> => typed({ kind: 'color', ...o });
/** Three f32: x, y, z. */
export const vec3 = (o: FieldOptions<Vec3> = {}): FieldType<Vec3> => typed({ kind: 'vec3', ...o });
/** A rotation as a unit quaternion [x, y, z, w]. */
export const quat = (o: FieldOptions<Quat> = {}): FieldType<Quat> => typed({ kind: 'quat', ...o });
/** A scaled integer with `scale` digits after the point (2 unless told); a string at every boundary. */
export const decimal = ({ scale = 2, ...o }: FieldOptions<string> & { scale?: number } = {}): FieldType<string> =>
  typed({ kind: 'decimal', scale, ...o });
/** One of up to 256 names. */
export const choice = <const O extends readonly [string, ...string[]]>(options: O, o: FieldOptions<O[number]> = {}): FieldType<O[number]> =>
  typed({ kind: 'enum', options, ...o });
/** Any of up to 32 names. */
export const flags = <const O extends readonly [string, ...string[]]>(
  options: O,
  o: FieldOptions<O[number][]> = {},
): FieldType<O[number][]> => typed({ kind: 'flags', options, ...o });
/** A fixed array: `listOf(u16(), 4)`. */
export const listOf = <T>(field: FieldType<T>, length: number, o: { default?: T[] & Json } = {}): FieldType<T[]> => {
  const { default: one, ...spec } = fieldSpec(field) ?? ({ kind: 'f64' } as FieldSpec);
  const filled = o.default ?? (one === undefined ? undefined : Array.from({ length }, () => one));
  return typed({ ...spec, length, ...(filled !== undefined && { default: filled }) });
};
