import type { Locator } from '@playwright/test';
import { owner } from './harness/product.ts';
import { act, button, panel, row, show, status, type } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

/** The long form: what a designer does in the scene, one feature after the other, with mouse and keys alone. */
test(
  'a designer builds a scene by hand: places, snaps, copies, selects, looks about, tags, compares',
  { tag: '@long' },
  async ({ crowd, host }) => {
    test.setTimeout(420_000);
    const page = await crowd.studio(owner);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await expect(status(page, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
    const inspector = panel(page, 'Inspector');
    const canvas = panel(page, 'Viewport').locator('canvas');
    const x = (): Promise<number> => numberIn(inspector, 'Transform position x');
    const entities = (count: number): Promise<void> => expect(page.getByText(`${count} entities`, { exact: true })).toBeVisible();
    const centre = async (): Promise<{ x: number; y: number }> => {
      const box = (await canvas.boundingBox())!;
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    };
    const drag = async (from: { x: number; y: number }, by: { x: number; y: number }, key?: string): Promise<void> => {
      await page.mouse.move(from.x, from.y);
      if (key) await page.keyboard.down(key);
      await page.mouse.down();
      for (let step = 1; step <= 8; step += 1) await page.mouse.move(from.x + (by.x * step) / 8, from.y + (by.y * step) / 8);
      await page.mouse.up();
      if (key) await page.keyboard.up(key);
    };
    const keys = async (...pressed: readonly string[]): Promise<void> => {
      await canvas.focus();
      for (const key of pressed) await page.keyboard.press(key);
    };

    await test.step('she begins with a template of the gallery', async () => {
      await act(page, 'All projects');
      await button(page, 'New project from Hello, cube').click();
      await act(page, 'Design layout');
      await expect(row(page, 'Cube')).toBeVisible({ timeout: 60_000 });
      await expect(canvas).toBeVisible();
      await entities(5);
    });

    await test.step('what she adds she drags along the ground; a drag is one step, on the grid when she wants', async () => {
      await act(page, 'Box');
      await expect(inspector.getByRole('textbox', { name: 'Entity name' })).toHaveValue('Box');
      // Out of the cube, in which it would stand.
      await type(inspector.getByRole('spinbutton', { name: 'Transform position x' }), 2);
      await keys('f', 'w');
      // The eye is on its way there.
      await page.waitForTimeout(500);
      const before = await x();
      await drag(await centre(), { x: 160, y: 0 });
      await expect.poll(x).not.toBe(before);
      await page.keyboard.press('ControlOrMeta+Z');
      await expect.poll(x).toBe(before);
      await keys('Shift+S', 'f');
      await drag(await centre(), { x: 160, y: 0 });
      await expect.poll(x).not.toBe(before);
      const step = 0.25;
      expect(Math.abs((await x()) / step - Math.round((await x()) / step))).toBeLessThan(1e-6);
      await keys('Shift+S');
    });

    await test.step('with Shift a copy goes along; copy and paste make another; each is one step', async () => {
      await entities(6);
      await keys('f');
      await drag(await centre(), { x: 120, y: 0 }, 'Shift');
      await entities(7);
      await keys('ControlOrMeta+C', 'ControlOrMeta+V');
      await entities(8);
      await page.keyboard.press('ControlOrMeta+Z');
      await entities(7);
      await page.keyboard.press('ControlOrMeta+Z');
      await entities(6);
    });

    await test.step('what hangs in the air drops to the floor', async () => {
      await row(page, 'Box').click();
      await type(inspector.getByRole('spinbutton', { name: 'Transform position y' }), 4);
      await keys('End');
      await expect.poll(() => numberIn(inspector, 'Transform position y')).toBeLessThan(1);
    });

    await test.step('a rectangle selects; only the selection is shown, and all again', async () => {
      await row(page, 'Cube').click();
      await keys('q', 'f');
      await row(page, 'Sky').click();
      const box = (await canvas.boundingBox())!;
      await drag({ x: box.x + 60, y: box.y + 120 }, { x: box.width - 120, y: box.height - 180 });
      await expect(status(page, 'Selection')).toContainText(/Cube|Box|selected/);
      await row(page, 'Cube').click();
      await keys('Shift+H');
      await button(page, /^Only 1 entity shown/).click();
      await expect(button(page, /^Only 1 entity shown/)).toBeHidden();
    });

    await test.step('what is locked is not taken', async () => {
      await row(page, 'Cube').hover();
      await button(page, 'Lock Cube for me')
        .or(button(page, /^Lock Cube/))
        .first()
        .click();
      await keys('f');
      await row(page, 'Sky').click();
      const { x: left, y: top } = await centre();
      await page.mouse.click(left, top);
      await expect(status(page, 'Selection')).not.toContainText('Cube');
      await row(page, 'Cube').hover();
      await button(page, /^Lock Cube/)
        .first()
        .click();
    });

    await test.step('she looks from the top, puts a view by and comes back to it', async () => {
      await keys('Numpad7');
      await expect(button(page, 'Seen: From the top')).toBeVisible();
      await keys('Numpad5');
      await keys('ControlOrMeta+Shift+1');
      await expect(page.getByText('View 1 is put by')).toBeVisible();
      await keys('Numpad1');
      await expect(button(page, 'Seen: From the front')).toBeVisible();
      await keys('Shift+1');
      await expect(button(page, 'Seen: From the front')).toBeHidden();
    });

    await test.step('a tag finds what has it', async () => {
      await row(page, 'Cube').click();
      const tags = inspector.getByRole('group', { name: 'Tags' });
      await tags
        .getByRole('textbox', { name: 'Add a tag' })
        .or(tags.getByRole('combobox', { name: 'Add a tag' }))
        .fill('hero');
      await page.keyboard.press('Enter');
      await expect(button(tags, 'Take away the tag hero')).toBeVisible();
      const search = page.getByRole('searchbox', { name: 'Search entities' });
      await search.fill('tag:hero');
      await expect(row(page, 'Cube')).toBeVisible();
      await expect(row(page, 'Floor')).toBeHidden();
      await search.fill('');
    });

    await test.step('she saves a version, moves the cube, and sees in the scene what has changed', async () => {
      await act(page, 'Save version');
      const dialog = page.getByRole('dialog', { name: 'Save version' });
      await dialog
        .getByRole('textbox', { name: 'Name of the version' })
        .or(dialog.getByRole('searchbox', { name: 'Name of the version' }))
        .fill('Before');
      await button(dialog, 'Save').click();
      await row(page, 'Cube').click();
      await type(inspector.getByRole('spinbutton', { name: 'Transform position x' }), 3);
      const history = await show(page, 'History');
      await history
        .getByRole('tab', { name: 'Versions' })
        .or(history.getByRole('radio', { name: 'Versions' }))
        .first()
        .click();
      await history
        .getByRole('button', { name: /Before/ })
        .first()
        .click();
      await expect(page.getByText('1 moved')).toBeVisible();
      await button(history, 'All versions').click();
      await expect(page.getByText('1 moved')).toBeHidden();
    });

    await test.step('a run moves the cube; what systems do is drawn on demand, and the document stays as it is', async () => {
      await act(page, 'Speeds and paths');
      await act(page, 'Colliders');
      await act(page, 'Play or pause');
      await expect(page.getByText('Showing a run; the level stays as it is')).toBeVisible();
      await act(page, 'Stop');
      await expect.poll(x).toBe(3);
    });

    await test.step('the window is zoomed by the keys', async () => {
      // In the desktop app they are its native menu's, which zooms the window itself.
      if (host !== 'web') return;
      const size = (): Promise<number> => row(page, 'Cube').evaluate((element) => element.getBoundingClientRect().height);
      const before = await size();
      await page.keyboard.press('ControlOrMeta+=');
      await expect.poll(size).toBeGreaterThan(before);
      await page.keyboard.press('ControlOrMeta+0');
      await expect.poll(size).toBe(before);
    });
  },
);

const numberIn = async (within: Locator, name: string): Promise<number> =>
  Number(await within.getByRole('spinbutton', { name, exact: true }).inputValue());
