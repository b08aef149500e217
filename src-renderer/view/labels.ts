import { type Camera, CreatePlane, Mesh, type Scene, type TransformNode, Vector3 } from './babylon.ts';
import { type Box, declutter, type Plate } from './declutter.ts';
import { flagOf, type LevelState, numberOf, textOf } from './level.ts';
import { createUnlit, type Pixels } from './unlit.ts';

export interface PaintedText extends Pixels {
  /** Pixels from one line to the next: what a label's size means. */
  line: number;
}

/** Text needs a rasteriser, which every host has its own of: a browser its canvas, the thumbnail worker none (its pictures go without labels). */
export type TextPainter = (lines: readonly string[], color: string, onPlate: boolean, family?: string) => PaintedText;

interface Shown {
  made: string;
  mesh: Mesh;
  size: number;
  facing: boolean;
  /** Metres, before it is made larger. */
  width: number;
  height: number;
  /** How far the middle of the text lies below its first line, metres. */
  below: number;
}

/** What stands between the parts of a label; each part gets a line of its own. */
const separator = ' · ';
/** A line of a facing label is never lower than this part of the picture, within these limits in CSS pixels. */
const lowest = { part: 1 / 22, least: 15, most: 24 };

/** CSS pixels, more than any picture has. */
const far = 1e6;

/** How high a line at least is in a picture of this height, CSS pixels. */
export const lowestLine = (height: number): number => Math.min(lowest.most, Math.max(lowest.least, height * lowest.part));

/** The Label component: text that follows its entity and shows what its braces name. What faces the beholder is never too small to read. */
export class Labels {
  readonly #scene: Scene;
  readonly #paint: TextPainter | undefined;
  readonly #familyOf: (level: LevelState, key: string) => string | undefined;
  readonly #labels = new Map<string, Shown>();
  /** Entities whose labels are shown whatever is before them. */
  chosen: ReadonlySet<string> = new Set();
  /** Where no label may be: what lies over the picture. */
  taken: readonly Box[] = [];

  /** @param familyOf the typeface of an entity's label; undefined for the painter's own */
  constructor(scene: Scene, paint: TextPainter | undefined, familyOf: (level: LevelState, key: string) => string | undefined) {
    this.#familyOf = familyOf;
    this.#scene = scene;
    this.#paint = paint;
  }

  sync(level: LevelState, nodeOf: (key: string) => TransformNode | undefined): void {
    if (!this.#paint) return;
    for (const [key, shown] of this.#labels) if (!level.component(key, 'Label')) this.#drop(key, shown);
    for (const key of level.having('Label')) {
      const label = level.component(key, 'Label');
      const node = label && nodeOf(key);
      if (!label || !node) continue;
      const text = level.fill(textOf(label['text'], ''), textOf(label['source'], key));
      const family = this.#familyOf(level, key);
      const made = JSON.stringify([label, text, family]);
      let shown = this.#labels.get(key);
      if (shown && shown.made !== made) {
        this.#drop(key, shown);
        shown = undefined;
      }
      if (!shown && text !== '') {
        const size = numberOf(label['size'], 0.3);
        const facing = flagOf(label['facing'], true);
        const lines = text.split(separator);
        const painted = this.#paint(lines, textOf(label['color'], '#f4f1ea'), facing, family);
        const metres = size / painted.line;
        const width = painted.width * metres;
        const below = facing ? ((lines.length - 1) * size) / 2 : 0;
        const height = painted.height * metres;
        shown = { made, size, facing, width, height, below, mesh: this.#write(key, painted, metres, facing) };
        this.#labels.set(key, shown);
      }
      if (shown) shown.mesh.parent = node;
    }
  }

  /**
   * Makes labels that face the beholder larger where they would be too small to read, keeps those at the sides in the picture whole, and has
   * none cover another: the farther one steps aside, or is left out.
   * @param height of the picture, CSS pixels
   * @param aspect its width by its height
   */
  fit(camera: Camera, height: number, aspect: number): void {
    const ahead = camera.getForwardRay().direction;
    const right = Vector3.Cross(ahead, camera.upVector).normalize();
    const up = Vector3.Cross(right, ahead);
    const eye = camera.globalPosition;
    const least = lowestLine(height);
    const plates: Plate[] = [];
    const perMetre = new Map<string, number>();
    for (const [key, { mesh, size, facing, width, height: high, below }] of this.#labels) {
      if (!facing) continue;
      const anchor = (mesh.parent as TransformNode).getAbsolutePosition();
      const way = anchor.subtract(eye);
      const half = camera.orthoTop ?? Math.tan(camera.fov / 2) * Math.max(Vector3.Dot(way, ahead), camera.minZ);
      const scale = Math.max(1, least / ((size * height) / (2 * half)));
      mesh.scaling.setAll(scale);
      const beside = Vector3.Dot(way, right);
      const room = half * aspect - (width / 2) * scale;
      // One whose place is outside the picture leaves it with its place.
      const pushed = Math.abs(beside) > half * aspect ? 0 : Math.max(-room, Math.min(room, beside)) - beside;
      const at = anchor.add(right.scale(pushed)).subtract(Vector3.Up().scale(below * scale));
      mesh.setAbsolutePosition(at);
      mesh.isVisible = true;
      const depth = Vector3.Dot(way, ahead);
      if (depth < camera.minZ) continue;
      const pixels = height / (2 * half);
      const [x, y] = [right, up].map((axis) => Vector3.Dot(at.subtract(eye), axis) * pixels) as [number, number];
      const [wide, tall] = [width * scale * pixels, high * scale * pixels];
      const [left, top] = [(height * aspect - wide) / 2 + x, (height - tall) / 2 - y];
      // Of thousands most are out of the picture, where nothing has to step aside.
      if (left + wide < 0 || left > height * aspect || top + tall < 0 || top > height) continue;
      perMetre.set(key, pixels);
      const place = { x: left + wide / 2 - pushed * pixels, y: top + tall / 2 };
      plates.push({ key, left, top, width: wide, height: tall, depth, at: place, chosen: this.chosen.has(key) });
    }
    // None steps out of the picture either.
    const beyond = { left: -far, width: 2 * far, height: far };
    const steps = declutter(plates, [...this.taken, { ...beyond, top: -far }, { ...beyond, top: height }]);
    for (const [key, pixels] of perMetre) {
      const { mesh } = this.#labels.get(key)!;
      const step = steps.get(key);
      mesh.isVisible = step !== undefined;
      if (step) mesh.setAbsolutePosition(mesh.getAbsolutePosition().subtract(up.scale(step / pixels)));
    }
  }

  #drop(key: string, { mesh }: Shown): void {
    mesh.dispose(false, true);
    this.#labels.delete(key);
  }

  #write(key: string, painted: PaintedText, metres: number, facing: boolean): Mesh {
    const { width, height } = painted;
    const mesh = CreatePlane(`label ${key}`, { width: metres * width, height: metres * height }, this.#scene);
    const material = createUnlit(`label ${key}`, this.#scene, painted);
    material.useAlphaFromDiffuseTexture = true;
    material.fogEnabled = false;
    material.backFaceCulling = false;
    mesh.material = material;
    mesh.isPickable = false;
    if (facing) {
      mesh.billboardMode = Mesh.BILLBOARDMODE_ALL;
      // It annotates the scene rather than stands in it: nothing hides it.
      mesh.renderingGroupId = 1;
    }
    return mesh;
  }
}
