import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { owner } from './harness/product.ts';
import { act, button, panel, row, show, status, type } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

test(
  'from the Empty template a person makes a level and a script of their own, which run in the preview; another person follows live',
  { tag: '@long' },
  async ({ crowd, product }) => {
    test.setTimeout(240_000);
    const ada = await crowd.studio(owner);
    await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 90_000 });
    await act(ada, 'New project…');
    await button(ada, 'New project from Empty project').click();
    await expect(status(ada, 'Sync')).toHaveText('Saved');
    const folder = join(product.dataDir, 'projects', 'empty');
    const field = (name: string) => ada.getByRole('searchbox', { name });

    await test.step('the project gets a name, a knob and a figure', async () => {
      await act(ada, 'Project settings…');
      const dialog = ada.getByRole('dialog', { name: 'Project settings' });
      await type(dialog.getByRole('textbox', { name: 'Name of the project' }), 'Lantern market');
      await dialog.getByRole('button', { name: 'New parameter' }).click();
      await type(dialog.getByRole('textbox', { name: 'Label of parameter' }), 'Swing');
      await dialog.getByRole('button', { name: 'New scenario' }).click();
      await type(dialog.getByRole('textbox', { name: 'Name of scenario' }), 'Quiet night');
      await ada.keyboard.press('Escape');
      await expect.poll(() => readFileSync(join(folder, 'ledgerquest.json'), 'utf8')).toContain('Lantern market');
      await expect(ada).toHaveTitle(/Lantern market/);
    });

    await act(ada, 'Design layout');
    await test.step('a level of its own', async () => {
      await show(ada, 'Levels');
      await button(panel(ada, 'Levels'), 'New level…').click();
      await field('Name of the level').fill('Night market');
      await button(ada, 'Make level').click();
      await expect(button(panel(ada, 'Levels'), /^Night market night-market/)).toHaveAttribute('aria-current', 'true');
      expect(readdirSync(join(folder, 'levels')).toSorted()).toEqual(['first.json', 'night-market.json']);
    });
    await test.step('undo takes its file and its name in the project, redo brings both', async () => {
      const both = () => [
        readdirSync(join(folder, 'levels')).toSorted(),
        (JSON.parse(readFileSync(join(folder, 'ledgerquest.json'), 'utf8')) as { levels: string[] }).levels,
      ];
      await act(ada, 'Box');
      await expect(row(ada, 'Box')).toBeVisible();
      // Two presses one right after the other: the second waits for the first.
      for (const key of ['z', 'z']) await ada.keyboard.press(`Control+${key}`);
      await expect.poll(both).toEqual([['first.json'], ['levels/first.json']]);
      for (const key of ['y', 'y']) await ada.keyboard.press(`Control+${key}`);
      await expect.poll(both).toEqual([
        ['first.json', 'night-market.json'],
        ['levels/first.json', 'levels/night-market.json'],
      ]);
      await expect(button(panel(ada, 'Levels'), /^Night market night-market/)).toHaveAttribute('aria-current', 'true');
      await expect(row(ada, 'Box')).toBeVisible();
    });
    const levels = () => readdirSync(join(folder, 'levels')).toSorted();
    await test.step('undo brings back a level that was deleted, and goes on with what was done in it', async () => {
      await button(panel(ada, 'Levels'), 'What is done with Night market').click();
      await ada.getByRole('menuitem', { name: /^Delete/ }).click();
      await button(ada.getByRole('dialog'), 'Delete').click();
      await expect.poll(levels).toEqual(['first.json']);
      await act(ada, 'Undo');
      await expect.poll(levels).toEqual(['first.json', 'night-market.json']);
      await expect(row(ada, 'Box')).toBeVisible();
      await act(ada, 'Undo');
      await expect(row(ada, 'Box')).toHaveCount(0);
    });
    const ben = await crowd.studio('Ben');
    await button(ben, 'Continue Lantern market').click();
    await expect(status(ben, 'Sync')).toHaveText('Saved');
    await test.step('it takes none away that holds more than it was made with', async () => {
      await act(ben, 'Design layout');
      await show(ben, 'Levels');
      await button(panel(ben, 'Levels'), /^Night market night-market/).click();
      await act(ben, 'Box');
      await expect(row(ada, 'Box')).toBeVisible();
      await act(ada, 'Undo');
      await expect(
        ada.getByText('levels/night-market.json holds more than it was made with, so undo leaves it where it is.'),
      ).toBeVisible();
      expect(levels()).toEqual(['first.json', 'night-market.json']);
      await expect(row(ada, 'Box')).toBeVisible();
      await row(ada, 'Box').click();
      await ada.keyboard.press('Delete');
    });

    await test.step('a script about an entity of it', async () => {
      await row(ada, 'Floor').click({ button: 'right' });
      await ada.getByRole('menuitem', { name: 'Add script…' }).click();
      await field('Name of the script').fill('con');
      await field('Name of the script').fill('sway');
      await button(ada, 'Make script').click();
      await expect(ada.getByRole('textbox', { name: 'Code of scripts/sway.ts' })).toBeAttached({ timeout: 60_000 });
      await expect(panel(ada, 'Script')).toContainText('Compiles');
      expect(readFileSync(join(folder, 'scripts', 'sway.ts'), 'utf8')).toContain("row.key === 'floor'");
      const kept = () => [readdirSync(join(folder, 'scripts')), /"sway"/.test(readFileSync(join(folder, 'ledgerquest.json'), 'utf8'))];
      await act(ada, 'Undo');
      await expect.poll(kept).toEqual([[], false]);
      await expect(button(ada, 'Redo').first()).toBeEnabled();
      await act(ada, 'Redo');
      await expect.poll(kept).toEqual([['sway.ts'], true]);
      await expect(panel(ada, 'Script')).toContainText('Compiles');
    });

    await test.step('it runs: the figure that it records is there', async () => {
      await button(ada, 'Play').click();
      await show(ada, 'KPIs');
      await expect(
        panel(ada, 'KPIs')
          .getByRole('button', { name: /^-?0\.\d/ })
          .first(),
      ).toBeVisible({ timeout: 30_000 });
      await button(ada, 'Stop').click();
    });

    await test.step('it gets another name, which the level follows, and another person sees it', async () => {
      await show(ada, 'Script');
      await button(panel(ada, 'Script'), 'What is done with the script').click();
      await expect(ada.getByRole('menuitemcheckbox', { name: 'Runs in this level' })).toBeChecked();
      await ada.getByRole('menuitem', { name: 'Rename script…' }).click();
      await field('Name of the script').fill('swing');
      await button(ada, 'Rename').click();
      await expect(ada.getByRole('textbox', { name: 'Code of scripts/swing.ts' })).toBeAttached();
      await expect.poll(() => readdirSync(join(folder, 'scripts'))).toEqual(['swing.ts']);
      await expect.poll(() => readFileSync(join(folder, 'levels', 'night-market.json'), 'utf8')).toContain('scripts/swing.ts');
      await act(ben, 'Show Script');
      await expect(panel(ben, 'Script')).toContainText('swing.ts');
    });

    await test.step('the level that nobody needs goes, and comes back', async () => {
      await show(ada, 'Levels');
      await button(panel(ada, 'Levels'), 'What is done with First level').click();
      await ada.getByRole('menuitem', { name: 'Delete level…' }).click();
      await button(ada, 'Delete').click();
      await expect.poll(() => readdirSync(join(folder, 'levels'))).toEqual(['night-market.json']);
      await button(ada, 'Bring it back').click();
      await expect(button(panel(ada, 'Levels'), /^First level/)).toHaveAttribute('aria-current', 'true');
    });

    await act(ada, 'All projects');
    await expect(button(ada, 'Continue Lantern market')).toBeVisible();
  },
);
