import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLevelView, Engine, type LevelView, type ViewLevel } from '../index.ts';
import { boxGlb } from '../testing/glb.ts';
import { packedBox } from '../testing/packed-box.ts';

const files = new Map<string, { version: string; bytes: Uint8Array }>();
const told = new Map<string, string | undefined>();
let reads = 0;
let canvas: HTMLCanvasElement;
let engine: Engine;
let view: LevelView;

beforeEach(() => {
  files.clear();
  told.clear();
  reads = 0;
  canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 160, height: 90 });
  document.body.append(canvas);
  engine = new Engine(canvas, true, { stencil: true, preserveDrawingBuffer: true });
  view = createLevelView(engine, {
    assets: {
      version: (path) => files.get(path)?.version,
      read(path) {
        reads += 1;
        return Promise.resolve(files.get(path)!.bytes);
      },
      told: (path, problem) => void told.set(path, problem),
    },
  });
});
afterEach(() => {
  view.dispose();
  engine.dispose();
  canvas.remove();
});

const camera = {
  name: 'Camera',
  parent: null,
  components: { Transform: { position: [0, 1, 6] }, Camera: { target: [0, 0.5, 0], main: true } },
};
const model = (asset: string, at: readonly number[] = [0, 0, 0]) => ({
  name: asset,
  parent: null,
  components: { Transform: { position: at }, Model: { asset } },
});
const show = (entities: ViewLevel['entities']): void => view.showLevel({ entities: { camera, ...entities } });
const drawn = async (): Promise<void> => {
  await expect.poll(() => (view.render(), view.loading + Number(view.needsRender))).toBe(0);
};
/** The colour in the middle of the picture. */
const middle = async (): Promise<number[]> => {
  const pixels = (await engine.readPixels(80, 45, 1, 1)) as Uint8Array;
  return [...pixels.subarray(0, 3)];
};

test('a model is drawn in its colour, read once for all who show it, and picked as its entity', async () => {
  files.set('assets/red.glb', { version: '1', bytes: boxGlb({ color: [0.9, 0, 0] }) });
  show({ a: model('assets/red.glb'), b: model('assets/red.glb', [3, 0, 0]) });
  await drawn();
  const [red = 0, green = 0, blue = 0] = await middle();
  expect(red).toBeGreaterThan(2 * Math.max(green, blue));
  expect(reads).toBe(1);
  expect(told.get('assets/red.glb')).toBeUndefined();
  expect(view.pick(80, 45)).toBe('a');
  expect(view.topOf('a')?.[1]).toBeCloseTo(1, 5);
});

test('another version of a file is shown wherever the old one was', async () => {
  files.set('assets/box.glb', { version: '1', bytes: boxGlb({ color: [0.9, 0, 0] }) });
  show({ a: model('assets/box.glb') });
  await drawn();
  files.set('assets/box.glb', { version: '2', bytes: boxGlb({ color: [0, 0, 0.9] }) });
  view.assetsChanged();
  await drawn();
  const [red = 0, , blue = 0] = await middle();
  expect(blue).toBeGreaterThan(2 * red);
});

test('what goes with its entity leaves nothing behind, and is read again when it comes back', async () => {
  files.set('assets/red.glb', { version: '1', bytes: boxGlb() });
  show({});
  await drawn();
  const [meshes, materials] = [view.scene.meshes.length, view.scene.materials.length];
  show({ a: model('assets/red.glb') });
  await drawn();
  show({});
  await drawn();
  // What stands for a model on its way is kept for the next.
  expect(view.scene.meshes.length - meshes).toBeLessThanOrEqual(1);
  expect(view.scene.materials.length - materials).toBeLessThanOrEqual(1);
  show({ a: model('assets/red.glb') });
  await drawn();
  expect(reads).toBe(2);
});

test('a file that is missing or broken has something stand in its place, and it is said which and why', async () => {
  files.set('assets/broken.glb', { version: '1', bytes: boxGlb().slice(0, 200) });
  show({ a: model('assets/broken.glb'), b: model('assets/nowhere.glb', [2, 0, 0]) });
  await drawn();
  expect(view.pick(80, 45)).toBe('a');
  expect(told.get('assets/nowhere.glb')).toBe('missing');
  expect(told.get('assets/broken.glb')).toEqual(expect.any(String));
});

test('a model that is packed by meshopt is unpacked by our own decoder, and nothing is fetched for it from elsewhere', async () => {
  files.set('assets/green.glb', { version: '1', bytes: packedBox() });
  show({ a: model('assets/green.glb') });
  await drawn();
  const [red, green] = await middle();
  expect(green!).toBeGreaterThan(red! + 40);
  expect(told.get('assets/green.glb')).toBeUndefined();
  const elsewhere = performance
    .getEntriesByType('resource')
    .filter(({ name }) => new URL(name).host !== location.host && !name.startsWith('blob:'));
  expect(elsewhere.map(({ name }) => name)).toEqual([]);
});
