import { type AbstractEngine, Matrix, Scene, type TransformNode, Vector3 } from './babylon.ts';
import { Dials } from './dials.ts';
import { Eye } from './eye.ts';
import { Fleets } from './fleets.ts';
import { Gizmo, type GizmoListener, type GizmoMode } from './gizmo.ts';
import { Labels, type TextPainter } from './labels.ts';
import { Lamps } from './lamps.ts';
import { LevelState, type ViewChange, type ViewLevel } from './level.ts';
import { Library } from './library.ts';
import { Marks } from './marks.ts';
import { Models } from './models/models.ts';
import type { AssetSource } from './models/source.ts';
import { Nodes } from './nodes.ts';
import { Piles } from './piles.ts';
import { Surroundings } from './surroundings.ts';

export interface ViewOptions {
  /** How this host draws text; without it labels are left out. */
  paintText?: TextPainter;
  /** Handles on the selected entity; without a listener there are none. */
  gizmo?: GizmoListener;
  /** Where models come from; without it they are left out. */
  assets?: AssetSource;
}

export interface Mark {
  entity: string;
  /** `#rrggbb`. */
  color: string;
}

export type Point = [x: number, y: number, z: number];

/** Where somebody stands and what they look at, in metres. */
export interface Look {
  position: Point;
  target: Point;
}

export type LevelView = ReturnType<typeof createLevelView>;

/**
 * A level, or a running world, as a Babylon scene. The same code shows it in Studio, in the Playground and in the thumbnail job: it knows no
 * React, no DOM and no engine host, only the graphics engine that it is handed. It draws when told to; `needsRender` says whether
 * anything has changed since.
 */
export function createLevelView(engine: AbstractEngine, { paintText, gizmo: listener, assets }: ViewOptions = {}) {
  const scene = new Scene(engine);
  scene.skipPointerMovePicking = true;
  // As levels, glTF and the physics have it: with y up and z towards the beholder, x points to the right.
  scene.useRightHandedSystem = true;
  const level = new LevelState();
  const lamps = new Lamps(scene);
  const library = new Library(scene, lamps.shadows);
  const eye = new Eye(scene);
  const nodes = new Nodes(scene, library);
  const models = new Models(scene, library, lamps.shadows, assets, () => {
    models.sync(level, nodeOf);
    showMarks();
    dirty = true;
  });
  const piles = new Piles(library);
  const fleets = new Fleets(library);
  const labels = new Labels(scene, paintText);
  const dials = new Dials(scene, library);
  const surroundings = new Surroundings(scene);
  const marks = new Marks(scene);
  const gizmo = listener && new Gizmo(scene, listener);
  const nodeOf = (key: string): TransformNode | undefined => nodes.get(key);

  let marked: readonly Mark[] = [];
  let dirty = true;
  let blend = 0;

  const settle = (): void => {
    for (const key of level.entities.keys()) nodeOf(key)?.computeWorldMatrix(true);
    lamps.sync(level, nodeOf);
    models.sync(level, nodeOf);
    piles.sync(level, nodeOf);
    fleets.sync(level, nodeOf, blend);
    labels.sync(level, nodeOf);
    dials.sync(level, nodeOf, blend);
    eye.sync(level);
    showMarks();
    dirty = true;
  };
  const showMarks = (): void => {
    marks.show(
      marked.flatMap(({ entity, color }) => {
        const node = nodeOf(entity);
        return node ? [{ node, color }] : [];
      }),
    );
  };

  return {
    scene,
    camera: eye.camera,

    /** Shows this level instead of whatever was shown. */
    showLevel(next: ViewLevel, tick = 0): void {
      level.show(next);
      level.tick = tick;
      blend = 0;
      surroundings.show(next.environment);
      nodes.sync(level);
      settle();
    },

    /** Applies what a tick, an edit or a diff has changed. */
    patch(changes: readonly ViewChange[], tick = level.tick): void {
      level.tick = tick;
      blend = 0;
      let structure = false;
      for (const change of changes) {
        structure ||= !level.entities.has(change.entity) || change.component === '';
        if (level.apply(change) && !structure) nodes.update(level, change.entity);
      }
      if (structure) nodes.sync(level);
      settle();
    },

    /** Where the picture stands: -1 at the tick before, 0 at this one, towards 1 at the next. */
    animate(fraction: number): void {
      blend = Math.max(-1, Math.min(1, fraction));
      fleets.sync(level, nodeOf, blend);
      dials.sync(level, nodeOf, blend);
      dirty = true;
    },

    /** Marks entities: our selection, peers' selections. */
    mark(next: readonly Mark[]): void {
      marked = next;
      showMarks();
      dirty = true;
    },

    /** Shows the handles of a mode on the last of these entities; the others go along. `snap` is in metres, radians or factors, by mode; 0 is free. */
    handles(mode: GizmoMode, entities: readonly string[], snap = 0): void {
      const handled = entities.flatMap((key) => {
        const node = nodeOf(key);
        return node ? [{ key, node }] : [];
      });
      gizmo?.show(handled.length === 0 ? 'none' : mode, handled, snap);
      dirty = true;
    },

    get dragging(): boolean {
      return gizmo?.dragging ?? false;
    },

    /** The entity under a point of the canvas, in CSS pixels from its top left. */
    pick(x: number, y: number): string | null {
      const hit = scene.pick(x, y, (mesh) => mesh.isPickable && mesh.metadata?.entity !== undefined);
      const entity: unknown = hit.hit ? hit.pickedMesh?.metadata?.entity : undefined;
      return typeof entity === 'string' ? entity : null;
    },

    /** The point of the scene, or else of the ground, under a point of the canvas, in metres; null where there is only sky. */
    pointAt(x: number, y: number): Point | null {
      const hit = scene.pick(x, y, (mesh) => mesh.isPickable && mesh.metadata?.entity !== undefined);
      const ray = hit.ray ?? scene.createPickingRay(x, y, null, eye.camera);
      const distance = ray.direction.y === 0 ? -1 : -ray.origin.y / ray.direction.y;
      const at = hit.pickedPoint ?? (distance > 0 && distance < eye.camera.maxZ ? ray.origin.add(ray.direction.scale(distance)) : null);
      return at && [at.x, at.y, at.z];
    },

    /** Where a point of the scene is drawn, in CSS pixels from the canvas' top left; null where it is behind the beholder. */
    screenOf(point: Point): { x: number; y: number } | null {
      const [width, height] = [engine.getRenderWidth(), engine.getRenderHeight()];
      const viewport = eye.camera.viewport.toGlobal(width, height);
      const at = Vector3.Project(new Vector3(...point), Matrix.Identity(), scene.getTransformMatrix(), viewport);
      const scale = engine.getHardwareScalingLevel();
      return at.z >= 0 && at.z <= 1 ? { x: at.x * scale, y: at.y * scale } : null;
    },

    /** The middle of an entity's upper side, with what stands below it in the tree; null when it is not shown. */
    topOf(entity: string): Point | null {
      const node = nodeOf(entity);
      if (!node) return null;
      const { min, max } = node.getHierarchyBoundingVectors(true);
      if (max.x >= min.x && Number.isFinite(max.y)) return [(min.x + max.x) / 2, max.y, (min.z + max.z) / 2];
      const { x, y, z } = node.getAbsolutePosition();
      return [x, y, z];
    },

    get look(): Look {
      const { position, target } = eye.camera;
      return { position: [position.x, position.y, position.z], target: [target.x, target.y, target.z] };
    },
    set look({ position, target }: Look) {
      eye.camera.setTarget(new Vector3(...target));
      eye.camera.setPosition(new Vector3(...position));
      dirty = true;
    },

    /** Brings these entities, or all, into the picture. */
    frame(entities: readonly string[]): void {
      const wanted = entities.length > 0 ? entities : [...level.entities.keys()];
      eye.frame(wanted.flatMap((key) => nodeOf(key) ?? []));
      dirty = true;
    },

    /** Some asset is there, gone, or another one: models are looked at again. */
    assetsChanged(): void {
      models.sync(level, nodeOf);
      showMarks();
      dirty = true;
    },
    /** Models whose files are still on their way. */
    get loading(): number {
      return models.pending;
    },

    invalidate(): void {
      dirty = true;
    },
    get needsRender(): boolean {
      return dirty;
    },
    get drawCalls(): number {
      return scene.getActiveMeshes().length;
    },
    render(): void {
      const aspect = engine.getAspectRatio(eye.camera);
      eye.fit(aspect);
      eye.camera.getViewMatrix();
      labels.fit(eye.camera, engine.getRenderHeight() * engine.getHardwareScalingLevel(), aspect);
      scene.render();
      // What was still being compiled is missing in this picture: there is another one to draw.
      dirty = !scene.isReady();
    },
    dispose(): void {
      gizmo?.dispose();
      models.dispose();
      scene.dispose();
    },
  };
}
