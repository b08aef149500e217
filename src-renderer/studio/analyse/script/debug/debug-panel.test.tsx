import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { BuildDebugger } from '../../../../workers/engine/build.ts';
import type { Breakpoint, ScriptTrace } from '../../../../workers/engine/protocol.ts';
import { createTestStudio, type TestEditor } from '../../../testing/test-editor.ts';
import { openToyBuild } from '../../../testing/toy-build.ts';
import { analystProject, openAnalyst, show } from '../../testing/show.tsx';
import { ScriptPanel } from '../script-panel.tsx';

const path = 'scripts/tick.ts';
const code =
  'let total = 0;\nfunction onTick() {\n  const rate = 2;\n  total += add(rate, 1);\n}\nfunction add(a, b) {\n  return a + b;\n}\n';
/** Monaco and the language service are megabytes: their first start is the slow part. */
const patience = { timeout: 90_000, interval: 100 };

const site = (line: number, column: number, owner: number, variables: number[], endColumn: number): ScriptTrace['sites'][number] => ({
  line,
  column,
  endLine: line,
  endColumn,
  owner,
  variables,
  read: variables.length - 1,
  halts: false,
});

/** What the script above does in a tick, as the engine would tell it. */
const trace = (breakpoints: readonly Breakpoint[]): ScriptTrace => {
  const sites = [site(3, 3, 1, [0], 18), site(4, 3, 1, [1, 0], 25), site(7, 3, 2, [2, 3, 0], 16), site(5, 1, 1, [1, 0], 2)];
  const steps = [
    { site: 0, stack: 0, values: [0] },
    { site: 1, stack: 0, values: [1, 0] },
    { site: 2, stack: 1, values: [1, 2, 0] },
    { site: 3, stack: 0, values: [1, 3] },
  ];
  return {
    sites,
    steps,
    functions: [{ name: '' }, { name: 'onTick' }, { name: 'add' }],
    variables: [
      { name: 'total', owner: 0, isScript: true },
      { name: 'rate', owner: 1, isScript: false },
      { name: 'a', owner: 2, isScript: false },
      { name: 'b', owner: 2, isScript: false },
    ],
    texts: ['0', '2', '1', '3'],
    stacks: [[], [{ owner: 1, line: 4, column: 12 }]],
    calls: [{ hook: 'onTick', events: [], from: 0 }],
    hits: steps.flatMap((step, index) => (breakpoints.some(({ line }) => line === sites[step.site]?.line) ? [index] : [])),
    problems: breakpoints.flatMap(({ line, condition }) =>
      condition?.includes('nope') ? [{ line, message: 'There is no variable nope here.' }] : [],
    ),
    cut: false,
  };
};

const build = async () => {
  const toy = await openToyBuild();
  const watching: BuildDebugger = {
    createWorld: (...given) => toy.createWorld(...given),
    openWorld: (...given) => toy.openWorld(...given),
    reloadWorld: (...given) => toy.reloadWorld!(...given),
    watch: ({ breakpoints }, work) => {
      const told = trace(breakpoints);
      return { value: work(), watched: { trace: told, hit: told.hits.length > 0, problems: told.problems } };
    },
  };
  return { ...toy, openDebugger: () => Promise.resolve(watching) };
};

async function monaco() {
  return (await import('../monaco.ts')).monaco;
}

describe('debugging in the script panel', { timeout: 120_000 }, () => {
  let ada: TestEditor;
  beforeEach(async () => {
    const templates = { 'supply-chain': { ...analystProject, [path]: code } };
    ada = await openAnalyst(createTestStudio({ templates, build }));
    return () => ada.dispose();
  });
  const open = async () => {
    await show(ada, ScriptPanel);
    const editor = await vi.waitUntil(async () => (await monaco()).editor.getEditors()[0], patience);
    await vi.waitUntil(() => editor.getModel()?.getValue() === code);
    editor.focus();
    return editor;
  };
  const lines = () => ada.debug.breakpoints.of(path).map(({ line }) => line);
  const panel = () => page.getByRole('region', { name: 'Debugger' });
  const said = () => panel().element().textContent;
  const clickGutter = async (line: number, button: 'left' | 'right' = 'left'): Promise<void> => {
    const row = await vi.waitUntil(() => {
      const rows = [...document.querySelectorAll<HTMLElement>('.margin-view-overlays .line-numbers')];
      return rows.find(({ textContent }) => textContent === String(line));
    }, patience);
    await userEvent.click(row, { button });
  };

  test('a click in the gutter sets a breakpoint and takes it away, and it moves with the text', async () => {
    const editor = await open();
    await clickGutter(4);
    await clickGutter(7);
    expect(lines()).toEqual([4, 7]);
    await clickGutter(7);
    expect(lines()).toEqual([4]);
    editor.executeEdits('test', [
      { range: { startLineNumber: 1, startColumn: 1, endLineNumber: 1, endColumn: 1 }, text: '// one\n// two\n' },
    ]);
    expect(lines()).toEqual([6]);
    editor.setPosition({ lineNumber: 6, column: 1 });
    await userEvent.keyboard('{F9}');
    expect(lines()).toEqual([]);
  });

  test('a right click asks for a condition; one that cannot be evaluated says so', async () => {
    await open();
    await clickGutter(4, 'right');
    await userEvent.keyboard('nope > 1{Enter}');
    expect(ada.debug.breakpoints.of(path)).toEqual([{ line: 4, condition: 'nope > 1' }]);
    await page.getByRole('button', { name: 'Debug', exact: true }).click();
    await expect.element(panel().getByRole('alert')).toHaveTextContent('There is no variable nope here.');
    await expect.element(panel().getByText('nope > 1')).toBeVisible();
    await panel().getByRole('button', { name: 'Remove the breakpoint in line 4' }).click();
    expect(lines()).toEqual([]);
  });

  test('stands at a line, with the stack and the variables of there, and steps both ways', async () => {
    const editor = await open();
    await clickGutter(4);
    await userEvent.keyboard('{F5}');
    await expect.poll(said).toContain('step 2 of 4');
    const current = () =>
      editor
        .getModel()
        ?.getAllDecorations()
        .find(({ options: { isWholeLine, className } }) => isWholeLine && className)?.range.startLineNumber;
    expect(current()).toBe(4);
    await userEvent.keyboard('{F11}');
    await expect.element(panel().getByRole('button', { name: 'add, line 7' })).toHaveAttribute('aria-current', 'step');
    await expect.element(panel().getByRole('button', { name: 'onTick, line 4' })).toBeVisible();
    await expect.element(panel().getByText('a', { exact: true })).toBeVisible();
    await userEvent.keyboard('{Shift>}{F11}{/Shift}');
    await expect.element(panel().getByText(/^3, changed/)).toBeVisible();
    expect(current()).toBe(5);
    await userEvent.keyboard('{Shift>}{F5}{/Shift}');
    await expect.poll(said).toContain('step 2 of 4');
    await panel().getByRole('button', { name: 'Step over' }).click();
    expect(current()).toBe(5);
    editor.focus();
    await userEvent.keyboard('{Control>}{F5}{/Control}');
    await expect.element(panel()).not.toBeInTheDocument();
    expect(current()).toBeUndefined();
  });

  test('a variable under the pointer tells what it holds', async () => {
    const editor = await open();
    await clickGutter(4);
    await userEvent.keyboard('{F5}');
    await expect.poll(said).toContain('step 2 of 4');
    editor.setPosition({ lineNumber: 4, column: 17 });
    editor.focus();
    editor.trigger('test', 'editor.action.showHover', {});
    await expect.poll(() => document.querySelector('.monaco-hover')?.textContent ?? '', patience).toContain('rate = 2');
  });

  test('an edit ends it, and says so', async () => {
    await open();
    await userEvent.keyboard('{F5}');
    await expect.element(panel()).toBeVisible();
    (await monaco()).editor.getEditors()[0]?.focus();
    await userEvent.keyboard('x');
    await expect.element(panel()).not.toBeInTheDocument();
    expect(ada.notices.list.get().at(-1)).toMatchObject({ title: 'Debugging ended: the script was edited' });
  });
});
