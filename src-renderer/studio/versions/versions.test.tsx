import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { HistoryPanel } from '../design/history/history.tsx';
import { setFields } from '../editor/actions/index.ts';
import { useCell, useEditor } from '../react.ts';
import { renderWith } from '../testing/render.tsx';
import type { TestEditor } from '../testing/test-editor.ts';
import { versionsDialogs } from './index.ts';

const good = {
  id: '1'.repeat(64),
  name: 'Good',
  author: { id: 'ada', name: 'Ada' },
  at: Date.UTC(2026, 10, 20),
  parent: null,
  reason: 'named',
  parts: {},
} as const;

/** The panel, and the dialogs that a window shows over it. */
function Panel() {
  const open = useCell(useEditor().dialog);
  const Dialog = open === undefined ? undefined : versionsDialogs[open];
  return (
    <>
      <HistoryPanel />
      {Dialog && <Dialog />}
    </>
  );
}

const show = async (role?: 'viewer') => {
  const shown = await renderWith(<Panel />, {}, role);
  await page.getByRole('tab', { name: 'Versions' }).click();
  return shown;
};
const save = async (name: string): Promise<void> => {
  await page.getByRole('button', { name: 'Save version…' }).click();
  await page.getByRole('searchbox', { name: 'Name of the version' }).fill(name);
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('button', { name: new RegExp(name) }).first()).toBeVisible();
};
const choose = (name: string): Promise<void> =>
  page
    .getByRole('list', { name: 'Versions' })
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .click();
const move = (editor: TestEditor, to: number): Promise<void> =>
  editor.do(setFields, { what: 'position', changes: [{ entity: 'house', component: 'Transform', field: 'position', value: [to, 0, 0] }] });
const x = (editor: TestEditor): unknown => {
  const position = editor.level.get()?.entity('house').get()?.components['Transform']?.['position'];
  return Array.isArray(position) ? position[0] : undefined;
};
const changes = () => page.getByRole('list', { name: 'Changes' });

describe('the versions of a project', () => {
  it('are saved by name and listed with who and when', async () => {
    await show();
    await expect.element(page.getByText('No versions yet')).toBeVisible();
    await save('Good');
    const row = page.getByRole('list', { name: 'Versions' }).getByRole('button');
    await expect.poll(() => row.element().textContent).toMatch(/^GoodAda, .*saved$/);
  });

  it('say what has changed since, thing by thing, and lead there', async () => {
    const { editor } = await show();
    await save('Good');
    await move(editor, 4);
    await choose('Good');
    await expect.element(changes().getByRole('button', { name: 'Transform position from 1, 0, 0 to 4, 0, 0' })).toBeVisible();
    await changes().getByRole('button', { name: 'House', exact: true }).click();
    expect(editor.selection.keys.get()).toEqual(['house']);
    expect(editor.reveal.get()).toBe('inspector');
  });

  it('are compared with what is there now, also while one looks and edits', async () => {
    const { editor } = await show();
    await save('Good');
    await move(editor, 4);
    await choose('Good');
    for (const to of [7, 2]) {
      await move(editor, to);
      await editor.until(() => editor.sync.get().state === 'saved');
      editor.clock.pass(1000);
      await expect.element(changes().getByRole('button', { name: `Transform position from 1, 0, 0 to ${to}, 0, 0` })).toBeVisible();
    }
    await move(editor, 1);
    await editor.until(() => editor.sync.get().state === 'saved');
    editor.clock.pass(1000);
    await expect.element(page.getByText('Nothing has changed since.')).toBeVisible();
  });

  it('are restored as one step of the person, which undo takes back', async () => {
    const { editor } = await show();
    await save('Good');
    await move(editor, 4);
    editor.project.get()?.edit('Turn', [{ path: ['parameters', 'rate', 'default'], value: 5 }]);
    await choose('Good');
    await page.getByRole('button', { name: 'Restore', exact: true }).click();
    await expect.element(page.getByText('Nothing has changed since.')).toBeVisible();
    expect(x(editor)).toBe(1);
    expect(editor.project.get()?.file.get().parameters['rate']?.default).toBe(1);
    expect(editor.steps.get().undo).toBe('Ada restored “Good”');
    expect(editor.notices.list.get().at(-1)).toMatchObject({ title: 'Ada restored “Good”', action: { label: 'Undo' } });
    await editor.press('Mod+Z');
    expect([x(editor), editor.project.get()?.file.get().parameters['rate']?.default]).toEqual([4, 5]);
  });

  it('are restored thing by thing', async () => {
    const { editor } = await show();
    await save('Good');
    await move(editor, 4);
    editor.project.get()?.edit('Turn', [{ path: ['parameters', 'rate', 'default'], value: 5 }]);
    await choose('Good');
    await page.getByRole('button', { name: 'Restore House' }).click();
    await expect.element(changes().getByRole('button', { name: 'Restore House' })).not.toBeInTheDocument();
    await expect.element(changes().getByText('Parameter Rate: default from 1 to 5')).toBeVisible();
    expect([x(editor), editor.project.get()?.file.get().parameters['rate']?.default]).toEqual([1, 5]);
  });

  it('are compared with each other', async () => {
    const { editor } = await show();
    await save('First');
    await move(editor, 4);
    await save('Second');
    await move(editor, 9);
    await choose('First');
    await expect.element(changes().getByText('Transform position from 1, 0, 0 to 9, 0, 0')).toBeVisible();
    await page.getByRole('combobox', { name: 'Compare with' }).click();
    await page.getByRole('option', { name: /Second/ }).click();
    await expect.element(changes().getByText('Transform position from 1, 0, 0 to 4, 0, 0')).toBeVisible();
  });

  it('are reached, looked into and left with the keyboard alone', async () => {
    const { editor } = await show();
    await save('Good');
    await move(editor, 4);
    page.getByRole('list', { name: 'Versions' }).getByRole('button').element().focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('button', { name: 'All versions' })).toHaveFocus();
    await expect.element(changes()).toBeVisible();
    await userEvent.keyboard('{Tab}{Tab}{Enter}');
    await expect.element(page.getByText('Nothing has changed since.')).toBeVisible();
    expect(x(editor)).toBe(1);
    await userEvent.keyboard('{Shift>}{Tab}{Tab}{/Shift}{Enter}');
    await expect.element(page.getByRole('list', { name: 'Versions' })).toBeVisible();
  });

  it('are for a viewer to look at, not to save or restore', async () => {
    await show('viewer');
    await expect.element(page.getByText('You are looking on: saving and restoring versions needs the role editor.')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Save version…' })).toBeDisabled();
  });

  it('say in the panel what the host refuses', async () => {
    await renderWith(<Panel />, {
      answers: {
        'versions.list': () => ({ versions: [good], damaged: [{ file: '/data/x.json', message: 'This version cannot be shown.' }] }),
        'versions.diff': () => {
          throw Object.assign(new Error('It is damaged.'), { code: 'damaged-version', hint: 'Put it back.' });
        },
      },
    });
    await page.getByRole('tab', { name: 'Versions' }).click();
    await expect.element(page.getByText('This version cannot be shown.')).toBeVisible();
    await choose('Good');
    await expect.element(page.getByText('It is damaged. Put it back.')).toBeVisible();
  });
});
