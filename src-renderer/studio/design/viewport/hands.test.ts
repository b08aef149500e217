import { describe, expect, it } from 'vitest';
import type { Placed } from '../../../view/index.ts';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { createHands, heldBy } from './hands.ts';

const open = async () => {
  const ada = await createTestStudio().join('Ada');
  await ada.openProject('project-supply-chain' as never, 'Toy');
  const level = ada.level.get();
  if (!level) throw new Error('no level');
  return { ada, level, hands: createHands(ada, level) };
};
const at = (key: string, x: number): Placed => ({ key, placement: { position: [x, 0, 0] } });
const position = (ada: TestEditor, key: string): unknown => ada.level.get()?.entity(key).get()?.components['Transform']?.['position'];

describe('a drag of the handles', () => {
  it('moves every entity in the hand, and all of it is one step', async () => {
    const { ada, hands } = await open();
    const before = position(ada, 'lamp');
    ada.tool.set('move');
    hands.drag([at('lamp', 2), at('house', 3)]);
    expect(ada.draft.get()).toHaveLength(2);
    hands.drag([at('lamp', 4), at('house', 5)]);
    hands.end([at('lamp', 4), at('house', 5)]);
    expect([position(ada, 'lamp'), position(ada, 'house')]).toEqual([
      [4, 0, 0],
      [5, 0, 0],
    ]);
    expect(ada.steps.get().undo).toBe('Move 2 entities');
    expect(ada.steps.get().steps).toHaveLength(1);
    await ada.press('Mod+Z');
    expect([position(ada, 'lamp'), position(ada, 'house')]).toEqual([before, [1, 0, 0]]);
  });

  it('is named after the one entity that it moves', async () => {
    const { ada, hands } = await open();
    const turned: Placed = { key: 'lamp', placement: { rotation: [0, 1, 0, 0], position: [2, 0, 0] } };
    hands.drag([turned]);
    hands.end([turned]);
    expect(ada.steps.get().undo).toBe('Rotate Lamp');
    expect(ada.level.get()?.entity('lamp').get()?.components['Transform']).toMatchObject({ rotation: [0, 1, 0, 0], position: [2, 0, 0] });
  });

  it('takes copies along when it begins with Shift; the originals stay, and all of it is one step', async () => {
    const { ada, level } = await open();
    const hands = createHands(ada, level, () => true);
    ada.selection.set(['house', 'lamp']);
    const [house, lamp] = hands.begin() ?? [];
    expect([house, lamp]).not.toContain('house');
    expect(ada.selection.keys.get()).toEqual([house, lamp]);
    expect(level.children(house ?? '').map((key) => level.entity(key).get()?.name)).toEqual(['Door', 'Window']);
    hands.drag([at(house ?? '', 7), at(lamp ?? '', 8)]);
    hands.end([at(house ?? '', 7), at(lamp ?? '', 8)]);
    expect([position(ada, house ?? ''), position(ada, 'house')]).toEqual([
      [7, 0, 0],
      [1, 0, 0],
    ]);
    expect(ada.steps.get().steps.map(({ label }) => label)).toEqual(['Duplicate 2 entities']);
    await ada.press('Mod+Z');
    expect(Object.keys(level.level.get().entities)).toHaveLength(4);
  });

  it('that is called off puts everything back, and takes copies away', async () => {
    const { ada, level, hands } = await open();
    hands.drag([at('lamp', 3)]);
    ada.clock.pass(1000);
    expect(position(ada, 'lamp')).toEqual([3, 0, 0]);
    hands.cancel();
    expect(position(ada, 'lamp')).not.toEqual([3, 0, 0]);
    const copying = createHands(ada, level, () => true);
    ada.selection.set(['house']);
    const [house = ''] = copying.begin() ?? [];
    copying.drag([at(house, 7)]);
    copying.cancel();
    expect(Object.keys(level.level.get().entities)).toHaveLength(4);
    expect(ada.selection.keys.get()).toEqual(['house']);
    expect(copying.busy).toBe(false);
  });

  it('holds what is selected, but not what stands below it or is locked', async () => {
    const { ada, level } = await open();
    ada.selection.set(['door', 'lamp', 'house']);
    expect(heldBy(ada, level)).toEqual(['lamp', 'house']);
    ada.visibility.setLocked(['lamp'], true);
    expect(heldBy(ada, level)).toEqual(['house']);
  });
});
