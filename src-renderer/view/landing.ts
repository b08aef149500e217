import { type AbstractMesh, type ArcRotateCamera, Matrix, Ray, type Scene, type TransformNode, Vector3 } from './babylon.ts';
import { isShape } from './corners.ts';
import type { LevelState } from './level.ts';
import { type Spot, spotOf } from './screen.ts';
import { toStep } from './snap.ts';

/** How much room something takes that is to be added, in metres. */
export interface Newcomer {
  size: readonly [width: number, height: number, depth: number];
  /** Its lowest point, from its position. */
  low: number;
  /** How far its lowest point is above what it stands on. */
  above: number;
  /** From one to the next that is added in the same place. */
  apart: number;
  /** Others may stand in it, and it around them, as in a zone or a path: it keeps apart only from those that have this component too. */
  among?: string;
}

interface Ground {
  at: Vector3;
  /** How high one stands there: before a wall on its floor. */
  floor: number;
  /** Away from the wall that was met; zero on level ground. */
  away: Vector3;
  mesh?: AbstractMesh | undefined;
}
interface Box {
  min: Vector3;
  max: Vector3;
}

/** What lies so much farther than what one looks at is not where one looks. */
const tooFar = 5;
/** Steeper than this, nothing stands on it. */
const levelEnough = 0.5;
/** A surface that is this much higher or lower, in metres, is another one. */
const sameLevel = 0.05;
/** So far before a wall, in metres, its floor is looked for. */
const foot = 0.2;
const rings = 6;
/** Half the room of what has no shape: a light, a camera. */
const small = new Vector3(0.25, 0.25, 0.25);

/** Places around the middle one, the nearest first, those beside it before those before and behind it. */
const around: readonly (readonly [number, number])[] = Array.from({ length: 2 * rings + 1 }, (_, x) =>
  Array.from({ length: 2 * rings + 1 }, (_unused, z) => [x - rings, z - rings] as const),
)
  .flat()
  .toSorted(([ax, az], [bx, bz]) => Math.hypot(ax, az) - Math.hypot(bx, bz) || Math.abs(az) - Math.abs(bz) || bx - ax || bz - az);

const meets = (a: Box, b: Box): boolean =>
  a.min.x < b.max.x && b.min.x < a.max.x && a.min.y < b.max.y && b.min.y < a.max.y && a.min.z < b.max.z && b.min.z < a.max.z;

const boxOf = (mesh: AbstractMesh): Box => {
  mesh.computeWorldMatrix(true);
  const { minimumWorld, maximumWorld } = mesh.getBoundingInfo().boundingBox;
  return { min: minimumWorld, max: maximumWorld };
};

/** Where newcomers come to stand: on what is looked at, beside what stands there. */
export class Landing {
  readonly #scene: Scene;
  readonly #camera: ArcRotateCamera;
  readonly #level: LevelState;
  readonly #nodeOf: (key: string) => TransformNode | undefined;
  /** What was looked at when something landed: what has come there since is not what the next one stands on. */
  #last: { look: string; ground: Ground; there: WeakSet<AbstractMesh> } | undefined;

  constructor(scene: Scene, camera: ArcRotateCamera, level: LevelState, nodeOf: (key: string) => TransformNode | undefined) {
    this.#scene = scene;
    this.#camera = camera;
    this.#level = level;
    this.#nodeOf = nodeOf;
  }

  /** Its position in the world. @param spot exactly there instead of in the middle of the picture, whatever stands there */
  of(newcomer: Newcomer, step: number, spot?: Spot): Vector3 {
    const ground = spot ? this.#groundUnder(spot, true) : this.#groundAhead();
    const [width, , depth] = newcomer.size;
    const { x, z } = ground.at.add(ground.away.multiplyByFloats(width / 2, 0, depth / 2));
    const first = new Vector3(toStep(x, step), ground.floor, toStep(z, step));
    const found = spot ? first : this.#freeBeside(first, newcomer, step, ground);
    // What is flat lies on what it covers, not in it.
    const lift = newcomer.size[1] === 0 && ground.mesh ? 0.01 : 0;
    return found.add(new Vector3(0, newcomer.above - newcomer.low + lift, 0));
  }

  #groundAhead(): Ground {
    const engine = this.#scene.getEngine();
    const scale = engine.getHardwareScalingLevel();
    const look = JSON.stringify([this.#camera.getViewMatrix(true).asArray(), this.#camera.fov, this.#camera.mode]);
    const ground = this.#groundUnder({ x: (engine.getRenderWidth() * scale) / 2, y: (engine.getRenderHeight() * scale) / 2 });
    const last = this.#last;
    const isSame =
      ground.mesh && (!last?.there.has(ground.mesh) || (ground.mesh === last.ground.mesh && ground.at.equalsWithEpsilon(last.ground.at)));
    if (last?.look === look && isSame) return last.ground;
    this.#last = { look, ground, there: new WeakSet(this.#scene.meshes) };
    return ground;
  }

  /** @param isPointedAt the sky there is not nowhere: what is meant is below it, as far away as what one looks at */
  #groundUnder({ x, y }: Spot, isPointedAt = false): Ground {
    const hit = this.#scene.pick(x, y, isShape);
    const ray = hit.ray ?? this.#scene.createPickingRay(x, y, Matrix.Identity(), this.#camera);
    const isNear = (point: Vector3): boolean =>
      this.#camera.mode !== 0 || point.subtract(this.#camera.position).length() < tooFar * this.#camera.radius;
    if (hit.pickedPoint && isNear(hit.pickedPoint)) {
      const normal = hit.getNormal(true) ?? Vector3.Up();
      const away = new Vector3(normal.x, 0, normal.z);
      const isWall = Math.abs(normal.y) < levelEnough && away.lengthSquared() > 0;
      const { pickedPoint: at, pickedMesh: mesh } = hit;
      if (!isWall) return { at, floor: at.y, away: Vector3.Zero(), mesh: mesh ?? undefined };
      away.normalize();
      return { at, floor: this.#floorUnder(at.x + away.x * foot, at.y + sameLevel, at.z + away.z * foot), away, mesh: mesh ?? undefined };
    }
    const distance = ray.direction.y === 0 ? -1 : -ray.origin.y / ray.direction.y;
    const onGround = ray.origin.add(ray.direction.scale(distance));
    if (distance > 0 && isNear(onGround)) return { at: onGround, floor: 0, away: Vector3.Zero() };
    const { position, target } = this.#camera;
    const flat = (vector: Vector3): Vector3 => new Vector3(vector.x, 0, vector.z);
    const reach = flat(target.subtract(position)).length();
    const below = ray.origin.add(flat(ray.direction).normalize().scale(reach));
    const at =
      isPointedAt && reach > 0 ? new Vector3(below.x, this.#floorUnder(below.x, target.y, below.z), below.z) : this.#seenBelow(target);
    return { at, floor: at.y, away: Vector3.Zero() };
  }

  /** The floor under a point where that is in the picture, else the point. */
  #seenBelow(point: Vector3): Vector3 {
    const floor = new Vector3(point.x, this.#floorUnder(point.x, point.y, point.z), point.z);
    this.#scene.updateTransformMatrix(true);
    const seen = spotOf(this.#scene, this.#camera, floor);
    const engine = this.#scene.getEngine();
    const scale = engine.getHardwareScalingLevel();
    const isSeen =
      seen !== null &&
      seen.x >= 0 &&
      seen.y >= 0 &&
      seen.x <= engine.getRenderWidth() * scale &&
      seen.y <= engine.getRenderHeight() * scale;
    return isSeen ? floor : point.clone();
  }

  #floorUnder(x: number, from: number, z: number): number {
    const hit = this.#scene.pickWithRay(new Ray(new Vector3(x, from, z), Vector3.Down(), 10_000), isShape);
    return hit?.pickedPoint?.y ?? Math.min(0, from);
  }

  /** The nearest place that nothing takes yet, on the same surface if there is one. */
  #freeBeside(first: Vector3, { size, above, apart, among }: Newcomer, step: number, ground: Ground): Vector3 {
    const taken = among === undefined ? [...this.#shapes(ground.mesh), ...this.#places()] : this.#places(among);
    // Whoever stands before a wall does not go into it to find room.
    const wall = among === undefined && ground.mesh && ground.away.lengthSquared() > 0 ? [boxOf(ground.mesh)] : [];
    const [width, height, depth] = size;
    const stride = step > 0 ? Math.ceil(apart / step) * step : apart;
    const top = first.y + Math.max(1, above + height);
    const isFree = (at: Vector3): boolean => {
      const low = at.y + above;
      const box = {
        min: new Vector3(at.x - width / 2 + sameLevel, height === 0 ? low - sameLevel / 2 : low + sameLevel, at.z - depth / 2 + sameLevel),
        max: new Vector3(at.x + width / 2 - sameLevel, Math.max(low + height - sameLevel, low + 0.01), at.z + depth / 2 - sameLevel),
      };
      const others = at.equals(first) ? taken : [...taken, ...wall];
      return !others.some((other) => meets(box, other));
    };
    let other: Vector3 | undefined;
    for (const [right, near] of around) {
      const [x, z] = [first.x + right * stride, first.z + near * stride];
      const floor = right === 0 && near === 0 ? first.y : this.#floorUnder(x, top, z);
      const isSame = Math.abs(floor - first.y) < sameLevel;
      const at = new Vector3(x, isSame ? first.y : floor, z);
      if (!isFree(at)) continue;
      if (isSame) return at;
      other ??= at;
    }
    return other ?? first;
  }

  /** The room of what has a shape, but for what one stands on. */
  #shapes(ground: AbstractMesh | undefined): Box[] {
    return this.#scene.meshes.filter((mesh) => isShape(mesh) && mesh !== ground).map(boxOf);
  }

  /** The room of what has no shape: lights, cameras, zones; of those alone that have a component, where one is named. */
  #places(component = 'Transform'): Box[] {
    const boxes: Box[] = [];
    const shaped = new Set<unknown>(this.#scene.meshes.filter((mesh) => isShape(mesh)).map((mesh) => mesh.metadata.entity));
    const parents = new Set([...this.#level.entities.values()].map(({ parent }) => parent));
    for (const key of this.#level.having(component)) {
      // A folder takes no room: what is in it does.
      const isFolder = parents.has(key) && Object.keys(this.#level.entities.get(key)!.components).length === 1;
      const at = shaped.has(key) || isFolder ? undefined : this.#nodeOf(key)?.getAbsolutePosition();
      if (at) boxes.push({ min: at.subtract(small), max: at.add(small) });
    }
    return boxes;
  }
}
