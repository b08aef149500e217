import type { Json } from '../../../../engine/kernel/json.ts';
import { fieldDefault, type FieldSpec, numberBounds } from '../../../../engine/model/fields.ts';
import { compute, computeDecimal } from '../../../ui/index.ts';
import type { EntityData } from '../../../../engine/model/level.ts';

/** Values that differ among the selected entities. */
export const mixed = Symbol('mixed');
export type Shown<T = Json> = T | typeof mixed;

/** What an entity has in a field, whether somebody wrote it or not. */
export const valueOf = (entity: EntityData | undefined, component: string, field: string, spec: FieldSpec): Json =>
  (entity?.components[component]?.[field] as Json | undefined) ?? fieldDefault(spec);

export const same = (a: Json, b: Json): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** The one value that all have, or `mixed`. */
export function shared(values: readonly Json[]): Shown {
  const [first] = values;
  return first !== undefined && values.every((value) => same(value, first)) ? first : mixed;
}

/** One lane of vectors: the number that all have there, or undefined. */
export function sharedLane(values: readonly Json[], lane: number): number | undefined {
  const numbers = values.map((value) => (Array.isArray(value) ? Number(value[lane]) : Number.NaN));
  return numbers.every((number) => number === numbers[0]) ? numbers[0] : undefined;
}

const integers: readonly FieldSpec['kind'][] = ['u8', 'u16', 'i32', 'u32'];
export const isInteger = ({ kind }: FieldSpec): boolean => integers.includes(kind);

const numbers: readonly FieldSpec['kind'][] = [...integers, 'f32', 'f64', 'decimal'];
/** Whether a value of the kind is one number. */
export const isNumeric = (kind: FieldSpec['kind']): boolean => numbers.includes(kind);

/** The range of a number field as its control needs it: no bound where there is none that a person could meet. */
export function boundsOf(spec: FieldSpec): { min?: number; max?: number } {
  const { min, max } = isInteger(spec) || spec.kind === 'decimal' ? numberBounds(spec) : spec;
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

/** The nearest number that a field takes. */
export function fitted(spec: FieldSpec, value: number): number {
  const { min, max } = numberBounds(spec);
  const within = Math.min(max, Math.max(min, value));
  return isInteger(spec) ? Math.round(within) : within;
}

/** A number as a field holds it, the nearest that it takes: decimals are texts with a fixed number of digits. */
export function stored(spec: FieldSpec, value: number): Json {
  const fit = fitted(spec, value);
  return spec.kind === 'decimal' ? fit.toFixed(spec.scale ?? 2) : fit;
}

/** A stored decimal, which is a text. */
export const decimalOf = (value: Json): string => (typeof value === 'string' ? value : String(Number(value)));

/** What a typed text makes of a field's number, the nearest that it takes; undefined for what is no number. A decimal never becomes a double. */
export function computed(spec: FieldSpec, text: string, own: Json): Json | undefined {
  if (spec.kind === 'decimal') return computeDecimal(text, decimalOf(own), { digits: spec.scale ?? 2, ...numberBounds(spec) }, spec.unit);
  const value = compute(text, Number(own), spec.unit);
  return value === undefined ? undefined : stored(spec, value);
}

/** A colour as people write it, `#1e90ff`, `1E90FF` or `#fff`, as fields hold it; undefined for what is none. */
export function colourOf(text: string): string | undefined {
  const hex = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text.trim())?.[1]?.toLowerCase();
  return hex && `#${hex.length === 3 ? hex.replaceAll(/./g, '$&$&') : hex}`;
}
