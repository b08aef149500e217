import { describe, expect, it } from 'vitest';
import { setFields } from '../../editor/actions/index.ts';
import { createCell, type Frame } from '../../editor/index.ts';
import { LevelState } from '../../../view/index.ts';
import { createTestStudio } from '../../testing/test-editor.ts';
import { project } from './projection.ts';

/** What a view would draw, by entity: the names of its components. */
const open = async () => {
  const ada = await createTestStudio().join('Ada');
  await ada.openProject('project-supply-chain' as never, 'Toy');
  const level = ada.level.get()!;
  const state = new LevelState();
  const patched: string[] = [];
  const stop = project(ada, level, {
    showLevel: (next) => void state.show(next),
    showMaterials: () => {},
    patch: (changes) => changes.forEach((change) => (patched.push(`${change.entity} ${change.component}`), state.apply(change))),
    put: (entities) =>
      entities.forEach((entity, key) => {
        patched.push(...Object.keys(entity?.components ?? {}).map((component) => `${key} ${component}`));
        state.put(key, entity);
      }),
  });
  const drawn = () => Object.fromEntries([...state.entities].map(([key, { components }]) => [key, Object.keys(components).toSorted()]));
  return { ada, drawn, patched, stop };
};

describe('what alone is to be seen', () => {
  it('is drawn with what stands in it; all else keeps its place and its light only', async () => {
    const { ada, drawn } = await open();
    expect(drawn()['house']).toEqual(['Shape', 'Transform']);
    ada.selection.set(['lamp']);
    await ada.press('Shift+H');
    expect(drawn()).toEqual({ house: ['Transform'], door: ['Transform'], window: ['Transform'], lamp: ['Light', 'Transform'] });
    await ada.press('Shift+H');
    expect(drawn()['house']).toEqual(['Shape', 'Transform']);
    ada.selection.set(['house', 'door']);
    await ada.press('Shift+H');
    expect([...ada.visibility.isolated.get()!]).toEqual(['house']);
    expect(drawn()['house']).toEqual(['Shape', 'Transform']);
  });

  it('in a run tells of the points of a path how they are ordered', async () => {
    const ada = await createTestStudio().join('Ada');
    await ada.openProject('project-supply-chain' as never, 'Toy');
    await ada.do(ada.actions.get('entity.add.path')!);
    const [path = ''] = ada.selection.keys.get();
    const frame = createCell<Frame | undefined>(undefined);
    const state = new LevelState();
    const stop = project({ ...ada, preview: { ...ada.preview, frame } }, ada.level.get()!, {
      showLevel: (next) => void state.show(next),
      showMaterials: () => {},
      patch: () => {},
      put: () => {},
    });
    const entities = Object.entries(ada.level.get()!.level.get().entities).toReversed();
    const told = entities.map(([key, { name, parent, components }]) => [key, { name, parent, components }] as const);
    frame.set({ run: 'one', tick: 1, entities: new Map(told) } as unknown as Frame);
    expect(state.childrenWith('Transform', new Set([path])).get(path)).toEqual(ada.level.get()!.children(path));
    stop();
  });

  it('stays alone while a run changes others', async () => {
    const ada = await createTestStudio().join('Ada');
    await ada.openProject('project-supply-chain' as never, 'Toy');
    const frame = createCell<Frame | undefined>(undefined);
    const patched: string[] = [];
    const stop = project({ ...ada, preview: { ...ada.preview, frame } }, ada.level.get()!, {
      showLevel: () => {},
      showMaterials: () => {},
      patch: (changes) => patched.push(...changes.map(({ entity, component }) => `${entity} ${component}`)),
      put: () => {},
    });
    const entities = new Map(Object.entries(ada.level.get()!.level.get().entities)) as unknown as Frame['entities'];
    const changed = ['Shape', 'Transform'].map((component) => ({ entity: 'house', component, value: {} }));
    ada.visibility.isolate(['lamp']);
    frame.set({ run: 'one', tick: 1, entities } as Frame);
    frame.set({ run: 'one', tick: 2, entities, changed } as unknown as Frame);
    expect(patched).toEqual(['house Transform']);
    stop();
  });

  it('stays alone while others are edited, and what is edited shows at once when all are back', async () => {
    const { ada, drawn, patched } = await open();
    ada.selection.set(['lamp']);
    await ada.press('Shift+H');
    await ada.do(setFields, { changes: [{ entity: 'house', component: 'Shape', field: 'kind', value: 'sphere' }], what: 'kind' });
    expect(patched).not.toContain('house Shape');
    expect(drawn()['house']).toEqual(['Transform']);
    await ada.do(setFields, { changes: [{ entity: 'lamp', component: 'Light', field: 'intensity', value: 3 }], what: 'intensity' });
    expect(patched).toContain('lamp Light');
    await ada.press('Shift+H');
    expect(drawn()['house']).toEqual(['Shape', 'Transform']);
  });
});
