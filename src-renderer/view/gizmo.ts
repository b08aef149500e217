import { PositionGizmo, Quaternion, RotationGizmo, ScaleGizmo, type Scene, type TransformNode, UtilityLayerRenderer } from './babylon.ts';

export type GizmoMode = 'none' | 'move' | 'rotate' | 'scale';

export interface Placement {
  position: [number, number, number];
  rotation: [number, number, number, number];
  scale: [number, number, number];
}

export interface GizmoListener {
  /** While the pointer is down, at every move. */
  drag: (key: string, placement: Placement) => void;
  /** The gesture has ended; this is its result. */
  end: (key: string, placement: Placement) => void;
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

/** Handles on the selected entity. A drag is one gesture: many `drag`, one `end`. */
export class Gizmo {
  readonly #layer: UtilityLayerRenderer;
  readonly #listener: GizmoListener;
  #active: PositionGizmo | RotationGizmo | ScaleGizmo | undefined;
  #mode: GizmoMode = 'none';
  dragging = false;

  constructor(scene: Scene, listener: GizmoListener) {
    this.#layer = new UtilityLayerRenderer(scene);
    this.#listener = listener;
  }

  show(mode: GizmoMode, key: string | undefined, node: TransformNode | undefined, snap: number): void {
    if (this.dragging) return;
    if (mode !== this.#mode || !this.#active) {
      this.#active?.dispose();
      this.#active = this.#create(mode);
      this.#mode = mode;
    }
    if (!this.#active) return;
    this.#active.attachedNode = node ?? null;
    this.#active.snapDistance = snap;
    this.#key = key;
  }

  #key: string | undefined;

  #create(mode: GizmoMode): PositionGizmo | RotationGizmo | ScaleGizmo | undefined {
    if (mode === 'none') return undefined;
    const gizmo =
      mode === 'move' ? new PositionGizmo(this.#layer) : mode === 'rotate' ? new RotationGizmo(this.#layer) : new ScaleGizmo(this.#layer);
    gizmo.updateGizmoRotationToMatchAttachedMesh = mode !== 'move';
    gizmo.onDragStartObservable.add(() => (this.dragging = true));
    gizmo.onDragObservable.add(() => this.#tell('drag'));
    gizmo.onDragEndObservable.add(() => {
      this.dragging = false;
      this.#tell('end');
    });
    return gizmo;
  }

  #tell(what: keyof GizmoListener): void {
    const node = this.#active?.attachedNode as TransformNode | null | undefined;
    if (node && this.#key !== undefined) this.#listener[what](this.#key, placementOf(node));
  }

  render(): void {
    this.#layer.render();
  }

  dispose(): void {
    this.#active?.dispose();
    this.#layer.dispose();
  }
}
