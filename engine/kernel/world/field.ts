import type { Json } from '../json.ts';

/** Every kind of field a component, a command or an event may have. */
export const FIELD_KINDS = [
  'bool',
  'u8',
  'u16',
  'i32',
  'u32',
  'f32',
  'f64',
  'enum',
  'flags',
  'string',
  'entity',
  'asset',
  'color',
  'vec2',
  'vec3',
  'quat',
  'decimal',
] as const;

export type FieldKind = (typeof FIELD_KINDS)[number];

/** A field described as data. From it come the column, the check at every boundary, the inspector's widget and the script typings. */
export interface FieldSpec {
  kind: FieldKind;
  /** A fixed array of this many values. */
  length?: number | undefined;
  /** decimal: digits after the point, 0..9. */
  scale?: number | undefined;
  /** enum and flags: the names, in the order that gives them their numbers. */
  options?: readonly string[] | undefined;
  unit?: string | undefined;
  min?: number | undefined;
  max?: number | undefined;
  step?: number | undefined;
  default?: Json | undefined;
  label?: string | undefined;
  help?: string | undefined;
  widget?: string | undefined;
  /** Its place in a form, the smallest first; without one it comes after those that have one. */
  order?: number | undefined;
}

export type Fields = Readonly<Record<string, FieldSpec>>;

/** The typed array behind one lane of a field. */
export type ColumnType = 'u8' | 'u16' | 'i32' | 'u32' | 'f32' | 'f64';

export interface KindFacts {
  /** What one lane is stored in. */
  readonly column: ColumnType;
  /** Names of the lanes; one unnamed lane for everything but vectors. */
  readonly lanes: readonly string[];
  /** Range of one number, where the kind holds numbers. */
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
}

const ONE = [''] as const;
const F32_MAX = 3.4028234663852886e38;
const F64_MAX = Number.MAX_VALUE;

/** Storage of each kind. The table is part of the world's layout: changing a row is a new arena format. */
export const KINDS: Readonly<Record<FieldKind, KindFacts>> = {
  bool: { column: 'u8', lanes: ONE },
  u8: { column: 'u8', lanes: ONE, min: 0, max: 255, integer: true },
  u16: { column: 'u16', lanes: ONE, min: 0, max: 65_535, integer: true },
  i32: { column: 'i32', lanes: ONE, min: -2_147_483_648, max: 2_147_483_647, integer: true },
  u32: { column: 'u32', lanes: ONE, min: 0, max: 4_294_967_295, integer: true },
  f32: { column: 'f32', lanes: ONE, min: -F32_MAX, max: F32_MAX },
  f64: { column: 'f64', lanes: ONE, min: -F64_MAX, max: F64_MAX },
  enum: { column: 'u8', lanes: ONE },
  flags: { column: 'u32', lanes: ONE },
  string: { column: 'u32', lanes: ONE },
  entity: { column: 'u32', lanes: ONE },
  asset: { column: 'u32', lanes: ONE },
  color: { column: 'u32', lanes: ONE },
  vec2: { column: 'f32', lanes: ['x', 'y'], min: -F32_MAX, max: F32_MAX },
  vec3: { column: 'f32', lanes: ['x', 'y', 'z'], min: -F32_MAX, max: F32_MAX },
  quat: { column: 'f32', lanes: ['x', 'y', 'z', 'w'], min: -F32_MAX, max: F32_MAX },
  decimal: { column: 'f64', lanes: ONE },
};

/** The most names that an enum (one byte) and flags (one bit each) may have. */
export const MAX_OPTIONS = { enum: 256, flags: 32 } as const;
/** The most values of a fixed array. */
export const MAX_LENGTH = 1024;
/** The most digits after a decimal’s point. */
export const MAX_SCALE = 9;

const scalarDefault = (spec: FieldSpec): Json => {
  switch (spec.kind) {
    case 'bool':
      return false;
    case 'enum':
      return spec.options?.[0] ?? '';
    case 'flags':
      return [];
    case 'string':
    case 'asset':
      return '';
    case 'entity':
      return null;
    case 'color':
      return '#ffffff';
    case 'vec2':
      return [0, 0];
    case 'vec3':
      return [0, 0, 0];
    case 'quat':
      return [0, 0, 0, 1];
    case 'decimal':
      return (spec.scale ?? 2) === 0 ? '0' : `0.${'0'.repeat(spec.scale ?? 2)}`;
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'f32':
    case 'f64': {
      const min = spec.min ?? 0;
      return min > 0 ? min : (spec.max ?? 0) < 0 ? (spec.max ?? 0) : 0;
    }
  }
};

/** The value of a field that nobody wrote: the declared default, else the kind's own (0, '', null, white, the identity rotation...). */
export const fieldDefault = (spec: FieldSpec): Json => {
  if (spec.default !== undefined) return spec.default;
  const one = scalarDefault(spec);
  return spec.length === undefined ? one : Array.from({ length: spec.length }, () => one);
};
