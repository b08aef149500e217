import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { renameTo } from '../../editor/actions/index.ts';
import { renderWith } from '../../testing/render.tsx';
import { useCell, useEditor } from '../../react.ts';
import type { TestEditor } from '../../testing/test-editor.ts';
import { HistoryPanel } from './history.tsx';

/** The panel once it is opened, as high as a panel is. */
const Late = () => (
  <div data-box style={{ height: 240, overflow: 'auto' }}>
    {useCell(useEditor().dialog) === undefined ? null : <HistoryPanel />}
  </div>
);

describe('one’s own steps', () => {
  it('are named; a press goes to any of them, or before all, past what others have overwritten, which stays theirs', async () => {
    const { editor, studio } = await renderWith(<HistoryPanel />);
    const ben = await studio.join('Ben');
    await ben.openProject('project-supply-chain' as never, 'Toy');
    const name = (key: string) => editor.level.get()?.entity(key).get()?.name;
    await editor.do(renameTo, { entity: 'house', name: 'Hut' });
    await editor.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    await editor.do(renameTo, { entity: 'door', name: 'Gate' });
    await ben.do(renameTo, { entity: 'lamp', name: 'Torch' });
    await expect.poll(() => name('lamp')).toBe('Torch');
    const steps = page.getByRole('list', { name: 'History' });
    await expect.element(steps.getByRole('button').nth(2)).toHaveTextContent('Rename Lamp to Lantern');
    await steps.getByRole('button').nth(1).click();
    await expect.poll(() => [name('house'), name('lamp'), name('door')]).toEqual(['Hut', 'Torch', 'Door']);
    await steps.getByRole('button', { name: 'Before all of these' }).click();
    await expect.poll(() => [name('house'), name('lamp'), name('door')]).toEqual(['House', 'Torch', 'Door']);
    await steps.getByRole('button').last().click();
    await expect.poll(() => [name('house'), name('lamp'), name('door')]).toEqual(['Hut', 'Torch', 'Gate']);
    await expect.element(steps.getByRole('button', { name: /Before all/ })).not.toHaveAttribute('aria-current');
  });

  it('stand so that the current one is seen: when the panel opens, and when it is another', async () => {
    const rename = async (editor: TestEditor, count: number): Promise<void> => {
      for (let at = 0; at < count; at += 1)
        await editor.do(renameTo, { entity: 'house', name: `House ${editor.steps.get().steps.length}` });
    };
    const { editor } = await renderWith(<Late />);
    await rename(editor, 40);
    editor.dialog.set('open');
    const shown = (): boolean => {
      const step = document.querySelector('[aria-current="step"]')?.getBoundingClientRect();
      const box = document.querySelector('[data-box]')!.getBoundingClientRect();
      return step !== undefined && step.top >= box.top && step.bottom <= box.bottom;
    };
    await expect.poll(shown).toBe(true);
    for (let at = 0; at < 36; at += 1) await editor.press('Mod+Z');
    await expect.poll(shown).toBe(true);
    await rename(editor, 36);
    await expect.poll(shown).toBe(true);
  });
});
