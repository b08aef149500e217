/**
 * Draws the pictures of README and docs anew, from the product as it is: `node test/e2e/screenshots.ts [name…]`. Dark, 1600 x 1000, the same
 * story every time. The last argument list names the pictures wanted; all of them without it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, expect, type Page } from '@playwright/test';
import config from '../../playwright.config.ts';
import { owner, type Product, startProduct } from './harness/product.ts';
import { act, button, panel, playersLink, row, show, status, type } from './harness/studio.ts';

const folder = resolve(import.meta.dirname, '../../docs/images');
const wanted = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const product: Product = await startProduct();
const browser = await chromium.launch(config.use?.launchOptions);
try {
  const open = async (link: string): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1600, height: 1000 },
      colorScheme: 'dark',
      reducedMotion: 'reduce',
      locale: 'en-GB',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(link);
    return page;
  };
  const picture = async (page: Page, name: string): Promise<void> => {
    if (wanted.length > 0 && !wanted.includes(name)) return;
    await page.mouse.move(0, 0);
    // Nothing is hovered, nothing blinks, and what is drawn late has been drawn: two pictures in a row are the same.
    const shoot = (): Promise<Buffer> => page.screenshot({ animations: 'disabled', caret: 'hide' });
    let before = await shoot();
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const now = await shoot();
      if (now.equals(before)) break;
      before = now;
    }
    writeFileSync(join(folder, `${name}.png`), before);
    console.log(`docs/images/${name}.png`);
  };
  /** The same in both themes. */
  const pictures = async (page: Page, name: string): Promise<void> => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await picture(page, `${name}-${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: 'dark' });
  };
  const choose = async (page: Page, entity: string): Promise<void> => {
    const search = panel(page, 'Hierarchy').getByRole('searchbox', { name: 'Search entities' });
    await search.fill(entity);
    await row(page, entity).click();
    await search.fill('');
  };
  const patience = { timeout: 120_000 };

  const ada = await open(await product.link(owner));
  await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', patience);
  await expect(status(panel(ada, 'Scenario'), 'Total cost')).toHaveText('$2,657.50', patience);
  await picture(ada, 'first-start');

  await ada.getByRole('slider', { name: 'Tick' }).fill('22');
  await act(ada, 'Design layout');
  await choose(ada, 'Wholesaler');
  await expect(panel(ada, 'Inspector').getByRole('textbox', { name: 'Entity name' })).toHaveValue('Wholesaler');
  await picture(ada, 'design');

  await act(ada, 'Scenario layout');
  await show(ada, 'Script');
  await expect(panel(ada, 'Script')).toContainText('Compiles', patience);
  await expect(panel(ada, 'Script')).toContainText('SETTLING_WEEKS', patience);
  const colours = (): Promise<number> =>
    ada.evaluate(() => new Set([...document.querySelectorAll('.view-lines span span')].map((word) => getComputedStyle(word).color)).size);
  await expect.poll(colours, patience).toBeGreaterThan(4);
  await picture(ada, 'script');

  const code = panel(ada, 'Script');
  await code.getByRole('textbox', { name: 'Code of scripts/beer-game.ts' }).focus();
  // The lines that the story stops at: a breakpoint, and one with a condition.
  await ada.keyboard.press('Control+Home');
  for (let line = 1; line < 45; line += 1) await ada.keyboard.press('ArrowDown');
  await ada.keyboard.press('F9');
  for (let line = 45; line < 48; line += 1) await ada.keyboard.press('ArrowDown');
  await ada.keyboard.press('Shift+F9');
  await ada.getByRole('textbox', { name: 'Stop only where' }).fill('Stage.backlog > shipped');
  await ada.keyboard.press('Enter');
  await button(code, 'Debug').click();
  const debuggerOf = ada.getByRole('region', { name: 'Debugger' });
  await expect(debuggerOf).toContainText('Week 22', patience);
  await ada.keyboard.press('F10');
  await ada.keyboard.press('F10');
  await expect(debuggerOf.getByRole('button', { name: 'forEach callback, line 47' })).toBeVisible();
  await picture(ada, 'debugger');
  await button(debuggerOf, 'Stop debugging').click();
  await show(ada, 'Viewport');

  await button(ada, 'Publish').click();
  const sheet = ada.getByRole('dialog', { name: 'Publish' });
  await expect(button(sheet, 'Publish now')).toBeEnabled(patience);
  await picture(ada, 'publish');
  await button(sheet, 'Publish now').click();
  await expect(status(sheet, 'Publish result')).toContainText('is live on demo', patience);
  await picture(ada, 'published');
  await button(sheet, 'Close').click();

  const cloud = await show(ada, 'Cloud');
  await expect(cloud.getByRole('img', { name: /^Picture of/ })).toBeVisible(patience);
  await button(cloud, 'Start session').click();
  await expect(button(cloud, 'Open Playground')).toBeVisible(patience);
  const pia = await open(await playersLink(ada, cloud));
  await button(pia, 'Play Wholesaler').click();
  for (let week = 1; week <= 9; week += 1) {
    await expect(pia.getByRole('heading', { name: `Your order for week ${week}` })).toBeVisible(patience);
    await pia.getByRole('spinbutton', { name: 'Cases' }).fill(String(Math.min(20, 4 + 2 * week)));
    await button(pia, 'Place order').click();
    await expect(status(pia, 'Time')).toHaveText(`Week ${week} of 36`, patience);
  }
  await expect(pia.getByRole('heading', { name: 'Your order for week 10' })).toBeVisible(patience);
  await picture(pia, 'playground');

  const session = cloud.getByRole('table', { name: 'Sessions' }).getByRole('row');
  await expect(session).toContainText('9 of 36', patience);
  await button(session, 'Verify').click();
  await expect(session).toContainText('Replay equals audit over 9 ticks.', patience);
  await picture(ada, 'cloud');

  // The tenant shows what is live to those who have a role in it.
  const later = await open(await product.link(owner));
  await expect(later.getByRole('img', { name: /^What is live of/ })).toBeVisible(patience);
  await picture(later, 'home');

  // Both layouts with much in them: somebody else is here, something is selected, a run is on the way.
  const grace = await open(await product.link('Grace'));
  await grace.getByRole('button', { name: /^Continue/ }).click();
  await act(grace, 'Design layout');
  await choose(grace, 'Retailer');
  await act(ada, 'Scenario layout');
  await ada.getByRole('slider', { name: 'Tick' }).fill('22');
  await expect(status(ada, 'Time')).toHaveText('Week 22 of 36', patience);
  await pictures(ada, 'scenario-busy');
  await act(ada, 'Design layout');
  await choose(ada, 'Wholesaler');
  await show(ada, 'Assets');
  await pictures(ada, 'design-busy');

  // The entities as a table, and what a draft of the level changes.
  await show(ada, 'Table');
  await panel(ada, 'Table').getByRole('searchbox', { name: 'Search entities' }).fill('type:Light');
  await expect(panel(ada, 'Table').getByRole('grid', { name: 'Entities' })).toHaveAttribute('aria-rowcount', '5');
  await picture(ada, 'table');
  await button(await show(ada, 'Levels'), 'Begin a draft of this level…').click();
  await ada.getByRole('searchbox', { name: 'Name of the draft' }).fill('Night shift');
  await button(ada, 'Begin').click();
  await expect(ada.getByRole('list', { name: 'Levels' }).getByRole('button', { name: /Night shift/ })).toHaveAttribute(
    'aria-current',
    'true',
  );
  await show(ada, 'Hierarchy');
  for (const [person, name] of [
    [ada, 'Harbour'],
    [grace, 'Quay'],
  ] as const) {
    await choose(person, 'Wholesaler');
    await type(panel(person, 'Inspector').getByRole('textbox', { name: 'Entity name' }), name);
    await expect(status(person, 'Sync')).toHaveText('Saved');
  }
  await button(await show(ada, 'Levels'), 'Take over into the level…').click();
  const merge = ada.getByRole('dialog', { name: /^Take over/ });
  await merge.getByRole('radio', { name: /^Draft/ }).check();
  await expect(button(merge, 'Take over 1 change')).toBeEnabled();
  await picture(ada, 'draft');

  // A path with somebody on it, in the debug drawing of a run.
  const ways = await open(await product.link(owner));
  await button(ways, 'New project from Hello, cube').click();
  await act(ways, 'Design layout');
  await expect(row(ways, 'Cube')).toBeVisible(patience);
  await act(ways, 'Path');
  await expect(row(ways, 'Point 1')).toBeVisible(patience);
  await act(ways, 'Nav region');
  await expect(row(ways, 'Nav region')).toBeVisible(patience);
  await row(ways, 'Path').click();
  await picture(ways, 'ways');

  // And with next to nothing.
  await button(later, 'New project from Empty project').click();
  await expect(later.getByRole('img', { name: 'Scene' }).or(later.locator('canvas')).first()).toBeVisible(patience);
  await act(later, 'Design layout');
  await pictures(later, 'design-empty');
  await act(later, 'Scenario layout');
  await pictures(later, 'scenario-empty');
} finally {
  await browser.close();
  const said = await product.close();
  if (said.length > 0) console.error(said.join('\n'));
}
