import type { MaterialSpec } from '../../../../engine/model/material-spec.ts';
import { type AbstractEngine, type AssetSource, createLevelView, openSmallGraphics, type ViewLevel } from '../../../view/index.ts';

const [width, height] = [224, 160];
/** So long something may take to be read and drawn, milliseconds. */
const patience = 15_000;
const between = 30;

const eye = (position: readonly number[]) => ({
  name: '',
  parent: null,
  components: { Transform: { position }, Camera: { target: [0, 0.5, 0], fov: 30, main: true } },
});

/** A model as it looks from the front and above, on nothing; undefined where it cannot be drawn. */
export const drawModel = (path: string, assets: AssetSource): Promise<Blob | undefined> =>
  draw(
    { entities: { eye: eye([3, 2.4, 4]), shown: { name: '', parent: null, components: { Model: { asset: path, shadow: false } } } } },
    assets,
    true,
  );

/** A ball in a material, on nothing. */
export const drawMaterial = (material: MaterialSpec, assets: AssetSource): Promise<Blob | undefined> =>
  draw(ballIn(material), assets, false);

/** What shows a material best. */
export const ballIn = (material: MaterialSpec): ViewLevel => ({
  entities: {
    eye: eye([0.5, 0.95, 2.1]),
    shown: { name: '', parent: null, components: { Shape: { kind: 'sphere', shadow: false }, Material: { material: 'shown' } } },
  },
  materials: { shown: material },
});

async function draw(level: ViewLevel, assets: AssetSource, framed: boolean): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  let engine: AbstractEngine;
  try {
    engine = openSmallGraphics(canvas);
  } catch {
    return undefined;
  }
  let failed = false;
  const view = createLevelView(engine, {
    assets: {
      version: (path) => assets.version(path),
      read: (path) => assets.read(path),
      told: (_, problem) => (failed ||= problem !== undefined),
    },
  });
  try {
    view.showLevel(level);
    view.scene.clearColor.set(0, 0, 0, 0);
    view.scene.fogMode = 0;
    const end = performance.now() + patience;
    let isFramed = !framed;
    for (;;) {
      view.render();
      if (failed || performance.now() > end) return undefined;
      if (view.loading === 0 && !view.needsRender) {
        if (isFramed) break;
        view.frame(['shown']);
        isFramed = true;
      }
      await new Promise((resolve) => setTimeout(resolve, between));
    }
    return await new Promise<Blob | undefined>((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined)));
  } finally {
    view.dispose();
    engine.dispose();
  }
}
