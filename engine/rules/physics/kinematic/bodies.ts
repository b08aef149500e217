/** The bodies of one tick side by side, ascending by entity index, filled from the columns. What lasts from tick to tick is in `Memory`. */
import { rotate, type Quat, type Vec3 } from '../../../kernel/math/index.ts';
import type { Arena, Entity } from '../../../kernel/world/index.ts';
import { DYNAMIC, KINEMATIC, type BodyColumns } from '../columns.ts';

const SPHERE = 1;
const CAPSULE = 2;

/** A body's outline: a box along the axes, rounded by `radius`; a sphere is a point rounded, a capsule a line. */
export interface Body {
  readonly entity: Entity;
  readonly index: number;
  readonly kind: number;
  /** A kinematic body with a Character. */
  readonly walks: boolean;
  /** 1/kg; 0 for what is not dynamic. */
  readonly inverseMass: number;
  readonly gravity: number;
  readonly damping: number;
  readonly friction: number;
  readonly bounce: number;
  readonly sensor: boolean;
  readonly tells: boolean;
  readonly groups: number;
  readonly touches: number;
  readonly half: Vec3;
  readonly radius: number;
  /** From the transform to the middle of the outline. */
  readonly offset: Vec3;
  /** Of the middle. */
  x: number;
  y: number;
  z: number;
  vx: number;
  vy: number;
  vz: number;
}

const volumes: Readonly<Record<number, number>> = { 3: Math.PI / 4, 4: Math.PI / 12 };

/** Kilograms. */
function massOf({ body, collider }: BodyColumns, index: number): number {
  const [w, h, d] = collider.size.map((lane) => lane[index]!) as [number, number, number];
  const shape = collider.shape[0]![index]!;
  const r = w / 2;
  const volume =
    shape === SPHERE
      ? (4 / 3) * Math.PI * r * r * r
      : shape === CAPSULE
        ? Math.PI * r * r * (Math.max(0, h - w) + (4 / 3) * r)
        : (volumes[shape] === undefined ? w * d : volumes[shape] * w * w) * h;
  return volume * collider.density[0]![index]! + body.mass[index]!;
}

export function bodyAt(arena: Arena, index: number, columns: BodyColumns): Body {
  const { body, collider, position, rotation, linear } = columns;
  const turned = rotation.map((lane) => lane[index]!) as unknown as Quat;
  const still = turned[0] === 0 && turned[1] === 0 && turned[2] === 0;
  const [w, h, d] = collider.size.map((lane) => lane[index]!) as [number, number, number];
  const shape = collider.shape[0]![index]!;
  const round = shape === SPHERE || shape === CAPSULE;
  const low: Vec3 = [collider.offset[0]![index]!, collider.offset[1]![index]! + h / 2, collider.offset[2]![index]!];
  const core: Vec3 =
    shape === SPHERE ? [0, 0, 0] : shape === CAPSULE ? [0, Math.max(0, h / 2 - w / 2), 0] : [w / 2, h / 2, (shape === 0 ? d : w) / 2];
  const offset = still ? low : rotate(turned, low);
  const moving = columns.hasVelocity(index);
  const mass = body.kind[index] === DYNAMIC ? massOf(columns, index) : 0;
  return {
    entity: arena.entityAt(index),
    index,
    kind: body.kind[index]!,
    walks: body.kind[index] === KINEMATIC && columns.isCharacter(index),
    inverseMass: mass > 0 ? 1 / mass : body.kind[index] === DYNAMIC ? 1 : 0,
    gravity: body.gravity[index]!,
    damping: body.damping[index]!,
    friction: collider.friction[0]![index]!,
    bounce: collider.bounce[0]![index]!,
    sensor: collider.sensor[0]![index] === 1,
    tells: columns.tells(index),
    groups: collider.groups[0]![index]!,
    touches: collider.touches[0]![index]!,
    half: still ? core : extents(turned, core),
    radius: round ? w / 2 : 0,
    offset,
    x: position[0]![index]! + offset[0],
    y: position[1]![index]! + offset[1],
    z: position[2]![index]! + offset[2],
    vx: moving ? linear[0]![index]! : 0,
    vy: moving ? linear[1]![index]! : 0,
    vz: moving ? linear[2]![index]! : 0,
  };
}

/** Half of the box along the axes around a turned box. */
function extents(turned: Quat, [x, y, z]: Vec3): Vec3 {
  const [a, b, c] = [rotate(turned, [x, 0, 0]), rotate(turned, [0, y, 0]), rotate(turned, [0, 0, z])];
  const along = (k: 0 | 1 | 2): number => Math.abs(a[k]) + Math.abs(b[k]) + Math.abs(c[k]);
  return [along(0), along(1), along(2)];
}

/** How far the outline reaches from its middle along an axis. */
export const reach = ({ half, radius }: Body, axis: 0 | 1 | 2): number => half[axis] + radius;

export const mayTouch = (a: Body, b: Body): boolean => (a.groups & b.touches) !== 0 && (b.groups & a.touches) !== 0;
