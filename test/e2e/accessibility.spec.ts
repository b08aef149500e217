import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { owner } from './harness/product.ts';
import { startGame } from './harness/session.ts';
import { act, button, panel, row, show, status, tab } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ viewport: { width: 1600, height: 1000 } });

/** Serious and critical findings of axe in the page or a part of it, in both themes, each with where it is. */
async function findings(page: Page, part?: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator(`html[data-theme="${colorScheme}"]`).or(page.locator('html:not([data-theme])'))).toBeAttached();
    const axe = new AxeBuilder({ page });
    const { violations } = await (part === undefined ? axe : axe.include(part)).analyze();
    for (const { id, impact, nodes } of violations)
      if (impact === 'serious' || impact === 'critical')
        for (const { target, failureSummary } of nodes)
          found.push(`${colorScheme} ${id} ${target.join(' ')}: ${failureSummary?.replaceAll(/\s+/g, ' ')}`);
  }
  return found;
}

/** Supply chain, open and run. */
async function openStudio(crowd: { studio(who: string): Promise<Page> }): Promise<Page> {
  const page = await crowd.studio(owner);
  const next = page.getByRole('button', { name: 'Continue Supply chain' });
  const first = status(page, 'Total cost');
  await expect(next.or(first)).toBeVisible({ timeout: 60_000 });
  const known = await next.isVisible();
  if (known) await next.click();
  await expect(status(page, 'Sync')).toHaveText('Saved');
  if (known) await act(page, 'Scenario layout');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(status(page, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
  return page;
}

test.describe('axe finds nothing serious, dark or light,', () => {
  test('in the Scenario and Design presets and the Publish dialog', async ({ crowd }) => {
    const page = await openStudio(crowd);
    expect(await findings(page), 'Scenario preset').toEqual([]);
    await button(page, 'Publish').click();
    const sheet = page.getByRole('dialog', { name: 'Publish' });
    await expect(button(sheet, 'Publish now')).toBeEnabled({ timeout: 90_000 });
    expect(await findings(page), 'Publish dialog').toEqual([]);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await act(page, 'Design layout');
    await page.getByRole('searchbox', { name: 'Search entities' }).fill('Clock tower');
    await row(page, 'Clock tower').first().click();
    await expect(panel(page, 'Inspector').getByRole('textbox', { name: 'Entity name' })).toBeVisible();
    expect(await findings(page), 'Design preset').toEqual([]);
  });

  test('in any panel', { tag: '@long' }, async ({ crowd }) => {
    test.setTimeout(480_000);
    const page = await openStudio(crowd);
    await act(page, 'Design layout');
    const names = await page.getByRole('tab').allInnerTexts();
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) {
      // A tab may have a number behind its name.
      const [word = ''] = name.split('\n');
      await page.getByRole('tab', { name: word }).first().click();
      const region = page.getByRole('region', { name: word, exact: true });
      await expect(region).toBeVisible();
      await region.evaluate((element) => element.setAttribute('data-looked-at', ''));
      expect(await findings(page, '[data-looked-at]'), word).toEqual([]);
      await region.evaluate((element) => element.removeAttribute('data-looked-at'));
    }
  });

  test('in any dialog, menu and at home', { tag: '@long' }, async ({ crowd }) => {
    test.setTimeout(360_000);
    const page = await openStudio(crowd);
    for (const [keys, name] of [
      ['ControlOrMeta+K', 'Actions'],
      ['F1', 'Keyboard shortcuts'],
      ['ControlOrMeta+Shift+S', 'Save version'],
    ] as const) {
      await page.keyboard.press(keys);
      const dialog = page.getByRole('dialog', { name });
      await expect(dialog).toBeVisible();
      expect(await findings(page), name).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    }
    for (const name of ['Settings', 'Prefabs']) {
      await act(page, name);
      const dialog = page.getByRole('dialog', { name });
      await expect(dialog).toBeVisible();
      expect(await findings(page), name).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    }
    await button(page, 'Share').click();
    await expect(page.getByRole('dialog', { name: 'Share' })).toBeVisible();
    expect(await findings(page), 'Share').toEqual([]);
    await page.keyboard.press('Escape');
    await row(page, 'Harbour street').or(tab(page, 'Hierarchy')).first().click();
    await button(page, 'Menu').click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await expect(page.getByRole('menuitem', { name: /^Duplicate/ })).toBeVisible();
    expect(await findings(page), 'menu').toEqual([]);
    await page.keyboard.press('Escape');
    await act(page, 'All projects');
    await expect(page.getByRole('button', { name: 'Continue Supply chain' })).toBeVisible();
    expect(await findings(page), 'Home').toEqual([]);
  });

  test('in the Playground', async ({ product, crowd }) => {
    const page = await crowd.player('Pia', (await startGame(product)).playUrl);
    await button(page, 'Play Wholesaler').click();
    await expect(page.getByRole('heading', { name: 'Your order for week 1' })).toBeVisible({ timeout: 90_000 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator('html'), 'it wears the system’s theme').toHaveAttribute('data-theme', colorScheme);
      expect(await findings(page), colorScheme).toEqual([]);
    }
  });
});

test('the roles and names that tests and assistive technology rely on are there', async ({ crowd }) => {
  const page = await openStudio(crowd);
  for (const name of [
    'Scenario',
    'Hierarchy',
    'Viewport',
    'Script',
    'KPIs',
    'Timeline',
    'Console',
    'Problems',
    'Cloud',
    'Runs',
    'Inspector',
    'Levels',
    'History',
  ]) {
    await expect(tab(page, name), `tab ${name}`).toBeVisible();
    await show(page, name);
  }
  for (const name of ['Publish', 'Share', 'Undo', 'Redo', 'Step', 'Stop', 'Fork here'])
    await expect(button(page, name), `button ${name}`).toBeVisible();
  await expect(button(page, 'Play').or(button(page, 'Pause'))).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Tick' })).toBeVisible();
  for (const name of ['Time', 'State hash', 'Sync', 'Parity']) await expect(status(page, name), `status ${name}`).toBeVisible();
  await expect(page.getByRole('list', { name: 'People' })).toBeVisible();
  await expect(status(page, 'State hash')).toHaveText(/^[0-9a-f]{16}$/);

  await show(page, 'Viewport');
  await expect(page.getByRole('img', { name: 'Scene view' })).toBeVisible();
  await show(page, 'Hierarchy');
  const street = row(page, 'Harbour street');
  await expect(street).toHaveAttribute('aria-level', '1');
  await expect(street).toHaveAttribute('aria-selected', 'false');
  await expect(street).toHaveAttribute('aria-expanded', /true|false/);
  await expect(street).toHaveAttribute('aria-setsize', /\d+/);
  await expect(street).toHaveAttribute('aria-posinset', /\d+/);
  await street.click();
  await expect(street).toHaveAttribute('aria-selected', 'true');
  await expect(status(page, 'Selection')).toHaveText('Harbour street selected');
  await show(page, 'Inspector');
  for (const axis of ['x', 'y', 'z'])
    await expect(panel(page, 'Inspector').getByRole('spinbutton', { name: `Transform position ${axis}`, exact: true })).toBeVisible();

  await button(page, 'Publish').click();
  const sheet = page.getByRole('dialog', { name: 'Publish' });
  await expect(sheet.getByRole('combobox', { name: 'Tenant' })).toBeVisible();
  await expect(sheet.getByRole('combobox', { name: 'Channel' })).toBeVisible();
  await expect(button(sheet, 'Publish now')).toBeEnabled({ timeout: 90_000 });
  await expect(status(sheet, 'Publish result')).toBeAttached();
});

test('edit, play and publish work without a mouse', async ({ crowd }) => {
  const page = await openStudio(crowd);
  const { keyboard } = page;
  const tabTo = async (what: string, found: () => Promise<boolean>): Promise<void> => {
    for (let presses = 0; presses < 80; presses += 1) {
      if (await found()) return;
      await keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${what}`);
  };
  const focused = (name: string) => (): Promise<boolean> =>
    page.evaluate(
      (wanted) => document.activeElement?.getAttribute('aria-label') === wanted || document.activeElement?.textContent === wanted,
      name,
    );

  const find = async (action: string): Promise<void> => {
    await keyboard.press('ControlOrMeta+K');
    await expect(page.getByRole('combobox', { name: 'Find an action' })).toBeFocused();
    await keyboard.type(action);
    await keyboard.press('Enter');
  };
  await test.step('an action by name', async () => {
    await find('Design layout');
    await expect(panel(page, 'Hierarchy')).toBeVisible();
  });
  await test.step('the time, by arrow keys', async () => {
    await tabTo('Tick', focused('Tick'));
    await keyboard.press('Home');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await expect(status(page, 'Time')).toHaveText(/^Week 2 of 36/);
  });
  await test.step('the tree: walk, select, rename, undo', async () => {
    await tabTo('Scene', focused('Scene'));
    await keyboard.press('Home');
    await expect(page.getByRole('treeitem').first()).toHaveAttribute('aria-selected', 'true');
    await keyboard.press('ArrowDown');
    await expect(page.getByRole('treeitem').nth(1)).toHaveAttribute('aria-selected', 'true');
    const name = (await page.getByRole('treeitem').nth(1).getAttribute('aria-label')) ?? '';
    await keyboard.press('F2');
    await expect(page.getByRole('tree', { name: 'Scene' }).getByRole('textbox', { name: 'Name' })).toBeFocused();
    await keyboard.type('Renamed by keys');
    await keyboard.press('Enter');
    await expect(row(page, 'Renamed by keys')).toBeVisible();
    await keyboard.press('ControlOrMeta+Z');
    await expect(row(page, name).first()).toBeVisible();
    await expect(row(page, 'Renamed by keys')).toHaveCount(0);
  });
  await test.step('a field of the inspector', async () => {
    await tabTo('Transform position x', focused('Transform position x'));
    const x = panel(page, 'Inspector').getByRole('spinbutton', { name: 'Transform position x', exact: true });
    const before = Number(await x.inputValue());
    await keyboard.press('ArrowUp');
    await expect.poll(async () => Number(await x.inputValue())).toBeGreaterThan(before);
    await keyboard.press('Escape');
    await keyboard.press('ControlOrMeta+Z');
    await expect(x).toHaveValue(String(before));
  });
  await test.step('publish: its button is focused, Enter publishes, Escape leads back', async () => {
    await keyboard.press('ControlOrMeta+Shift+P');
    const sheet = page.getByRole('dialog', { name: 'Publish' });
    await expect(button(sheet, 'Publish now')).toBeFocused({ timeout: 90_000 });
    await keyboard.press('Enter');
    await expect(status(sheet, 'Publish result')).toContainText(/revision \d+|already live/i, { timeout: 90_000 });
    await keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await expect(status(page, 'Parity')).toHaveText('Same as live');
  });
  await test.step('panels come to the front by keys', async () => {
    await find('Show Cloud');
    await expect(panel(page, 'Cloud')).toBeVisible();
  });
});
