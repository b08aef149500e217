import { describe, expect, it } from 'vitest';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { addComponent, moveTo, removeComponent, setFields } from './index.ts';

const open = async (): Promise<TestEditor> => {
  const ada = await createTestStudio().join('Ada');
  await ada.openProject('project-supply-chain' as never, 'Toy');
  return ada;
};
const under = (editor: TestEditor, parent: string | null): readonly string[] => editor.level.get()?.children(parent) ?? [];
const transform = (editor: TestEditor, key: string): Readonly<Record<string, unknown>> | undefined =>
  editor.level.get()?.entity(key).get()?.components['Transform'];

describe('arranging by keys', () => {
  it('moves a block among its siblings, one step each, and undo takes it back', async () => {
    const ada = await open();
    await ada.do(moveTo, { entities: ['door', 'window'], to: { parent: null, before: 'house' } });
    ada.selection.set(['door', 'window']);
    await ada.press('Alt+ArrowDown');
    expect(under(ada, null)).toEqual(['house', 'door', 'window', 'lamp']);
    await ada.press('Alt+ArrowRight');
    expect(under(ada, 'house')).toEqual(['door', 'window']);
    await ada.press('Alt+ArrowLeft');
    expect(under(ada, null)).toEqual(['house', 'door', 'window', 'lamp']);
    await ada.press('Alt+ArrowLeft');
    expect(ada.notices.announced.get()).toBe('2 entities can go no further this way');
    await ada.press('Mod+Z');
    expect(under(ada, 'house')).toEqual(['door', 'window']);
  });

  it('leaves what goes below another parent where it is seen, in one step', async () => {
    const ada = await open();
    const half = Math.SQRT1_2;
    const set = (entity: string, field: string, value: number[]) => ({ entity, component: 'Transform', field, value });
    await ada.do(setFields, {
      changes: [
        set('house', 'position', [3, 0, 1]),
        set('house', 'rotation', [0, half, 0, half]),
        set('house', 'scale', [2, 2, 2]),
        set('lamp', 'position', [-1.5, 4, 0]),
      ],
      what: 'Transform',
    });
    await ada.do(moveTo, { entities: ['lamp'], to: { parent: 'house' } });
    const { position, rotation, scale } = transform(ada, 'lamp') as { position: number[]; rotation: number[]; scale: number[] };
    [0.5, 2, -2.25].forEach((value, index) => expect(position[index]).toBeCloseTo(value, 6));
    expect(rotation[1]).toBeCloseTo(-half, 6);
    expect(scale).toEqual([0.5, 0.5, 0.5]);
    ada.selection.set(['lamp']);
    // Out again by keys.
    await ada.press('Alt+ArrowLeft');
    expect(under(ada, null)).toContain('lamp');
    expect(transform(ada, 'lamp')).toMatchObject({ position: [-1.5, 4, 0], scale: [1, 1, 1] });
    await ada.press('Mod+Z');
    expect(under(ada, 'house')).toContain('lamp');
    expect(transform(ada, 'lamp')).toMatchObject({ position, scale });
    await ada.press('Mod+Z');
    expect(under(ada, null)).toContain('lamp');
    expect(transform(ada, 'lamp')).toMatchObject({ position: [-1.5, 4, 0] });
  });

  it('is cut and pasted below another parent to where it was seen', async () => {
    const ada = await open();
    ada.selection.set(['door']);
    await ada.press('Mod+X');
    await ada.until(() => ada.level.get()?.entity('door').get() === undefined);
    ada.selection.set(['lamp']);
    await ada.press('Mod+V');
    await ada.until(() => under(ada, null).length === 3);
    const [pasted = ''] = ada.selection.keys.get();
    expect(transform(ada, pasted)).toMatchObject({ position: [1, 1, 0] });
    await ada.press('Mod+X');
    await ada.until(() => under(ada, null).length === 2);
    ada.selection.set(['window']);
    await ada.press('Mod+V');
    await ada.until(() => under(ada, 'house').length === 2);
    expect(transform(ada, ada.selection.keys.get()[0]!)).toMatchObject({ position: [0, 1, 0] });
  });

  it('leaves what stands below a folder where it is seen when the folder goes', async () => {
    const ada = await open();
    await ada.do(addComponent, { entities: ['window'], component: 'Transform' });
    await ada.do(removeComponent, { entities: ['door'], component: 'Transform' });
    await ada.do(moveTo, { entities: ['lamp'], to: { parent: 'door' } });
    expect(transform(ada, 'lamp')).toMatchObject({ position: [-1, 0, 0] });
    await ada.do(moveTo, { entities: ['door'], to: { parent: null } });
    expect(transform(ada, 'lamp')).toMatchObject({ position: [0, 0, 0] });
  });

  it('selects everything below', async () => {
    const ada = await open();
    await ada.do(moveTo, { entities: ['lamp'], to: { parent: 'door' } });
    ada.selection.set(['house']);
    await ada.press('Shift+A');
    expect(ada.selection.keys.get()).toEqual(['door', 'lamp', 'window']);
  });

  it('takes a group apart where it stands: what it held stays where it was seen', async () => {
    const ada = await open();
    ada.selection.set(['lamp']);
    await ada.press('Mod+G');
    const [group = ''] = ada.selection.keys.get();
    const half = Math.SQRT1_2;
    await ada.do(setFields, {
      changes: [
        { entity: group, component: 'Transform', field: 'position', value: [10, 0, 0] },
        { entity: group, component: 'Transform', field: 'rotation', value: [0, half, 0, half] },
        { entity: group, component: 'Transform', field: 'scale', value: [2, 2, 2] },
        { entity: 'lamp', component: 'Transform', field: 'position', value: [1, 3, 0] },
      ],
      what: 'Transform',
    });
    await ada.press('Mod+Shift+G');
    expect(under(ada, null)).toEqual(['house', 'lamp']);
    expect(ada.selection.keys.get()).toEqual(['lamp']);
    const { position, rotation, scale } = transform(ada, 'lamp') as { position: number[]; rotation: number[]; scale: number[] };
    [10, 6, -2].forEach((value, index) => expect(position[index]).toBeCloseTo(value, 6));
    expect(rotation[1]).toBeCloseTo(half, 6);
    expect(scale).toEqual([2, 2, 2]);
    await ada.press('Mod+Z');
    expect(under(ada, group)).toEqual(['lamp']);
    expect(transform(ada, 'lamp')?.['position']).toEqual([1, 3, 0]);
  });

  it('keeps a group that is more than a place', async () => {
    const ada = await open();
    await ada.do(addComponent, { entities: ['house'], component: 'Light' });
    ada.selection.set(['house']);
    await ada.press('Mod+Shift+G');
    expect(under(ada, null)).toEqual(['door', 'window', 'house', 'lamp']);
  });
});
