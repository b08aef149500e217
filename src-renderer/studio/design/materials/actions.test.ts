import { describe, expect, test } from 'vitest';
import { deleteAssets, importFiles, redo, undo } from '../../editor/actions/index.ts';
import { materialPath, usesOf } from '../../editor/assets/uses.ts';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { deleteMaterial, materialIdFor, newMaterial, setMaterial, wearMaterial } from './actions.ts';
import { holdMaterial } from './material-gesture.ts';

const open = async () => {
  const studio = createTestStudio();
  const ada = await studio.join('Ada');
  await ada.openProject('project-supply-chain' as never, 'Toy');
  return { studio, ada };
};
const materials = (editor: TestEditor) => editor.project.get()!.materials.get();
const wears = (editor: TestEditor, key: string): unknown => editor.level.get()!.entity(key).get()?.components['Material']?.['material'];

describe('materials', () => {
  test('a new one is worn by what is selected with the same step, which undo takes back whole', async () => {
    const { ada } = await open();
    await ada.do(newMaterial, { entities: ['house', 'door'] });
    expect([Object.keys(materials(ada)), wears(ada, 'house'), wears(ada, 'door')]).toEqual([['material'], 'material', 'material']);
    await ada.do(undo);
    expect([Object.keys(materials(ada)), wears(ada, 'house')]).toEqual([[], undefined]);
    await ada.do(redo);
    expect([Object.keys(materials(ada)), wears(ada, 'house')]).toEqual([['material'], 'material']);
  });

  test('what two people change of one at once merges', async () => {
    const { studio, ada } = await open();
    await ada.do(newMaterial, { entities: ['house'] });
    const ben = await studio.join('Ben');
    await ben.openProject('project-supply-chain' as never, 'Toy');
    ada.setOnline(false);
    await ada.do(setMaterial, { material: 'material', values: { roughness: 0.1 } });
    await ben.do(setMaterial, { material: 'material', values: { color: '#102030' } });
    ada.setOnline(true);
    await ada.until(() => materials(ada)['material']?.color === '#102030');
    await ben.until(() => materials(ben)['material']?.roughness === 0.1);
    expect(materials(ada)).toEqual(materials(ben));
  });

  test('under the hand one is seen at once, written four times a second, and one step', async () => {
    const { ada } = await open();
    await ada.do(newMaterial, { entities: ['house'] });
    const steps = ada.steps.get().steps.length;
    const project = ada.project.get()!;
    const written = (): number | undefined => project.file.get().materials['material']?.metallic;
    const hand = holdMaterial(ada, project, 'material', 'Metal');
    for (const metallic of [0.1, 0.2, 0.3]) hand.set({ metallic });
    expect([materials(ada)['material']?.metallic, written()]).toEqual([0.3, 0]);
    ada.clock.pass(250);
    expect(written()).toBe(0.3);
    hand.set({ metallic: 0.8 });
    hand.end();
    expect([written(), ada.steps.get().steps.length]).toEqual([0.8, steps + 1]);
    await ada.do(undo);
    expect(written()).toBe(0);
  });

  test('one that is deleted leaves those who wore it as they are, and comes back', async () => {
    const { ada } = await open();
    await ada.do(newMaterial, { entities: ['house'] });
    await ada.do(newMaterial, { entities: [], like: 'material' });
    expect(materials(ada)).toMatchObject({ material: { name: 'Material' }, 'material-2': { name: 'Material 2' } });
    await ada.do(wearMaterial, { entities: ['lamp'], material: 'material-2' });
    await ada.do(deleteMaterial, { material: 'material-2' });
    expect([Object.keys(materials(ada)), wears(ada, 'lamp')]).toEqual([['material'], 'material-2']);
    await ada.do(undo);
    expect(Object.keys(materials(ada)).toSorted()).toEqual(['material', 'material-2']);
  });

  test('what nothing names is found, pictures of materials and those who wear one included, and goes in one step', async () => {
    const { ada } = await open();
    const file = (name: string, bytes: Uint8Array) => ({ name, size: bytes.length, bytes: () => Promise.resolve(bytes) });
    const png = (last: number): Uint8Array => new Uint8Array([0x89, 0x50, 0x4e, 0x47, last]);
    await ada.do(importFiles, { files: [file('wood.png', png(1)), file('old.png', png(2))] });
    await ada.do(newMaterial, { entities: ['house'] });
    await ada.do(newMaterial, { entities: [] });
    await ada.do(setMaterial, { material: 'material', values: { colorMap: 'assets/wood.png' } });
    const uses = await usesOf(ada);
    expect(uses.get('assets/wood.png')).toEqual([{ level: undefined, name: 'Material', by: 'material' }]);
    expect(uses.get(materialPath('material'))).toMatchObject([{ level: 'Yard', name: 'House', entity: 'house' }]);
    expect([uses.has('assets/old.png'), uses.has(materialPath('material-2'))]).toEqual([false, false]);
    const steps = ada.steps.get().steps.length;
    await ada.do(deleteAssets, { paths: ['assets/old.png'], materials: ['material-2'] });
    expect([ada.assets.list.get().map(({ path }) => path), Object.keys(materials(ada))]).toEqual([['assets/wood.png'], ['material']]);
    expect(ada.steps.get().steps.length).toBe(steps + 1);
  });

  test('names are said by paths and keys', () => {
    expect(['Red brick', 'Größe 2', '木', '3D'].map((name) => materialIdFor(name, new Set(['red-brick'])))).toEqual([
      'red-brick-2',
      'gro-e-2',
      'material',
      'material-3d',
    ]);
  });
});
