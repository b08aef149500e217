/** Parts of a scene as a designer handles them: what is dragged in from the panel, what physics has of it, what a script declares. */
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
      await expect(field('Stage inventory')).toHaveAccessibleDescription(/In stock\./);
      await type(field('Stage inventory'), 1e16);
      await expect(field('Stage inventory'), 'no more than the script allows').toHaveValue('9007199254740991');
      await ada.keyboard.press('ControlOrMeta+Z');
      await type(field('Stage inventory'), 40);
      await show(ada, 'Scenario');
      await expect(cost).not.toHaveText('$204.00');
      await act(ada, 'Undo');
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
      await drop(assets, 'Kiosk.glb', boxGlb({ color: [1, 0, 1], size: [1, 1, 1] }), { x: 40, y: 40 });
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
