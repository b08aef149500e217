import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { ScenarioPanel } from '../scenario-panel.tsx';
import { analystProject, openAnalyst, show } from '../testing/show.tsx';
import { ScriptPanel } from './script-panel.tsx';

const patience = { timeout: 90_000, interval: 100 };
const monaco = async () => (await import('./monaco.ts')).monaco;

/** The toy project with a script in each language. */
const templates = {
  'supply-chain': {
    ...analystProject,
    'scripts/market.lua': 'function onTick()\n  \nend\n',
    'scripts/market.py': 'def on_tick():\n    \n',
  },
};

describe.each([
  ['scripts/market.lua', 'lua'],
  ['scripts/market.py', 'python'],
] as const)('writing %s', { timeout: 120_000 }, (path, language) => {
  let ada: TestEditor;
  beforeEach(async () => {
    ada = await openAnalyst(createTestStudio({ templates }));
    return () => ada.dispose();
  });

  /** The caret stands in the body of the hook. */
  async function open() {
    await show(ada, ScriptPanel, ScenarioPanel);
    ada.place.set({ file: path, line: 2, column: 99 });
    const code = await vi.waitUntil(
      async () => (await monaco()).editor.getEditors().find((one) => one.getModel()?.uri.path === `/${path}`),
      patience,
    );
    const model = code.getModel();
    if (!model) throw new Error('no model');
    await vi.waitUntil(() => code.hasTextFocus(), patience);
    return { code, model };
  }
  const marks = async () => {
    ada.clock.pass(300);
    return (await monaco()).editor.getModelMarkers({ owner: language }).map(({ message }) => message);
  };

  test('the components are offered inside query, the fields behind a component', async () => {
    const { model } = await open();
    await userEvent.keyboard("query('Sto");
    await expect.element(page.getByRole('option', { name: /^Stock/ })).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => model.getLineContent(2), patience).toContain("query('Stock");
    await userEvent.keyboard('{End}{Enter}x = row.Stock.');
    await expect.element(page.getByRole('option', { name: /^inventory/ })).toBeVisible();
  });

  test('a name that nobody has is marked while typing, counted, and put right by one key', async () => {
    const { code, model } = await open();
    await userEvent.keyboard("query('Stoc')");
    await expect.poll(marks, patience).toEqual(['No component is called Stoc. Did you mean Stock?']);
    await expect.element(page.getByText('Runs, but 1 place does not fit the level')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    code.trigger('test', 'editor.action.quickFix', {});
    await expect.element(page.getByText('Change to Stock')).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => model.getLineContent(2), patience).toContain("query('Stock')");
    await expect.poll(marks, patience).toEqual([]);
  });

  test('F12 on a component selects an entity that has it, on a parameter shows its knob, on a name of the script its first place', async () => {
    const { code, model } = await open();
    const lines = ['mine = params.rate', "log(mine, 'window')", "query('Light')", "log(params.night, params.queue == 'lifo')"].map((line) =>
      language === 'python' ? `    ${line}` : line,
    );
    code.executeEdits('test', [{ range: new (await monaco()).Range(2, 1, 2, 99), text: lines.join('\n') }]);
    /** As a person does it: the caret in the word, and F12. */
    const goTo = async (line: number, word: string): Promise<void> => {
      code.setPosition({ lineNumber: line, column: model.getLineContent(line).indexOf(word) + 2 });
      code.focus();
      await userEvent.keyboard('{F12}');
    };
    await goTo(4, 'Light');
    await expect.poll(() => ada.selection.keys.get(), patience).toEqual(['lamp']);
    await goTo(3, 'window');
    await expect.poll(() => ada.selection.keys.get(), patience).toEqual(['window']);
    await goTo(3, 'mine');
    await expect.poll(() => code.getPosition()?.lineNumber, patience).toBe(2);
    await goTo(2, 'rate');
    await expect.element(page.getByRole('slider', { name: 'Rate', exact: true })).toHaveFocus();
    await goTo(5, 'night');
    await expect.element(page.getByRole('switch', { name: 'Night shift' })).toHaveFocus();
    await goTo(5, 'lifo');
    await expect.element(page.getByRole('combobox', { name: 'Queue' })).toHaveFocus();
  });

  test('the keys of saving take blanks away at the ends of lines', async () => {
    const { model } = await open();
    await userEvent.keyboard('log(1)   {Control>}s{/Control}');
    await expect.poll(() => model.getLineContent(2), patience).toMatch(/log\(1\)$/);
  });
});
