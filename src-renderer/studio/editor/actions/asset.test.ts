import { describe, expect, test } from 'vitest';
import { boxGlb, boxGltf, glbOf } from '../../../view/testing/glb.ts';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { usesOf } from '../assets/uses.ts';
import type { BroughtFile } from '../host/ports.ts';
import { addAssetToScene, deleteAssets, importFiles, redo, renameAsset, replaceAsset, undo } from './index.ts';

const file = (name: string, bytes: Uint8Array | string, size?: number): BroughtFile => {
  const content = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return { name, size: size ?? content.length, bytes: () => Promise.resolve(content) };
};
const red = boxGlb({ color: [1, 0, 0] });
const blue = boxGlb({ color: [0, 0, 1] });
/** A model that says of its second accessor, its normals, that there is one more than there is. */
const overrun = (): Uint8Array<ArrayBuffer> => {
  const { json, bin } = boxGltf();
  (json['accessors'] as { count: number }[])[1]!.count = 25;
  return glbOf(json, bin);
};

const open = async (options: Parameters<typeof createTestStudio>[0] = {}) => {
  const studio = createTestStudio(options);
  const ada = await studio.join('Ada');
  await ada.start();
  return { studio, ada };
};
const listed = ({ assets }: TestEditor): string[] => assets.list.get().map(({ path, name }) => `${path} ${name}`);
const said = ({ notices }: TestEditor): string[] => notices.list.get().map(({ title, text }) => `${title}: ${text ?? ''}`);

describe('importing', () => {
  test('a model that is dropped into the scene stands there, for everybody, in one step that undo takes back', async () => {
    const { studio, ada } = await open();
    const ben = await studio.join('Ben');
    await ben.start();
    await ada.do(importFiles, { files: [file('Truck.glb', red)], at: [3, 0, -2] });
    const key = ada.keyNamed('Truck');
    for (const window of [ada, ben]) {
      await window.until(() => window.level.get()!.entity(key).get() !== undefined);
      expect(window.level.get()!.entity(key).get()?.components).toMatchObject({
        Transform: { position: [3, 0, -2] },
        Model: { asset: 'assets/Truck.glb' },
      });
      expect(await window.assets.read('assets/Truck.glb')).toEqual(red);
    }
    expect(ada.selection.keys.get()).toEqual([key]);
    await ada.do(undo);
    expect([listed(ada), ada.level.get()!.entity(key).get()]).toEqual([[], undefined]);
    await ben.until(() => ben.assets.list.get().length === 0);
    await ada.do(redo);
    expect(listed(ada)).toEqual(['assets/Truck.glb Truck.glb']);
  });

  test.each([
    ['Poster.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47]), 'Board'],
    ['Horn.ogg', 'OggS', 'Sound'],
    ['Dusk.hdr', '#?RADIANCE', 'Panorama'],
  ] as const)('%s that is dropped into the scene is shown or heard there', async (name, bytes, component) => {
    const { ada } = await open();
    await ada.do(importFiles, { files: [file(name, bytes)], at: [3, 0, -2] });
    const entity = ada.level
      .get()!
      .entity(ada.keyNamed(name.slice(0, -4)))
      .get();
    expect(entity?.components).toMatchObject({ Transform: { position: [3, 0, -2] }, [component]: { asset: `assets/${name}` } });
    await ada.do(undo);
    expect(listed(ada)).toEqual([]);
  });

  test('files that are dropped on the panel are one step; the same bytes are the same asset', async () => {
    const { ada } = await open();
    await ada.do(importFiles, { files: [file('a.glb', red), file('b.glb', blue), file('copy of a.glb', red)] });
    expect(listed(ada)).toEqual(['assets/a.glb a.glb', 'assets/b.glb b.glb']);
    await ada.do(undo);
    expect(listed(ada)).toEqual([]);
  });

  test('names in any script keep what people read, and get a path that a level can say', async () => {
    const { ada } = await open();
    await ada.do(importFiles, { files: [file('شاحنة 🚚.glb', red), file('Größe.glb', blue)] });
    expect(listed(ada).toSorted()).toEqual(['assets/Gro-e.glb Größe.glb', 'assets/asset.glb شاحنة 🚚.glb']);
  });

  test('a glTF comes with its files as one, or says which are missing', async () => {
    const { ada } = await open();
    const { json, bin } = boxGltf();
    const gltf = JSON.stringify({ ...json, buffers: [{ byteLength: bin.length, uri: 'box.bin' }] });
    await ada.do(importFiles, { files: [file('box.gltf', gltf)] });
    expect(said(ada)).toEqual([expect.stringMatching(/box.gltf was not imported: .*box\.bin.*Drop the \.gltf together/)]);
    await ada.do(importFiles, { files: [file('box.gltf', gltf), file('box.bin', bin)] });
    expect(listed(ada)).toEqual(['assets/box.glb box.glb']);
  });

  test.each([
    ['a file of 2 GB, before it is read', file('huge.glb', red, 2 ** 31), /2,048 MB; an asset has at most 256 MB/],
    ['an FBX, with the way to convert it', file('truck.fbx', 'Kaydara FBX Binary'), /Blender.*glTF 2\.0/],
    ['a file whose ending lies', file('photo.png', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)), /named \.png, and what is in it is \.jpg/],
    ['a file of no known kind', file('run.exe', 'MZ'), /Taken are \.glb/],
    ['a model that is cut off', file('half.glb', red.slice(0, 400)), /cut off/],
    [
      'a model whose accessor runs over',
      file('over.glb', overrun()),
      /accessor 1 reads data that the file does not hold.*Export the model again/,
    ],
    ['an empty file', file('empty.glb', ''), /empty/],
    ['a CSV with two columns of one name', file('t.csv', 'item,price,item\na,1,b\n'), /columns 1 and 3 are both named item\. Give each/],
    ['a CSV with a row that is too long', file('t.csv', 'item,price\na,1\nb,2,3\n'), /Line 3 has 3 values.*names 2 columns/],
    ['a CSV with an open quote', file('t.csv', 'item,price\na,"1\nb,2\n'), /begins in line 2 is never closed/],
    ['a CSV with more than a table may hold', file('t.csv', `a,b\n${'1,2\n'.repeat(9000)}`), /20,000 values.*Split it/],
    ['a part alone', file('scene.bin', 'abc'), /together with the \.gltf/],
  ])('refuses %s', async (_, brought, words) => {
    const { ada } = await open();
    await ada.do(importFiles, { files: [brought] });
    expect([listed(ada), said(ada)]).toEqual([[], [expect.stringMatching(words)]]);
    expect(ada.assets.imports.get()).toEqual([]);
  });

  test('says what the host says when its disk is full, and the rest comes in', async () => {
    let full = true;
    const { ada } = await open({
      refuseAssets: () => {
        const refusal = full ? Object.assign(new Error('The disk is full.'), { code: 'disk-full', hint: 'Free some space.' }) : undefined;
        full = false;
        return refusal;
      },
    });
    await ada.do(importFiles, { files: [file('a.glb', red), file('b.glb', blue)] });
    expect(said(ada)).toEqual(['a.glb was not imported: The disk is full. Free some space.']);
    expect(listed(ada)).toEqual(['assets/b.glb b.glb']);
  });

  test('can be called off while it is under way', async () => {
    const { ada } = await open();
    const stop = ada.assets.imports.subscribe(() => ada.assets.imports.get()[0]?.cancel());
    await ada.do(importFiles, { files: [file('a.glb', red)] });
    stop();
    expect([listed(ada), said(ada)]).toEqual([[], []]);
  });

  test('a CSV becomes a data table', async () => {
    const { ada } = await open();
    await ada.do(importFiles, { files: [file('prices.csv', 'item,price\ncrate,12.5\n')] });
    expect(ada.project.get()!.tables()).toEqual({ prices: [{ item: 'crate', price: 12.5 }] });
    expect(listed(ada)).toEqual([]);
    await ada.do(importFiles, { files: [file('prices.csv', 'item,price\ncrate,13\n')] });
    expect(said(ada)).toContainEqual(expect.stringContaining('prices.csv: the new file has taken the old one’s place'));
  });

  test('is not for viewers', async () => {
    const { studio, ada } = await open();
    const vera = await studio.join('Vera', 'viewer');
    await vera.start();
    await vera.do(importFiles, { files: [file('a.glb', red)] });
    expect([listed(ada), listed(vera)]).toEqual([[], []]);
  });
});

describe('an asset', () => {
  test('is renamed for people; what names it goes on', async () => {
    const { ada } = await open();
    await ada.do(importFiles, { files: [file('truck.glb', red)], at: [0, 0, 0] });
    await ada.do(renameAsset, { path: 'assets/truck.glb', name: 'Lorry' });
    expect(listed(ada)).toEqual(['assets/truck.glb Lorry']);
    expect(ada.level.get()!.entity(ada.keyNamed('truck')).get()?.components['Model']).toMatchObject({ asset: 'assets/truck.glb' });
    await ada.do(undo);
    expect(listed(ada)).toEqual(['assets/truck.glb truck.glb']);
  });

  test('is replaced by a new export of its name, or by a chosen file, wherever it is used', async () => {
    const { ada } = await open();
    await ada.do(importFiles, { files: [file('truck.glb', red)] });
    await ada.do(importFiles, { files: [file('truck.glb', blue)] });
    expect(await ada.assets.read('assets/truck.glb')).toEqual(blue);
    expect(said(ada)).toEqual([expect.stringContaining('has taken the old one’s place')]);
    ada.chosenFiles.push(file('other name.glb', red));
    await ada.do(replaceAsset, { path: 'assets/truck.glb' });
    expect([listed(ada), await ada.assets.read('assets/truck.glb')]).toEqual([['assets/truck.glb truck.glb'], red]);
    await ada.do(undo);
    expect(await ada.assets.read('assets/truck.glb')).toEqual(blue);
  });

  test('says where it is used, is missing there when it is deleted, and back with undo', async () => {
    const { ada } = await open();
    await ada.do(importFiles, { files: [file('truck.glb', red), file('spare.glb', blue)] });
    await ada.do(addAssetToScene, { path: 'assets/truck.glb', at: [1, 0, 0] });
    const uses = await usesOf(ada);
    expect([...uses.keys()]).toEqual(['assets/truck.glb']);
    expect(uses.get('assets/truck.glb')).toEqual([{ level: 'Yard', name: 'truck', entity: ada.keyNamed('truck') }]);
    await ada.do(deleteAssets, { paths: ['assets/truck.glb', 'assets/spare.glb'] });
    expect(listed(ada)).toEqual([]);
    await expect(ada.assets.read('assets/truck.glb')).rejects.toThrow('is not there');
    await ada.do(undo);
    expect(listed(ada)).toEqual(['assets/spare.glb spare.glb', 'assets/truck.glb truck.glb']);
  });

  test('that cannot be shown is a problem with its name, until it can', async () => {
    const { ada } = await open();
    ada.assets.told('assets/truck.glb', 'missing');
    expect(ada.problems.get()).toMatchObject([{ code: 'asset-not-shown', file: 'assets/truck.glb' }]);
    ada.assets.told('assets/truck.glb', undefined);
    expect(ada.problems.get().filter(({ code }) => code === 'asset-not-shown')).toEqual([]);
  });
});
