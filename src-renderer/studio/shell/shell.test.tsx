import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { renameTo } from '../editor/actions/index.ts';
import { createTestStudio, type TestEditor } from '../testing/test-editor.ts';
import '../../ui/tokens.css';
import '../../ui/base.css';
import { designPanels } from '../design/index.ts';
import { StudioWindow } from './window/studio-window.tsx';

const open = async (options: Parameters<typeof createTestStudio>[0] = {}): Promise<TestEditor> => {
  await page.viewport(1280, 800);
  const editor = await createTestStudio(options).join('Ada');
  await render(
    <div style={{ height: 800 }}>
      <StudioWindow editor={editor} panels={designPanels} slots={{}} dialogs={{}} />
    </div>,
  );
  await editor.openProject('project-supply-chain' as never, 'Toy');
  editor.preferences.setPreset('design');
  return editor;
};

describe('the window', () => {
  it('names its panels, tabs and controls as promised', async () => {
    await open();
    for (const name of ['Hierarchy', 'Viewport', 'Inspector', 'Levels', 'Problems'])
      await expect.element(page.getByRole('region', { name, exact: true })).toBeInTheDocument();
    for (const name of ['Hierarchy', 'Viewport', 'Inspector', 'Levels', 'History', 'Problems'])
      await expect.element(page.getByRole('tab', { name, exact: true })).toBeInTheDocument();
    for (const name of ['Play', 'Step', 'Stop', 'Fork here', 'Undo', 'Redo', 'Share'])
      await expect.element(page.getByRole('button', { name, exact: true })).toBeInTheDocument();
    for (const name of ['Time', 'State hash', 'Sync', 'Selection'])
      await expect.element(page.getByRole('status', { name, exact: true })).toBeInTheDocument();
    await expect.element(page.getByRole('slider', { name: 'Tick' })).toBeInTheDocument();
    await expect.element(page.getByRole('list', { name: 'People' })).toBeInTheDocument();
    await expect.element(page.getByRole('img', { name: 'Scene view' })).toBeInTheDocument();
    await expect.element(page.getByRole('status', { name: 'Sync' })).toHaveTextContent('Saved');
  });

  it('plays from the keyboard and says the time and the state hash', async () => {
    const editor = await open();
    await userEvent.keyboard(' ');
    await expect.element(page.getByRole('button', { name: 'Pause' })).toBeVisible();
    await editor.until(() => editor.preview.transport.get().state === 'playing');
    editor.clock.pass(8000);
    await expect.element(page.getByRole('status', { name: 'Time' })).toHaveTextContent('Week 40 of 40');
    const hash = editor.preview.current.get()?.hashes[39] ?? '';
    await expect.element(page.getByRole('status', { name: 'State hash' })).toHaveTextContent(hash);
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect.element(page.getByRole('status', { name: 'Time' })).toHaveTextContent('Editing');
  });

  it('forks once at a double click', async () => {
    const editor = await open();
    await editor.preview.run();
    editor.preview.seek(20);
    const before = editor.preview.runs.get().length;
    await page.getByRole('button', { name: 'Fork here' }).dblClick();
    await editor.until(() => editor.preview.base.get()?.tick === 20 && editor.preview.current.get()?.state === 'finished');
    expect(editor.preview.runs.get()).toHaveLength(before + 1);
  });

  it('opens the palette, which finds and starts actions and entities', async () => {
    const editor = await open();
    await userEvent.keyboard('{Control>}k{/Control}');
    await expect.element(page.getByRole('dialog', { name: 'Actions' })).toBeVisible();
    const find = page.getByRole('combobox', { name: 'Find an action' });
    await find.fill('rotate');
    await userEvent.keyboard('{Enter}');
    expect(editor.tool.get()).toBe('rotate');
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    await userEvent.keyboard('{Control>}k{/Control}');
    await find.fill('wind');
    await userEvent.keyboard('{ArrowDown}{ArrowUp}{Enter}');
    expect(editor.selection.keys.get()).toEqual(['window']);
    await expect.element(page.getByRole('status', { name: 'Selection' })).toHaveTextContent('Window selected');
  });

  it('finds scenarios and parameters in the palette, shows keys, and puts what was used lately first', async () => {
    const editor = await open();
    await userEvent.keyboard('{Control>}k{/Control}');
    const find = page.getByRole('combobox', { name: 'Find an action' });
    await find.fill('rate');
    await expect.element(page.getByRole('option', { name: 'Rate Parameter' })).toBeVisible();
    await find.fill('duplicate');
    await expect.element(page.getByRole('option', { name: 'Duplicate Ctrl+D' })).toBeVisible();
    await find.fill('slow');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => editor.preview.current.get()?.name).toBe('Slow');
    await userEvent.keyboard('{Control>}k{/Control}');
    await expect.element(page.getByText('Used lately')).toBeVisible();
    await expect.element(page.getByRole('option').first()).toHaveTextContent('SlowScenario');
  });

  it('follows in the palette what becomes possible, or no more, while it is open, and what is marked stays so', async () => {
    const editor = await open();
    await userEvent.keyboard('{Control>}k{/Control}');
    await page.getByRole('combobox', { name: 'Find an action' }).fill('undo');
    const undo = page.getByRole('option', { name: /^Undo/ });
    await expect.element(undo).toHaveAttribute('aria-disabled', 'true');
    await expect.element(undo).toHaveAttribute('aria-selected', 'true');
    await editor.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    await expect.element(undo).toHaveAttribute('aria-disabled', 'false');
    await expect.element(undo).toHaveAttribute('aria-selected', 'true');
    editor.history.undo();
    await expect.element(undo).toHaveAttribute('aria-disabled', 'true');
    await expect.element(undo).toHaveAttribute('aria-selected', 'true');
  });

  it('lists every key in the shortcut sheet', async () => {
    await open();
    await userEvent.keyboard('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect.element(sheet.getByText('Ctrl+Shift+Z, Ctrl+Y')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(sheet).not.toBeInTheDocument();
  });

  it('makes its menus from the same actions', async () => {
    const editor = await open();
    editor.selection.set(['lamp']);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).hover();
    await page.getByRole('menuitem', { name: /Duplicate/ }).click();
    await expect.poll(() => Object.values(editor.level.get()?.level.get().entities ?? {}).map(({ name }) => name)).toContain('Lamp 2');
  });

  it('follows the theme', async () => {
    const editor = await open();
    editor.preferences.setTheme('light');
    expect(document.documentElement.dataset['theme']).toBe('light');
    editor.preferences.setTheme('dark');
    expect(document.documentElement.dataset['theme']).toBe('dark');
  });

  it('keeps a broken panel to itself', async () => {
    await page.viewport(1280, 800);
    const editor = await createTestStudio().join('Ada');
    const Broken = (): never => {
      throw new Error('a panel of ours');
    };
    const panels = designPanels.map((panel) => (panel.id === 'inspector' ? { ...panel, Content: Broken } : panel));
    await render(
      <div style={{ height: 800 }}>
        <StudioWindow editor={editor} panels={panels} slots={{}} dialogs={{}} />
      </div>,
    );
    await editor.openProject('project-supply-chain' as never, 'Toy');
    editor.preferences.setPreset('design');
    await expect.element(page.getByText('This panel stopped working')).toBeVisible();
    await expect.element(page.getByRole('tree', { name: 'Scene' })).toBeVisible();
  });

  it('shows recent projects, the last one ready to continue', async () => {
    await page.viewport(1280, 800);
    const editor = await createTestStudio({ recent: ['supply-chain'] }).join('Ada');
    await render(<StudioWindow editor={editor} panels={designPanels} slots={{}} dialogs={{}} />);
    await editor.start();
    await expect.element(page.getByRole('button', { name: 'Continue Toy' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => editor.screen.get().at).toBe('project');
  });

  it('says when it is signed out, what waits, and the next step', async () => {
    const editor = await open();
    editor.setOnline(false);
    await editor.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    editor.signOut();
    await expect.element(page.getByRole('status', { name: 'Sync' })).toHaveTextContent('Signed out, 1 edit waiting');
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent(
        'This window is signed out: its host was started again. Run npx lq open and use the new link in this browser. 1 edit is kept in this browser and sent then.',
      );
  });

  it('does not say Saved where the folder lags behind, says why, and has a damaged file written again', async () => {
    const asked: unknown[] = [];
    const writeAgain = (request: unknown): Record<string, never> => {
      asked.push(request);
      return {};
    };
    const editor = await open({ answers: { 'project.writeAgain': writeAgain } });
    const chip = page.getByRole('status', { name: 'Sync' });
    await expect.element(chip).not.toHaveTextContent('folder');
    const damaged = {
      severity: 'error',
      code: 'broken-json',
      file: 'levels/yard.json',
      message: 'It breaks off.',
      hint: 'Mend it.',
      folder: 'damaged',
    } as const;
    editor.memory.announce('project.problems', { project: editor.project.get()!.handle, problems: [damaged] });
    await expect.element(chip).toHaveTextContent('Saved here, not in the folder');
    await editor.press('Mod+S');
    expect(editor.notices.list.get().at(-1)).toMatchObject({ title: 'Saved here, and not in the folder', text: 'It breaks off. Mend it.' });
    editor.reveal.set('problems');
    await page.getByRole('button', { name: 'Write it again from what is saved here' }).click();
    expect(asked).toEqual([{ project: 'project-supply-chain', file: 'levels/yard.json' }]);
    editor.memory.announce('project.problems', { project: editor.project.get()!.handle, problems: [] });
    await expect.element(chip).not.toHaveTextContent('folder');
  });

  it('names the project that could not be opened, tries it again, and leads Home', async () => {
    const editor = await createTestStudio({ recent: ['supply-chain'] }).join('Ada');
    await render(<StudioWindow editor={editor} panels={designPanels} slots={{}} dialogs={{}} />);
    await editor.start();
    await editor.openProject('project-gone' as never, 'Harbour');
    await expect.element(page.getByText('Harbour could not be opened')).toBeVisible();
    await expect.element(page.getByText(/There is no project gone\./)).toBeVisible();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.element(page.getByText('Harbour could not be opened')).toBeVisible();
    await page.getByRole('button', { name: 'Home' }).click();
    await expect.element(page.getByRole('button', { name: 'Continue Toy' })).toBeVisible();
  });

  it('lists copies that were set aside under Problems, to copy, download or dismiss', async () => {
    const editor = await open();
    editor.refuseRoom('toy/level/yard');
    await page.getByRole('button', { name: 'Show it' }).click();
    const copies = page.getByRole('list', { name: 'Set aside' });
    await expect.element(copies.getByText('Your copy of yard.json was set aside')).toBeVisible();
    await copies.getByRole('button', { name: 'Copy as text' }).click();
    await expect.poll(() => editor.clipboardText.at(-1)).toContain('"id": "yard"');
    await copies.getByRole('button', { name: 'Dismiss' }).click();
    await expect.element(copies).not.toBeInTheDocument();
  });
});
