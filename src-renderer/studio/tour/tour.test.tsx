import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../../ui/tokens.css';
import '../../ui/base.css';
import { designPanels } from '../design/index.ts';
import { renameTo } from '../editor/actions/index.ts';
import { StudioWindow } from '../shell/window/studio-window.tsx';
import { createTestStudio, type TestEditor } from '../testing/test-editor.ts';
import { tourActions } from './actions.ts';
import { tourSteps } from './steps.ts';

const panels = designPanels.filter(({ id }) => id !== 'viewport');
const [start, resume] = tourActions;

const open = async (kept: Record<string, unknown> = {}): Promise<TestEditor> => {
  await page.viewport(1280, 800);
  const editor = await createTestStudio({ kept }).join('Ada');
  await render(
    <div style={{ height: 800 }}>
      <StudioWindow editor={editor} panels={panels} slots={{}} dialogs={{}} />
    </div>,
  );
  await editor.openProject('project-supply-chain' as never, 'Toy');
  return editor;
};
const card = () => page.getByRole('complementary', { name: 'Guided tour' });
const title = (name: string) => card().getByRole('heading', { name });

describe('the guided tour', () => {
  it('notices that its thing was done, goes on and says so; the window is never blocked', async () => {
    const editor = await open();
    await editor.do(start!);
    await expect.element(title('Turn a parameter')).toHaveFocus();
    editor.preview.turn('rate', 4, 'done');
    await expect.element(title('Play it')).toBeVisible();
    await expect
      .element(card().getByRole('status'))
      .toHaveTextContent('Done: Turn a parameter. Play it. Press Play. The level runs on a copy: what you have built stays as it is.');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect.element(title('Look at a figure')).toBeVisible();
    await card().getByRole('button', { name: 'Skip this' }).click();
    await editor.do(renameTo, { entity: 'house', name: 'Hut' });
    await expect.element(title('Take it back')).toBeVisible();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect.element(title('Let others in')).toBeVisible();
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await expect.element(title('Publish')).toBeVisible();
    editor.dialog.set('publish');
    await expect.element(title('That was the tour')).toBeVisible();
    editor.dialog.set(undefined);
    await card().getByRole('button', { name: 'Done' }).click();
    await expect.element(card()).not.toBeInTheDocument();
  });

  it('is put off by Escape, kept for the next time, gone on with and begun again', async () => {
    const kept: Record<string, unknown> = {};
    const editor = await open(kept);
    expect(resume!.when!(editor)).toBe(false);
    await editor.do(start!);
    await card().getByRole('button', { name: 'Skip this' }).click();
    await userEvent.keyboard('{Escape}');
    await expect.element(card()).not.toBeInTheDocument();
    expect(kept['tour']).toEqual({ at: 1, on: false });
    await editor.do(resume!);
    await expect.element(card().getByText(`Step 2 of ${tourSteps.length}`)).toBeVisible();
    await card().getByRole('button', { name: 'Back' }).click();
    await expect.element(title('Turn a parameter')).toBeVisible();
    await card().getByRole('button', { name: 'End the tour' }).click();
    await editor.do(start!);
    await expect.element(title('Turn a parameter')).toBeVisible();
  });
});
