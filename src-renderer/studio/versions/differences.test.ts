import { describe, expect, test } from 'vitest';
import { setFields } from '../editor/actions/index.ts';
import { createTestStudio } from '../testing/test-editor.ts';
import { differencesIn, placeIn } from './differences.ts';
import { versionsOf } from './versions.ts';

test('a place in an earlier level goes up all that it stood in, with what its prefab says', () => {
  const at = (parent: string | null, components: Record<string, Record<string, number[]>>, prefab?: string) => ({
    name: 'Thing',
    parent,
    order: 'a0',
    components,
    ...(prefab !== undefined && { prefab }),
  });
  const entities = {
    yard: at(null, { Transform: { position: [10, 0, 0], scale: [2, 2, 2] } }),
    house: at('yard', { Transform: { position: [1, 1, 0], rotation: [0, 0.7071067811865476, 0, 0.7071067811865476] } }),
    door: at('house', { Transform: { position: [0, 0, 1] } }, 'Door'),
    idea: at(null, {}),
  };
  const prefabs = { Door: { components: { Shape: { size: [1, 2, 0.5] } } } };
  const { position, size } = placeIn(entities, 'door', prefabs)!;
  expect(position.map((lane) => Math.round(lane * 1000) / 1000)).toEqual([14, 2, 0]);
  expect(size).toEqual([2, 4, 1]);
  expect(placeIn(entities, 'idea', prefabs)).toBeUndefined();
});

describe('differences', () => {
  test('are one per entity: there, gone, elsewhere, else changed', async () => {
    const editor = await createTestStudio().join('Ada');
    await editor.openProject('project-supply-chain' as never, 'Toy');
    const before = editor.level.get()!.file().entities;
    const versions = versionsOf(editor);
    await versions.save('Good');
    const set = (entity: string, component: string, field: string, value: number[] | number) =>
      editor.do(setFields, { what: field, changes: [{ entity, component, field, value }] });
    await set('house', 'Transform', 'position', [5, 0, 0]);
    await set('house', 'Shape', 'size', [2, 2, 2]);
    await set('lamp', 'Light', 'intensity', 3);
    editor.selection.set(['window']);
    await editor.press('Delete');
    await editor.do(editor.actions.get('entity.add.box')!);
    const [version] = versions.known.get()!.versions;
    versions.choose(version);
    await editor.until(() => versions.comparison.get().at === 'known');
    const comparison = versions.comparison.get();
    if (comparison.at !== 'known') throw new Error(comparison.at);
    const found = differencesIn(comparison.difference.changes, before, {});
    expect(Object.fromEntries(found.map(({ entity, how, stood }) => [entity, [how, stood?.position]]))).toEqual({
      house: ['moved', [1, 0, 0]],
      lamp: ['changed', undefined],
      window: ['removed', [1, 0, 0]],
      [editor.selection.keys.get()[0]!]: ['added', undefined],
    });
  });
});
