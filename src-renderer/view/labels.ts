import { Color3, CreatePlane, Mesh, RawTexture, type Scene, StandardMaterial, type TransformNode } from './babylon.ts';
import { flagOf, type LevelState, numberOf, textOf } from './level.ts';

export interface PaintedText {
  /** Pixels. */
  width: number;
  height: number;
  /** Straight (not premultiplied) RGBA, top row first. */
  rgba: Uint8Array;
}

/** Text needs a rasteriser, which every host has its own of: a browser its canvas, the thumbnail worker none (its pictures go without labels). */
export type TextPainter = (text: string, color: string) => PaintedText;

interface Shown {
  made: string;
  mesh: Mesh;
}

/** The Label component: a line of text that follows its entity and shows what its braces name. */
export class Labels {
  readonly #scene: Scene;
  readonly #paint: TextPainter | undefined;
  readonly #labels = new Map<string, Shown>();

  constructor(scene: Scene, paint: TextPainter | undefined) {
    this.#scene = scene;
    this.#paint = paint;
  }

  sync(level: LevelState, nodeOf: (key: string) => TransformNode | undefined): void {
    if (!this.#paint) return;
    for (const [key, shown] of this.#labels) if (!level.component(key, 'Label')) this.#drop(key, shown);
    for (const [key, { components }] of level.entities) {
      const label = components.get('Label');
      const node = label && nodeOf(key);
      if (!label || !node) continue;
      const text = level.fill(textOf(label['text'], ''), textOf(label['source'], key));
      const made = JSON.stringify([label, text]);
      let shown = this.#labels.get(key);
      if (shown && shown.made !== made) {
        this.#drop(key, shown);
        shown = undefined;
      }
      if (!shown && text !== '') {
        const mesh = this.#write(key, text, textOf(label['color'], '#f4f1ea'), numberOf(label['size'], 0.8), flagOf(label['facing'], true));
        shown = { made, mesh };
        this.#labels.set(key, shown);
      }
      if (shown) shown.mesh.parent = node;
    }
  }

  #drop(key: string, { mesh }: Shown): void {
    mesh.dispose(false, true);
    this.#labels.delete(key);
  }

  #write(key: string, text: string, color: string, size: number, facing: boolean): Mesh {
    const { width, height, rgba } = this.#paint?.(text, color) ?? { width: 1, height: 1, rgba: new Uint8Array(4) };
    const mesh = CreatePlane(`label ${key}`, { width: (size * width) / height, height: size }, this.#scene);
    const material = new StandardMaterial(`label ${key}`, this.#scene);
    const texture = RawTexture.CreateRGBATexture(rgba, width, height, this.#scene, true, true);
    texture.hasAlpha = true;
    material.diffuseTexture = texture;
    material.useAlphaFromDiffuseTexture = true;
    material.emissiveColor = Color3.White();
    material.disableLighting = true;
    material.fogEnabled = false;
    material.backFaceCulling = false;
    mesh.material = material;
    mesh.isPickable = false;
    if (facing) mesh.billboardMode = Mesh.BILLBOARDMODE_ALL;
    return mesh;
  }
}
