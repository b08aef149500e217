import { describe, expect, it } from 'vitest';
import { draftsOf } from '../../drafts/drafts.ts';
import type { Action } from './action.ts';
import { createTestStudio, type TestEditor, toyProject } from '../../testing/test-editor.ts';
import {
  addInstance,
  applyToPrefab,
  bringParts,
  createBranchPrefab,
  createVariant,
  moveTo,
  removePart,
  revertInstance,
  setFields,
  unpack,
} from './index.ts';
import { renamePrefabTo } from './prefab-edits.ts';

const join = async (studio = createTestStudio({ templates: { 'supply-chain': toyProject } }), name = 'Ada', role?: 'viewer') => {
  const editor = await studio.join(name, role);
  await editor.openProject('project-supply-chain' as never, 'Toy');
  return editor;
};
const prefabsOf = (editor: TestEditor): unknown => editor.project.get()?.prefabs.get();
const partsOf = (editor: TestEditor, key: string): unknown => editor.level.get()?.entity(key).get()?.components;
const ownOf = (editor: TestEditor, key: string): unknown => editor.level.get()?.instance(key).get();
const outline = (editor: TestEditor): string[] => {
  const open = editor.level.get()!;
  const below = (parent: string | null, indent: string): string[] =>
    open
      .children(parent)
      .flatMap((key) => [`${indent}${open.instance(key).get()?.prefab ?? open.entity(key).get()?.name}`, ...below(key, `${indent}  `)]);
  return below(null, '');
};
const set = (editor: TestEditor, entity: string, component: string, field: string, value: unknown): Promise<void> =>
  editor.do(setFields, { changes: [{ entity, component, field, value: value as never }], what: field });
const choose = async (editor: TestEditor, key: string, action: Action): Promise<void> => {
  editor.selection.set([key]);
  await editor.do(action);
};
const house = { parts: { door: { name: 'Door', parent: null, order: 'a0', components: { Transform: { position: [0, 1, 0] } } } } };

/** A house with its door and window as a prefab, and another one beside it. */
const twoHouses = async (): Promise<{ ada: TestEditor; second: string; door: string }> => {
  const ada = await join();
  await choose(ada, 'house', createBranchPrefab);
  await ada.do(addInstance, { prefab: 'House' });
  const [second = ''] = ada.selection.keys.get();
  const [door = ''] = ada.level.get()!.children(second);
  return { ada, second, door };
};

describe('prefabs with parts', () => {
  it('are made of a branch, which becomes the first instance; another is the whole branch; one undo each', async () => {
    const { ada, door } = await twoHouses();
    expect(prefabsOf(ada)).toMatchObject({ House: house });
    expect(outline(ada)).toEqual(['House', '  House/door', '  House/window', 'Lamp', 'House', '  House/door', '  House/window']);
    expect(ownOf(ada, 'door')).toEqual({ prefab: 'House/door', components: {}, without: [] });
    expect(partsOf(ada, door)).toEqual({ Transform: { position: [0, 1, 0] } });
    await ada.press('Mod+Z');
    await ada.press('Mod+Z');
    expect([prefabsOf(ada), outline(ada)]).toEqual([{}, ['House', '  Door', '  Window', 'Lamp']]);
  });

  it('carry what is applied to a part to every instance; a part goes back to its prefab, its place too', async () => {
    const { ada, door } = await twoHouses();
    await set(ada, 'door', 'Transform', 'position', [0, 2, 0]);
    await choose(ada, 'door', applyToPrefab);
    expect([partsOf(ada, door), ownOf(ada, 'door')]).toMatchObject([{ Transform: { position: [0, 2, 0] } }, { components: {} }]);
    await set(ada, door, 'Transform', 'position', [9, 9, 9]);
    await choose(ada, door, revertInstance);
    expect(partsOf(ada, door)).toEqual({ Transform: { position: [0, 2, 0] } });
  });

  it('that a prefab gains are one entity in a level and in its draft: taken over, nothing is there twice', async () => {
    const { ada, second } = await twoHouses();
    const project = ada.project.get()!;
    await ada.bridge.invoke('drafts.begin', { project: project.handle, level: 'levels/yard.json', name: 'Night' });
    await ada.refreshLevels();
    await ada.do(moveTo, { entities: ['lamp'], to: { parent: 'house' } });
    await choose(ada, 'house', applyToPrefab);
    const whole = ['House', '  House/door', '  House/window', '  House/lamp'];
    const level = outline(ada);
    expect(level).toEqual([...whole, ...whole]);
    const ids = ada.level.get()!.children(second);
    await ada.openLevel(project.levels[1]!);
    expect(ada.level.get()!.children(second), 'the same ids in the draft').toEqual(ids);
    expect(ada.level.get()!.instance('lamp').get()?.prefab, 'what became a part did so there too').toBe('House/lamp');
    const drafts = draftsOf(ada);
    await drafts.open('take-over');
    expect(drafts.plan.get()?.conflicts.filter(({ subject }) => !subject.endsWith('place'))).toEqual([]);
    await drafts.apply();
    expect(outline(ada)).toEqual(level);
  });

  it('stand in prefabs, and are said something of at every level', async () => {
    const { ada, second } = await twoHouses();
    await ada.do(moveTo, { entities: [second], to: { parent: 'lamp' } });
    await set(ada, ada.level.get()!.children(second)[0]!, 'Transform', 'scale', [2, 2, 2]);
    await choose(ada, 'lamp', createBranchPrefab);
    expect(outline(ada)).toEqual([
      'House',
      '  House/door',
      '  House/window',
      'Lamp',
      '  Lamp/house-2',
      '    Lamp/house-2/door',
      '    Lamp/house-2/window',
    ]);
    expect(prefabsOf(ada)).toMatchObject({
      Lamp: { parts: { 'house-2': { prefab: 'House' } }, differs: { 'house-2/door': { components: { Transform: { scale: [2, 2, 2] } } } } },
    });
    await set(ada, 'door', 'Transform', 'position', [0, 3, 0]);
    await choose(ada, 'door', applyToPrefab);
    const inLamp = ada.level.get()!.children(second)[0]!;
    expect(partsOf(ada, inLamp)).toEqual({ Transform: { position: [0, 3, 0], scale: [2, 2, 2] } });
    await set(ada, inLamp, 'Transform', 'scale', [5, 5, 5]);
    await choose(ada, inLamp, applyToPrefab);
    expect(prefabsOf(ada)).toMatchObject({ Lamp: { differs: { 'house-2/door': { components: { Transform: { scale: [5, 5, 5] } } } } } });
    expect(partsOf(ada, 'door')).toEqual({ Transform: { position: [0, 3, 0] } });
  });

  it('gain what is applied from below an instance, in every instance and variant, live for others; and lose what is taken out', async () => {
    const studio = createTestStudio({ templates: { 'supply-chain': toyProject } });
    const [ada, ben] = [await join(studio), await join(studio, 'Ben')];
    await choose(ada, 'house', createBranchPrefab);
    const [prefab = ''] = Object.keys(prefabsOf(ada) as object);
    await ada.do(addInstance, { prefab });
    await ada.do(createVariant);
    await ada.do(moveTo, { entities: ['lamp'], to: { parent: 'door' } });
    await choose(ada, 'house', applyToPrefab);
    const all = ['House', '  House/door', '    House/lamp', '  House/window'];
    const there = (editor: TestEditor): string[] => outline(editor).map((line) => line.replace(/House\w*/, 'House'));
    expect(there(ada)).toEqual([...all, ...all]);
    await ben.until(() => outline(ben).length === 8);
    expect(partsOf(ada, 'lamp')).toEqual({ Light: {}, Transform: { position: [-1, -1, 0] } });
    await choose(ada, 'lamp', removePart);
    expect(there(ada)).toEqual(['House', '  House/door', '  House/window', 'House', '  House/door', '  House/window']);
    await ada.press('Mod+Z');
    await ada.press('Mod+Z');
    expect(there(ada)).toEqual(['House', '  House/door', '    Lamp', '  House/window', 'House', '  House/door', '  House/window']);
  });

  it('get missing parts back, take another name with their parts, and are left with them', async () => {
    const { ada, second, door } = await twoHouses();
    ada.selection.set([door]);
    await ada.press('Delete');
    await choose(ada, second, bringParts);
    expect(outline(ada).slice(4)).toEqual(['House', '  House/window', '  House/door']);
    await ada.do(renamePrefabTo, { prefab: 'House', to: 'Home' });
    expect(outline(ada).slice(0, 3)).toEqual(['Home', '  Home/door', '  Home/window']);
    await choose(ada, 'house', unpack);
    expect(outline(ada).slice(0, 3)).toEqual(['House', '  Door', '  Window']);
    expect(partsOf(ada, 'door')).toEqual({ Transform: { position: [0, 1, 0] } });
  });

  it('never come to stand in themselves: that is refused by name, and nothing is changed', async () => {
    const { ada, second } = await twoHouses();
    await ada.do(moveTo, { entities: [second], to: { parent: 'house' } });
    const before = [prefabsOf(ada), outline(ada)];
    await choose(ada, 'house', applyToPrefab);
    expect(ada.notices.list.get().at(-1)?.title).toBe('House would stand on itself: House > House');
    expect([prefabsOf(ada), outline(ada)]).toEqual(before);
  });

  it('are copied with their parts into another project', async () => {
    const other = { ...toyProject, 'ledgerquest.json': toyProject['ledgerquest.json']!.replace('"toy"', '"other"') };
    const ada = await join(createTestStudio({ templates: { 'supply-chain': toyProject, other } }));
    await choose(ada, 'house', createBranchPrefab);
    await ada.press('Mod+C');
    await ada.openProject('project-other' as never, 'Other');
    await ada.press('Mod+V');
    expect(prefabsOf(ada)).toMatchObject({ House: house });
    expect(outline(ada).slice(-3)).toEqual(['House', '  House/door', '  House/window']);
  });
});
