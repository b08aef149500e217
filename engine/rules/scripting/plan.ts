/** Where in the input block each field of each component lies, and what its numbers may be. */
import { compareText } from '../../kernel/json.ts';
import { decimalFromNumber } from '../../kernel/math/decimal.ts';
import type { FieldSpec } from '../../kernel/world/field.ts';
import { KINDS } from '../../kernel/world/field.ts';
import type { Fields } from '../../model/fields.ts';
import type { Grant, TextKind } from './world.ts';

export interface FieldPlan {
  readonly component: string;
  readonly name: string;
  readonly kind: FieldSpec['kind'];
  /** First number within the record. */
  readonly offset: number;
  /** Numbers of one value: 3 for a vec3. */
  readonly lanes: number;
  /** Values: 1, or the length of an array field. */
  readonly width: number;
  readonly isList: boolean;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  /** Rounded to f32 when written. */
  readonly single: boolean;
  readonly locked: boolean;
  readonly options: readonly string[] | undefined;
  readonly scale: number;
  /** Its number stands for a text. */
  readonly text: TextKind | undefined;
}

export interface ComponentPlan {
  readonly name: string;
  /** Numbers of one record: entity index, key, fields. */
  readonly stride: number;
  readonly fields: readonly FieldPlan[];
}

/** The input block's head, before the count of each component and the records. */
export const HEADER = 8;
export const HEAD = { tick: 0, time: 1, dt: 2, changed: 3, hook: 4 } as const;
/** Numbers of a record before its fields: entity index and key. */
export const RECORD_HEAD = 2;
const TEXT_KINDS: readonly string[] = ['string', 'asset', 'entity'] satisfies TextKind[];

const rangeOf = (spec: FieldSpec): { min: number; max: number; integer: boolean } => {
  const { kind, options = [], scale = 2 } = spec;
  switch (kind) {
    case 'bool':
      return { min: 0, max: 1, integer: true };
    case 'enum':
      return { min: 0, max: options.length - 1, integer: true };
    case 'flags':
      return { min: 0, max: options.reduce((sum) => sum * 2 + 1, 0), integer: true };
    case 'color':
      return { min: 0, max: 0xff_ffff, integer: true };
    case 'string':
    case 'asset':
    case 'entity':
      return { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true };
    case 'decimal':
      return {
        min: spec.min === undefined ? Number.MIN_SAFE_INTEGER : decimalFromNumber(spec.min, scale, 'ceiling'),
        max: spec.max === undefined ? Number.MAX_SAFE_INTEGER : decimalFromNumber(spec.max, scale, 'floor'),
        integer: true,
      };
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'f32':
    case 'f64':
    case 'vec2':
    case 'vec3':
    case 'quat': {
      const facts = KINDS[kind];
      return {
        min: Math.max(facts.min ?? -Infinity, spec.min ?? -Infinity),
        max: Math.min(facts.max ?? Infinity, spec.max ?? Infinity),
        integer: facts.integer === true,
      };
    }
  }
};

const planField = (component: string, name: string, spec: FieldSpec, offset: number, grant: Grant | undefined): FieldPlan => {
  const { column, lanes } = KINDS[spec.kind];
  const granted = grant?.writes === undefined || grant.writes.includes(component) || grant.writes.includes(`${component}.${name}`);
  return {
    component,
    name,
    kind: spec.kind,
    offset,
    lanes: lanes.length,
    width: spec.length ?? 1,
    isList: spec.length !== undefined,
    ...rangeOf(spec),
    single: column === 'f32',
    locked: !granted,
    options: spec.options,
    scale: spec.scale ?? 2,
    text: TEXT_KINDS.includes(spec.kind) ? (spec.kind as TextKind) : undefined,
  };
};

/** The plan of one component's records; fields in the order of their names. */
export const planComponent = (name: string, fields: Fields, grant: Grant | undefined): ComponentPlan => {
  let offset = RECORD_HEAD;
  const planned = Object.keys(fields)
    .toSorted(compareText)
    .map((field) => {
      const plan = planField(name, field, fields[field]!, offset, grant);
      offset += plan.lanes * plan.width;
      return plan;
    });
  return { name, stride: offset, fields: planned };
};

/**
 * The components that a script can see: those whose name stands anywhere in its text. The host brings along only these, and nothing needs
 * to be declared twice.
 */
export const namedComponents = (code: string, components: Iterable<string>): string[] => {
  const words = new Set(code.match(/[A-Z][A-Za-z0-9]*/g) ?? []);
  return [...components].filter((name) => words.has(name)).toSorted(compareText);
};
