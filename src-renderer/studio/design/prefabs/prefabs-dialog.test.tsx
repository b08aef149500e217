import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { renderWith } from '../../testing/render.tsx';
import { toyProject } from '../../testing/test-editor.ts';
import { PrefabsDialog } from './prefabs-dialog.tsx';

const parsed = (path: string): Record<string, unknown> => JSON.parse(toyProject[path] ?? '') as Record<string, unknown>;
const yard = parsed('levels/yard.json');
const templates = {
  'supply-chain': {
    'ledgerquest.json': JSON.stringify({
      ...parsed('ledgerquest.json'),
      prefabs: { Crate: { components: { Shape: {} } }, Big: { prefab: 'Crate', components: {} } },
    }),
    'levels/yard.json': JSON.stringify({
      ...yard,
      entities: { ...(yard['entities'] as object), box: { name: 'Box', parent: null, order: 'a5', prefab: 'Big', components: {} } },
    }),
  },
};
const row = (name: string) =>
  page
    .getByRole('list', { name: 'Prefabs of the project' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: `${name}: options` }) });
const choose = async (prefab: string, entry: string): Promise<void> => {
  await page.getByRole('button', { name: `${prefab}: options` }).click();
  await page.getByRole('menuitem', { name: entry }).click();
};

describe('the list of prefabs', () => {
  it('says where each is used, renames it, adds it, and says what goes with it before it is deleted', async () => {
    const { editor } = await renderWith(<PrefabsDialog />, { templates });
    await expect.element(row('Big').getByText('Variant of Crate · 1 instance in Yard')).toBeVisible();
    await choose('Big', 'Rename');
    await page.getByRole('textbox', { name: 'New name of Big' }).fill('Tall');
    await userEvent.keyboard('{Enter}');
    await expect.element(row('Tall').getByText(/1 instance in Yard/)).toBeVisible();
    expect(editor.level.get()?.instance('box').get()?.prefab).toBe('Tall');
    await choose('Tall', 'Add to the scene');
    await expect.element(row('Tall').getByText(/2 instances in Yard/)).toBeVisible();
    await choose('Crate', 'Delete…');
    await expect.element(row('Crate').getByText(/^Crate is needed by Tall\./)).toBeVisible();
    await expect.element(row('Crate').getByRole('button', { name: 'Delete it' })).not.toBeInTheDocument();
    await row('Crate').getByRole('button', { name: 'Keep it' }).click();
    await choose('Tall', 'Delete…');
    await expect.element(row('Tall').getByText(/^2 instances of Tall in Yard become entities of their own/)).toBeVisible();
    await page.getByRole('button', { name: 'Unpack and delete' }).click();
    await expect.poll(() => Object.keys(editor.project.get()?.prefabs.get() ?? {})).toEqual(['Crate']);
  });

  it('tells a viewer that nothing can be changed, and lets nothing be', async () => {
    await renderWith(<PrefabsDialog />, { templates }, 'viewer');
    await expect.element(page.getByText(/^You are looking on: your role here is viewer\./)).toBeVisible();
    await page.getByRole('button', { name: 'Big: options' }).click();
    for (const entry of ['Add to the scene', 'Rename', 'Make a variant', 'Let it stand alone', 'Delete…'])
      await expect.element(page.getByRole('menuitem', { name: entry })).toHaveAttribute('aria-disabled', 'true');
    await page.getByRole('menuitem', { name: 'Where is it used?' }).click();
    await expect.element(page.getByRole('button', { name: 'Box in Yard' })).toBeVisible();
  });
});
