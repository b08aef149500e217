import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../../../ui/tokens.css';
import '../../../ui/base.css';
import { analysePanels } from '../../analyse/index.ts';
import { commentsPanels } from '../../comments/index.ts';
import { designPanels } from '../../design/index.ts';
import { shipPanels, shipSlots } from '../../ship/index.ts';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { StudioWindow } from '../window/studio-window.tsx';

// The scene is drawn in tests of its own.
const panels = [...designPanels, ...analysePanels, ...commentsPanels, ...shipPanels].map((panel) =>
  panel.id === 'viewport' ? { ...panel, Content: () => <button type="button">Scene</button> } : panel,
);

async function open(width: number): Promise<TestEditor> {
  await page.viewport(width, 800);
  const editor = await createTestStudio().join('Ada');
  await render(
    <div style={{ height: '100vh', display: 'grid' }}>
      <StudioWindow editor={editor} panels={panels} slots={shipSlots} dialogs={{}} />
    </div>,
  );
  await editor.openProject('project-supply-chain' as never, 'Toy');
  await expect.element(page.getByRole('tab', { name: 'Viewport' })).toBeVisible();
  return editor;
}
const hidden = () => page.getByRole('button', { name: 'Hidden tabs' });

/** The narrowest window in which every set still has room for its tabs, a few pixels more than that. */
function tightest(): number {
  const slack = [...document.querySelectorAll('.flexlayout__tabset_tabbar_inner')].map((strip) => {
    const right = Math.max(...[...strip.querySelectorAll('[role="tab"]')].map((tab) => tab.getBoundingClientRect().right));
    const room = strip.getBoundingClientRect();
    const set = strip.closest('.flexlayout__tabset')!.getBoundingClientRect();
    return (room.right - right) / (set.width / innerWidth);
  });
  return Math.ceil(innerWidth - Math.min(...slack)) + 12;
}

test('tabs that had no room are there again once the window has grown back', async () => {
  await open(1600);
  await expect.poll(() => hidden().elements().length).toBe(0);
  const width = tightest();
  await page.viewport(width, 800);
  await expect.poll(() => hidden().elements().length, { message: `${width} pixels` }).toBe(0);
  await page.viewport(width - 60, 800);
  await expect.poll(() => hidden().elements().length).toBeGreaterThan(0);
  await page.viewport(width, 800);
  await expect.poll(() => hidden().elements().length, { timeout: 8000 }).toBe(0);
});

test('every set of tabs is maximized by a button with a name of its own, and what is asked for is shown behind none', async () => {
  const editor = await open(1400);
  const names = page
    .getByRole('button', { name: /^Maximize / })
    .elements()
    .map((button) => button.getAttribute('aria-label'));
  expect(names).toContain('Maximize Viewport');
  expect(new Set(names).size).toBe(names.length);
  editor.reveal.set('cloud');
  await page.getByRole('button', { name: 'Maximize Cloud' }).click({ force: true });
  const scene = page.getByRole('button', { name: 'Scene', exact: true });
  await expect.poll(() => scene.elements().length).toBe(0);
  editor.reveal.set('viewport');
  await expect.element(scene).toBeVisible();
});
