/** Several people in one level: who is there, what they have in hand, where they look, and what one's role lets one do. */
import type { Page } from '@playwright/test';
import { owner } from './harness/product.ts';
import { act, canvas, enter, panel, pictureOf, row, show, status, tab, type } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

const avatar = (page: Page, name: string) => page.getByRole('list', { name: 'People' }).getByRole('button', { name, exact: true });
const colourOf = (page: Page, name: string): Promise<string> =>
  avatar(page, name).evaluate((element) => getComputedStyle(element).backgroundColor);
/** The tree draws the rows that are in view. */
const find = (page: Page, name: string): Promise<void> => page.getByRole('searchbox', { name: 'Search entities' }).fill(name);
const nameOf = (page: Page) => panel(page, 'Inspector').getByRole('textbox', { name: 'Entity name' });

test('two people see each other’s hands and eyes, and one follows; a viewer looks on', { tag: '@long' }, async ({ crowd, product }) => {
  test.setTimeout(300_000);
  const ada = await crowd.studio(owner);
  await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
  const ben = await crowd.studio('Ben');
  await enter(ben);
  for (const person of [ada, ben]) {
    await act(person, 'Design layout');
    await find(person, 'Shaft');
  }
  // The level itself, and no run of it.
  await act(ada, 'Stop');
  const scene = canvas(ada);
  /** Nothing in it moves any more. */
  const still = async (page: Page): Promise<string> => {
    let before = '';
    await expect
      .poll(async () => {
        const now = await pictureOf(page);
        const same = now === before;
        before = now;
        return same;
      })
      .toBe(true);
    return before;
  };

  await test.step('what he has selected is marked in his colour in her tree and in her scene, until he lets go of it', async () => {
    const before = await still(ada);
    await row(ben, 'Shaft').click();
    const dot = row(ada, 'Shaft').locator('[aria-hidden] > [style*="background"]');
    await expect(dot).toHaveCSS('background-color', await colourOf(ada, 'Ben'));
    await expect.poll(() => pictureOf(ada)).not.toBe(before);
    await ben.keyboard.press('Escape');
    await expect(dot).toHaveCount(0);
    await expect.poll(() => pictureOf(ada)).toBe(before);
  });

  await test.step('his pointer stands in her scene with his name, and goes when it leaves his', async () => {
    const flag = panel(ada, 'Viewport').getByText('Ben', { exact: true });
    await expect(flag).toHaveCount(0);
    await canvas(ben).hover();
    await expect(flag).toBeVisible();
    const box = (await flag.boundingBox())!;
    const of = (await scene.boundingBox())!;
    expect([box.x >= of.x && box.x <= of.x + of.width, box.y >= of.y && box.y <= of.y + of.height]).toEqual([true, true]);
    await row(ben, 'Shaft').hover();
    await expect(flag).toHaveCount(0);
  });

  await test.step('a click on him goes to what he has selected', async () => {
    await row(ben, 'Shaft').click();
    await expect(row(ada, 'Shaft').locator('[aria-hidden] > [style*="background"]')).toBeVisible();
    await avatar(ada, 'Ben').click();
    await expect(status(ada, 'Selection')).toHaveText('Shaft selected');
    await expect(avatar(ada, 'Ben')).toHaveAttribute('aria-pressed', 'false');
    for (const person of [ada, ben]) await person.keyboard.press('Escape');
  });

  await test.step('a double click follows his view, until Escape', async () => {
    await avatar(ada, 'Ben').dblclick();
    await expect(avatar(ada, 'Ben')).toHaveAttribute('aria-pressed', 'true');
    const before = await still(ada);
    const look = async (entity: string): Promise<void> => {
      await find(ben, entity);
      await row(ben, entity).dblclick();
      await ben.keyboard.press('Escape');
      await expect(status(ben, 'Selection')).not.toHaveText(`${entity} selected`);
    };
    await look('Shaft');
    await expect.poll(() => pictureOf(ada)).not.toBe(before);
    // While the pointer rests on him, Escape closes what is said of him first.
    await row(ada, 'Shaft').hover();
    await ada.keyboard.press('Escape');
    await expect(avatar(ada, 'Ben')).toHaveAttribute('aria-pressed', 'false');
    const hers = await still(ada);
    await look('Chimney');
    await still(ben);
    expect(await pictureOf(ada), 'she stays where she is').toBe(hers);
  });

  let vi: Page;
  await test.step('a viewer looks on: she is told so, and nothing that she tries changes anything', async () => {
    const { page } = await crowd.browser('Vi');
    vi = page;
    await vi.goto((await product.lq('open', '--as', 'Vi', '--role', 'viewer'))['url'] as string);
    await enter(vi);
    await expect(vi.getByText('You are looking on: your role here is viewer.').first()).toBeVisible();
    await expect(avatar(ada, 'Vi')).toBeVisible();
    await act(vi, 'Design layout');
    await find(vi, 'Shaft');
    await row(vi, 'Shaft').click();
    await expect(nameOf(vi)).toBeDisabled();
    await vi.keyboard.press('Delete');
    await expect(row(vi, 'Shaft')).toBeVisible();
  });

  await test.step('given another role, she comes back by a new link and edits', async () => {
    await vi.goto('about:blank');
    await vi.goto((await product.lq('open', '--as', 'Vi', '--role', 'editor'))['url'] as string);
    // Her window is where it was.
    await show(vi, 'Hierarchy');
    await find(vi, 'Shaft');
    await row(vi, 'Shaft').click();
    await expect(tab(vi, 'Inspector')).toBeVisible();
    await type(nameOf(vi), 'Old shaft');
    await expect(row(ada, 'Old shaft')).toBeVisible();
  });
});
