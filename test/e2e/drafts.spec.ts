import type { Locator, Page } from '@playwright/test';
import { owner } from './harness/product.ts';
import { button, panel, row, show, status, type } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

async function rename(page: Page, from: string, to: string): Promise<void> {
  await row(page, from).click();
  await show(page, 'Inspector');
  await type(panel(page, 'Inspector').getByRole('textbox', { name: 'Entity name' }), to);
  await expect(row(page, to)).toBeVisible();
}

const levels = (page: Page): Locator => page.getByRole('list', { name: 'Levels' });
const openLevel = async (page: Page, name: RegExp): Promise<void> => {
  await show(page, 'Levels');
  await levels(page).getByRole('button', { name }).click();
  await expect(levels(page).getByRole('button', { name })).toHaveAttribute('aria-current', 'true');
  await show(page, 'Hierarchy');
};

test('one tries an idea in a draft while the other goes on in the level, and takes it over', { tag: '@long' }, async ({ crowd }) => {
  test.setTimeout(240_000);
  const ada = await crowd.studio(owner);
  await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
  const ben = await crowd.studio('Ben');
  await button(ben, 'Continue Supply chain').click();
  await show(ben, 'Hierarchy');

  await test.step('Ada begins a draft; Ben sees it listed, and goes on', async () => {
    const panelOfAda = await show(ada, 'Levels');
    await button(panelOfAda, 'Begin a draft of this level…').click();
    await ada.getByRole('searchbox', { name: 'Name of the draft' }).fill('Night shift');
    await button(ada, 'Begin').click();
    await expect(levels(ada).getByRole('button', { name: /Night shift/ })).toHaveAttribute('aria-current', 'true');
    await show(ben, 'Levels');
    await expect(levels(ben).getByRole('button', { name: /Night shift Draft/ })).toContainText(owner, { ignoreCase: true });
    for (const page of [ada, ben]) await show(page, 'Hierarchy');
  });

  await test.step('both change things, some of them the same', async () => {
    await rename(ada, 'Evening light', 'Nightfall');
    await rename(ada, 'Camera', 'Lens');
    await rename(ben, 'Camera', 'Eye');
    await rename(ben, 'Low sun', 'Moon');
    await expect(row(ben, 'Nightfall')).toHaveCount(0);
    await expect(row(ada, 'Moon')).toHaveCount(0);
    for (const page of [ada, ben]) await expect(status(page, 'Sync')).toHaveText('Saved');
  });

  await test.step('Ben joins her in the draft, and goes back', async () => {
    await openLevel(ben, /Night shift/);
    await expect(row(ben, 'Nightfall')).toBeVisible();
    await openLevel(ben, /beer-game\.json/);
    await expect(row(ben, 'Moon')).toBeVisible();
  });

  await test.step('she takes it over: what both changed is said with who wrote it, and chosen', async () => {
    await button(await show(ada, 'Levels'), 'Take over into the level…').click();
    const dialog = ada.getByRole('dialog', { name: 'Take over “Night shift” into Harbour street' });
    const camera = dialog.getByRole('group', { name: 'Lens: name' });
    await expect(camera.getByRole('radio', { name: /Level “Eye” by Ben/ })).toBeChecked();
    await camera.getByRole('radio', { name: /Draft “Lens” by/ }).check();
    await button(dialog, 'Take over 2 changes').click();
    await show(ada, 'Hierarchy');
    for (const page of [ada, ben]) for (const name of ['Nightfall', 'Lens', 'Moon']) await expect(row(page, name)).toBeVisible();
    await button(ada, 'Undo').click();
    for (const page of [ada, ben]) for (const name of ['Evening light', 'Eye', 'Moon']) await expect(row(page, name)).toBeVisible();
    await button(ada, 'Redo').click();
    for (const page of [ada, ben]) await expect(row(page, 'Nightfall')).toBeVisible();
  });

  await test.step('she drops it; Ben, who is in it, is led back and told; it can be brought back', async () => {
    for (const page of [ada, ben]) await openLevel(page, /Night shift/);
    await button(await show(ada, 'Levels'), 'Drop draft…').click();
    await button(ada.getByRole('dialog', { name: 'Drop the draft “Night shift”?' }), 'Drop draft').click();
    await expect(ben.getByText('“Night shift” is not there any more')).toBeVisible();
    await expect(row(ben, 'Moon')).toBeVisible();
    await expect(levels(ada).getByRole('listitem')).toHaveCount(1);
    await button(ada, 'Bring it back').click();
    await expect(levels(ada).getByRole('button', { name: /Night shift/ })).toHaveAttribute('aria-current', 'true');
    await show(ada, 'Hierarchy');
    await expect(row(ada, 'Lens')).toBeVisible();
  });
});
