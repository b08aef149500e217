import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { rename as renameEntity } from '../../../engine/document/index.ts';
import { prettyJson } from '../../../engine/model/canonical.ts';
import { Problems } from '../design/problems/problems.tsx';
import type { KeptCopy } from '../editor/index.ts';
import { useCell, useEditor } from '../react.ts';
import { renderWith } from '../testing/render.tsx';
import { type TestEditor, toyProject } from '../testing/test-editor.ts';
import { versionsDialogs } from './index.ts';

interface Yard {
  entities: Record<string, { name: string; components: Record<string, Record<string, unknown>> }>;
}
const base = toyProject['levels/yard.json']!;
/** The yard as somebody made it. */
const yardWith = (change: (yard: Yard) => void): string => {
  const yard = JSON.parse(base) as Yard;
  change(yard);
  return prettyJson(yard as never);
};
const copyOf = (text: string, more: Partial<KeptCopy> = {}): KeptCopy => ({
  id: 'one',
  project: 'toy',
  room: 'toy/level/yard',
  file: 'yard.json',
  message: 'This edit does not fit the document.',
  text,
  base,
  ...more,
});

function Panel() {
  const open = useCell(useEditor().dialog);
  const Dialog = open === undefined ? undefined : versionsDialogs[open];
  return (
    <>
      <Problems />
      {Dialog && <Dialog />}
    </>
  );
}

const show = async (copy: KeptCopy): Promise<TestEditor> => {
  const { editor } = await renderWith(<Panel />, { recovered: [copy] });
  editor.level.get()?.edit('Others', (document, origin) => renameEntity(document, 'house', 'Villa', origin));
  await page.getByRole('button', { name: 'Compare and take over…' }).click();
  return editor;
};
const nameOf = (editor: TestEditor, key: string): string | undefined => editor.level.get()?.entity(key).get()?.name;
const mine = yardWith(({ entities }) => {
  entities['house']!.name = 'Palace';
  entities['door']!.name = 'Gate';
});

describe('a copy that was set aside', () => {
  it('is compared, and taken over in one step: what only it changed, and what one chooses of what others changed too', async () => {
    const editor = await show(copyOf(mine));
    const dialog = page.getByRole('dialog', { name: 'Your copy of yard.json' });
    const house = dialog.getByRole('group', { name: 'Palace: name' });
    await expect.element(house.getByRole('radio', { name: 'As it is now “Villa”' })).toBeChecked();
    await expect.element(dialog.getByText('“Door” renamed to “Gate”')).toBeVisible();
    await house.getByRole('radio', { name: 'Mine “Palace”' }).click();
    await expect.element(dialog.getByText('“Villa” renamed to “Palace”')).toBeVisible();
    await dialog.getByRole('button', { name: 'Take over 2 changes' }).click();
    await expect.element(dialog).not.toBeInTheDocument();
    expect([nameOf(editor, 'house'), nameOf(editor, 'door')]).toEqual(['Palace', 'Gate']);
    expect(editor.steps.get().undo).toBe('Take over the copy of yard.json');
    expect(editor.recovered.list.get()).toHaveLength(1);
    await editor.press('Mod+Z');
    expect([nameOf(editor, 'house'), nameOf(editor, 'door')]).toEqual(['Villa', 'Door']);
  });

  it('leaves what others made where nothing is chosen', async () => {
    const editor = await show(copyOf(mine));
    await page.getByRole('button', { name: 'Take over 1 change' }).click();
    await expect.poll(() => [nameOf(editor, 'house'), nameOf(editor, 'door')]).toEqual(['Villa', 'Gate']);
  });

  it('is chosen from with the keyboard', async () => {
    const editor = await show(copyOf(mine));
    await expect.element(page.getByRole('dialog')).toBeVisible();
    page
      .getByRole('radio', { name: /As it is now/ })
      .element()
      .focus();
    await userEvent.keyboard('{ArrowUp}');
    await expect.element(page.getByRole('radio', { name: /Mine/ })).toBeChecked();
    page.getByRole('button', { name: 'Take over 2 changes' }).element().focus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => nameOf(editor, 'house')).toBe('Palace');
  });

  it('without what the room held before asks about everything that differs', async () => {
    await show(copyOf(mine, { base: undefined }));
    await expect.element(page.getByRole('group', { name: 'Gate: name' })).toBeVisible();
    await page.getByRole('button', { name: 'All mine' }).click();
    await expect.element(page.getByRole('button', { name: 'Take over 2 changes' })).toBeEnabled();
  });

  it('does not bring back the value that the room refused', async () => {
    const broken = yardWith(({ entities }) => {
      entities['door']!.name = 'Gate';
      entities['lamp']!.components['Transform'] = { position: 'here' };
    });
    const editor = await show(copyOf(broken));
    await expect.element(page.getByText('Lamp: Transform position: this value does not fit and is left as it is now.')).toBeVisible();
    await page.getByRole('button', { name: 'Take over 1 change' }).click();
    await expect.poll(() => nameOf(editor, 'door')).toBe('Gate');
    expect(editor.level.get()?.problems.get()).toEqual([]);
  });

  it('of what both sides changed while one was away offers either, whichever stands', async () => {
    const theirs = yardWith(({ entities }) => {
      entities['house']!.name = 'Villa';
    });
    const editor = await show(copyOf(mine, { theirs, message: 'Others changed the same things.' }));
    const house = page.getByRole('group', { name: 'Palace: name' });
    await expect.element(house.getByRole('radio', { name: 'Others “Villa”' })).toBeChecked();
    await house.getByRole('radio', { name: 'Mine “Palace”' }).click();
    await page.getByRole('button', { name: 'Take over 1 change' }).click();
    await expect.poll(() => [nameOf(editor, 'house'), nameOf(editor, 'door')]).toEqual(['Palace', 'Door']);
    await page.getByRole('button', { name: 'Compare and take over…' }).click();
    await expect.element(page.getByRole('radio', { name: 'Mine “Palace”' })).toBeChecked();
    await page.getByRole('button', { name: 'All of the others' }).click();
    await page.getByRole('button', { name: 'Take over 1 change' }).click();
    await expect.poll(() => nameOf(editor, 'house')).toBe('Villa');
  });

  it('that the project says already has nothing to take over', async () => {
    await show(copyOf(base));
    await expect.element(page.getByText('The project says all of it already.')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Take over 0 changes' })).toBeDisabled();
  });
});
