import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { owner } from './harness/product.ts';
import { button, choose, panel, show, status } from './harness/studio.ts';
import { expect, test } from './harness/test.ts';

test.use({ product: ({ freshProduct }, use) => use(freshProduct), viewport: { width: 1600, height: 1000 } });

const original = readFileSync(join(import.meta.dirname, '../../samples/supply-chain/scripts/beer-game.ts'), 'utf8');

test('an author mistypes a component, is told, completes it, steps back to a wrong rule, mends it and publishes', async ({ crowd }) => {
  test.setTimeout(330_000);
  /** The first line of the script that has these words, from 1. */
  const lineOf = (words: string): number => original.split('\n').findIndex((line) => line.includes(words)) + 1;

  const ada = await crowd.studio(owner);
  const { keyboard } = ada;
  const scenario = panel(ada, 'Scenario');
  const cost = status(scenario, 'Total cost');
  const run = button(scenario, 'Run');
  const script = await show(ada, 'Script');
  const code = ada.getByRole('textbox', { name: 'Code of scripts/beer-game.ts' });
  /** Scrolls to a line and puts the caret behind its end. */
  const toEndOf = async (line: number, words: string): Promise<void> => {
    await code.focus();
    await keyboard.press('Control+g');
    await ada.getByRole('textbox', { name: /go to line/i }).fill(`:${line}`);
    await keyboard.press('Enter');
    await script.locator('.view-line').filter({ hasText: words }).click();
    await keyboard.press('End');
  };
  const erase = async (letters: number): Promise<void> => {
    for (let i = 0; i < letters; i++) await keyboard.press('Backspace');
  };
  await expect(status(ada, 'Time')).toHaveText('Week 36 of 36', { timeout: 60_000 });
  await choose(scenario, 'Scenario', 'Benchmark');
  await expect(cost).toHaveText('$204.00');
  await expect(script).toContainText('Compiles');

  const week = lineOf('const week = time.tick');
  await test.step('a component that no level has is an error while it is typed', async () => {
    await toEndOf(week, 'const week');
    await keyboard.press('Enter');
    await keyboard.type("const orders = query('Stagge').length;");
    await keyboard.press('Escape');
    await expect(script).toContainText('Runs, but 1 place does not fit the level');
    await keyboard.press('F8');
    await expect(script).toContainText('No component is called Stagge.');
    await keyboard.press('Escape');
  });

  await test.step('what is meant is completed', async () => {
    for (const _ of "'Stagge") await keyboard.press('ArrowRight');
    await erase('ge'.length);
    await keyboard.press('Control+Space');
    const suggestion = ada.getByRole('option', { name: /^Stage/ });
    await expect(suggestion).toBeVisible();
    await suggestion.click();
    await expect(script).toContainText("query('Stage').length;");
    await expect(script).toContainText('Compiles');
  });

  const holding = lineOf('const holding =') + 1;
  await test.step('a rule that counts one case too many costs money', async () => {
    await toEndOf(holding, 'const holding');
    await erase(2);
    await keyboard.type(' + 1);');
    await run.click();
    await expect(cost, 'half a dollar for each of four stages in 36 weeks').toHaveText('$276.00');
    await expect(status(ada, 'Time')).toHaveText('Week 36 of 36');
  });

  await test.step('stopped at a breakpoint and stepped back, the figures show the rule that is wrong', async () => {
    await toEndOf(holding + 1, 'const waiting');
    await keyboard.press('F9');
    await keyboard.press('F5');
    const debug = ada.getByRole('region', { name: 'Debugger' });
    const inner = debug.getByRole('list', { name: 'Called from' }).getByRole('button').first();
    await expect(inner).toHaveAccessibleName(`forEach callback, line ${holding + 1}`);
    await expect(debug).toContainText('inventory: 0');
    const held = debug.getByText(/^holding$/);
    await expect(held, 'no case in stock, and yet half a dollar to hold it').toBeVisible();
    await expect(debug.locator('dt', { hasText: /^holding$/ }).locator('xpath=following-sibling::dd')).toHaveText('0.50');
    await keyboard.press('Shift+F10');
    await expect(inner).toHaveAccessibleName(`forEach callback, line ${holding}`);
    await expect(held, 'one step earlier it was not yet reckoned').toBeHidden();
    await keyboard.press('ControlOrMeta+F5');
    await expect(debug).toBeHidden();
  });

  await test.step('mended, it is the benchmark again, and goes live as it was previewed', async () => {
    await toEndOf(holding, 'const holding');
    await erase(' + 1);'.length);
    await keyboard.type(');');
    await run.click();
    await expect(cost).toHaveText('$204.00');
    await button(ada, 'Publish').click();
    const sheet = ada.getByRole('dialog', { name: 'Publish' });
    await button(sheet, 'Publish now').click();
    const result = status(sheet, 'Publish result');
    await expect(result).toContainText('The cloud got the same result as the preview.', { timeout: 60_000 });
    await button(sheet, 'Close').click();
    const cloud = await show(ada, 'Cloud');
    await expect(cloud.getByRole('img', { name: 'Picture of Harbour street' })).toBeVisible({ timeout: 90_000 });
  });
});
