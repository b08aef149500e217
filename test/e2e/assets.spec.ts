import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { boxGlb } from '../../src-renderer/view/testing/glb.ts';
import { drop } from './harness/drop.ts';
import { owner } from './harness/product.ts';
import { act, button, canvas, panel, row, show, status } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

/** How much of the picture is strongly magenta: next to nothing in the level is. */
const magenta = (page: Page): Promise<number> =>
  canvas(page).evaluate((element: HTMLCanvasElement) => {
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [element.width, element.height];
    const context = copy.getContext('2d')!;
    context.drawImage(element, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at]! > 90 && data[at + 2]! > 90 && 5 * data[at + 1]! < data[at]! && 5 * data[at + 1]! < data[at + 2]!) count += 1;
    return count;
  });
const [much, little] = [300, 60];
const shows = (page: Page): Promise<void> => expect.poll(() => magenta(page), { timeout: 60_000 }).toBeGreaterThan(much);
const showsNone = (page: Page): Promise<void> => expect.poll(() => magenta(page), { timeout: 60_000 }).toBeLessThan(little);

test('a model that is dropped into the scene stands there for both; undo, redo and a reload keep it true; it lies in the project folder', async ({
  crowd,
  product,
}) => {
  test.setTimeout(300_000);
  const ada = await crowd.studio(owner);
  await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
  const ben = await crowd.studio('Ben');
  await button(ben, 'Continue Supply chain').click();
  await expect(status(ben, 'Sync')).toHaveText('Saved');
  for (const person of [ada, ben]) await act(person, 'Design layout');
  // The tree draws the rows that are in view.
  for (const person of [ada, ben]) await person.getByRole('searchbox', { name: 'Search entities' }).fill('Kiosk');
  await act(ada, 'Stop');
  await showsNone(ada);
  const assets = await show(ada, 'Assets');
  await expect(assets).toContainText('No assets yet');

  const folder = join(product.dataDir, 'projects');
  const stored = (): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('assets/Kiosk.glb'));
  const kiosk = boxGlb({ color: [1, 0, 1], size: [4, 5, 4] });

  await test.step('she drops it on the scene', async () => {
    await drop(canvas(ada), 'Kiosk.glb', kiosk, { x: 420, y: 380 });
    await expect(row(ada, 'Kiosk')).toBeVisible();
    await expect(button(assets, 'Kiosk.glb')).toBeVisible();
    await expect(assets.locator('img')).toBeVisible({ timeout: 60_000 });
    await shows(ada);
    await expect(status(ada, 'Sync')).toHaveText('Saved');
    await expect.poll(stored).toHaveLength(1);
    expect(readFileSync(join(folder, stored()[0]!))).toEqual(Buffer.from(kiosk));
  });

  await test.step('he sees it in his tree, among his assets and in his picture', async () => {
    await expect(row(ben, 'Kiosk')).toBeVisible();
    await expect(button(await show(ben, 'Assets'), 'Kiosk.glb')).toBeVisible();
    await shows(ben);
  });

  await test.step('undo takes all of it back, redo brings it again', async () => {
    await button(ada, 'Undo').click();
    await expect(row(ben, 'Kiosk')).toBeHidden();
    await expect(assets).toContainText('No assets yet');
    for (const person of [ada, ben]) await showsNone(person);
    await expect.poll(stored).toHaveLength(0);
    await button(ada, 'Redo').click();
    for (const person of [ada, ben]) await shows(person);
    await expect.poll(stored).toHaveLength(1);
  });

  await test.step('a window that is loaded anew shows it', async () => {
    await ben.reload();
    await ben.getByRole('searchbox', { name: 'Search entities' }).fill('Kiosk');
    await expect(row(ben, 'Kiosk')).toBeVisible();
    await shows(ben);
  });

  await test.step('from the panel it is added by the keyboard, and deleted only after being asked', async () => {
    await button(assets, 'Kiosk.glb').focus();
    await ada.keyboard.press('Enter');
    await expect(row(ada, 'Kiosk 2')).toBeVisible();
    await button(assets, 'Kiosk.glb').focus();
    await ada.keyboard.press('Delete');
    const question = ada.getByRole('dialog', { name: 'Delete Kiosk.glb?' });
    await expect(question).toContainText('It is used in 2 places.');
    await button(question, 'Keep it').click();
    await expect(button(assets, 'Kiosk.glb')).toBeVisible();
  });

  await test.step('a file that is none says why, and nothing else changes', async () => {
    await drop(panel(ada, 'Assets').locator('ul').first(), 'truck.fbx', new TextEncoder().encode('Kaydara FBX Binary'), { x: 20, y: 20 });
    await expect(ada.getByText('truck.fbx was not imported')).toBeVisible();
    await expect(ada.getByText(/Blender/)).toBeVisible();
  });
});
