import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { builtinComponents } from '../../engine/model/components/index.ts';
import { owner } from './harness/product.ts';
import { act, button, choose, panel, row, show, status } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

async function openDesign(crowd: { studio(who: string): Promise<Page> }): Promise<Page> {
  const page = await crowd.studio(owner);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await expect(status(page, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
  await act(page, 'Design layout');
  return page;
}

/** Serious and critical findings of axe in the theme that is chosen. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`));
}

test('a designer copies a value to many, finds, picks an entity, and has keys of her own', { tag: '@long' }, async ({ crowd }) => {
  test.setTimeout(300_000);
  const page = await openDesign(crowd);
  const inspector = panel(page, 'Inspector');
  const search = page.getByRole('searchbox', { name: 'Search entities' });
  const field = (name: string): Locator => inspector.getByRole('spinbutton', { name, exact: true });

  await test.step('she finds the labels by what they are, and gives all of them the size of one', async () => {
    await search.fill('type:Label');
    const chips = page.getByRole('list', { name: 'Search for' });
    await expect(chips).toContainText('type:Label');
    const labels = page.getByRole('treeitem', { name: 'Figures', exact: true });
    await labels.first().click();
    await field('Label size').fill('125 cm');
    await page.keyboard.press('Enter');
    await expect(field('Label size')).toHaveValue('1.25');
    await inspector.getByRole('button', { name: 'Label size: options' }).click();
    await page.getByRole('menuitem', { name: 'Copy value' }).click();
    await expect(page.getByText('Label.size is in the clipboard')).toBeVisible();
    for (let index = 1; index < 4; index += 1) await labels.nth(index).click({ modifiers: ['ControlOrMeta'] });
    await expect(field('Label size')).toHaveValue('');
    await field('Label size').click();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Paste value' }).click();
    await expect(field('Label size')).toHaveValue('1.25');
    await field('Label size').fill('*=2');
    await page.keyboard.press('Enter');
    await expect(field('Label size')).toHaveValue('2.5');
    await page.keyboard.press('ControlOrMeta+Z');
    await page.keyboard.press('ControlOrMeta+Z');
    await expect(field('Label size')).toHaveValue('');
    await chips.getByRole('button', { name: 'Take away type:Label' }).click();
    await expect(search).toHaveValue('');
  });

  await test.step('she points at the entity that a field is about', async () => {
    await search.fill('type:Conveyor');
    await page.getByRole('treeitem', { name: /^Road/ }).first().click();
    await search.fill('Factory');
    await inspector.getByRole('button', { name: 'Pick Conveyor source in the scene or the tree' }).click();
    await expect(page.getByText('Choose Conveyor source: click an entity')).toBeVisible();
    await row(page, 'Factory').click();
    await expect(inspector.getByRole('button', { name: 'Conveyor source: Factory', exact: true })).toBeVisible();
    await inspector.getByRole('button', { name: 'Conveyor source: Factory', exact: true }).click();
    await page.getByRole('combobox', { name: 'Find an entity' }).fill('whole');
    await page.keyboard.press('Enter');
    await expect(inspector.getByRole('button', { name: 'Conveyor source: Wholesaler', exact: true })).toBeVisible();
    await search.fill('');
    await inspector.getByRole('button', { name: 'Go to Wholesaler' }).click();
    await expect(status(page, 'Selection')).toHaveText('Wholesaler selected');
  });

  await test.step('she moves it by keys, and is told where it is', async () => {
    await page.getByRole('tree', { name: 'Scene' }).focus();
    const before = Number(await row(page, 'Wholesaler').getAttribute('aria-posinset'));
    await page.keyboard.press('Alt+ArrowUp');
    await expect(row(page, 'Wholesaler')).toHaveAttribute('aria-posinset', String(before - 1));
    await expect(status(page, 'Announcement')).toContainText(`Wholesaler is ${before - 1} of`);
  });

  await test.step('she duplicates with the keys that she chose', async () => {
    await page.keyboard.press('ControlOrMeta+Comma');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('tab', { name: 'Keys' }).click();
    await settings.getByRole('searchbox').fill('duplicate');
    await button(settings, 'New keys for Duplicate').click();
    await page.keyboard.press('ControlOrMeta+Z');
    await expect(settings.getByRole('note')).toContainText('also starts Undo');
    await button(settings, /^Take \S+Z away from Duplicate$/).click();
    await button(settings, 'New keys for Duplicate').click();
    await page.keyboard.press('Alt+J');
    await page.keyboard.press('Escape');
    await expect(settings).toBeHidden();
    await search.fill('Clock tower');
    await row(page, 'Clock tower').click();
    await page.keyboard.press('Alt+J');
    await expect(row(page, 'Clock tower 2')).toBeVisible();
    await page.reload();
    await page.getByRole('tree', { name: 'Scene' }).focus();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Alt+J');
    await page.keyboard.press('Escape');
  });

  await test.step('axe finds nothing serious in high contrast', async () => {
    // A colour that is still on its way is nobody's colour.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await show(page, 'Hierarchy');
    await search.fill('type:Conveyor is:blue');
    await page.getByRole('treeitem').first().waitFor({ state: 'detached' });
    await search.fill('type:Conveyor');
    await page.getByRole('treeitem', { name: /^Road/ }).first().click();
    const open: Readonly<Record<string, () => Promise<void>>> = {
      panels: async () => {},
      'entity picker': () =>
        inspector
          .getByRole('button', { name: /^Conveyor source: (?!options)\w+$/ })
          .first()
          .click(),
      'search help': () => button(page, 'How to search').click(),
      keys: async () => {
        await page.keyboard.press('ControlOrMeta+Comma');
        await page.getByRole('tab', { name: 'Keys' }).click();
      },
    };
    // Dark and light are looked at panel by panel in accessibility.spec.ts.
    for (const theme of ['High contrast theme']) {
      await act(page, theme);
      for (const [what, show_] of Object.entries(open)) {
        await show_();
        expect(await findings(page), `${theme}: ${what}`).toEqual([]);
        // With nothing open Escape selects nothing.
        if (what === 'panels') continue;
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toHaveCount(0);
      }
    }
  });
});

/** What stands on the screen or is told to assistive technology, and did not come through the catalogue. */
function bare(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const note = (text: string | null): void => {
      let left = text ?? '';
      for (let before = ''; before !== left;) {
        before = left;
        left = left.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ');
      }
      if (/\p{L}{2}/u.test(left)) found.add(left.trim());
    };
    for (const element of document.querySelectorAll('body *')) {
      if (element.closest('script, style, kbd, code, .monaco-editor, noscript')) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext', 'aria-description'])
        note(element.getAttribute(name));
      for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) note(child.textContent);
    }
    return [...found];
  });
}

/** Everything that a project itself says: names, labels, texts, scripts; and what the engine calls its components and their fields. */
function projectWords(): string {
  const sample = resolve(import.meta.dirname, '../../samples/supply-chain');
  const files = readdirSync(sample, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map((entry) => `${entry.name} ${readFileSync(join(entry.parentPath, entry.name), 'utf8')}`);
  return letters([...texts, JSON.stringify(builtinComponents), owner].join('\n'));
}
/** Names of components and fields: what the engine calls them. */
const engineWords: ReadonlySet<string> = new Set(
  builtinComponents.flatMap(({ name, fields }) =>
    [name, ...Object.keys(fields)].flatMap((word) =>
      word
        .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
        .toLowerCase()
        .split(' '),
    ),
  ),
);
/** Hashes, dates by Intl, the tenant and the channel of a first start, and what the docking library measures its borders with. */
const isData = (text: string): boolean =>
  /^[0-9a-f]{8,}$/.test(text) ||
  /^\d+ \p{L}+ \d{4}, \d\d:\d\d$/u.test(text) ||
  ['demo', 'local', 'FindBorderBarSize'].includes(text) ||
  text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => word.length < 2 || engineWords.has(word));
const letters = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}]/gu, '');

test('every text of every panel and dialog comes from the catalogue', { tag: '@long' }, async ({ crowd }) => {
  test.setTimeout(300_000);
  const page = await crowd.studio(owner);
  await expect(status(page, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
  await page.keyboard.press('ControlOrMeta+Comma');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('tab', { name: 'Language and numbers' }).click();
  await choose(settings, 'Language', 'Pseudo language');
  await expect(page.getByRole('dialog', { name: /⟦Šéţţíñĝš/ })).toBeVisible();

  const known = projectWords();
  const complaints: string[] = [];
  const check = async (where: string): Promise<void> => {
    for (const text of await bare(page)) if (!isData(text) && !known.includes(letters(text))) complaints.push(`${where}: ${text}`);
  };
  for (const tab of await page.getByRole('dialog').getByRole('tab').all()) {
    await tab.click();
    await check('settings');
  }
  await page.keyboard.press('Escape');
  for (const preset of ['Šçéñáŕíó ļáýóúţ', 'Ðéšíĝñ ļáýóúţ']) {
    await page.keyboard.press('ControlOrMeta+K');
    await page.getByRole('dialog').getByRole('combobox').fill(preset);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await check(await tab.innerText());
    }
  }
  const row_ = page.getByRole('treeitem').nth(3);
  await row_.click();
  await check('selected');
  await row_.click({ button: 'right' });
  await check('menu of a row');
  await page.keyboard.press('Escape');
  for (const menu of await page.getByRole('banner').getByRole('button').all()) {
    if ((await menu.getAttribute('aria-haspopup')) !== 'menu') continue;
    await menu.click();
    await check(`menu ${(await menu.getAttribute('aria-label')) ?? ''}`);
    await page.keyboard.press('Escape');
  }
  for (const keys of ['ControlOrMeta+K', '?', 'ControlOrMeta+Shift+S', 'ControlOrMeta+Shift+P']) {
    await page.getByRole('tree').focus();
    await page.keyboard.press(keys);
    await expect(page.getByRole('dialog')).toBeVisible();
    await check(`dialog at ${keys}`);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  expect([...new Set(complaints)]).toEqual([]);
});
