/** Parts of a scene as a designer handles them: what is dragged in from the panel, what physics has of it, what a script declares; and many of them. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { boxGlb } from '../../src-renderer/view/testing/glb.ts';
import { drop } from './harness/drop.ts';
import { owner } from './harness/product.ts';
import { act, button, canvas, choose, panel, pictureOf, row, show, status, type } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

test(
  'a designer sets what a script declares, drags an asset into the scene, and fits its collider',
  { tag: '@long' },
  async ({ crowd }) => {
    test.setTimeout(300_000);
    const ada = await crowd.studio(owner);
    await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
    const inspector = panel(ada, 'Inspector');
    const field = (name: string) => inspector.getByRole('spinbutton', { name, exact: true });

    await test.step('what the project’s script declares of an entity is a field with its unit and help, and counts in the next run', async () => {
      const cost = status(panel(ada, 'Scenario'), 'Total cost');
      await choose(panel(ada, 'Scenario'), 'Scenario', 'Benchmark');
      await expect(cost).toHaveText('$204.00');
      await show(ada, 'Hierarchy');
      await ada.getByRole('searchbox', { name: 'Search entities' }).fill('type:Stage');
      await row(ada, 'Wholesaler').click();
      await show(ada, 'Inspector');
      await expect(inspector.getByRole('group', { name: 'Stage inventory', exact: true })).toHaveAccessibleDescription(/In stock\./);
      await type(field('Stage inventory'), 1e16);
      await expect(field('Stage inventory'), 'no more than the script allows').toHaveValue('9007199254740991');
      await ada.keyboard.press('ControlOrMeta+Z');
      await type(field('Stage inventory'), 40);
      await show(ada, 'Scenario');
      const run = button(panel(ada, 'Scenario'), 'Run');
      await run.click();
      await expect(cost).not.toHaveText('$204.00');
      await act(ada, 'Undo');
      await run.click();
      await expect(cost).toHaveText('$204.00');
    });

    await act(ada, 'All projects');
    await button(ada, 'New project from Hello, cube').click();
    await act(ada, 'Design layout');
    await expect(row(ada, 'Cube')).toBeVisible({ timeout: 60_000 });
    const scene = canvas(ada);
    const box = (await scene.boundingBox())!;

    await test.step('a tile of the panel is dragged to where it shall stand', async () => {
      const assets = await show(ada, 'Assets');
      await drop(assets.getByText('No assets yet'), 'Kiosk.glb', boxGlb({ color: [1, 0, 1], size: [1, 1, 1] }), { x: 10, y: 5 });
      await expect(button(assets, 'Kiosk.glb')).toBeVisible();
      await expect(row(ada, 'Kiosk')).toHaveCount(0);
      const at = { x: box.width / 2 + 160, y: box.height / 2 + 60 };
      await button(assets, 'Kiosk.glb').dragTo(scene, { targetPosition: at });
      await expect(row(ada, 'Kiosk')).toHaveCount(1);
      await row(ada, 'Kiosk').click();
      expect(Number(await field('Transform position x').inputValue())).toBeGreaterThan(0.2);
      await ada.keyboard.press('ControlOrMeta+Z');
      await expect(row(ada, 'Kiosk')).toHaveCount(0);
      await ada.keyboard.press('ControlOrMeta+Shift+Z');
      await expect(row(ada, 'Kiosk')).toHaveCount(1);
    });

    await test.step('a material that is made for one is dragged onto another, and both change with it', async () => {
      await row(ada, 'Cube').click();
      await button(inspector, 'Add component').click();
      await ada.getByRole('combobox', { name: 'Find a component' }).fill('Material');
      await ada.keyboard.press('Enter');
      await button(inspector, 'Material material: None').click();
      await ada.getByRole('option', { name: 'New material' }).click();
      await expect(field('Material metallic')).toHaveValue('0');
      const tile = button(panel(ada, 'Assets'), 'Material');
      await tile.dragTo(scene, { targetPosition: { x: box.width / 2, y: box.height / 2 } });
      await row(ada, 'Kiosk').click();
      await tile.dblclick();
      await expect(button(inspector, 'Material material: Material')).toBeVisible();
      const dull = await pictureOf(ada);
      await type(field('Material metallic'), 1);
      await expect.poll(() => pictureOf(ada)).not.toBe(dull);
      await row(ada, 'Cube').click();
      await expect(field('Material metallic')).toHaveValue('1');
    });

    await test.step('a collider is drawn as it is set, for what is selected or for all', async () => {
      await row(ada, 'Cube').click();
      const without = await pictureOf(ada);
      await button(inspector, 'Add component').click();
      await ada.getByRole('combobox', { name: 'Find a component' }).fill('Collider');
      await ada.keyboard.press('Enter');
      await expect(field('Collider size x')).toHaveValue('1');
      await type(field('Collider size x'), 3);
      await expect.poll(() => pictureOf(ada)).not.toBe(without);
      const wide = await pictureOf(ada);
      await choose(inspector, 'Collider shape', 'sphere');
      await expect.poll(() => pictureOf(ada)).not.toBe(wide);
      await row(ada, 'Sky').click();
      const hidden = await pictureOf(ada);
      await act(ada, 'Show lights, cameras and colliders of all');
      await expect.poll(() => pictureOf(ada)).not.toBe(hidden);
    });
  },
);

test('a level of 10,000 entities is opened, searched, edited and taken back', { tag: '@long' }, async ({ crowd, product }) => {
  test.setTimeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'ledgerquest-many-'));
  cpSync(resolve(import.meta.dirname, '../../samples/hello-cube'), folder, { recursive: true });
  const file = join(folder, 'levels', 'hello-cube.json');
  const level = JSON.parse(readFileSync(file, 'utf8')) as { entities: Record<string, object> };
  for (let index = 0; index < 10_000; index += 1)
    level.entities[`crate-${index}`] = {
      name: `Crate ${index}`,
      parent: null,
      order: `b${String(index).padStart(5, '0')}V`,
      components: {
        Transform: { position: [(index % 100) - 50, 0.5, Math.floor(index / 100) - 50] },
        Shape: { kind: 'box', size: [0.4, 0.4, 0.4] },
      },
    };
  writeFileSync(file, JSON.stringify(level));
  await product.lq('open', folder, '--as', owner);
  const ada = await crowd.studio(owner);
  const hers = button(ada, 'Continue Hello, cube');
  await expect(hers.or(status(ada, 'Sync'))).toBeVisible({ timeout: 90_000 });
  // The window of the desktop app was open before there was this project.
  if (await status(ada, 'Sync').isVisible()) await act(ada, 'All projects');
  await hers.click();
  await act(ada, 'Design layout');
  await expect(ada.getByText('10005 entities', { exact: true }).or(ada.getByText('10,005 entities', { exact: true }))).toBeVisible({
    timeout: 90_000,
  });
  const search = ada.getByRole('searchbox', { name: 'Search entities' });
  await search.fill('Crate 7777');
  await row(ada, 'Crate 7777').click();
  await type(panel(ada, 'Inspector').getByRole('textbox', { name: 'Entity name' }), 'Crate of gold');
  await search.fill('gold');
  await expect(row(ada, 'Crate of gold')).toBeVisible();
  await ada.keyboard.press('Escape');
  await search.fill('');
  await canvas(ada).focus();
  await ada.keyboard.press('ControlOrMeta+A');
  await expect(status(ada, 'Selection')).toContainText(/10,?005/);
  await ada.keyboard.press('Delete');
  await expect(ada.getByText('0 entities', { exact: true })).toBeVisible();
  await ada.keyboard.press('ControlOrMeta+Z');
  await expect(ada.getByText(/^10,?005 entities$/)).toBeVisible();
  await expect(status(ada, 'Sync')).toHaveText('Saved', { timeout: 60_000 });
  rmSync(folder, { recursive: true });
});
