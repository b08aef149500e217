import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { bindKeys } from '../../shell/keyboard.ts';
import { renderWith } from '../../testing/render.tsx';
import type { TestEditor } from '../../testing/test-editor.ts';
import { Hierarchy } from '../hierarchy/hierarchy.tsx';
import { Inspector } from './inspector.tsx';

const row = (name: string) => page.getByRole('treeitem', { name, exact: true });
const nameField = () => page.getByRole('textbox', { name: 'Entity name' });
const number = (name: string) => page.getByRole('spinbutton', { name, exact: true });
const names = (editor: TestEditor): string[] =>
  ['house', 'door', 'window', 'lamp'].map((key) => editor.level.get()?.entity(key).get()?.name ?? '');
const placeOf = (editor: TestEditor, key: string): unknown => editor.level.get()?.entity(key).get()?.components['Transform']?.['position'];
const steps = (editor: TestEditor): string[] => editor.steps.get().steps.map(({ label }) => label);

const both = (
  <>
    <div style={{ height: 160, display: 'flex', flexDirection: 'column' }}>
      <Hierarchy />
    </div>
    <div style={{ height: 400, overflow: 'auto' }}>
      <Inspector />
    </div>
  </>
);

/** Types over what a field holds, as a person does, and stays in it. */
async function typeOver(field: ReturnType<typeof nameField>, text: string): Promise<void> {
  await userEvent.click(field);
  await userEvent.keyboard(`{Control>}a{/Control}${text}`);
}

describe('what is typed and not yet taken', () => {
  it('is of the entity that it was typed for when another row is pressed', async () => {
    const { editor } = await renderWith(both);
    await userEvent.click(row('House'));
    await typeOver(nameField(), 'Pending');
    await userEvent.click(row('Lamp'));
    await expect.element(nameField()).toHaveValue('Lamp');
    expect(names(editor)).toEqual(['Pending', 'Door', 'Window', 'Lamp']);
    await userEvent.click(row('Door'));
    await typeOver(number('Transform position x'), '7');
    await userEvent.click(row('Lamp'));
    await expect.element(number('Transform position x')).toHaveValue('0');
    expect([placeOf(editor, 'door'), placeOf(editor, 'lamp')]).toEqual([[7, 1, 0], undefined]);
    expect(steps(editor)).toHaveLength(2);
  });

  it.each([
    ['the selection changes by itself', (editor: TestEditor) => editor.selection.set(['lamp'])],
    ['nothing is selected any more', (editor: TestEditor) => editor.selection.clear()],
    ['one more is selected', (editor: TestEditor) => editor.selection.set(['house', 'lamp'])],
  ])('is of the entity that it was typed for when %s', async (_, change) => {
    const { editor } = await renderWith(both);
    editor.selection.set(['house']);
    await typeOver(nameField(), 'Pending');
    change(editor);
    await expect.poll(() => names(editor)).toEqual(['Pending', 'Door', 'Window', 'Lamp']);
    editor.selection.set(['door']);
    await typeOver(number('Transform position x'), '7');
    change(editor);
    await expect.poll(() => placeOf(editor, 'door')).toEqual([7, 1, 0]);
    expect([names(editor)[3], placeOf(editor, 'lamp')]).toEqual(['Lamp', undefined]);
  });

  it('is lost in words where somebody else deleted the entity, and who it was is said', async () => {
    const { editor, studio } = await renderWith(both);
    const grace = await studio.join('Grace');
    await grace.openProject('project-supply-chain' as never, 'Toy');
    await userEvent.click(row('Lamp'));
    await typeOver(nameField(), 'Pending');
    grace.selection.set(['lamp']);
    await grace.press('Delete');
    await expect
      .poll(() => editor.notices.list.get().map(({ title }) => title))
      .toEqual(['Grace deleted Lamp', 'The name “Pending” was not taken']);
    expect(grace.notices.list.get()).toEqual([]);
    expect(steps(editor)).toEqual([]);
  });

  it('is the tag of whom it was typed for', async () => {
    const { editor } = await renderWith(both);
    await userEvent.click(row('House'));
    await userEvent.click(page.getByRole('combobox', { name: 'Add a tag' }));
    await userEvent.keyboard('night');
    await userEvent.click(row('Lamp'));
    await expect.poll(() => editor.level.get()?.entity('house').get()?.tags).toEqual(['night']);
    expect(editor.level.get()?.entity('lamp').get()?.tags).toBeUndefined();
  });

  it('is taken as the new name in the tree when another row is pressed', async () => {
    const { editor } = await renderWith(both);
    await userEvent.click(row('House'));
    await editor.press('F2');
    await userEvent.keyboard('Walker');
    await userEvent.click(row('Lamp'));
    await expect.poll(() => names(editor)).toEqual(['Walker', 'Door', 'Window', 'Lamp']);
    expect(editor.selection.keys.get()).toEqual(['lamp']);
  });

  it('is what undo takes back in its field; with nothing left to undo no earlier text comes back into a field', async () => {
    const { editor } = await renderWith(both);
    const stop = bindKeys(editor, window);
    await userEvent.click(row('House'));
    await typeOver(nameField(), 'Pending');
    await userEvent.keyboard('{Enter}');
    await userEvent.click(nameField());
    await userEvent.keyboard('{End}x');
    await userEvent.keyboard('{Control>}z{/Control}');
    await expect.element(nameField()).toHaveValue('Pending');
    expect(names(editor)[0]).toBe('Pending');
    await userEvent.keyboard('{Control>}z{/Control}');
    await expect.element(nameField()).toHaveValue('House');
    const kept: boolean[] = [];
    const look = ({ key, defaultPrevented }: KeyboardEvent): unknown => key === 'z' && kept.push(defaultPrevented);
    window.addEventListener('keydown', look);
    await userEvent.keyboard('{Control>}z{/Control}{Control>}z{/Control}');
    window.removeEventListener('keydown', look);
    expect([editor.steps.get().undo, kept]).toEqual([undefined, [true, true]]);
    await expect.element(nameField()).toHaveValue('House');
    await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    await expect.element(nameField()).toHaveValue('Pending');
    await userEvent.keyboard('{Control>}y{/Control}{Control>}{Shift>}z{/Shift}{/Control}');
    await userEvent.click(row('Lamp'));
    expect(names(editor)).toEqual(['Pending', 'Door', 'Window', 'Lamp']);
    stop();
  });
});
