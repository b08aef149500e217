import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../../../ui/tokens.css';
import '../../../ui/base.css';
import { EditorProvider } from '../../react.ts';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { shellActions } from '../actions.ts';
import { definePanel } from '../panel.ts';
import { Dock } from './dock.tsx';

const panel = (
  id: string,
  title: 'panel.hierarchy' | 'panel.levels' | 'panel.viewport' | 'panel.script' | 'panel.inspector',
  bleeds: boolean,
) =>
  definePanel({
    id,
    title,
    icon: 'box',
    home: 'centre',
    bleeds,
    Content: () => (
      <>
        <button type="button">{`${id} 1`}</button>
        <button type="button">{`${id} 2`}</button>
      </>
    ),
  });
const panels = [
  panel('hierarchy', 'panel.hierarchy', false),
  panel('levels', 'panel.levels', true),
  panel('viewport', 'panel.viewport', true),
  panel('script', 'panel.script', true),
  panel('inspector', 'panel.inspector', true),
];

async function open(): Promise<TestEditor> {
  await page.viewport(1280, 800);
  const editor = await createTestStudio().join('Ada');
  await editor.openProject('project-supply-chain' as never, 'Toy');
  editor.preferences.setPreset('design');
  await render(
    <EditorProvider value={editor}>
      <button type="button">before</button>
      <div style={{ display: 'flex', height: 700 }}>
        <Dock panels={panels} />
      </div>
      <button type="button">behind</button>
    </EditorProvider>,
  );
  await expect.element(page.getByRole('tab', { name: 'Inspector' })).toBeVisible();
  return editor;
}

/** Where the focus is, in a word; buttons of a strip are left out. */
const here = (): string => {
  const at = document.activeElement;
  const role = at?.getAttribute('role') ?? (at?.tagName === 'SECTION' ? 'region' : undefined);
  return role === undefined ? (at?.textContent ?? '') : `${role} ${at?.getAttribute('aria-label')}`;
};

async function walk(keys: string, until: string): Promise<string[]> {
  const stops: string[] = [];
  while (here() !== until && stops.length < 40) {
    await userEvent.keyboard(keys);
    if (document.activeElement?.closest('.flexlayout__tab_toolbar') == null) stops.push(here());
  }
  return stops;
}

const order = [
  'tab Hierarchy',
  'region Hierarchy',
  'hierarchy 1',
  'hierarchy 2',
  'tab Levels',
  'levels 1',
  'levels 2',
  'tab Viewport',
  'viewport 1',
  'viewport 2',
  'tab Inspector',
  'inspector 1',
  'inspector 2',
  'separator Resize',
  'separator Resize',
  'separator Resize',
];

it('Tab stops once at a strip of tabs, goes on into its panel, and comes to the separators last; back the same way', async () => {
  await open();
  page.getByRole('button', { name: 'before' }).element().focus();
  expect(await walk('{Tab}', 'behind')).toEqual([...order, 'behind']);
  expect(await walk('{Shift>}{Tab}{/Shift}', 'before')).toEqual([...order.toReversed(), 'before']);
});

it('in a strip the arrows, Home and End go from tab to tab, Enter shows one, and Tab leads into what is shown', async () => {
  await open();
  page.getByRole('tab', { name: 'Viewport' }).element().focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(here()).toBe('tab Script');
  await userEvent.keyboard('{Home}');
  expect(here()).toBe('tab Viewport');
  await userEvent.keyboard('{End}{Enter}');
  await expect.element(page.getByRole('region', { name: 'Script' })).toBeVisible();
  expect(here()).toBe('tab Script');
  expect((await walk('{Tab}', 'script 1')).at(-1)).toBe('script 1');
});

it('F6 and Shift+F6 go from panel to panel, into what they hold', async () => {
  const editor = await open();
  const go = async (index: 1 | 2): Promise<string> => {
    await editor.do(shellActions[index]!);
    return here();
  };
  expect(shellActions.slice(1).map(({ keys }) => keys)).toEqual([['F6'], ['Shift+F6']]);
  const stops: string[] = [];
  for (let presses = 0; presses < 5; presses += 1) stops.push(await go(1));
  expect(stops).toEqual(['hierarchy 1', 'levels 1', 'viewport 1', 'inspector 1', 'hierarchy 1']);
  expect([await go(2), await go(2)]).toEqual(['inspector 1', 'viewport 1']);
});
