import { describe, expect, it } from 'vitest';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { addInstance, setFields } from '../actions/index.ts';

async function open(): Promise<TestEditor> {
  const ada = await createTestStudio().join('Ada');
  await ada.start();
  await ada.until(() => ada.level.get() !== undefined);
  return ada;
}
const addCamera = (ada: TestEditor): Promise<void> => ada.do(ada.actions.get('entity.add.camera')!);
const mains = (ada: TestEditor): unknown[][] =>
  Object.values(ada.level.get()!.level.get().entities).flatMap(({ name, components }) =>
    components['Camera'] ? [[name, components['Camera']['main'] ?? true]] : [],
  );
const sorted = (ada: TestEditor): unknown[][] => mains(ada).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));

describe('a camera', () => {
  it('is the main one only while there is none: added, copied, pasted or of a prefab', async () => {
    const ada = await open();
    await addCamera(ada);
    const [first] = ada.selection.keys.get();
    await addCamera(ada);
    ada.selection.set([first!]);
    await ada.press('Mod+D');
    await ada.press('Mod+C');
    await ada.press('Mod+V');
    ada.project.get()!.edit('Prefab', [{ path: ['prefabs', 'Eye'], value: { components: { Transform: {}, Camera: {} } } }]);
    await ada.do(addInstance, { prefab: 'Eye' });
    expect(sorted(ada)).toEqual([
      ['Camera', true],
      ['Camera 2', false],
      ['Camera 3', false],
      ['Camera 4', false],
      ['Eye', false],
    ]);
  });

  it('of several that are pasted where there is none the first is the main one', async () => {
    const ada = await open();
    const eye = (key: string) => ({ key, name: key, parent: null, components: { Transform: {}, Camera: {} } });
    ada.clipboardText.push(JSON.stringify({ ledgerquest: 'entities', version: 1, entities: [eye('One'), eye('Two')] }));
    await ada.press('Mod+V');
    expect(sorted(ada)).toEqual([
      ['One', true],
      ['Two', false],
    ]);
  });

  it('that is a second main one is a problem that names both and leads to it', async () => {
    const ada = await open();
    await addCamera(ada);
    await addCamera(ada);
    const [second] = ada.selection.keys.get();
    await ada.do(setFields, { changes: [{ entity: second!, component: 'Camera', field: 'main', value: true }], what: 'Camera.main' });
    await ada.until(() => ada.problems.get().some(({ code }) => code === 'two-main-cameras'));
    const told = ada.problems.get().find(({ code }) => code === 'two-main-cameras')!;
    expect([told.severity, told.message.includes('"Camera"'), told.message.includes('"Camera 2"')]).toEqual(['warning', true, true]);
    expect(ada.level.get()!.entity(told.entity!).get()!.components['Camera']!['main'] ?? true).toBe(true);
  });
});
