import { type AbstractMesh, type Camera, Matrix, Quaternion, type Ray, type Scene, TransformNode, Vector3 } from './babylon.ts';
import { cornersIn, cornersOf, isEntity, others } from './corners.ts';
import { type GizmoListener, type Handled, type Placed, placedOf } from './gizmo.ts';
import { placeAt, takeHold, turnTo } from './hold.ts';
import { type Spot, spotOf } from './screen.ts';
import { footOf, meet, onGrid, planeUnder, turnBetween } from './snap.ts';

export interface CarryHow {
  /** Metres of the grid; 0 is free. */
  step: number;
  /** It lies down on what is under the pointer. */
  onSurface: boolean;
  /** ... and turns upright on it. */
  upright: boolean;
  /** A corner of it meets the corner nearest to the pointer. */
  toVertex: boolean;
}

/** Pixels within which a corner is near. */
const reach = 28;

interface Hold {
  handled: readonly Handled[];
  lead: Handled;
  /** Where it was taken, and the plane it goes in. */
  grip: Vector3;
  plane: Vector3;
  at: Vector3;
  turn: Quaternion;
  /** Its corners as it stood, from its origin. */
  corners: readonly Vector3[];
  /** The corner that was taken, from its origin. */
  corner: Vector3;
  turned: boolean;
  meets: (mesh: AbstractMesh) => boolean;
  follow: () => void;
}

/** Things carried by themselves, without handles: along the ground, onto what is under the pointer, or corner to corner. */
export class Carry {
  readonly #scene: Scene;
  readonly #camera: Camera;
  readonly #nodeOf: (key: string) => TransformNode | undefined;
  readonly #listener: GizmoListener;
  readonly #hand: TransformNode;
  #hold: Hold | undefined;

  constructor(scene: Scene, camera: Camera, nodeOf: (key: string) => TransformNode | undefined, listener: GizmoListener) {
    this.#scene = scene;
    this.#camera = camera;
    this.#nodeOf = nodeOf;
    this.#listener = listener;
    this.#hand = new TransformNode('carry', scene);
    this.#hand.rotationQuaternion = Quaternion.Identity();
  }

  get carrying(): boolean {
    return this.#hold !== undefined;
  }

  /** Takes what is under the pointer, if it is one of these or stands in one of them. */
  take({ x, y }: Spot, entities: readonly string[]): boolean {
    const hit = this.#scene.pick(x, y, isEntity);
    const gripped = hit.pickedMesh;
    if (!gripped || !hit.pickedPoint) return false;
    const found = entities.findIndex((key) => {
      const node = this.#nodeOf(key);
      return node !== undefined && (gripped.metadata.entity === key || gripped.isDescendantOf(node));
    });
    if (found < 0) return false;
    const held = this.#listener.begin?.() ?? entities;
    const handled = held.flatMap((key): Handled[] => {
      const node = this.#nodeOf(key);
      return node ? [{ key, node }] : [];
    });
    const lead = handled.find(({ key }) => key === held[found]);
    if (!lead) return false;
    for (const { node } of handled) node.computeWorldMatrix(true);
    const at = lead.node.getAbsolutePosition().clone();
    const corners = cornersIn(lead.node).map((corner) => corner.subtract(at));
    this.#hand.position.copyFrom(at);
    this.#hold = {
      handled,
      lead,
      grip: hit.pickedPoint,
      plane: planeUnder(this.#camera.getForwardRay().direction),
      at,
      turn: lead.node.absoluteRotationQuaternion.clone(),
      corners,
      corner:
        this.#nearest(
          { x, y },
          corners.map((corner) => corner.add(at)),
          Infinity,
        )?.subtract(at) ?? Vector3.Zero(),
      turned: false,
      meets: others(
        this.#scene,
        handled.map(({ node }) => node),
      ),
      follow: takeHold(
        this.#hand,
        handled.map(({ node }) => node),
        'move',
      ),
    };
    return true;
  }

  /** Carries it to where the pointer is now. */
  to(spot: Spot, how: CarryHow): void {
    const hold = this.#hold;
    if (!hold) return;
    const ray = this.#scene.createPickingRay(spot.x, spot.y, Matrix.Identity(), this.#camera);
    const goal =
      (how.toVertex && this.#toVertex(hold, spot)) ||
      (how.onSurface && this.#onSurface(hold, spot, how.upright)) ||
      along(hold, ray, how.step);
    if (!goal) return;
    this.#hand.position.copyFrom(goal.at);
    hold.follow();
    if (goal.turn || hold.turned) turnTo(hold.lead.node, goal.turn ?? hold.turn);
    if (goal.turn) {
      hold.turned = true;
      placeAt(hold.lead.node, goal.at);
    }
    this.#listener.drag(this.#placed(hold));
  }

  end(): void {
    const hold = this.#hold;
    this.#hold = undefined;
    if (hold) this.#listener.end(this.#placed(hold));
  }

  /** Lets go without a word; whoever called it off puts things back. */
  callOff(): void {
    this.#hold = undefined;
  }

  #placed({ handled, lead, turned }: Hold): Placed[] {
    return handled.map((one) => (turned && one === lead ? placedOf(one, 'position', 'rotation') : placedOf(one, 'position')));
  }

  #onSurface({ corners, turn }: Hold, { x, y }: Spot, upright: boolean): { at: Vector3; turn?: Quaternion } | null {
    const { meets } = this.#hold!;
    const hit = this.#scene.pick(x, y, meets);
    const normal = hit.getNormal(true);
    if (!hit.pickedPoint || !normal || !hit.ray) return null;
    if (Vector3.Dot(normal, hit.ray.direction) > 0) normal.negateInPlace();
    if (!upright) return { at: hit.pickedPoint.subtract(normal.scale(footOf(corners, normal))) };
    const up = Vector3.Up().applyRotationQuaternion(turn);
    const { axis, angle } = turnBetween(up, normal);
    const by = Quaternion.RotationAxis(axis, angle);
    const foot = footOf(
      corners.map((corner) => corner.applyRotationQuaternion(by)),
      normal,
    );
    return { at: hit.pickedPoint.subtract(normal.scale(foot)), turn: by.multiply(turn) };
  }

  #toVertex({ corner, meets }: Hold, spot: Spot): { at: Vector3; turn?: Quaternion } | null {
    const near = this.#scene.meshes.filter((mesh) => meets(mesh) && this.#isNear(mesh, spot)).flatMap(cornersOf);
    const target = this.#nearest(spot, near, reach);
    return target && { at: target.subtract(corner) };
  }

  #isNear(mesh: AbstractMesh, spot: Spot): boolean {
    const { centerWorld, radiusWorld } = mesh.getBoundingInfo().boundingSphere;
    const middle = spotOf(this.#scene, this.#camera, centerWorld);
    if (!middle) return true;
    const side = this.#camera.getDirection(Vector3.Right()).scale(radiusWorld);
    const edge = spotOf(this.#scene, this.#camera, centerWorld.add(side));
    return !edge || Math.hypot(middle.x - spot.x, middle.y - spot.y) <= Math.hypot(edge.x - middle.x, edge.y - middle.y) * 1.5 + reach;
  }

  #nearest(spot: Spot, corners: readonly Vector3[], within: number): Vector3 | null {
    let best: Vector3 | null = null;
    let least = within;
    let nearer = Infinity;
    for (const corner of corners) {
      const at = spotOf(this.#scene, this.#camera, corner);
      if (!at) continue;
      const far = Math.hypot(at.x - spot.x, at.y - spot.y);
      const depth = Vector3.DistanceSquared(corner, this.#camera.globalPosition);
      // Of corners in one spot the one in front.
      if (far > least + 0.5 || (Math.abs(far - least) <= 0.5 && depth >= nearer)) continue;
      [best, least, nearer] = [corner, far, depth];
    }
    return best;
  }
}

function along({ grip, plane, at }: Hold, ray: Ray, step: number): { at: Vector3; turn?: Quaternion } | null {
  const there = meet(ray, grip, plane);
  return there && { at: onGrid(at.add(there.subtract(grip)), plane, step) };
}
