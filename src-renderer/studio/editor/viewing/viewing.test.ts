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

describe('where one looks from', () => {
  const look = { position: [1, 2, 3], target: [0, 0, 0] } as const;
  const withViewport = (ada: TestEditor) => {
    const handle = { look: structuredClone(look) } as unknown as NonNullable<ReturnType<typeof ada.viewport.get>>;
    ada.viewport.set(handle);
    return handle;
  };

  it('is chosen by the number pad, whatever the lock of its numbers says', async () => {
    const ada = await open();
    withViewport(ada);
    const press = (code: string, key: string) =>
      ada.actions.forKey(ada, { key, code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }, { mac: false, typing: false })
        ?.id;
    expect([press('Numpad7', '7'), press('Numpad7', 'Home'), press('Numpad1', 'End')]).toEqual([
      'view.outlook.top',
      'view.outlook.top',
      'view.outlook.front',
    ]);
    expect(press('Digit7', '7')).toBeUndefined();
    await ada.press('Num7');
    expect(ada.viewing.outlook.get()).toBe('top');
    await ada.press('Num9');
    expect(ada.viewing.outlook.get()).toBe('bottom');
    await ada.press('Num5');
    expect(ada.viewing.outlook.get()).toBe('perspective');
    await ada.press('Num5');
    expect(ada.viewing.outlook.get()).toBe('orthographic');
  });

  it('can be put by and gone back to, per level and for the next time', async () => {
    const kept = {};
    const ada = await open(kept);
    const handle = withViewport(ada);
    const put = { key: '!', code: 'Digit1', ctrlKey: true, metaKey: false, shiftKey: true, altKey: false };
    const action = ada.actions.forKey(ada, put, { mac: false, typing: false });
    expect(action?.id).toBe('view.bookmark.put.1');
    ada.viewing.outlook.set('front');
    await ada.do(action!);
    handle.look = { position: [9, 9, 9], target: [5, 5, 5] };
    ada.viewing.outlook.set('perspective');
    await ada.press('Shift+1');
    expect(handle.look).toEqual(look);
    expect(ada.viewing.outlook.get()).toBe('front');
    const later = await open(kept);
    expect(later.viewing.bookmarks.get()).toEqual({ 1: { ...look, outlook: 'front' } });
    later.viewing.open('another/level');
    expect(later.viewing.bookmarks.get()).toEqual({});
  });

  it('is nothing to go back to where nothing was put by, or what was kept does not fit', async () => {
    const ada = await open({ 'viewport/bookmarks/toy/yard': { 1: { position: 'here' } } });
    withViewport(ada);
    expect(ada.viewing.bookmarks.get()).toEqual({});
    expect(ada.actions.get('view.bookmark.go.1')?.when?.(ada)).toBe(false);
  });
});
