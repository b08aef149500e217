import { describe, expect, it } from 'vitest';
import type { Newcomer } from '../../../view/index.ts';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { addInstance } from './index.ts';

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
