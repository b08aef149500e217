import { atan2, composeRotations, rotate, rotationAbout, sqrt, unitRotation, type Quat, type Vec3 } from '../../kernel/math/index.ts';
import { indexOf, type Arena, type Column } from '../../kernel/world/index.ts';
import { FARTHEST } from '../../model/components/transform.ts';

/** A coordinate no farther than a Transform reaches. */
export const within = (metres: number): number => Math.min(FARTHEST, Math.max(-FARTHEST, metres));

const vec3At = (lanes: readonly Column[], i: number): Vec3 => [lanes[0]![i]!, lanes[1]![i]!, lanes[2]![i]!];
const quatAt = (lanes: readonly Column[], i: number): Quat => [lanes[0]![i]!, lanes[1]![i]!, lanes[2]![i]!, lanes[3]![i]!];

/** Indices of what is above an entity and has a Transform, nearest first. */
function placedAbove(arena: Arena, index: number): number[] {
  const found: number[] = [];
  for (let above = arena.parentOf(arena.entityAt(index)); above !== undefined; above = arena.parentOf(above))
    if (arena.has(above, 'Transform')) found.push(indexOf(above));
  return found;
}

/** Where an entity with a Transform is in the world, in metres: its position carried through the transforms above it. */
export function worldPosition(arena: Arena, index: number): Vec3 {
  const position = arena.lanes('Transform', 'position');
  const rotation = arena.lanes('Transform', 'rotation');
  const scale = arena.lanes('Transform', 'scale');
  let [x, y, z] = vec3At(position, index);
  for (const i of placedAbove(arena, index)) {
    const [sx, sy, sz] = vec3At(scale, i);
    const [rx, ry, rz] = rotate(quatAt(rotation, i), [x * sx, y * sy, z * sz]);
    const [px, py, pz] = vec3At(position, i);
    [x, y, z] = [px + rx, py + ry, pz + rz];
  }
  return [x, y, z];
}

/** How an entity with a Transform is turned in the world. */
export function worldRotation(arena: Arena, index: number): Quat {
  const rotation = arena.lanes('Transform', 'rotation');
  let turned = unitRotation(quatAt(rotation, index));
  for (const i of placedAbove(arena, index)) turned = composeRotations(unitRotation(quatAt(rotation, i)), turned);
  return turned;
}

const turnedBack = ([x, y, z, w]: Quat): Quat => [-x, -y, -z, w];
/** Along an axis that its parent makes flat, every place is the same. */
const unscaled = (metres: number, scale: number): number => (scale === 0 ? 0 : metres / scale);

/** Puts an entity with a Transform at a place of the world, in metres, whatever the transforms above it; no farther than a Transform reaches. */
export function placeAt(arena: Arena, index: number, place: Vec3): void {
  let [x, y, z] = place;
  const above = arena.parents[index] === 0 ? [] : placedAbove(arena, index);
  if (above.length > 0) {
    const position = arena.lanes('Transform', 'position');
    const rotation = arena.lanes('Transform', 'rotation');
    const scale = arena.lanes('Transform', 'scale');
    for (const i of above.toReversed()) {
      const [px, py, pz] = vec3At(position, i);
      const [sx, sy, sz] = vec3At(scale, i);
      [x, y, z] = rotate(turnedBack(unitRotation(quatAt(rotation, i))), [x - px, y - py, z - pz]);
      [x, y, z] = [unscaled(x, sx), unscaled(y, sy), unscaled(z, sz)];
    }
  }
  // Below so many scaled parents that numbers end, there is no place to put it.
  if (!Number.isFinite(x + y + z)) return;
  const [xs, ys, zs] = arena.lanes('Transform', 'position');
  xs![index] = within(x) + 0;
  ys![index] = within(y) + 0;
  zs![index] = within(z) + 0;
}

/** The rotation that lets +z look along a way that has a length, with +y upwards. */
export const looking = ([x, y, z]: Vec3): Quat =>
  composeRotations(rotationAbout([0, 1, 0], atan2(x, z)), rotationAbout([1, 0, 0], -atan2(y, sqrt(x * x + z * z))));

/** Whether physics moves it: everything with a body that is not led by its transform. */
export function isPushed(arena: Arena, index: number): boolean {
  const entity = arena.entityAt(index);
  return arena.has(entity, 'RigidBody') && arena.getField(entity, 'RigidBody', 'kind') !== 'kinematic';
}

/** Turns an entity with a Transform as it is to be turned in the world, whatever the transforms above it. */
export function turnTo(arena: Arena, index: number, turned: Quat): void {
  const lanes = arena.lanes('Transform', 'rotation');
  let own = turned;
  if (arena.parents[index] !== 0)
    for (const i of placedAbove(arena, index).toReversed()) own = composeRotations(turnedBack(unitRotation(quatAt(lanes, i))), own);
  const whole = unitRotation(own);
  for (let lane = 0; lane < 4; lane += 1) lanes[lane]![index] = whole[lane]! + 0;
}
