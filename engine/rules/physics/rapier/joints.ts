/** Joints of Rapier, ascending by the entity that has them. A joint lives as long as both bodies and every number it was made from. */
import RAPIER from '@dimforge/rapier3d-deterministic-compat';
import { composeRotations, rotate, unitRotation, type Quat, type Vec3 } from '../../../kernel/math/index.ts';
import { indexOf, type Arena, type Entity } from '../../../kernel/world/index.ts';
import { jointKinds } from '../../../model/components/joint.ts';
import type { BodyColumns, Lanes } from '../columns.ts';
import type { Bodies } from './bodies.ts';

const fields = [
  'kind',
  'with',
  'anchor',
  'anchorWith',
  'axis',
  'limited',
  'min',
  'max',
  'motorSpeed',
  'motorForce',
  'length',
  'stiffness',
  'damping',
  'touch',
] as const;
const MADE = fields.length + 6;
const recordBytes = 32 + MADE * 8;

type JointLanes = Record<(typeof fields)[number], Lanes>;

interface Held {
  readonly entity: Entity;
  readonly handle: number;
  readonly body: number;
  readonly other: number;
  readonly made: Float64Array;
}

const vec = ([x, y, z]: Lanes, index: number): Vec3 => [x![index]!, y![index]!, z![index]!];
const point = ([x, y, z]: Vec3): RAPIER.Vector3 => ({ x, y, z });

export class Joints {
  #held: Held[] = [];

  static read(view: DataView, at: number, count: number): Joints {
    const joints = new Joints();
    for (let i = 0, from = at; i < count; i += 1, from += recordBytes) {
      joints.#held.push({
        entity: view.getUint32(from, true) as Entity,
        handle: view.getFloat64(from + 8, true),
        body: view.getFloat64(from + 16, true),
        other: view.getFloat64(from + 24, true),
        made: Float64Array.from({ length: MADE }, (_, k) => view.getFloat64(from + 32 + k * 8, true)),
      });
    }
    return joints;
  }

  get count(): number {
    return this.#held.length;
  }

  get bytes(): number {
    return this.#held.length * recordBytes;
  }

  write(view: DataView, at: number): void {
    let to = at;
    for (const { entity, handle, body, other, made } of this.#held) {
      view.setUint32(to, entity, true);
      view.setFloat64(to + 8, handle, true);
      view.setFloat64(to + 16, body, true);
      view.setFloat64(to + 24, other, true);
      made.forEach((value, k) => view.setFloat64(to + 32 + k * 8, value, true));
      to += recordBytes;
    }
  }

  /** Before bodies are removed: takes their joints off. */
  release(world: RAPIER.World, doomed: ReadonlySet<number>): void {
    this.#held = this.#held.filter((held) => {
      if (!doomed.has(held.body) && !doomed.has(held.other)) return true;
      remove(world, held);
      return false;
    });
  }

  /** Joints of bodies that were removed or made anew have been released before. */
  reconcile(world: RAPIER.World, arena: Arena, columns: BodyColumns, bodies: Bodies): void {
    if (this.#held.length === 0 && columns.joints.first() < 0) return;
    const lanes = Object.fromEntries(fields.map((field) => [field, arena.lanes('Joint', field)])) as unknown as JointLanes;
    const made = fields.flatMap((field) => lanes[field]);
    const known = new Map(this.#held.map((held) => [held.entity, held]));
    const kept: Held[] = [];
    const missing: { entity: Entity; slot: number; other: number }[] = [];
    for (const index of columns.joints.indices()) {
      const entity = arena.entityAt(index);
      const slot = bodies.slotOf(entity);
      const other = bodies.slotOf(lanes.with[0]![index]! as Entity);
      if (slot < 0 || other < 0 || slot === other) continue;
      const held = known.get(entity);
      if (held && made.every((column, k) => column[index] === held.made[k])) {
        kept.push(held);
        known.delete(entity);
      } else missing.push({ entity, slot, other });
    }
    if (known.size === 0 && missing.length === 0) return;
    for (const held of this.#held) if (known.has(held.entity)) remove(world, held);
    for (const { entity, slot, other } of missing) {
      const index = indexOf(entity);
      const [body, to] = [bodies.handles[slot]!, bodies.handles[other]!];
      const handle = makeJoint(world, lanes, index, world.getRigidBody(body), world.getRigidBody(to));
      kept.push({ entity, handle, body, other: to, made: Float64Array.from(made, (column) => column[index]!) });
    }
    this.#held = kept.toSorted((a, b) => indexOf(a.entity) - indexOf(b.entity));
  }
}

const remove = (world: RAPIER.World, { handle }: Held): void => world.removeImpulseJoint(world.getImpulseJoint(handle), true);

function makeJoint(world: RAPIER.World, lanes: JointLanes, index: number, body: RAPIER.RigidBody, other: RAPIER.RigidBody): number {
  const number = (field: (typeof fields)[number]): number => lanes[field][0]![index]!;
  const kind = jointKinds[number('kind')]!;
  const data = dataOf(kind, lanes, index, body, other);
  const turns = kind === 'hinge' || kind === 'slider';
  if (turns && number('limited') === 1) {
    data.limitsEnabled = true;
    data.limits = [Math.min(number('min'), number('max')), Math.max(number('min'), number('max'))];
  }
  const joint = world.createImpulseJoint(data, body, other, true);
  joint.setContactsEnabled(number('touch') === 1);
  if (turns && number('motorForce') > 0) {
    const motor = joint as RAPIER.UnitImpulseJoint;
    motor.configureMotorModel(RAPIER.MotorModel.ForceBased);
    motor.configureMotorVelocity(number('motorSpeed'), number('motorForce'));
    motor.setMotorMaxForce(number('motorForce'));
  }
  return joint.handle;
}

const quat = ({ x, y, z, w }: RAPIER.Rotation): Quat => unitRotation([x, y, z, w]);
const inverse = ([x, y, z, w]: Quat): Quat => [-x, -y, -z, w];

function dataOf(
  kind: (typeof jointKinds)[number],
  lanes: JointLanes,
  index: number,
  body: RAPIER.RigidBody,
  other: RAPIER.RigidBody,
): RAPIER.JointData {
  const anchor = vec(lanes.anchor, index);
  const at = point(anchor);
  const atOther = point(vec(lanes.anchorWith, index));
  const [axisX, axisY, axisZ] = vec(lanes.axis, index);
  const axis: Vec3 = axisX === 0 && axisY === 0 && axisZ === 0 ? [1, 0, 0] : [axisX, axisY, axisZ];
  const away = inverse(quat(other.rotation()));
  /** From this body's directions to the other's. */
  const between = composeRotations(away, quat(body.rotation()));
  switch (kind) {
    case 'fixed': {
      const p = body.translation();
      const q = other.translation();
      const [x, y, z] = rotate(quat(body.rotation()), anchor);
      const [fx, fy, fz, fw] = between;
      return RAPIER.JointData.fixed(at, { x: 0, y: 0, z: 0, w: 1 }, point(rotate(away, [p.x + x - q.x, p.y + y - q.y, p.z + z - q.z])), {
        x: fx,
        y: fy,
        z: fz,
        w: fw,
      });
    }
    case 'hinge':
      return RAPIER.JointData.revoluteWithAxes(at, atOther, point(axis), point(rotate(between, axis)));
    case 'ball':
      return RAPIER.JointData.spherical(at, atOther);
    case 'slider':
      return RAPIER.JointData.prismatic(at, atOther, point(axis));
    case 'spring':
      return RAPIER.JointData.spring(lanes.length[0]![index]!, lanes.stiffness[0]![index]!, lanes.damping[0]![index]!, at, atOther);
    case 'rope':
      return RAPIER.JointData.rope(lanes.length[0]![index]!, at, atOther);
  }
}
