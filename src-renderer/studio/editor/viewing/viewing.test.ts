import { describe, expect, it } from 'vitest';
import { createKeepsakes, createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { setStep } from '../actions/index.ts';
import { createViewing } from './viewing.ts';

const open = async (kept: Record<string, unknown> = {}): Promise<TestEditor> => {
  const ada = await createTestStudio({ kept }).join('Ada');
  await ada.openProject('project-supply-chain' as never, 'Toy');
  return ada;
};

describe('how a person works in the viewport', () => {
  it('has a step per tool, kept for the next time; what cannot be a step is not taken', async () => {
    const kept = {};
    const ada = await open(kept);
    await ada.do(setStep, { tool: 'rotate', step: 5 });
    await ada.do(setStep, { tool: 'move', step: 0 });
    expect(ada.viewing.steps.get()).toEqual({ move: 0.5, rotate: 5, scale: 0.25 });
    expect(createViewing(createKeepsakes(kept)).steps.get().rotate).toBe(5);
    expect(createViewing(createKeepsakes({ 'viewport/steps': { move: 'far' } })).steps.get()).toEqual({
      move: 0.5,
      rotate: 15,
      scale: 0.25,
    });
  });

  it('snaps by a key, lies on surfaces by choice, and stands upright only there', async () => {
    const ada = await open();
    await ada.press('Shift+S');
    expect(ada.viewing.snap.get()).toBe(true);
    const upright = ada.actions.get('view.snap.upright')!;
    expect(upright.when?.(ada)).toBe(false);
    await ada.do(ada.actions.get('view.snap.surface')!);
    await ada.do(upright);
    expect([ada.viewing.onSurface.get(), ada.viewing.upright.get()]).toEqual([true, true]);
  });

  it('goes through the axes of the handles by a key, and chooses the pivot', async () => {
    const ada = await open();
    const seen: string[] = [];
    for (let press = 0; press < 3; press += 1) {
      await ada.press('X');
      seen.push(ada.viewing.space.get());
    }
    expect(seen).toEqual(['local', 'parent', 'world']);
    await ada.do(ada.actions.get('view.pivot.centre')!);
    expect(ada.viewing.pivot.get()).toBe('centre');
  });
});

describe('Drop to the floor', () => {
  const withFloor = async () => {
    const ada = await open();
    const asked: (readonly string[])[] = [];
    ada.viewport.set({
      ...({} as NonNullable<ReturnType<typeof ada.viewport.get>>),
      dropped: (keys) => {
        asked.push(keys);
        return keys.map((entity) => ({ entity, component: 'Transform', field: 'position', value: [1, -2, 0] }));
      },
    });
    return { ada, asked };
  };

  it('lets fall what is selected, but not what is locked, in one step', async () => {
    const { ada, asked } = await withFloor();
    ada.selection.set(['house', 'door', 'lamp']);
    ada.visibility.setLocked(['lamp'], true);
    await ada.press('End');
    expect(asked).toEqual([['house']]);
    expect(ada.level.get()?.entity('house').get()?.components['Transform']?.['position']).toEqual([1, -2, 0]);
    expect(ada.steps.get().undo).toBe('Drop House to the floor');
    await ada.press('Mod+Z');
    expect(ada.level.get()?.entity('house').get()?.components['Transform']?.['position']).toEqual([1, 0, 0]);
  });

  it('is no step where everything stands already', async () => {
    const { ada } = await withFloor();
    ada.viewport.update((handle) => handle && { ...handle, dropped: () => [] });
    ada.selection.set(['house']);
    await ada.press('End');
    expect(ada.steps.get().steps).toEqual([]);
  });
});

describe('the selection by keys', () => {
  it('goes to the parents and to the first children', async () => {
    const ada = await open();
    ada.selection.set(['door', 'window']);
    await ada.press('[');
    expect(ada.selection.keys.get()).toEqual(['house']);
    await ada.press('[');
    expect(ada.selection.keys.get(), 'there is nothing above').toEqual(['house']);
    await ada.press(']');
    expect(ada.selection.keys.get()).toEqual(['door']);
  });

  it('becomes all others, without what is locked or hidden', async () => {
    const ada = await open();
    ada.selection.set(['house']);
    ada.visibility.setLocked(['door'], true);
    ada.visibility.setHidden(['lamp'], true);
    await ada.press('Mod+I');
    expect(ada.selection.keys.get()).toEqual(['window']);
  });

  it('is shown alone until the level is left', async () => {
    const ada = await open();
    ada.selection.set(['house']);
    await ada.press('Shift+H');
    expect([...(ada.visibility.isolated.get() ?? [])]).toEqual(['house']);
    await ada.closeProject();
    await ada.openProject('project-supply-chain' as never, 'Toy');
    expect(ada.visibility.isolated.get()).toBeUndefined();
  });
});
