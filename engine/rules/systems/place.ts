import { rotate, type Quat, type Vec3 } from '../../kernel/math/index.ts';
import { indexOf, type Arena } from '../../kernel/world/index.ts';

/** Where an entity with a Transform is in the world, in metres: its position carried through the transforms above it. */
export function worldPosition(arena: Arena, index: number): Vec3 {
  const position = arena.lanes('Transform', 'position');
  const rotation = arena.lanes('Transform', 'rotation');
  const scale = arena.lanes('Transform', 'scale');
  const at = (lanes: typeof position, i: number): number[] => lanes.map((lane) => lane[i]!);
  let [x, y, z] = at(position, index) as unknown as Vec3;
  for (let above = arena.parentOf(arena.entityAt(index)); above !== undefined; above = arena.parentOf(above)) {
    if (!arena.has(above, 'Transform')) continue;
    const i = indexOf(above);
    const [sx, sy, sz] = at(scale, i) as unknown as Vec3;
    const [rx, ry, rz] = rotate(at(rotation, i) as unknown as Quat, [x * sx, y * sy, z * sz]);
    const [px, py, pz] = at(position, i) as unknown as Vec3;
    [x, y, z] = [px + rx, py + ry, pz + rz];
  }
  return [x, y, z];
}
