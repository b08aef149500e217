import type { Entity, Json } from '../../kernel/index.ts';
import type { WireField } from '../wire/plan.ts';
import type { View } from './view.ts';

const BLENDED = new Set(['f32', 'f64', 'vec2', 'vec3', 'quat']);

/**
 * A component between two views of one client: at `alpha` 0 as in `from`, at 1 as in `to`. Numbers and vectors go straight, rotations the short
 * way at unit length; everything else, and what is in one of the views only, is as in `to`. For drawing: nothing of it enters a world.
 */
export const interpolate = (from: View, to: View, alpha: number, entity: Entity, component: string): Record<string, Json> | undefined => {
  const plan = to.plan.byName.get(component);
  const is = plan && to.row(entity)?.parts[plan.id];
  if (!is) return undefined;
  const was = from.row(entity)?.parts[plan.id] ?? is;
  return Object.fromEntries(
    plan.fields.map((field) => [field.name, was === is ? to.read(field, is) : blend(field, from, to, alpha, was, is)]),
  );
};

const blend = (field: WireField, from: View, to: View, alpha: number, was: readonly number[], is: readonly number[]): Json => {
  const end = to.read(field, is);
  const { kind, length } = field.spec;
  if (!BLENDED.has(kind)) return end;
  const start = from.read(field, was);
  const one = kind === 'quat' ? turn : mix;
  if (length === undefined) return one(start, end, alpha);
  return (end as readonly Json[]).map((value, k) => one((start as readonly Json[])[k]!, value, alpha));
};

const mix = (from: Json, to: Json, alpha: number): Json =>
  typeof to === 'number'
    ? (from as number) + (to - (from as number)) * alpha
    : (to as readonly number[]).map((end, k) => (from as readonly number[])[k]! + (end - (from as readonly number[])[k]!) * alpha);

/** Straight from one unit quaternion to the nearer of the two that mean the other rotation, brought back to unit length. */
const turn = (from: Json, to: Json, alpha: number): Json => {
  const start = from as readonly number[];
  const end = to as readonly number[];
  const sign = start.reduce((sum, part, k) => sum + part * end[k]!, 0) < 0 ? -1 : 1;
  const between = start.map((part, k) => part + (sign * end[k]! - part) * alpha);
  const size = Math.sqrt(between.reduce((sum, part) => sum + part * part, 0));
  return between.map((part) => part / size);
};
