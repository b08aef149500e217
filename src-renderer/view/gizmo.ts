import {
  PositionGizmo,
  Quaternion,
  RotationGizmo,
  ScaleGizmo,
  type Scene,
  TransformNode,
  UtilityLayerRenderer,
  Vector3,
} from './babylon.ts';
import { takeHold } from './hold.ts';

export type GizmoMode = 'none' | 'move' | 'rotate' | 'scale';

export interface Placement {
  position: [number, number, number];
  rotation: [number, number, number, number];
  scale: [number, number, number];
}

/** An entity and how it stands under the hand: what the hand has changed of it. */
export interface Placed {
  key: string;
  placement: Partial<Placement>;
}

export interface GizmoListener {
  /** A hand takes hold. What it returns it holds instead, as after a copy has been made. */
  begin?: () => readonly string[] | undefined;
  /** While the pointer is down, at every move: everything that the hand holds. */
  drag: (placed: readonly Placed[]) => void;
  /** The gesture has ended; this is its result. */
  end: (placed: readonly Placed[]) => void;
}

export interface Handled {
  key: string;
  node: TransformNode;
}

export interface HandleOptions {
  /** In metres, radians or factors, by mode; 0 is free. */
  snap: number;
  /** Along which axes the handles stand. Those that scale always stand along the entity's own. */
  space: 'world' | 'local' | 'parent';
  /** About what several things turn and grow: each about its own origin, all about the last one's, or about their middle. */
  pivot: 'each' | 'last' | 'centre';
}

export const freeHandles: HandleOptions = { snap: 0, space: 'world', pivot: 'each' };

/** Matrices are of single precision: what they add behind the millionth is nobody's will, and -0 is 0. */
const tidy = (value: number): number => Number(value.toFixed(6)) + 0;

const fields = {
  position: ({ position: { x, y, z } }: TransformNode): Placement['position'] => [tidy(x), tidy(y), tidy(z)],
  rotation: ({ rotationQuaternion }: TransformNode): Placement['rotation'] => {
    const { x, y, z, w } = rotationQuaternion ?? Quaternion.Identity();
    return [tidy(x), tidy(y), tidy(z), tidy(w)];
  },
  scale: ({ scaling: { x, y, z } }: TransformNode): Placement['scale'] => [tidy(x), tidy(y), tidy(z)],
} as const;

/** How a thing stands, in what it stands in: only these fields of it. */
export const placedOf = ({ key, node }: Handled, ...which: readonly (keyof Placement)[]): Placed => ({
  key,
  placement: Object.fromEntries(which.map((field) => [field, fields[field](node)])),
});

/** Handles on the selected entities: they hang on a hand, and the entities do what the hand does. A drag is one gesture: many `drag`, one `end`. */
export class Gizmo {
  readonly #layer: UtilityLayerRenderer;
  readonly #listener: GizmoListener;
  readonly #nodeOf: (key: string) => TransformNode | undefined;
  readonly #hand: TransformNode;
  #active: PositionGizmo | RotationGizmo | ScaleGizmo | undefined;
  #mode: GizmoMode = 'none';
  #handled: readonly Handled[] = [];
  #options: HandleOptions = freeHandles;
  #follow: (() => void) | undefined;
  dragging = false;

  constructor(scene: Scene, nodeOf: (key: string) => TransformNode | undefined, listener: GizmoListener) {
    this.#layer = new UtilityLayerRenderer(scene);
    this.#hand = new TransformNode('hand', scene);
    this.#hand.rotationQuaternion = Quaternion.Identity();
    this.#nodeOf = nodeOf;
    this.#listener = listener;
  }

  set shown(on: boolean) {
    this.#layer.shouldRender = on;
  }

  show(mode: GizmoMode, entities: readonly string[], options: HandleOptions): void {
    this.#options = options;
    // A step may change in the middle of a drag, what is held may not.
    if (this.#active) this.#active.snapDistance = options.snap;
    if (this.dragging) return;
    this.#hold(entities);
    const wanted = this.#handled.length === 0 ? 'none' : mode;
    if (wanted !== this.#mode || !this.#active) {
      this.#active?.dispose();
      this.#active = this.#create(wanted);
      this.#mode = wanted;
    }
    if (!this.#active) return;
    this.#active.attachedNode = this.#hand;
    this.#active.snapDistance = options.snap;
    this.pose();
  }

  /** Puts the hand where the entities are now; whoever moves them otherwise need not tell. */
  pose(): void {
    const lead = this.#handled.at(-1)?.node;
    if (this.dragging || !lead || !this.#active) return;
    const { space, pivot } = this.#options;
    lead.computeWorldMatrix(true);
    const middle = (): Vector3 => {
      const sum = new Vector3();
      for (const { node } of this.#handled) sum.addInPlace(node.getAbsolutePosition());
      return sum.scale(1 / this.#handled.length);
    };
    this.#hand.position.copyFrom(pivot === 'centre' ? middle() : lead.getAbsolutePosition());
    this.#hand.scaling.setAll(1);
    const turn =
      this.#mode === 'scale' || space === 'local'
        ? lead.absoluteRotationQuaternion
        : space === 'parent' && lead.parent
          ? (lead.parent as TransformNode).absoluteRotationQuaternion
          : Quaternion.Identity();
    this.#hand.rotationQuaternion?.copyFrom(turn);
    this.#hand.computeWorldMatrix(true);
  }

  #hold(entities: readonly string[]): void {
    this.#handled = entities.flatMap((key) => {
      const node = this.#nodeOf(key);
      return node ? [{ key, node }] : [];
    });
  }

  #create(mode: GizmoMode): PositionGizmo | RotationGizmo | ScaleGizmo | undefined {
    if (mode === 'none') return undefined;
    const gizmo =
      mode === 'move' ? new PositionGizmo(this.#layer) : mode === 'rotate' ? new RotationGizmo(this.#layer) : new ScaleGizmo(this.#layer);
    if (gizmo instanceof ScaleGizmo) gizmo.incrementalSnap = true;
    gizmo.updateGizmoRotationToMatchAttachedMesh = true;
    gizmo.onDragStartObservable.add(() => {
      this.dragging = true;
      const instead = this.#listener.begin?.();
      if (instead) this.#hold(instead);
      const pivot = this.#options.pivot === 'each' ? 'each' : 'hand';
      this.#follow = takeHold(
        this.#hand,
        this.#handled.map(({ node }) => node),
        mode,
        pivot,
      );
    });
    gizmo.onDragObservable.add(() => this.#tell('drag'));
    gizmo.onDragEndObservable.add(() => {
      this.dragging = false;
      this.#tell('end');
    });
    return gizmo;
  }

  #tell(what: 'drag' | 'end'): void {
    this.#follow?.();
    if (this.#handled.length === 0 || this.#mode === 'none') return;
    const changed = { move: 'position', rotate: 'rotation', scale: 'scale' } as const;
    const also = this.#options.pivot !== 'each' && this.#mode !== 'move' ? (['position'] as const) : [];
    const mode = this.#mode;
    this.#listener[what](this.#handled.map((handled) => placedOf(handled, changed[mode], ...also)));
  }

  /** Lets go without a word; whoever called it off puts things back. The handles have to be shown anew. */
  callOff(): void {
    this.#follow = undefined;
    this.#handled = [];
    this.#active?.dispose();
    this.#active = undefined;
    this.dragging = false;
  }

  dispose(): void {
    this.#active?.dispose();
    this.#layer.dispose();
  }
}
