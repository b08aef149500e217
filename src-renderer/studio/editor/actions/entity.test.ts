import { describe, expect, it } from 'vitest';
import type { Newcomer } from '../../../view/index.ts';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { addInstance, renameTo } from './index.ts';
import { kinds } from './kinds.ts';

async function open(): Promise<TestEditor> {
  const ada = await createTestStudio().join('Ada');
  await ada.start();
  await ada.until(() => ada.level.get() !== undefined);
  return ada;
}
const add = (ada: TestEditor, kind: string): Promise<void> => ada.do(ada.actions.get(`entity.add.${kind}`)!);
const chosen = (ada: TestEditor) => ada.level.get()!.entity(ada.selection.keys.get()[0]!).get()!;
const placeOf = (ada: TestEditor) => chosen(ada).components['Transform']!['position'];

/** A viewport that says where everything lands, and keeps what it was asked. */
function looking(ada: TestEditor) {
  const asked: [Newcomer, string | null][] = [];
  ada.viewport.set({
    ...({} as NonNullable<ReturnType<typeof ada.viewport.get>>),
    landing: (newcomer, parent) => {
      asked.push([newcomer, parent]);
      return [4, 0, 5];
    },
  });
  return asked;
}

describe('what is added', () => {
  it('lands where the view looks, from the parent that it gets, in one step', async () => {
    const ada = await open();
    const asked = looking(ada);
    await add(ada, 'box');
    expect(placeOf(ada)).toEqual([4, 0, 5]);
    ada.selection.set(['door']);
    await add(ada, 'navRegion');
    expect([chosen(ada).parent, placeOf(ada)]).toEqual(['house', [4, 0, 5]]);
    expect(asked.map(([{ size, apart }, parent]) => [size[0], apart, parent])).toEqual([
      [1, 1.5, null],
      [0.1, 10.5, 'house'],
    ]);
    expect(ada.steps.get().steps).toHaveLength(2);
  });

  it('lands as large as its prefab says', async () => {
    const ada = await open();
    const asked = looking(ada);
    ada.project
      .get()!
      .edit('Prefab', [
        { path: ['prefabs', 'Crate'], value: { components: { Transform: { scale: [2, 2, 2] }, Shape: { kind: 'box', size: [1, 3, 1] } } } },
      ]);
    await ada.do(addInstance, { prefab: 'Crate' });
    expect([chosen(ada).components['Transform'], asked[0]![0].size]).toEqual([{ position: [4, 0, 5], scale: [2, 2, 2] }, [2, 6, 2]]);
  });

  it('is at the origin while no view is open', async () => {
    const ada = await open();
    await add(ada, 'box');
    expect(placeOf(ada)).toBeUndefined();
  });
});

describe('what the menus offer', () => {
  const withPrefab = async (): Promise<TestEditor> => {
    const ada = await open();
    ada.project.get()!.edit('Prefab', [{ path: ['prefabs', 'Crate'], value: { components: { Transform: {}, Shape: {} } } }]);
    return ada;
  };

  it('is everything that stands in a level, and nothing of it is a problem', async () => {
    const ada = await withPrefab();
    await ada.until(() => ada.preview.program.get().package !== undefined);
    const before = ada.preview.program.get().package;
    for (const { id } of kinds) await add(ada, id);
    const entities = Object.values(ada.level.get()!.level.get().entities);
    const has = (component: string): boolean => entities.some(({ components }) => components[component]);
    const wanted = ['Shape', 'Light', 'Camera', 'Label', 'Sound', 'RigidBody', 'Collider', 'Character', 'Trigger', 'Spawner', 'Timer'];
    expect([...wanted, 'Behaviour', 'StateMachine', 'Path', 'NavRegion', 'NavAgent', 'NavObstacle'].filter((name) => !has(name))).toEqual(
      [],
    );
    expect(ada.notices.list.get()).toEqual([]);
    await ada.until(() => ada.preview.program.get().package !== before);
    expect(ada.problems.get()).toEqual([]);
  });

  it('is a spawner of what there is; without a prefab it says what to make first', async () => {
    const ada = await open();
    await add(ada, 'spawner');
    expect([ada.steps.get().steps, ada.notices.list.get().map(({ title, text }) => [title, text])]).toEqual([
      [],
      [['There is no prefab that a spawner could make.', 'Select an entity and choose “Make a prefab of it” in the menu Entity first.']],
    ]);
    const ben = await withPrefab();
    await add(ben, 'spawner');
    expect(chosen(ben).components['Spawner']).toMatchObject({ prefab: 'Crate' });
  });

  it('is a first camera that sees what the view sees, and others that stand where it looks', async () => {
    const ada = await open();
    looking(ada);
    Object.assign(ada.viewport.get()!, { look: { position: [1, 2, 3], target: [1, 0, -7] } });
    await add(ada, 'camera');
    expect([placeOf(ada), chosen(ada).components['Camera']!['target']]).toEqual([
      [1, 2, 3],
      [1, 0, -7],
    ]);
    await add(ada, 'camera');
    expect([placeOf(ada), chosen(ada).components['Camera']]).toEqual([[4, 0, 5], { target: [4, 0, 0], main: false }]);
  });
});

describe('a name', () => {
  it('that is too long is cut, and that is said', async () => {
    const ada = await open();
    await ada.do(renameTo, { entity: 'lamp', name: 'x'.repeat(200) });
    expect(ada.notices.list.get()).toEqual([]);
    await ada.do(renameTo, { entity: 'lamp', name: `${'x'.repeat(190)} is a long name` });
    expect(ada.level.get()!.entity('lamp').get()?.name).toHaveLength(200);
    expect(ada.notices.list.get()).toMatchObject([{ title: 'A name has at most 200 characters' }]);
  });
});
