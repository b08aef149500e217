import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { owner } from './harness/product.ts';
import { act, button, panel, row, status } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

const grid = (page: Page): Locator => panel(page, 'Table').getByRole('grid', { name: 'Entities' });
const intensity = 'Light · Intensity';

/** Serious and critical findings of axe in a part of the page. */
async function findings(page: Page, part: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  return violations.flatMap(({ id, impact, nodes }) => (impact === 'serious' || impact === 'critical' ? [`${id} ${nodes[0]?.html}`] : []));
}

/** The texts of a column, by its heading. */
async function column(page: Page, heading: string): Promise<string[]> {
  const place = await grid(page).getByRole('columnheader', { name: heading, exact: true }).getAttribute('aria-colindex');
  return grid(page).locator(`[role=gridcell][aria-colindex="${place}"]`).allInnerTexts();
}
async function cell(page: Page, entity: string, heading: string): Promise<Locator> {
  const place = await grid(page).getByRole('columnheader', { name: heading, exact: true }).getAttribute('aria-colindex');
  return grid(page).getByRole('row', { name: entity, exact: true }).first().locator(`[aria-colindex="${place}"]`);
}

test(
  'an analyst filters, edits, pastes a column, takes it back, exports, and imports a changed file after a look; another person sees it',
  { tag: '@long' },
  async ({ crowd }) => {
    test.setTimeout(300_000);
    const ada = await crowd.studio(owner);
    await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
    await ada.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const ben = await crowd.studio('Ben');
    await button(ben, 'Continue Supply chain').click();
    await expect(status(ben, 'Sync')).toHaveText('Saved');
    for (const person of [ada, ben]) {
      await act(person, 'Design layout');
      await act(person, 'Show the table');
      await panel(person, 'Table').getByRole('searchbox', { name: 'Search entities' }).fill('type:Light');
      await expect(grid(person)).toHaveAttribute('aria-rowcount', '5');
    }
    const before = await column(ada, intensity);

    await test.step('she edits a cell', async () => {
      await (await cell(ada, 'Low sun', intensity)).click();
      await ada.keyboard.type('1+1');
      await ada.keyboard.press('Enter');
      await expect.poll(() => column(ben, intensity)).toContain('2');
      await expect(panel(ada, 'Inspector').getByRole('textbox', { name: 'Entity name' })).toHaveValue(/sun|sky|Bulb/);
    });
    await test.step('she pastes a column of a spreadsheet, and takes it back', async () => {
      await (await cell(ada, 'Bulb', intensity)).click();
      await ada.keyboard.press('ControlOrMeta+ArrowUp');
      await ada.evaluate(() => navigator.clipboard.writeText('3\r\n4\r\n5\r\n6\r\n'));
      await ada.keyboard.press('ControlOrMeta+V');
      await expect.poll(() => column(ben, intensity)).toEqual(['3', '4', '5', '6']);
      for (const colorScheme of ['dark', 'light'] as const) {
        await ada.emulateMedia({ colorScheme });
        await ada.screenshot({ path: test.info().outputPath(`table-${colorScheme}.png`) });
        expect(await findings(ada, '[role=grid]')).toEqual([]);
      }
      await ada.keyboard.press('ControlOrMeta+Z');
      await ada.keyboard.press('ControlOrMeta+Z');
      await expect.poll(() => column(ben, intensity)).toEqual(before);
    });
    const text = await test.step('she exports what she sees', async () => {
      const [file] = await Promise.all([ada.waitForEvent('download'), button(panel(ada, 'Table'), 'Export CSV…').click()]);
      return readFileSync(await file.path(), 'utf8');
    });
    await test.step('she imports it changed: looks, and says yes', async () => {
      expect(text).toContain('Light.intensity');
      const lines = text.trim().split('\r\n');
      const at = lines[0]!.split(',').findIndex((title) => title.startsWith('Light.intensity'));
      const changed = lines.map((line) =>
        line.startsWith('sun,') ? withCell(line, at, '4.5') : line.startsWith('sky,') ? withCell(line, at, 'bright') : line,
      );
      const [chooser] = await Promise.all([ada.waitForEvent('filechooser'), act(ada, 'Import CSV…')]);
      await chooser.setFiles({ name: 'lights.csv', mimeType: 'text/csv', buffer: Buffer.from(changed.join('\r\n')) });
      const dialog = ada.getByRole('dialog', { name: 'Import lights.csv' });
      await expect(dialog.getByRole('status')).toHaveText('1 cell of 1 entity would change, from 4 rows.');
      await expect(dialog.getByRole('list')).toContainText('Found “bright”; expected a number from 0 to 20.');
      await ada.screenshot({ path: test.info().outputPath('import.png') });
      expect(await findings(ada, '[role=dialog]')).toEqual([]);
      expect(await column(ben, intensity)).toEqual(before);
      await button(dialog, 'Change 1 cell').click();
      await expect.poll(() => column(ben, intensity)).toContain('4.5');
      await expect(status(ada, 'Sync')).toHaveText('Saved');
    });
    await test.step('the table of the selection has only what is selected', async () => {
      await ada.getByRole('searchbox', { name: 'Search entities' }).first().fill('sun');
      await row(ada, 'Low sun').click();
      await act(ada, 'Table of the selection');
      await expect(grid(ada)).toHaveAttribute('aria-rowcount', '2');
      await button(panel(ada, 'Table'), 'Show all entities').click();
      await expect(grid(ada)).toHaveAttribute('aria-rowcount', '96');
      await ada.screenshot({ path: test.info().outputPath('all.png') });
    });
  },
);

/** A line of a table with another text in one of its cells. */
function withCell(line: string, at: number, text: string): string {
  const cells = [...`,${line}`.matchAll(/,("(?:[^"]|"")*"|[^,]*)/g)].map(([, cell]) => cell);
  cells[at] = text;
  return cells.join(',');
}
