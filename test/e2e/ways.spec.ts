import type { Locator } from '@playwright/test';
import { owner } from './harness/product.ts';
import { act, button, panel, row, status, type } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

test('a designer lays a path, adds a point, and lets the cube follow it; an agent finds its way', { tag: '@long' }, async ({ crowd }) => {
  test.setTimeout(240_000);
  const page = await crowd.studio(owner);
  await expect(status(page, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
  await act(page, 'All projects');
  await button(page, 'New project from Hello, cube').click();
  await act(page, 'Design layout');
  await expect(row(page, 'Cube')).toBeVisible({ timeout: 60_000 });
  const inspector = panel(page, 'Inspector');
  const give = async (component: string): Promise<void> => {
    await inspector.getByRole('button', { name: 'Add component' }).click();
    await page.getByRole('combobox', { name: 'Find a component' }).fill(component);
    await page.keyboard.press('Enter');
    await expect(inspector.getByRole('region', { name: component })).toBeVisible();
  };
  const point = async (field: string, entity: Locator): Promise<void> => {
    await inspector.getByRole('button', { name: `Pick ${field} in the scene or the tree` }).click();
    await entity.click();
  };

  await test.step('the path has three points, and one more after the first', async () => {
    await act(page, 'Path');
    await row(page, 'Point 1').click();
    await act(page, 'Add a point');
    await expect(inspector.getByRole('textbox', { name: 'Entity name' })).toHaveValue('Point 4');
    await expect(row(page, 'Point 4')).toHaveAttribute('aria-posinset', '2');
  });

  await test.step('the cube follows it in the run, and the document stays as it is', async () => {
    await row(page, 'Cube').click();
    await give('PathFollower');
    await point('PathFollower path', row(page, 'Path'));
    await expect(inspector.getByRole('button', { name: 'PathFollower path: Path', exact: true })).toBeVisible();
  });

  await test.step('a ball finds its way around a block of the nav region', async () => {
    await act(page, 'Nav region');
    await expect(row(page, 'Nav region')).toBeVisible();
    await act(page, 'Box');
    await give('NavObstacle');
    await act(page, 'Sphere');
    await type(inspector.getByRole('spinbutton', { name: 'Transform position x' }), -4);
    await give('NavAgent');
    await point('NavAgent target', row(page, 'Point 3'));
    await row(page, 'Nav region').click();
  });

  await test.step('in the run both are on their way', async () => {
    await act(page, 'Play or pause');
    await row(page, 'Sphere').click();
    await expect(inspector.getByRole('button', { name: 'arrived in this run' })).toBeVisible();
    await row(page, 'Cube').click();
    await expect(inspector.getByRole('button', { name: / in this run$/ }).first()).toBeVisible();
    await expect(panel(page, 'Problems')).toContainText('No problems');
  });
});
