import { LedgerError } from '../error.ts';
import type { Json } from '../json.ts';
import { parseDecimal } from '../math/decimal.ts';
import type { FieldSpec, Fields } from './field.ts';
import { KINDS, fieldDefault } from './field.ts';
import { textProblem } from './text.ts';

/** Checks values against field descriptions at the world's edge: what passes fits its column exactly as the description says. */

export const show = (value: unknown): string => {
  const text = typeof value === 'number' && !Number.isFinite(value) ? String(value) : JSON.stringify(value);
  return text === undefined ? typeof value : text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

const range = (spec: FieldSpec): string => `${spec.min ?? KINDS[spec.kind].min ?? '-∞'} to ${spec.max ?? KINDS[spec.kind].max ?? '∞'}`;

const inRange = (spec: FieldSpec, n: number): boolean => n >= (spec.min ?? -Infinity) && n <= (spec.max ?? Infinity);

const numberProblem = (spec: FieldSpec, value: Json): string | undefined => {
  const { min = -Infinity, max = Infinity, integer } = KINDS[spec.kind];
  if (typeof value !== 'number' || value !== value) return 'a number';
  if (integer && !Number.isInteger(value)) return 'a whole number';
  return value >= min && value <= max && inRange(spec, value) ? undefined : range(spec);
};

const decimalProblem = (spec: FieldSpec, value: Json): string | undefined => {
  const scale = spec.scale ?? 2;
  if (typeof value !== 'string') return `a decimal as a text such as "12.50"`;
  try {
    parseDecimal(value, scale);
  } catch (error) {
    return error instanceof LedgerError && error.code === 'decimal-range'
      ? 'at most 2^53 - 1 in units of its last digit'
      : `digits with at most ${scale} after the point`;
  }
  return inRange(spec, Number(value)) ? undefined : range(spec);
};

const scalarProblem = (spec: FieldSpec, value: Json): string | undefined => {
  const options = spec.options ?? [];
  switch (spec.kind) {
    case 'bool':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'string':
    case 'asset':
      return typeof value === 'string' ? textProblem(value) : 'a text';
    case 'entity':
      return value === null || (typeof value === 'string' && value.length > 0) ? undefined : `an entity's key, or null`;
    case 'color':
      return typeof value === 'string' && /^#[0-9a-fA-F]{6}$/.test(value) ? undefined : 'a color such as "#1e90ff"';
    case 'enum':
      return typeof value === 'string' && options.includes(value) ? undefined : `one of ${options.join(', ')}`;
    case 'flags':
      return Array.isArray(value) && value.every((name) => typeof name === 'string' && options.includes(name))
        ? undefined
        : `a list of ${options.join(', ')}`;
    case 'decimal':
      return decimalProblem(spec, value);
    case 'vec2':
    case 'vec3':
    case 'quat': {
      const { length } = KINDS[spec.kind].lanes;
      if (!Array.isArray(value) || value.length !== length) return `a list of ${length} numbers`;
      const problem = value.map((lane: Json) => numberProblem(spec, lane)).find((one) => one !== undefined);
      return problem ?? (spec.kind === 'quat' && value.every((lane) => lane === 0) ? 'a rotation, which has a length' : undefined);
    }
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'f32':
    case 'f64':
      return numberProblem(spec, value);
  }
};

/** What a field's value should have been, or undefined if it is right. */
export const valueProblem = (spec: FieldSpec, value: Json): string | undefined => {
  if (spec.length === undefined) return scalarProblem(spec, value);
  if (!Array.isArray(value) || value.length !== spec.length) return `a list of ${spec.length} values`;
  return value.map((one: Json) => scalarProblem(spec, one)).find((problem) => problem !== undefined);
};

const refuse = (where: string, value: unknown, expected: string): LedgerError =>
  new LedgerError({
    code: 'value-refused',
    message: `${where} cannot be ${show(value)}: expected ${expected}.`,
    hint: 'Correct the value, or widen the range where the field is defined.',
    where,
  });

/** Throws `value-refused` naming the field and what it takes. */
export const checkValue = (spec: FieldSpec, value: Json, where: string): void => {
  const expected = valueProblem(spec, value);
  if (expected !== undefined) throw refuse(where, value, expected);
};

/** Throws for a value that is not an object, for unknown fields, and for values that a field does not take. Absent fields are fine. */
export const checkFields = (fields: Fields, value: Json, where: string): Readonly<Record<string, Json>> => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw refuse(where, value, 'an object of fields');
  const record = value as Readonly<Record<string, Json>>;
  for (const name of Object.keys(record)) {
    const spec = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!spec) {
      throw new LedgerError({
        code: 'field-unknown',
        message: `${where} has no field "${name}".`,
        hint: `Its fields are ${Object.keys(fields).join(', ') || 'none'}.`,
        where,
      });
    }
    checkValue(spec, record[name]!, `${where}.${name}`);
  }
  return record;
};

/** The checked value with every absent field at its default. */
export const completeFields = (fields: Fields, value: Json, where: string): Record<string, Json> => {
  const given = checkFields(fields, value, where);
  return Object.fromEntries(Object.entries(fields).map(([name, spec]) => [name, given[name] ?? fieldDefault(spec)]));
};
