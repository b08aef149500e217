import { afterEach, beforeEach, expect, test } from 'vitest';
import inter from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import { createLevelView, Engine, type LevelView, paintText, type ViewLevel } from '../index.ts';
import { boxGlb } from '../testing/glb.ts';

const files = new Map<string, Uint8Array>();
const told = new Map<string, string | undefined>();
const families: (string | undefined)[] = [];
let canvas: HTMLCanvasElement;
let engine: Engine;
let view: LevelView;

beforeEach(() => {
  files.clear();
  told.clear();
  families.length = 0;
  canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 160, height: 90 });
  document.body.append(canvas);
  engine = new Engine(canvas, true, { stencil: true, preserveDrawingBuffer: true });
  view = createLevelView(engine, {
    paintText(lines, color, onPlate, family) {
      families.push(family);
      return paintText(lines, color, onPlate, family);
    },
    assets: {
      version: (path) => (files.has(path) ? 'one' : undefined),
      read: (path) => Promise.resolve(files.get(path)!),
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
  components: { Transform: { position: [0, 0.5, 6] }, Camera: { target: [0, 0.5, 0], main: true } },
};
const thing = (components: ViewLevel['entities'][string]['components'], at: readonly number[] = [0, 0, 0]) => ({
  name: 'Thing',
  parent: null,
  components: { Transform: { position: at }, Material: { material: 'skin' }, ...components },
});
const drawn = async (): Promise<void> => {
  await expect.poll(() => (view.render(), view.loading + Number(view.needsRender)), { timeout: 20_000 }).toBe(0);
};
const pixel = async (x: number, y: number): Promise<readonly [number, number, number]> => {
  const [red = 0, green = 0, blue = 0] = (await engine.readPixels(x, y, 1, 1)) as Uint8Array;
  return [red, green, blue];
};
/** The colours of the four quarters of what is in the middle of the picture; what is read from it begins below. */
const quarters = async () => [await pixel(77, 48), await pixel(83, 48), await pixel(77, 41), await pixel(83, 41)];
const skin = { name: 'Skin', color: '#ff0000', roughness: 0.9 };

/** An image of four colours: red and green above, blue and white below. */
async function flag(): Promise<Uint8Array> {
  const painted = new OffscreenCanvas(8, 8);
  const pen = painted.getContext('2d')!;
  ['#ff0000', '#00ff00', '#0000ff', '#ffffff'].forEach((color, at) => {
    pen.fillStyle = color;
    pen.fillRect(4 * (at % 2), 4 * Math.floor(at / 2), 4, 4);
  });
  return new Uint8Array(await (await painted.convertToBlob({ type: 'image/png' })).arrayBuffer());
}

test('all who wear a material are drawn from one mesh in it, and look otherwise when it does, without being made anew', async () => {
  const entities = { camera, a: thing({ Shape: { color: '#00ff00' } }), b: thing({ Shape: { color: '#0000ff' } }, [2, 0, 0]) };
  view.showLevel({ entities, materials: { skin } });
  await drawn();
  const [red, green, blue] = await pixel(80, 45);
  expect(red).toBeGreaterThan(2 * Math.max(green, blue));
  const made = view.scene.meshes.filter((mesh) => mesh.material?.name === 'skin');
  expect(new Set(made.map((mesh) => ('sourceMesh' in mesh ? mesh.sourceMesh : mesh))).size).toBe(1);
  view.showMaterials({ skin: { ...skin, color: '#0000ff' } });
  await drawn();
  const after = await pixel(80, 45);
  expect(after[2]).toBeGreaterThan(2 * after[0]);
  expect(view.scene.meshes.filter((mesh) => mesh.material?.name === 'skin')).toEqual(made);
});

test('one that is taken away leaves a shape in its own colour, and undo brings it back', async () => {
  view.showLevel({ entities: { camera, a: thing({ Shape: { color: '#00ff00' } }) }, materials: { skin } });
  await drawn();
  view.showMaterials({});
  await drawn();
  const [red, green] = await pixel(80, 45);
  expect(green).toBeGreaterThan(2 * red);
  view.showMaterials({ skin });
  await drawn();
  expect((await pixel(80, 45))[0]).toBeGreaterThan(100);
});

test('a model wears it instead of what its file says', async () => {
  files.set('assets/box.glb', boxGlb({ color: [0, 0, 0.9] }));
  view.showLevel({ entities: { camera, a: thing({ Model: { asset: 'assets/box.glb' } }) }, materials: { skin } });
  await drawn();
  const [red, , blue] = await pixel(80, 45);
  expect(red).toBeGreaterThan(2 * blue);
  expect(view.pick(80, 45)).toBe('a');
});

test('an image stands upright on its entity, as wide as it is, and is picked as it', async () => {
  files.set('assets/flag.png', await flag());
  view.showLevel({ entities: { camera, a: thing({ Board: { asset: 'assets/flag.png', height: 1 } }) } });
  await drawn();
  const colours = await quarters();
  expect(colours.map((colour) => colour.map((lane) => Number(lane > 100)).join(''))).toEqual(['100', '010', '001', '111']);
  expect([view.pick(80, 45), view.topOf('a')?.[1]]).toEqual(['a', 1]);
});

/** A Radiance file that is one colour all around. */
const hdr = (red: number, green: number, blue: number): Uint8Array =>
  Uint8Array.from([
    ...new TextEncoder().encode('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 4 +X 8\n'),
    ...Array.from({ length: 32 }, () => [red, green, blue, 129]).flat(),
  ]);

test('a panorama is seen behind everything and mirrored by metal; one that cannot be read is said', async () => {
  files.set('assets/dusk.hdr', hdr(200, 10, 10));
  files.set('assets/broken.hdr', new TextEncoder().encode('#?RADIANCE\nnothing'));
  const around = (asset: string) => ({ name: 'Around', parent: null, components: { Panorama: { asset } } });
  const mirror = { ...skin, color: '#ffffff', metallic: 1, roughness: 0.1 };
  view.showLevel({
    entities: { camera, a: thing({ Shape: { kind: 'sphere' } }), b: around('assets/dusk.hdr') },
    materials: { skin: mirror },
  });
  await drawn();
  for (const [x, y] of [
    [80, 45],
    [4, 80],
  ] as const) {
    const [red, green] = await pixel(x, y);
    expect(red).toBeGreaterThan(2 * green);
  }
  view.patch([{ entity: 'b', component: 'Panorama', value: { asset: 'assets/broken.hdr' } }]);
  await drawn();
  expect(told.get('assets/broken.hdr')).toEqual(expect.any(String));
});

test('a label is written in the typeface that its entity has, once that has come', async () => {
  files.set('assets/inter.woff2', new Uint8Array(await (await fetch(inter)).arrayBuffer()));
  view.showLevel({ entities: { camera, a: thing({ Label: { text: 'Pier 7' }, Typeface: { asset: 'assets/inter.woff2' } }) } });
  await drawn();
  expect(families.at(0)).toBeUndefined();
  expect(families.at(-1)).toMatch(/^asset assets-inter-woff2/);
  expect([...document.fonts].map(({ family }) => family.replaceAll('"', ''))).toContain(families.at(-1));
});

test.each([
  ['box', [0, 0.5, 6]],
  ['box', [6, 0.5, 0]],
  ['box', [0, 0.5, -6]],
  ['cylinder', [0, 0.5, 6]],
  ['roof', [6, 0.5, 0]],
])('a picture lies upright and not mirrored on a %s seen from %j', async (kind, position) => {
  files.set('assets/flag.png', await flag());
  const flagged = { ...skin, color: '#ffffff', colorMap: 'assets/flag.png', unlit: true };
  const from = { ...camera, components: { ...camera.components, Transform: { position } } };
  // What is around a cylinder begins on its right.
  const turned = kind === 'cylinder' ? { Transform: { rotation: [0, Math.sin(Math.PI / 4), 0, Math.cos(Math.PI / 4)] } } : {};
  view.showLevel({ entities: { camera: from, a: thing({ Shape: { kind }, ...turned }) }, materials: { skin: flagged } });
  await drawn();
  const colours = await quarters();
  expect(colours.map((colour) => colour.map((lane) => Number(lane > 100)).join(''))).toEqual(['100', '010', '001', '111']);
});
