import { Ray, type Scene, type TransformNode, Vector3 } from './babylon.ts';
import { cornersIn, others } from './corners.ts';
import { type Handled, type Placed, placedOf } from './gizmo.ts';
import { placeAt } from './hold.ts';

const farthest = 10_000;

/** How far below its lowest point a thing would come to stand: on the next shape, else on the ground; 0 where it stands already. */
function fallOf(scene: Scene, node: TransformNode, meets: ReturnType<typeof others>): number {
  const corners = cornersIn(node);
  const at = node.getAbsolutePosition();
  const box = (corners.length > 0 ? corners : [at]).reduce(
    ({ min, max }, corner) => ({ min: Vector3.Minimize(min, corner), max: Vector3.Maximize(max, corner) }),
    { min: new Vector3(Infinity, Infinity, Infinity), max: new Vector3(-Infinity, -Infinity, -Infinity) },
  );
  const middle = box.min.add(box.max).scale(0.5);
  // From the middle of its height: what has sunk into the floor comes up.
  const inset = 0.02;
  const places: [number, number][] = [[middle.x, middle.z]];
  for (const x of [0, 1])
    for (const z of [0, 1])
      places.push([
        x ? box.max.x - inset * (box.max.x - box.min.x) : box.min.x + inset * (box.max.x - box.min.x),
        z ? box.max.z - inset * (box.max.z - box.min.z) : box.min.z + inset * (box.max.z - box.min.z),
      ]);
  const floors = places.flatMap(([x, z]) => {
    const hit = scene.pickWithRay(new Ray(new Vector3(x, middle.y + 1e-4, z), Vector3.Down(), farthest), meets);
    return hit?.pickedPoint ? [hit.pickedPoint.y] : [];
  });
  return box.min.y - (floors.length > 0 ? Math.max(...floors) : 0);
}

/** Where things would stand that are let fall straight down, each by itself. The picture stays as it is. */
export function dropped(scene: Scene, handled: readonly Handled[]): Placed[] {
  const meets = others(
    scene,
    handled.map(({ node }) => node),
  );
  return handled.flatMap(({ key, node }): Placed[] => {
    const fall = fallOf(scene, node, meets);
    if (Math.abs(fall) < 1e-6) return [];
    const before = node.position.clone();
    placeAt(node, node.getAbsolutePosition().subtract(new Vector3(0, fall, 0)));
    const placed = placedOf({ key, node }, 'position');
    node.position.copyFrom(before);
    node.computeWorldMatrix(true);
    return [placed];
  });
}
