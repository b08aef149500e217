import { withoutAids } from './aids.ts';
import { type AbstractEngine, InstancedMesh, Matrix, Scene, type TransformNode, Vector3 } from './babylon.ts';
import { Boards } from './boards.ts';
import { Carry, type CarryHow } from './carry.ts';
import { type Counts, createCounts } from './counts.ts';
import type { Box } from './declutter.ts';
import { Dials } from './dials.ts';
import { isEntity, isShape } from './corners.ts';
import { debugStrokes, type DebugWanted, movers, Trails } from './debug-lines.ts';
import { type Difference, differenceStrokes } from './differences.ts';
import { dropped } from './drop.ts';
import { Eye } from './eye.ts';
import { eyeStrokes, type SeenEye } from './eyes.ts';
import { Fleets } from './fleets.ts';
import { freeHandles, Gizmo, type GizmoListener, type GizmoMode, type HandleOptions, type Placed } from './gizmo.ts';
import { Grid } from './grid.ts';
import { Helpers } from './helpers.ts';
import { Labels, type TextPainter } from './labels.ts';
import { Lamps } from './lamps.ts';
import { Landing, type Newcomer } from './landing.ts';
import { LevelState, textOf, type Values, type ViewChange, type ViewEntity, type ViewLevel } from './level.ts';
import { Library } from './library.ts';
import { Marks } from './marks.ts';
import { Materials, type Worn } from './materials/materials.ts';
import { Models } from './models/models.ts';
import type { AssetSource } from './models/source.ts';
import { Nodes } from './nodes.ts';
import { Panorama } from './panorama.ts';
import { Piles } from './piles.ts';
import { type Spot, spotOf } from './screen.ts';
import { entitiesWithin } from './select.ts';
import type { Outlook } from './sides.ts';
import { type Heard, Sounds } from './sounds/sounds.ts';
import { lookAbout, orbit, pan, walk, zoom } from './steer.ts';
import { Strokes } from './strokes.ts';
import { Surroundings } from './surroundings.ts';
import { Typefaces } from './typefaces.ts';

export interface ViewOptions {
  /** How this host draws text; without it labels are left out. */
  paintText?: TextPainter;
  /** Handles on the selected entity; without a listener there are none. */
  gizmo?: GizmoListener;
  /** Where models, images and sounds come from; without it they are left out. */
  assets?: AssetSource;
  /** Where sounds are heard: undefined as long as the page may not be heard. Without it nothing ever is. */
  audio?: () => BaseAudioContext | undefined;
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
export function createLevelView(engine: AbstractEngine, { paintText, gizmo: listener, assets, audio }: ViewOptions = {}) {
  const scene = new Scene(engine);
  scene.skipPointerMovePicking = true;
  // As levels, glTF and the physics have it: with y up and z towards the beholder, x points to the right.
  scene.useRightHandedSystem = true;
  const level = new LevelState();
  const lamps = new Lamps(scene);
  const library = new Library(scene, lamps.shadows);
  const eye = new Eye(scene);
  const materials = new Materials(scene, assets, () => dress());
  const wornBy = (key: string): Worn | undefined => materials.get(textOf(level.component(key, 'Material')?.['material'], ''));
  const nodes = new Nodes(scene, library, wornBy);
  const models = new Models({ scene, library, shadows: lamps.shadows, source: assets, wornBy }, () => {
    models.sync(level, nodeOf);
    showMarks();
    touch();
  });
  const boards = new Boards(scene, assets, () => {
    boards.sync(level, nodeOf);
    showMarks();
    touch();
  });
  const sounds = new Sounds(assets, audio);
  const piles = new Piles(library);
  const fleets = new Fleets(library);
  const typefaces = new Typefaces(assets, () => {
    labels.sync(level, nodeOf);
    touch();
  });
  const labels = new Labels(scene, paintText, (of, key) => typefaces.of(of, key));
  const panorama = new Panorama(scene, assets, (light) => {
    materials.surround(light);
    if (light) panorama.sync(level);
    touch();
  });
  const dials = new Dials(scene, library);
  const surroundings = new Surroundings(scene);
  const marks = new Marks(scene);
  const differing = new Strokes(scene, 'difference');
  const debugging = new Strokes(scene, 'debug');
  const watching = new Strokes(scene, 'eye');
  const trails = new Trails();
  const helpers = new Helpers(scene);
  const grid = new Grid(scene, eye.camera);
  const counts = createCounts(scene);
  const nodeOf = (key: string): TransformNode | undefined => nodes.get(key);
  const landing = new Landing(scene, eye.camera, level, nodeOf);
  const gizmo = listener && new Gizmo(scene, nodeOf, listener);
  const carry = listener && new Carry(scene, eye.camera, nodeOf, listener);

  let marked: readonly Mark[] = [];
  let differences: readonly Difference[] = [];
  let debug: DebugWanted | undefined;
  let dirty = true;
  /** Something may still be being compiled. */
  let unready = true;
  let blend = 0;

  const settle = (changed: ReadonlySet<string>): void => {
    nodes.sync(level, changed);
    lamps.sync(level, nodeOf);
    models.sync(level, nodeOf);
    boards.sync(level, nodeOf);
    sounds.sync(level, nodeOf);
    panorama.sync(level);
    piles.sync(level, nodeOf);
    fleets.sync(level, nodeOf, blend);
    labels.sync(level, nodeOf);
    dials.sync(level, nodeOf, blend);
    eye.sync(level);
    helpers.sync(level, nodeOf);
    showMarks();
    if (debug) showDebug();
    touch();
  };
  /** Another scene is to be drawn, not only the same from elsewhere. */
  const touch = (): void => {
    lamps.refresh();
    unready = true;
    dirty = true;
  };
  /** Whether everything could be drawn. Instances are ready when what they are instances of is: they need not all be asked. */
  const isReady = (): boolean => {
    const { meshes } = scene;
    scene.meshes = meshes.filter((mesh) => !(mesh instanceof InstancedMesh));
    const ready = scene.isReady();
    scene.meshes = meshes;
    return ready;
  };
  /** Who wears a material wears what it is now. */
  const dress = (): void => {
    nodes.dress(level);
    models.sync(level, nodeOf);
    boards.sync(level, nodeOf);
    sounds.sync(level, nodeOf);
    panorama.sync(level);
    labels.sync(level, nodeOf);
    showMarks();
    touch();
  };
  const steered = (move: () => void): void => {
    move();
    dirty = true;
  };
  const showDebug = (): void => {
    if (!debug) return debugging.draw([]);
    if (debug.kinds.includes('paths'))
      trails.note(
        level.tick,
        new Map(
          [...movers(level)].flatMap((key) => {
            const at = nodeOf(key)?.getAbsolutePosition();
            return at ? [[key, [at.x, at.y, at.z]] as const] : [];
          }),
        ),
      );
    debugging.draw(debugStrokes(level, nodeOf, debug, trails));
  };
  const showMarks = (): void => {
    if (differences.length > 0) differing.draw(differenceStrokes(differences, nodeOf));
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
      const changed = level.show(next);
      level.tick = tick;
      blend = 0;
      surroundings.show(next.environment);
      materials.show(next.materials ?? {}, next.environment);
      nodes.dress(level);
      settle(changed);
    },

    /** Applies what a tick, an edit or a diff has changed. */
    patch(changes: readonly ViewChange[], tick = level.tick): void {
      level.tick = tick;
      blend = 0;
      const changed = new Set<string>();
      for (const change of changes) if (level.apply(change)) changed.add(change.entity);
      settle(changed);
    },

    /** These entities as they are now; undefined when one has gone. */
    put(entities: ReadonlyMap<string, ViewEntity | undefined>): void {
      for (const [key, entity] of entities) level.put(key, entity);
      settle(new Set(entities.keys()));
    },

    /** Where the picture stands: -1 at the tick before, 0 at this one, towards 1 at the next. */
    animate(fraction: number): void {
      blend = Math.max(-1, Math.min(1, fraction));
      fleets.sync(level, nodeOf, blend);
      dials.sync(level, nodeOf, blend);
      touch();
    },

    /** These are the level's materials now. */
    showMaterials(specs: Readonly<Record<string, Values>>): void {
      materials.show(specs);
      dress();
    },

    /** Marks entities: our selection, peers' selections. */
    mark(next: readonly Mark[]): void {
      marked = next;
      labels.chosen = new Set(next.map(({ entity }) => entity));
      showMarks();
      unready = true;
      dirty = true;
    },

    /** Has the level drawn alone: without marks, handles, helpers and grid, and with labels wherever they like. */
    bare(draw: () => void): void {
      const { chosen, taken } = labels;
      [labels.chosen, labels.taken] = [new Set(), []];
      if (gizmo) gizmo.shown = false;
      try {
        withoutAids(scene, draw);
      } finally {
        [labels.chosen, labels.taken] = [chosen, taken];
        if (gizmo) gizmo.shown = true;
        dirty = true;
      }
    },

    /** Keeps labels away from what lies over the picture. */
    keepClear(boxes: readonly Box[]): void {
      labels.taken = boxes;
    },

    /** Marks how entities differ from another version of the level; an empty list takes everything away. */
    showDifferences(next: readonly Difference[]): void {
      differences = next;
      differing.draw(differenceStrokes(differences, nodeOf));
      unready = true;
      dirty = true;
    },

    /** Draws where others stand and look: these and no others. */
    showEyes(eyes: readonly SeenEye[]): void {
      watching.draw(eyeStrokes(eyes));
      unready = true;
      dirty = true;
    },

    /** Draws what systems do in the run that is shown; undefined takes everything away. */
    showDebug(next: DebugWanted | undefined): void {
      if (!next?.kinds.includes('paths')) trails.clear();
      debug = next;
      showDebug();
      unready = true;
      dirty = true;
    },

    /** Shows the handles of a mode on these entities. */
    handles(mode: GizmoMode, entities: readonly string[], options: HandleOptions = freeHandles): void {
      gizmo?.show(mode, entities, options);
      dirty = true;
    },

    /** Whether the hand holds something, by its handles or by itself. */
    get dragging(): boolean {
      return (gizmo?.dragging ?? false) || (carry?.carrying ?? false);
    },

    /** Takes what is under the pointer in the hand, with the rest of these entities; false where it is none of them. */
    take: (spot: Spot, entities: readonly string[]): boolean => carry?.take(spot, entities) ?? false,
    carryTo(spot: Spot, how: CarryHow): void {
      carry?.to(spot, how);
      dirty = true;
    },
    letGo(): void {
      carry?.end();
      dirty = true;
    },

    /** Lets go of whatever the hand holds; the handles have to be shown anew. */
    callOff(): void {
      gizmo?.callOff();
      carry?.callOff();
      dirty = true;
    },

    /** Where these entities would stand if they fell; those that stand already are left out. */
    dropped(entities: readonly string[]): Placed[] {
      return dropped(
        scene,
        entities.flatMap((key) => {
          const node = nodeOf(key);
          return node ? [{ key, node }] : [];
        }),
      );
    },

    /** Moves the eye, by pixels of the hand: around what is looked at, about itself, with the scene; by a factor; by metres. */
    steer: {
      orbit: (x: number, y: number): void => steered(() => orbit(eye.camera, x, y)),
      look: (x: number, y: number): void => steered(() => lookAbout(eye.camera, x, y)),
      pan: (x: number, y: number): void =>
        steered(() => pan(eye.camera, x, y, engine.getRenderHeight() * engine.getHardwareScalingLevel())),
      zoom: (factor: number): void => steered(() => zoom(eye.camera, factor)),
      walk: (right: number, up: number, forward: number): void => steered(() => walk(eye.camera, right, up, forward)),
    },

    /** The entity under a point of the canvas, in CSS pixels from its top left. */
    pick(x: number, y: number): string | null {
      const hit = scene.pick(x, y, isEntity);
      const entity: unknown = hit.hit ? hit.pickedMesh?.metadata?.entity : undefined;
      return typeof entity === 'string' ? entity : null;
    },

    /** The entities in a rectangle of the canvas; `touching`: those that are only partly in it as well, but not what it is drawn on. */
    within: (from: Spot, to: Spot, touching: boolean): string[] => entitiesWithin(scene, eye.camera, from, to, touching),

    /** The point of the scene, or else of the ground, under a point of the canvas, in metres; null where there is only sky. */
    pointAt(x: number, y: number): Point | null {
      const hit = scene.pick(x, y, isShape);
      const ray = hit.ray ?? scene.createPickingRay(x, y, null, eye.camera);
      const distance = ray.direction.y === 0 ? -1 : -ray.origin.y / ray.direction.y;
      const at = hit.pickedPoint ?? (distance > 0 && distance < eye.camera.maxZ ? ray.origin.add(ray.direction.scale(distance)) : null);
      return at && [at.x, at.y, at.z];
    },

    /**
     * The position, from its parent, of something that is to be added: on what is in the middle of the picture and beside what stands there, or
     * exactly under a point of the canvas. @param step metres of the grid; 0 is free
     */
    landing(newcomer: Newcomer, parent: string | null, step = 0, spot?: Spot): Point {
      const at = landing.of(newcomer, step, spot);
      const above = parent === null ? undefined : nodeOf(parent);
      const { x, y, z } = above ? Vector3.TransformCoordinates(at, Matrix.Invert(above.computeWorldMatrix(true))) : at;
      const tidy = (lane: number): number => (Number.isFinite(lane) ? Number(lane.toFixed(3)) || 0 : 0);
      return [tidy(x), tidy(y), tidy(z)];
    },

    /** Where a point of the scene is drawn, in CSS pixels from the canvas' top left; null where it is behind the beholder. */
    screenOf(point: Point): Spot | null {
      return spotOf(scene, eye.camera, new Vector3(...point));
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

    /** Perspective or not, freely or from one side. */
    get outlook(): Outlook {
      return eye.outlook;
    },
    set outlook(next: Outlook) {
      steered(() => (eye.outlook = next));
    },

    /** Where the world's axes point in the picture: to the right, upwards, towards the beholder. */
    get axes(): Record<'x' | 'y' | 'z', Point> {
      const looking = eye.camera.getViewMatrix();
      const seen = (x: number, y: number, z: number): Point => {
        const axis = Vector3.TransformNormal(new Vector3(x, y, z), looking);
        return [axis.x, axis.y, axis.z];
      };
      return { x: seen(1, 0, 0), y: seen(0, 1, 0), z: seen(0, 0, 1) };
    },

    /** A grid of metres on the ground, or in the plane that is looked at from the side. */
    showGrid(on: boolean): void {
      grid.show(on);
      dirty = true;
    },

    /** Draws what has no shape, for these entities or for all: lights, cameras, colliders, zones. */
    showHelpers(wanted: 'all' | readonly string[]): void {
      helpers.show(wanted);
      helpers.sync(level, nodeOf);
      dirty = true;
    },

    /** What the last picture took; counted from the first call on. */
    counts: (): Counts => counts.of(level.entities.size),

    /** Brings these entities, or all, into the picture. */
    frame(entities: readonly string[]): void {
      const wanted = entities.length > 0 ? entities : [...level.entities.keys()];
      eye.frame(wanted.flatMap((key) => nodeOf(key) ?? []));
      dirty = true;
    },

    /** Some asset is there, gone, or another one: what shows any is looked at again. */
    assetsChanged(): void {
      materials.refresh();
      dress();
    },
    /** Files and parts that are still on their way. */
    get loading(): number {
      return models.pending + materials.pending + boards.pending + panorama.pending + typefaces.pending;
    },

    /** Whether anything is heard; silent to begin with. */
    set sounding(on: boolean) {
      sounds.silent = !on;
    },
    /** Has those sound that wait for one of these events. */
    hear: (events: readonly Heard[]): void => sounds.hear(events),

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
      grid.fit(eye.outlook);
      gizmo?.pose();
      labels.fit(eye.camera, engine.getRenderHeight() * engine.getHardwareScalingLevel(), aspect);
      scene.render();
      sounds.listen(eye.camera.globalPosition, eye.camera.getForwardRay().direction, eye.camera.upVector);
      // What was still being compiled is missing in this picture: there is another one to draw.
      unready &&= !isReady();
      if (unready) lamps.refresh();
      dirty = unready;
    },
    dispose(): void {
      gizmo?.dispose();
      counts.dispose();
      models.dispose();
      boards.dispose();
      sounds.dispose();
      panorama.dispose();
      typefaces.dispose();
      materials.dispose();
      scene.dispose();
    },
  };
}
