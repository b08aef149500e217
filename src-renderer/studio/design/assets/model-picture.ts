import { createLevelView, Engine } from '../../../view/index.ts';

const [width, height] = [224, 160];
/** So long a model may take to be read and drawn, milliseconds. */
const patience = 15_000;
const between = 30;

const stage = {
  Transform: { position: [3, 2.4, 4] },
  Camera: { target: [0, 0.5, 0], fov: 30, main: true },
};

/** A model as it looks from the front and above, on nothing; undefined where it cannot be drawn. */
export async function drawModel(path: string, read: () => Promise<Uint8Array>): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  let engine: Engine;
  try {
    engine = new Engine(canvas, true, { preserveDrawingBuffer: true, stencil: true, alpha: true });
  } catch {
    return undefined;
  }
  let failed = false;
  const view = createLevelView(engine, {
    assets: { version: () => 'one', read, told: (_, problem) => (failed ||= problem !== undefined) },
  });
  try {
    const model = { name: '', parent: null, components: { Model: { asset: path, shadow: false } } };
    view.showLevel({ entities: { eye: { name: '', parent: null, components: stage }, model } });
    view.scene.clearColor.set(0, 0, 0, 0);
    view.scene.fogMode = 0;
    const end = performance.now() + patience;
    let framed = false;
    for (;;) {
      view.render();
      if (failed || performance.now() > end) return undefined;
      if (view.loading === 0 && !view.needsRender) {
        if (framed) break;
        view.frame(['model']);
        framed = true;
      }
      await new Promise((resolve) => setTimeout(resolve, between));
    }
    return await new Promise<Blob | undefined>((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined)));
  } finally {
    view.dispose();
    engine.dispose();
  }
}
