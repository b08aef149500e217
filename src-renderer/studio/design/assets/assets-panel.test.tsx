import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { importFiles } from '../../editor/actions/index.ts';
import { renderWith } from '../../testing/render.tsx';
import { AssetsPanel } from './assets-panel.tsx';

describe('a data table', () => {
  it('is listed among the assets, narrowed to by the kind, and deleted; undo brings it back', async () => {
    const { editor } = await renderWith(<AssetsPanel />);
    const bytes = new TextEncoder().encode('item,price\ncrate,12\nbox,3\n');
    await editor.do(importFiles, { files: [{ name: 'prices.csv', size: bytes.length, bytes: () => Promise.resolve(bytes) }] });
    const tile = page.getByRole('button', { name: 'prices', exact: true });
    await expect.element(tile).toHaveAttribute('title', expect.stringContaining('data/prices.json'));
    await expect.element(page.getByText('2 rows')).toBeVisible();
    await page.getByRole('combobox', { name: 'Kind of asset' }).click();
    await page.getByRole('option', { name: 'Images' }).click();
    await expect.element(tile).not.toBeInTheDocument();
    await page.getByRole('combobox', { name: 'Kind of asset' }).click();
    await page.getByRole('option', { name: 'Tables' }).click();
    await page.getByRole('button', { name: 'prices: options' }).click();
    await page.getByRole('menuitem', { name: /^Delete table/ }).click();
    await expect.element(tile).not.toBeInTheDocument();
    expect(editor.project.get()!.tables()).toEqual({});
    await editor.press('Mod+Z');
    await expect.element(tile).toBeVisible();
  });

  it('opens its menu from its caption as from its picture', async () => {
    const { editor } = await renderWith(<AssetsPanel />);
    const bytes = new TextEncoder().encode('item,price\ncrate,12\n');
    await editor.do(importFiles, { files: [{ name: 'prices.csv', size: bytes.length, bytes: () => Promise.resolve(bytes) }] });
    await page.getByText('1 row').click({ button: 'right' });
    await expect.element(page.getByRole('menuitem', { name: /^Delete table/ })).toBeVisible();
  });
});
