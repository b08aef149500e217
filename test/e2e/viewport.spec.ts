import type { Page } from '@playwright/test';
import { owner } from './harness/product.ts';
import { act, button, panel, row, status } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

test('a level designer adds a box, carries it over the grid, draws a rectangle around it, and comes back to a view', async ({ crowd }) => {
  test.setTimeout(240_000);
  const ada = await crowd.studio(owner);
  await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
  await button(ada, 'Stop').click();
  await act(ada, 'Design layout');
  const canvas = ada.getByRole('img', { name: 'Scene view' });
  const place = (axis: 'x' | 'y' | 'z') => panel(ada, 'Inspector').getByRole('spinbutton', { name: `Transform position ${axis}` });
  const lanes = async (): Promise<number[]> =>
    Promise.all((['x', 'y', 'z'] as const).map(async (axis) => Number(await place(axis).inputValue())));
  const middle = async (): Promise<{ x: number; y: number; width: number; height: number }> => {
    const box = (await canvas.boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width, height: box.height };
  };
  const drag = async (page: Page, from: [number, number], to: [number, number]): Promise<void> => {
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...to, { steps: 8 });
    await page.mouse.up();
  };

  await test.step('seen from the top, where the number pad leads, a box goes by steps of a metre', async () => {
    await act(ada, 'Box');
    await expect(row(ada, 'Box')).toHaveAttribute('aria-selected', 'true');
    await button(ada, 'Snapping').click();
    const step = ada.getByRole('spinbutton', { name: 'Move step' });
    await step.fill('1');
    await step.press('Enter');
    await ada.keyboard.press('Escape');
    await canvas.focus();
    await ada.keyboard.press('Numpad7');
    await ada.keyboard.press('f');
    await ada.keyboard.press('w');
    await ada.keyboard.press('Shift+S');
    await expect(button(ada, 'Snap')).toHaveAttribute('aria-pressed', 'true');
    await expect(button(ada, 'Seen: From the top')).toBeVisible();
    const { x, y } = await middle();
    await drag(ada, [x + 50, y + 50], [x + 400, y + 50]);
    const [right, up, near] = await lanes();
    expect(right).toBeGreaterThan(0);
    expect([Number.isInteger(right), up, near]).toEqual([true, 0, 0]);
    await expect(button(ada, 'Undo')).toBeEnabled();
  });

  await test.step('a rectangle takes it; Escape lets go of it', async () => {
    await ada.keyboard.press('q');
    await ada.keyboard.press('Escape');
    await expect(status(ada, 'Selection')).toHaveText('Nothing selected');
    await ada.keyboard.press('Control+z');
    const { x, y, width, height } = await middle();
    await drag(ada, [x - 0.45 * width, y - 0.35 * height], [x + 0.45 * width, y + 0.45 * height]);
    await expect(status(ada, 'Selection')).toHaveText(/Box selected|entities selected/);
    await expect(row(ada, 'Box')).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('only what is selected is shown, until all is shown again', async () => {
    await row(ada, 'Box').click();
    await canvas.focus();
    await ada.keyboard.press('Shift+H');
    const back = button(ada, /^Only 1 entity shown/);
    await expect(back).toBeVisible();
    await back.click();
    await expect(back).toBeHidden();
  });

  await test.step('a view is put by and gone back to', async () => {
    const compass = ada.getByRole('toolbar', { name: 'Direction of view' });
    await canvas.focus();
    await ada.keyboard.press('Control+Shift+Digit1');
    await expect(ada.getByText('View 1 is put by')).toBeVisible();
    await button(compass, 'From the front').click();
    await expect(button(compass, 'Seen: From the front')).toBeVisible();
    await canvas.focus();
    await ada.keyboard.press('Shift+Digit1');
    await expect(button(compass, 'Seen: From the top')).toBeVisible();
    await ada.keyboard.press('Numpad5');
    await expect(button(compass, 'Seen: Perspective')).toBeVisible();
  });
});
