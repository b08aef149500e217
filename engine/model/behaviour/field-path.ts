/** `Component.field`, or `Component.field.x` for a part of a vector. */
import { KINDS, type FieldSpec } from '../../kernel/world/field.ts';
import type { ComponentType } from '../component.ts';
import { suggest } from '../problem.ts';

export interface FieldPath {
  readonly component: string;
  readonly field: string;
  readonly spec: FieldSpec;
  /** Which part of a vector; 0 for everything else. */
  readonly lane: number;
}

/** The field of a path, or why there is none. Lists are none: a tree looks at single values. */
export function fieldOfPath(
  types: ReadonlyMap<string, Pick<ComponentType, 'fields'>>,
  path: string,
): FieldPath | { problem: string; hint?: string | undefined } {
  const [component = '', field = '', part] = path.split('.');
  const type = types.get(component);
  if (!type) return { problem: `there is no component ${component}`, hint: suggest(component, types.keys()) };
  const spec = Object.hasOwn(type.fields, field) ? type.fields[field] : undefined;
  if (!spec) return { problem: `${component} has no field ${field}`, hint: suggest(field, Object.keys(type.fields)) };
  if (spec.length !== undefined) return { problem: `${component}.${field} is a list; a tree looks at single values` };
  const { lanes } = KINDS[spec.kind];
  if (part === undefined)
    return lanes.length === 1
      ? { component, field, spec, lane: 0 }
      : { problem: `${component}.${field} has parts`, hint: `Name one: ${lanes.map((lane) => `${path}.${lane}`).join(', ')}.` };
  const lane = lanes.indexOf(part);
  return lane < 0 ? { problem: `${component}.${field} has no part ${part}` } : { component, field, spec, lane };
}

/** Kinds whose column is the number itself. */
export const isNumber = ({ kind }: FieldSpec): boolean => ['u8', 'u16', 'i32', 'u32', 'f32', 'f64', 'vec2', 'vec3', 'quat'].includes(kind);
/** Kinds that have an order. */
export const isOrdered = (spec: FieldSpec): boolean => isNumber(spec) || spec.kind === 'decimal';

/** The description of one part of a vector: a number. */
export const partOf = ({ spec }: FieldPath): FieldSpec =>
  KINDS[spec.kind].lanes.length === 1
    ? spec
    : { kind: 'f32', ...(spec.min !== undefined && { min: spec.min }), ...(spec.max !== undefined && { max: spec.max }) };
