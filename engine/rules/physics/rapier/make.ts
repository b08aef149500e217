/** Bodies of Rapier from columns. */
import RAPIER from '@dimforge/rapier3d-deterministic-compat';
import { colliderShapes, DYNAMIC, FIXED, type BodyColumns, type Lanes } from '../columns.ts';

export interface Xyz {
  x: number;
  y: number;
  z: number;
}

export const xyz = ([x, y, z]: Lanes, index: number): Xyz => ({ x: x![index]!, y: y![index]!, z: z![index]! });

/** Four zeros, which a script may write, turn nowhere. */
export const turn = ([a, b, c, d]: Lanes, index: number): RAPIER.Rotation => {
  const [x, y, z, w] = [a![index]!, b![index]!, c![index]!, d![index]!];
  return x === 0 && y === 0 && z === 0 && w === 0 ? { x: 0, y: 0, z: 0, w: 1 } : { x, y, z, w };
};

/** The handle of a new body. A collider stands on its transform, as a Shape does. */
export function makeBody(world: RAPIER.World, index: number, columns: BodyColumns): number {
  const { body: b, collider: c, position, rotation, linear, angular } = columns;
  const kind = b.kind[index]!;
  const desc =
    kind === DYNAMIC
      ? RAPIER.RigidBodyDesc.dynamic()
      : kind === FIXED
        ? RAPIER.RigidBodyDesc.fixed()
        : RAPIER.RigidBodyDesc.kinematicPositionBased();
  const { x, y, z } = xyz(position, index);
  desc.setTranslation(x, y, z).setRotation(turn(rotation, index));
  desc
    .setAdditionalMass(b.mass[index]!)
    .setGravityScale(b.gravity[index]!)
    .setLinearDamping(b.damping[index]!)
    .setAngularDamping(b.spinDamping[index]!);
  desc.setCcdEnabled(b.fast[index] === 1);
  if (b.upright[index] === 1) desc.lockRotations();
  if (columns.hasVelocity(index)) {
    const v = xyz(linear, index);
    desc.setLinvel(v.x, v.y, v.z).setAngvel(xyz(angular, index));
  }
  const body = world.createRigidBody(desc);
  const size = xyz(c.size, index);
  const offset = xyz(c.offset, index);
  const solid = colliderOf(colliderShapes[c.shape[0]![index]!]!, size)
    .setTranslation(offset.x, offset.y + size.y / 2, offset.z)
    .setDensity(c.density[0]![index]!)
    .setFriction(c.friction[0]![index]!)
    .setRestitution(c.bounce[0]![index]!)
    .setSensor(c.sensor[0]![index] === 1)
    .setCollisionGroups(groupsOf(columns, index));
  if (columns.tells(index)) {
    solid.setActiveEvents(RAPIER.ActiveEvents.COLLISION_EVENTS);
    solid.setActiveCollisionTypes(RAPIER.ActiveCollisionTypes.ALL);
  }
  world.createCollider(solid, body);
  return body.handle;
}

export const groupsOf = ({ collider: { groups, touches } }: BodyColumns, index: number): number =>
  ((groups[0]![index]! << 16) | touches[0]![index]!) >>> 0;

/** `size` is width, height and depth, as for a Shape. */
function colliderOf(shape: (typeof colliderShapes)[number], { x, y, z }: Xyz): RAPIER.ColliderDesc {
  const radius = x / 2;
  switch (shape) {
    case 'sphere':
      return RAPIER.ColliderDesc.ball(radius);
    case 'capsule':
      return RAPIER.ColliderDesc.capsule(Math.max(0, y / 2 - radius), radius);
    case 'cylinder':
      return RAPIER.ColliderDesc.cylinder(y / 2, radius);
    case 'cone':
      return RAPIER.ColliderDesc.cone(y / 2, radius);
    case 'box':
      return RAPIER.ColliderDesc.cuboid(x / 2, y / 2, z / 2);
  }
}
