import { describe, expect, it } from 'vitest';
import { createTestStudio, type TestEditor, toyProject } from '../../testing/test-editor.ts';
import { usesOfPrefabs } from '../prefabs/uses.ts';
import { addVariant, deletePrefab, renamePrefabTo, standAlone } from './prefab-edits.ts';

type File = Record<string, unknown>;
const parsed = (path: string): File => JSON.parse(toyProject[path] ?? '') as File;
const instance = (prefab: string, components: File = {}) => ({ name: prefab, parent: null, order: 'a5', prefab, components });
const prefabs = {
  Crate: { components: { Shape: { kind: 'box' }, Transform: {} } },
  Big: { prefab: 'Crate', components: { Transform: { scale: [2, 2, 2] } } },
  Lone: { components: { Light: {} } },
  Gone: { components: { Light: {} } },
};
const spawner = { name: 'Gate', parent: null, order: 'a6', components: { Spawner: { prefab: 'Lone' } } };
const level = (id: string, entities: File): string => JSON.stringify({ ...parsed('levels/yard.json'), id, name: id, entities });
const project = {
  'ledgerquest.json': JSON.stringify({ ...parsed('ledgerquest.json'), levels: ['levels/yard.json', 'levels/park.json'], prefabs }),
  'levels/yard.json': level('yard', { one: instance('Crate'), two: instance('Big'), gate: spawner }),
  'levels/park.json': level('park', { three: instance('Crate', { Transform: { position: [3, 0, 0] } }), four: instance('Gone') }),
  'scripts/make.ts': "spawn('Crate');\n",
};
const park = { path: 'levels/park.json', id: 'park', name: 'park', room: 'toy/level/park' };
const yard = { path: 'levels/yard.json', id: 'yard', name: 'yard', room: 'toy/level/yard' };
const studioOf = () => createTestStudio({ templates: { 'supply-chain': project } });
const join = async (studio = studioOf(), name = 'Ada', role?: 'viewer'): Promise<TestEditor> => {
  const editor = await studio.join(name, role);
  await editor.openProject('project-supply-chain' as never, 'Toy');
  return editor;
};
const declaredIn = (editor: TestEditor): unknown => editor.project.get()?.prefabs.get();
const standsOn = (editor: TestEditor): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(editor.level.get()?.file().entities ?? {}).map(([key, { prefab }]) => [key, prefab]));
const partsOf = (editor: TestEditor, key: string): unknown => editor.level.get()?.entity(key).get()?.components;
const said = (editor: TestEditor): string | undefined => editor.notices.list.get().at(-1)?.title;

describe('the prefabs of a project', () => {
  it('are found where they are used, in levels that are not open too', async () => {
    const uses = await usesOfPrefabs(await join());
    expect(uses.get('Crate')).toEqual({
      instances: [
        { level: 'yard', name: 'Crate', entity: 'one' },
        { level: 'park', name: 'Crate' },
      ],
      parts: [],
      makers: [],
      prefabs: ['Big'],
      scripts: ['scripts/make.ts'],
    });
    expect(uses.get('Lone')).toMatchObject({ instances: [], makers: [{ level: 'yard', name: 'Gate', entity: 'gate' }] });
  });

  it('take another name, and all that names them follows in every level: one step, undone whole, live for others', async () => {
    const studio = studioOf();
    const [ada, ben] = [await join(studio), await join(studio, 'Ben')];
    await ben.openLevel(park);
    await ada.do(renamePrefabTo, { prefab: 'Crate', to: 'Box' });
    expect(said(ada)).toBe('Crate still stands in scripts/make.ts');
    await ada.do(renamePrefabTo, { prefab: 'Lone', to: 'Lamp' });
    const { Crate, Lone, ...others } = prefabs;
    const after = { ...others, Box: Crate, Big: { ...prefabs.Big, prefab: 'Box' }, Lamp: Lone };
    expect(declaredIn(ada)).toEqual(after);
    expect(standsOn(ada)).toEqual({ one: 'Box', two: 'Big', gate: undefined });
    expect(partsOf(ada, 'gate')).toEqual({ Spawner: { prefab: 'Lamp' } });
    await ben.until(() => standsOn(ben)['three'] === 'Box');
    expect(partsOf(ben, 'three')).toEqual({ Shape: { kind: 'box' }, Transform: { position: [3, 0, 0] } });
    expect(ada.steps.get().steps).toHaveLength(2);
    // The step is undone whole from another level, too: where its level is seen.
    await ada.openLevel(park);
    for (const _ of [0, 1]) await ada.press('Mod+Z');
    expect(ada.level.get()?.ref.path).toBe(yard.path);
    expect([declaredIn(ada), standsOn(ada)]).toEqual([prefabs, { one: 'Crate', two: 'Big', gate: undefined }]);
    await ada.openLevel(park);
    expect(standsOn(ada)).toEqual({ three: 'Crate', four: 'Gone' });
  });

  it.each([
    ['crate', '“crate” is no name of a prefab'],
    ['Big', 'There is a prefab Big already'],
  ])('are not called %s', async (to, title) => {
    const ada = await join();
    await ada.do(renamePrefabTo, { prefab: 'Crate', to });
    expect([said(ada), declaredIn(ada)]).toEqual([title, prefabs]);
  });

  it('that others stand on are not deleted: who they are is said', async () => {
    const ada = await join();
    for (const [prefab, title] of [
      ['Crate', 'Crate is needed by Big'],
      ['Lone', 'Lone is needed by Gate in yard'],
      ['Gone', 'Gone has 1 instance'],
    ] as const) {
      await ada.do(deletePrefab, { prefab });
      expect(said(ada)).toBe(title);
    }
    expect([declaredIn(ada), ada.steps.get().steps]).toEqual([prefabs, []]);
  });

  it('are deleted with their instances unpacked in every level, as they were, in one step', async () => {
    const ada = await join();
    await ada.do(deletePrefab, { prefab: 'Gone', unpack: true });
    const { Gone: _, ...left } = prefabs;
    await ada.openLevel(park);
    expect([declaredIn(ada), standsOn(ada), partsOf(ada, 'four')]).toEqual([left, { three: 'Crate', four: undefined }, { Light: {} }]);
    await ada.press('Mod+Z');
    expect([declaredIn(ada), standsOn(ada)]).toEqual([prefabs, { three: 'Crate', four: 'Gone' }]);
  });

  it('get variants, which can stand alone: then the base may go', async () => {
    const ada = await join();
    await ada.do(addVariant, { prefab: 'Big' });
    expect(declaredIn(ada)).toHaveProperty('BigVariant', { prefab: 'Big', components: {} });
    await ada.do(standAlone, { prefab: 'Big' });
    expect(declaredIn(ada)).toHaveProperty('Big', { components: { Shape: { kind: 'box' }, Transform: { scale: [2, 2, 2] } } });
    await ada.do(deletePrefab, { prefab: 'Crate', unpack: true });
    expect(declaredIn(ada)).not.toHaveProperty('Crate');
    expect(partsOf(ada, 'two')).toEqual({ Shape: { kind: 'box' }, Transform: { scale: [2, 2, 2] } });
  });

  it('are changed by no viewer', async () => {
    const eve = await join(studioOf(), 'Eve', 'viewer');
    await eve.do(renamePrefabTo, { prefab: 'Crate', to: 'Box' });
    await eve.do(deletePrefab, { prefab: 'Gone', unpack: true });
    await eve.do(addVariant, { prefab: 'Crate' });
    expect(declaredIn(eve)).toEqual(prefabs);
  });
});
