import { describe, expect, it } from 'vitest';
import { createTestStudio, type TestEditor, toyProject } from '../../testing/test-editor.ts';
import {
  addInstance,
  applyToPrefab,
  createPrefab,
  createVariant,
  removeComponent,
  renameTo,
  resetInstance,
  revertInstance,
  setFields,
  unpack,
} from './index.ts';
import { prefabNameFor } from '../prefabs/instance-edits.ts';

const studioOf = () => createTestStudio({ templates: { 'supply-chain': toyProject } });
const join = async (studio = studioOf(), name = 'Ada', role?: 'viewer'): Promise<TestEditor> => {
  const editor = await studio.join(name, role);
  await editor.openProject('project-supply-chain' as never, 'Toy');
  return editor;
};
const partsOf = (editor: TestEditor, key: string): unknown => editor.level.get()?.entity(key).get()?.components;
const ownOf = (editor: TestEditor, key: string): unknown => editor.level.get()?.instance(key).get();
const prefabsOf = (editor: TestEditor): unknown => editor.project.get()?.prefabs.get();
const set = (editor: TestEditor, entity: string, component: string, field: string, value: never): Promise<void> =>
  editor.do(setFields, { changes: [{ entity, component, field, value }], what: field });

describe('prefabs', () => {
  it('are made of an entity, which becomes the first instance and keeps its place; one undo takes both back', async () => {
    const ada = await join();
    const before = partsOf(ada, 'house');
    ada.selection.set(['house']);
    await ada.do(createPrefab);
    expect(prefabsOf(ada)).toEqual({ House: { components: { Shape: { kind: 'box' }, Transform: {} } } });
    expect(ownOf(ada, 'house')).toEqual({ prefab: 'House', components: { Transform: { position: [1, 0, 0] } }, without: [] });
    expect(partsOf(ada, 'house')).toEqual(before);
    await ada.press('Mod+Z');
    expect(prefabsOf(ada)).toEqual({});
    expect(ownOf(ada, 'house')).toBeUndefined();
    expect(partsOf(ada, 'house')).toEqual(before);
  });

  it('carry what is applied to every instance, live for others; what an instance says itself stays', async () => {
    const studio = studioOf();
    const [ada, ben] = [await join(studio), await join(studio, 'Ben')];
    ada.selection.set(['house']);
    await ada.do(createPrefab);
    const [prefab = ''] = Object.keys(prefabsOf(ada) as object);
    await ada.do(addInstance, { prefab });
    const [second = ''] = ada.selection.keys.get();
    await set(ada, second, 'Shape', 'color', '#ff0000' as never);
    await set(ada, 'house', 'Shape', 'kind', 'sphere' as never);
    await ada.do(removeComponent, { entities: ['house'], component: 'Shape' });
    expect(ownOf(ada, 'house')).toMatchObject({ without: ['Shape'] });
    await ada.do(resetInstance, { resets: [{ entity: 'house', component: 'Shape' }], what: 'Shape' });
    await set(ada, 'house', 'Shape', 'kind', 'sphere' as never);
    ada.selection.set(['house']);
    await ada.do(applyToPrefab);
    await ben.until(() => JSON.stringify(partsOf(ben, second))?.includes('sphere') ?? false);
    expect(prefabsOf(ben)).toEqual({ [prefab]: { components: { Shape: { kind: 'sphere' }, Transform: {} } } });
    expect(partsOf(ben, second)).toEqual({ Shape: { kind: 'sphere', color: '#ff0000' }, Transform: {} });
    expect(ownOf(ada, 'house')).toEqual({ prefab, components: { Transform: { position: [1, 0, 0] } }, without: [] });
    await ada.press('Mod+Z');
    expect(partsOf(ada, second)).toEqual({ Shape: { kind: 'box', color: '#ff0000' }, Transform: {} });
    expect(partsOf(ada, 'house')).toMatchObject({ Shape: { kind: 'sphere' } });
  });

  it('are gone back to, all at once, but for where the entity stands; and left', async () => {
    const ada = await join();
    ada.selection.set(['house']);
    await ada.do(createPrefab);
    await set(ada, 'house', 'Shape', 'kind', 'plane' as never);
    await ada.do(revertInstance);
    expect(partsOf(ada, 'house')).toEqual({ Shape: { kind: 'box' }, Transform: { position: [1, 0, 0] } });
    await ada.do(unpack);
    expect(ownOf(ada, 'house')).toBeUndefined();
    expect(ada.level.get()?.file().entities['house']).toMatchObject({
      components: { Shape: { kind: 'box' }, Transform: { position: [1, 0, 0] } },
    });
    expect(ada.level.get()?.file().entities['house']).not.toHaveProperty('prefab');
  });

  it('of one name by two people at once are two', async () => {
    const studio = studioOf();
    const [ada, ben] = [await join(studio), await join(studio, 'Ben')];
    ada.selection.set(['house']);
    ben.selection.set(['lamp']);
    await ben.do(renameTo, { entity: 'lamp', name: 'House' });
    await Promise.all([ada.do(createPrefab), ben.do(createPrefab)]);
    await ada.until(() => Object.keys(prefabsOf(ada) as object).length === 2);
    const names = Object.keys(prefabsOf(ada) as object);
    expect(names.every((name) => /^House[0-9A-Z]{3}$/.test(name))).toBe(true);
    expect(partsOf(ada, 'lamp')).toEqual({ Light: {}, Transform: {} });
    expect(partsOf(ada, 'house')).toMatchObject({ Shape: { kind: 'box' } });
  });

  it('stay prefabs when an instance is copied, and run as they are shown', async () => {
    const ada = await join();
    ada.selection.set(['house']);
    await ada.do(createPrefab);
    await ada.press('Mod+D');
    const [copy = ''] = ada.selection.keys.get();
    expect(ownOf(ada, copy)).toEqual(ownOf(ada, 'house'));
    expect(ada.level.get()?.file().entities[copy]).toMatchObject({ prefab: 'House', components: { Transform: { position: [1, 0, 0] } } });
  });

  it('have variants: what is changed in the base shows in them, but for what they say themselves', async () => {
    const studio = studioOf();
    const [ada, ben] = [await join(studio), await join(studio, 'Ben')];
    ada.selection.set(['house']);
    await ada.do(createPrefab);
    const [base = ''] = Object.keys(prefabsOf(ada) as object);
    await ada.do(addInstance, { prefab: base });
    const [second = ''] = ada.selection.keys.get();
    await set(ada, second, 'Shape', 'color', '#ff0000' as never);
    await set(ada, second, 'Transform', 'position', [4, 0, 0] as never);
    await ada.do(createVariant);
    const variant = Object.keys(prefabsOf(ada) as object).find((name) => name !== base)!;
    expect(prefabsOf(ada)).toMatchObject({ [variant]: { prefab: base, components: { Shape: { color: '#ff0000' }, Transform: {} } } });
    expect(ownOf(ada, second)).toEqual({ prefab: variant, components: { Transform: { position: [4, 0, 0] } }, without: [] });
    await set(ada, 'house', 'Shape', 'kind', 'sphere' as never);
    await set(ada, 'house', 'Shape', 'color', '#00ff00' as never);
    ada.selection.set(['house']);
    await ada.do(applyToPrefab);
    await ben.until(() => JSON.stringify(partsOf(ben, second))?.includes('sphere') ?? false);
    expect(partsOf(ben, second)).toEqual({ Shape: { kind: 'sphere', color: '#ff0000' }, Transform: { position: [4, 0, 0] } });
    // What is left out of an instance and applied is left out of its variant, not of the base.
    ada.selection.set([second]);
    await ada.do(removeComponent, { entities: [second], component: 'Shape' });
    await ada.do(applyToPrefab);
    expect(prefabsOf(ada)).toMatchObject({
      [variant]: { prefab: base, without: ['Shape'] },
      [base]: { components: { Shape: { kind: 'sphere', color: '#00ff00' } } },
    });
    expect([partsOf(ada, second), ownOf(ada, second)]).toMatchObject([{ Transform: {} }, { without: [] }]);
    for (const _ of [0, 1]) await ada.press('Mod+Z');
    expect(partsOf(ada, second)).toMatchObject({ Shape: { kind: 'sphere', color: '#ff0000' } });
  });

  it('are nothing that a viewer makes', async () => {
    const eve = await join(studioOf(), 'Eve', 'viewer');
    eve.selection.set(['house']);
    await eve.do(createPrefab);
    expect(prefabsOf(eve)).toEqual({});
  });

  it.each([
    ['Tall crate 2', [], 'TallCrate2'],
    ['crate', ['Crate'], 'Crate2'],
    ['7 dwarfs', [], 'Prefab7Dwarfs'],
    ['箱', [], 'Prefab'],
    ['Große Kiste', [], 'GrosseKiste'],
  ])('are called after their entity: %s beside %j is %s', (name, taken, prefab) =>
    expect(prefabNameFor(name, new Set(taken))).toBe(prefab),
  );
});
