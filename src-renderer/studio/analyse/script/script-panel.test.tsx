import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { anchorAt, readScript } from '../../../../engine/document/index.ts';
import type { TestEditor, TestStudio } from '../../testing/test-editor.ts';
import { analystStudio, openAnalyst, show } from '../testing/show.tsx';
import { ScriptPanel } from './script-panel.tsx';

const path = 'scripts/tick.ts';
/** Monaco and the language service are megabytes: their first start is the slow part. */
const patience = { timeout: 90_000, interval: 100 };

async function monaco() {
  return (await import('./monaco.ts')).monaco;
}

describe('the script panel', { timeout: 120_000 }, () => {
  let studio: TestStudio;
  let ada: TestEditor;
  beforeEach(async () => {
    studio = analystStudio();
    ada = await openAnalyst(studio);
    return () => ada.dispose();
  });

  /** Shows the panel and puts the caret at the end of the script. */
  async function open() {
    await show(ada, ScriptPanel);
    const code = await vi.waitUntil(async () => (await monaco()).editor.getEditors()[0], patience);
    const script = await ada.project.get()?.script(path);
    if (!script) throw new Error('no script');
    const model = code.getModel();
    if (!model) throw new Error('no model');
    code.setPosition(model.getFullModelRange().getEndPosition());
    code.focus();
    return { code, model, script };
  }
  const markersOf = async (owner: string) => (await monaco()).editor.getModelMarkers({ owner });

  test('what the sandbox lacks is an error while typing; what the level declares is not', async () => {
    const { code } = await open();
    await userEvent.keyboard("fetch('/x'); const s = query('Stock')[[0]; s.Stock.inventory = 'many'; s.Stock.inventory += params.rate;");
    await expect
      .poll(async () => (await markersOf('types')).map(({ message }) => message), patience)
      .toEqual([
        'fetch does not exist in a script.\nA script reaches nothing outside its level: put data into a table of the project.',
        'Here goes a number, not a text.\nNumber(x) reads one.',
      ]);
    await expect.poll(() => code.getDomNode()?.querySelector('.squiggly-error'), patience).not.toBeNull();
    await expect.element(page.getByText('Runs, but 2 places do not fit the level')).toBeVisible();
  });

  test('the fields of a component are offered, and a new one as soon as it is declared', async () => {
    const { model } = await open();
    const offered = async (): Promise<string[]> => {
      const { getTypeScriptWorker } = await import('monaco-editor/languages/features/typescript/register');
      const worker = await (await getTypeScriptWorker())(model.uri);
      const list = (await worker.getCompletionsAtPosition(model.uri.toString(), model.getValueLength())) as
        | { entries: { name: string }[] }
        | undefined;
      return list?.entries.map(({ name }) => name) ?? [];
    };
    await userEvent.keyboard("query('Stock')[[0].Stock.");
    await vi.waitUntil(async () => (await offered()).includes('inventory'), patience);
    expect(await offered()).toEqual(['cost', 'inventory']);
    await expect.element(page.getByRole('option', { name: /^inventory/ })).toBeVisible();
    ada.project.get()?.edit('Declare', [{ path: ['components', 'Stock', 'fields', 'owed'], value: { kind: 'f64' } }]);
    ada.clock.pass(1000);
    await vi.waitUntil(async () => (await offered()).includes('owed'), patience);
  });

  test('a recipe is put in where the caret stands, for everybody, and offered while typing where a line begins', async () => {
    const { code, model, script } = await open();
    await userEvent.click(page.getByRole('button', { name: 'Recipe' }));
    await userEvent.click(page.getByRole('menuitem', { name: 'every few ticks' }));
    expect(model.getValue()).toContain('if (time.tick % 7 === 0) {');
    expect(readScript(script.document)).toBe(model.getValue());
    await vi.waitUntil(() => code.hasTextFocus(), patience);
    await userEvent.keyboard('{Control>}{End}{/Control}{Enter}mone');
    await expect.element(page.getByRole('option', { name: /^money, exactly/ })).toBeVisible();
  });

  test('the keys of saving put the text in order, which is a step that undo takes back', async () => {
    const { model } = await open();
    await userEvent.keyboard('function   messy( ){{return   1}');
    const before = model.getValue();
    await userEvent.keyboard('{Control>}s{/Control}');
    await expect.poll(() => model.getValue(), patience).toContain('function messy() { return 1 }');
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(model.getValue()).not.toContain('function messy() { return 1 }');
    expect(before).toContain('function   messy');
  });

  test('typing goes to everybody as one step, and undo takes back only that', async () => {
    const { model, script } = await open();
    const grace = await studio.join('Grace');
    await grace.start();
    const theirs = await grace.project.get()?.script(path);
    if (!theirs) throw new Error('no script');
    await userEvent.keyboard('// mine');
    expect(theirs.text.get()).toContain('// mine');
    expect(ada.history.steps.map(({ label }) => label)).toEqual(['Edit tick.ts']);
    grace.history.step('Edit', (origin) =>
      theirs.document.doc.transact(() => theirs.document.doc.getText('source').insert(0, '// hers\n'), origin),
    );
    expect(model.getValue()).toMatch(/^\/\/ hers\n[^]*\/\/ mine$/);
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(model.getValue()).toBe(readScript(script.document));
    expect(model.getValue()).toMatch(/^\/\/ hers/);
    expect(model.getValue()).not.toContain('mine');
    await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    expect(theirs.text.get()).toMatch(/^\/\/ hers\n[^]*\/\/ mine$/);
    grace.dispose();
  });

  test('another person\u2019s caret carries the name, and mine is told', async () => {
    const { script } = await open();
    const grace = await studio.join('Grace');
    await grace.start();
    const theirs = await grace.project.get()?.script(path);
    if (!theirs) throw new Error('no script');
    const at = anchorAt(theirs.document, 4);
    theirs.room.setPresence({ caret: { anchor: at, head: at } });
    await expect.element(page.getByText('Grace')).toBeInTheDocument();
    await userEvent.keyboard('{ArrowUp}');
    const mine = theirs.room.presence.peers().find(({ person }) => person.name === 'Ada')?.state.caret;
    expect(mine?.head).toBe(anchorAt(script.document, readScript(script.document).lastIndexOf('}')));
    grace.dispose();
  });

  test('a place that somebody wants shown opens its file at its line', async () => {
    const { code } = await open();
    expect(code.getModel()?.uri.path).toBe(`/${path}`);
    ada.place.set({ file: 'scripts/spare.ts', line: 1, column: 10 });
    const other = await vi.waitUntil(
      async () => (await monaco()).editor.getEditors().find((editor) => editor.getModel()?.uri.path === '/scripts/spare.ts'),
      patience,
    );
    await vi.waitUntil(() => ada.place.get() === undefined);
    expect(other.getPosition()).toMatchObject({ lineNumber: 1, column: 10 });
    await expect.element(page.getByRole('combobox', { name: 'Script file' })).toHaveTextContent('spare.ts');
  });

  test('run is on its keys, and saving is nothing but said', async () => {
    await open();
    const runs = ada.preview.runs.get().length;
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await ada.until(() => ada.preview.runs.get().length === runs + 1);
    const pressed = vi.fn<(event: KeyboardEvent) => void>();
    document.addEventListener('keydown', pressed);
    await userEvent.keyboard('{Control>}s{/Control}');
    document.removeEventListener('keydown', pressed);
    expect(ada.notices.list.get().length).toBeGreaterThan(0);
    // It went no further: no browser dialog, nobody else's key.
    expect(pressed.mock.calls.filter(([{ key }]) => key === 's')).toEqual([]);
  });

  test('what the compiler refuses stands at its line with the next step', async () => {
    await open();
    await userEvent.keyboard('broken');
    ada.clock.pass(1000);
    await ada.until(() => ada.preview.program.get().state === 'refused');
    const [marker] = await markersOf('compiler');
    expect(marker).toMatchObject({ startLineNumber: 4, startColumn: 1, endColumn: 7, message: 'This is broken.\nMend it.' });
    await expect.element(page.getByText('1 error: this level cannot run')).toBeVisible();
  });
});
