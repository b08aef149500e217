import { describe, expect, it } from 'vitest';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { setFields } from './index.ts';

const open = async (studio = createTestStudio(), name = 'Ada', role?: 'viewer'): Promise<TestEditor> => {
  const editor = await studio.join(name, role);
  await editor.openProject('project-supply-chain' as never, 'Toy');
  return editor;
};
const act = (editor: TestEditor, id: string): Promise<void> => editor.do(editor.actions.get(id)!);
const below = (editor: TestEditor, key: string): readonly string[] => editor.level.get()?.children(key) ?? [];
const placeOf = (editor: TestEditor, key: string): unknown => editor.level.get()?.entity(key).get()?.components['Transform']?.['position'];
const nameOf = (editor: TestEditor, key: string): string | undefined => editor.level.get()?.entity(key).get()?.name;

const withPath = async (): Promise<{ ada: TestEditor; path: string }> => {
  const ada = await open();
  await act(ada, 'entity.add.path');
  return { ada, path: ada.selection.keys.get()[0]! };
};

describe('a path that is added', () => {
  it('has three points in their order, is selected, and is taken back whole by one undo', async () => {
    const { ada, path } = await withPath();
    expect(nameOf(ada, path)).toBe('Path');
    expect(below(ada, path).map((key) => [nameOf(ada, key), placeOf(ada, key)])).toEqual([
      ['Point 1', [-2, 0, 0]],
      ['Point 2', [0, 0, -2]],
      ['Point 3', [2, 0, 0]],
    ]);
    const points = below(ada, path);
    await ada.press('Mod+Z');
    for (const key of [path, ...points]) expect(ada.level.get()?.entity(key).get()).toBeUndefined();
  });

  it('does not take what is added next for a point', async () => {
    const { ada, path } = await withPath();
    ada.selection.set([below(ada, path)[1]!]);
    await act(ada, 'entity.add.box');
    expect(ada.level.get()?.entity(ada.selection.keys.get()[0]!).get()?.parent).toBeNull();
    expect(below(ada, path)).toHaveLength(3);
  });
});

describe('a point that is added', () => {
  it('stands half-way to the next one, is selected, and is one step', async () => {
    const { ada, path } = await withPath();
    const [one, two, three] = below(ada, path);
    ada.selection.set([one!]);
    await act(ada, 'entity.addPoint');
    const [added] = ada.selection.keys.get();
    expect(below(ada, path)).toEqual([one, added, two, three]);
    expect([nameOf(ada, added!), placeOf(ada, added!)]).toEqual(['Point 4', [-1, 0, -1]]);
    expect(ada.steps.get().undo).toBe('Add a point to Path');
    await ada.press('Mod+Z');
    expect(below(ada, path)).toEqual([one, two, three]);
  });

  it('goes on from the last one where the path is open, and half-way home where it is closed', async () => {
    const { ada, path } = await withPath();
    await act(ada, 'entity.addPoint');
    expect(placeOf(ada, below(ada, path)[3]!)).toEqual([4, 0, 2]);
    await ada.press('Mod+Z');
    await ada.do(setFields, { changes: [{ entity: path, component: 'Path', field: 'closed', value: true }], what: 'closed' });
    ada.selection.set([below(ada, path)[2]!]);
    await act(ada, 'entity.addPoint');
    expect(placeOf(ada, below(ada, path)[3]!)).toEqual([0, 0, 0]);
  });

  it('can be added by two people at once, each after another', async () => {
    const studio = createTestStudio();
    const [ada, ben] = [await open(studio), await open(studio, 'Ben')];
    await act(ada, 'entity.add.path');
    const [path = ''] = ada.selection.keys.get();
    const [one, two, three] = below(ada, path);
    ada.selection.set([one!]);
    ben.selection.set([two!]);
    await Promise.all([act(ada, 'entity.addPoint'), act(ben, 'entity.addPoint')]);
    const expected = [one, ada.selection.keys.get()[0], two, ben.selection.keys.get()[0], three];
    expect(below(ada, path)).toEqual(expected);
    expect(below(ben, path)).toEqual(expected);
  });

  it('is offered for a path or one of its points alone, and to nobody who only looks on', async () => {
    const { ada, path } = await withPath();
    const offers = (editor: TestEditor, keys: readonly string[]): boolean => {
      editor.selection.set(keys);
      return editor.actions.get('entity.addPoint')!.when!(editor);
    };
    const [one, two] = below(ada, path);
    expect([offers(ada, [path]), offers(ada, [one!])]).toEqual([true, true]);
    expect([offers(ada, []), offers(ada, ['lamp']), offers(ada, [one!, two!])]).toEqual([false, false, false]);
    const studio = createTestStudio();
    const [eva, vera] = [await open(studio), await open(studio, 'Vera', 'viewer')];
    await act(eva, 'entity.add.path');
    expect(offers(vera, eva.selection.keys.get())).toBe(false);
  });
});
