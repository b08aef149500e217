import { PositionGizmo, Quaternion, RotationGizmo, ScaleGizmo, type Scene, type TransformNode, UtilityLayerRenderer } from './babylon.ts';
import { takeHold } from './hold.ts';

export type GizmoMode = 'none' | 'move' | 'rotate' | 'scale';

export interface Placement {
  position: [number, number, number];
  rotation: [number, number, number, number];
  scale: [number, number, number];
}

/** An entity and where it stands under the hand. */
export interface Placed {
  key: string;
  placement: Placement;
}

export interface GizmoListener {
  /** While the pointer is down, at every move: everything that the hand holds. */
  drag: (placed: readonly Placed[]) => void;
  /** The gesture has ended; this is its result. */
  end: (placed: readonly Placed[]) => void;
}

export interface Handled {
  key: string;
  node: TransformNode;
}

const placementOf = (node: TransformNode): Placement => {
  const { position, scaling } = node;
  const rotation = node.rotationQuaternion ?? Quaternion.Identity();
  return {
    position: [position.x, position.y, position.z],
    rotation: [rotation.x, rotation.y, rotation.z, rotation.w],
    scale: [scaling.x, scaling.y, scaling.z],
  };
};

/** Handles on the last of the selected entities; the others go along. A drag is one gesture: many `drag`, one `end`. */
export class Gizmo {
  readonly #layer: UtilityLayerRenderer;
  readonly #listener: GizmoListener;
  #active: PositionGizmo | RotationGizmo | ScaleGizmo | undefined;
  #mode: GizmoMode = 'none';
  #handled: readonly Handled[] = [];
  #follow: (() => void) | undefined;
  dragging = false;

  constructor(scene: Scene, listener: GizmoListener) {
    this.#layer = new UtilityLayerRenderer(scene);
    this.#listener = listener;
  }

  show(mode: GizmoMode, handled: readonly Handled[], snap: number): void {
    if (this.dragging) return;
    if (mode !== this.#mode || !this.#active) {
      this.#active?.dispose();
      this.#active = this.#create(mode);
      this.#mode = mode;
    }
    this.#handled = handled;
    if (!this.#active) return;
    this.#active.attachedNode = handled.at(-1)?.node ?? null;
    this.#active.snapDistance = snap;
  }

  #create(mode: GizmoMode): PositionGizmo | RotationGizmo | ScaleGizmo | undefined {
    if (mode === 'none') return undefined;
    const gizmo =
      mode === 'move' ? new PositionGizmo(this.#layer) : mode === 'rotate' ? new RotationGizmo(this.#layer) : new ScaleGizmo(this.#layer);
    gizmo.updateGizmoRotationToMatchAttachedMesh = mode !== 'move';
    gizmo.onDragStartObservable.add(() => {
      this.dragging = true;
      const lead = this.#handled.at(-1);
      this.#follow =
        lead &&
        takeHold(
          lead.node,
          this.#handled.slice(0, -1).map(({ node }) => node),
          mode,
        );
    });
    gizmo.onDragObservable.add(() => this.#tell('drag'));
    gizmo.onDragEndObservable.add(() => {
      this.dragging = false;
      this.#tell('end');
    });
    return gizmo;
  }

  #tell(what: keyof GizmoListener): void {
    this.#follow?.();
    if (this.#handled.length > 0) this.#listener[what](this.#handled.map(({ key, node }) => ({ key, placement: placementOf(node) })));
  }

  render(): void {
    this.#layer.render();
  }

  dispose(): void {
    this.#active?.dispose();
    this.#layer.dispose();
  }
}
