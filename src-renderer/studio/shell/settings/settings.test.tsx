import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../../../ui/tokens.css';
import '../../../ui/base.css';
import { designPanels } from '../../design/index.ts';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { StudioWindow } from '../window/studio-window.tsx';

/** Without the scene: none of it is asked for here, and drawing it takes long. */
const panels = designPanels.filter(({ id }) => id !== 'viewport');

const open = async (): Promise<TestEditor> => {
  await page.viewport(1280, 800);
  const editor = await createTestStudio().join('Ada');
  await render(
    <div style={{ height: 800 }}>
      <StudioWindow editor={editor} panels={panels} slots={{}} dialogs={{}} />
    </div>,
  );
  await editor.openProject('project-supply-chain' as never, 'Toy');
  editor.preferences.setPreset('design');
  await userEvent.keyboard('{Control>},{/Control}');
  return editor;
};
const dialog = () => page.getByRole('dialog', { name: 'Settings' });
const choose = async (name: string, option: string): Promise<void> => {
  await dialog().getByRole('combobox', { name }).click();
  await page.getByRole('option', { name: option }).click();
};
const root = document.documentElement;

describe('the settings', () => {
  beforeEach(() => root.removeAttribute('style'));

  it('change theme, text size and motion at once', async () => {
    await open();
    await choose('Theme', 'High contrast');
    expect(root.dataset['theme']).toBe('contrast');
    const sizeOf = (): string => getComputedStyle(document.body).fontSize;
    expect(sizeOf()).toBe('13px');
    await choose('Text size', '150 %');
    expect(sizeOf()).toBe('19.5px');
    await expect.poll(() => document.querySelector('[role=treeitem]')?.getBoundingClientRect().height).toBe(36);
    await choose('Motion', 'Reduced');
    expect(getComputedStyle(root).getPropertyValue('--calm')).toBe('0ms');
  });

  it('zoom the whole window by the keys, also while a dialog is open, and keep it', async () => {
    const editor = await open();
    const height = (): number => document.querySelector('[role=treeitem]')?.getBoundingClientRect().height ?? 0;
    await expect.poll(height).toBe(24);
    const icon = document.querySelector('[role=treeitem] svg')?.getBoundingClientRect().width ?? 0;
    await userEvent.keyboard('{Control>}={/Control}{Control>}={/Control}{Control>}={/Control}');
    await expect.poll(height).toBe(36);
    const [first, second] = [...document.querySelectorAll('[role=treeitem]')].map((row) => row.getBoundingClientRect().top);
    expect(second! - first!).toBe(36);
    expect(document.querySelector('[role=treeitem] svg')?.getBoundingClientRect().width).toBeCloseTo(icon * 1.5, 1);
    await userEvent.keyboard('{Control>}-{/Control}');
    expect(editor.ports.keepsakes.read('zoom')).toBe(125);
    await userEvent.keyboard('{Control>}0{/Control}');
    await expect.poll(height).toBe(24);
  });

  it('write numbers as the person reads them', async () => {
    const editor = await open();
    await dialog().getByRole('tab', { name: 'Language and numbers' }).click();
    await choose('Numbers and dates', 'Deutsch (Deutschland)');
    await expect.poll(() => dialog().getByRole('status', { name: 'Looks like' }).element().textContent).toMatch(/^1\.234\.567,89 /);
    editor.preferences.setFormats('auto');
  });

  it('find an action, take the keys that are pressed, and say who has them', async () => {
    const editor = await open();
    await dialog().getByRole('tab', { name: 'Keys' }).click();
    await dialog().getByRole('searchbox', { name: 'Find an action or a key' }).fill('hide');
    await dialog().getByRole('button', { name: 'New keys for Hide for me' }).click();
    await userEvent.keyboard('l');
    await expect.poll(() => dialog().getByRole('note').element().textContent).toMatch(/^L also starts Lock for me;/);
    await dialog().getByRole('button', { name: 'Take it from Lock for me' }).click();
    await expect.element(dialog().getByRole('note')).not.toBeInTheDocument();
    expect(editor.preferences.bindings.get()).toEqual({ 'entity.lock': [], 'entity.hide': ['H', 'L'] });
    await dialog().getByRole('button', { name: 'Take H away from Hide for me' }).click();
    await userEvent.keyboard('{Escape}');
    editor.selection.set(['lamp']);
    await userEvent.keyboard('l');
    expect(editor.visibility.hidden.get().has('lamp')).toBe(true);
    await userEvent.keyboard('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect.poll(() => sheet.getByRole('listitem').filter({ hasText: 'Hide for me' }).element().textContent).toBe('Hide for meL');
    await sheet.getByRole('button', { name: 'Change keys' }).click();
    await dialog().getByRole('button', { name: 'Reset all' }).click();
    expect(editor.preferences.bindings.get()).toEqual({});
  });

  it('leave the keys as they were when Escape is pressed instead', async () => {
    const editor = await open();
    await dialog().getByRole('tab', { name: 'Keys' }).click();
    await dialog().getByRole('button', { name: 'New keys for Undo' }).click();
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog()).toBeVisible();
    expect(editor.preferences.bindings.get()).toEqual({});
  });

  it('speak another language in the whole window, themselves first', async () => {
    const editor = await open();
    await dialog().getByRole('tab', { name: 'Language and numbers' }).click();
    await choose('Language', 'Pseudo language, to test translations');
    try {
      await expect.element(page.getByRole('dialog', { name: '⟦Šéţţíñĝš···⟧' })).toBeVisible();
      await expect.element(page.getByRole('tab', { name: /Ļáñĝúáĝé/ })).toHaveAttribute('aria-selected', 'true');
      expect(root.lang).toBe('en-XA');
    } finally {
      editor.preferences.setLanguage('en');
    }
    await expect.element(dialog()).toBeVisible();
  });
});
