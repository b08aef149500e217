import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { RunsPanel } from '../../analyse/runs-panel.tsx';
import { Problems } from '../../design/problems/problems.tsx';
import { renderWith } from '../../testing/render.tsx';
import { toyRecording } from '../../testing/toy-recording.ts';
import { Banner } from './banner.tsx';

const everywhere = (
  <>
    <Banner />
    <RunsPanel />
    <Problems />
  </>
);
const banner = () => page.getByRole('status', { name: 'Production session' });

describe('a tenant’s session in the window', () => {
  it('says that its replay equals the record, tick by tick', async () => {
    const { editor } = await renderWith(everywhere);
    await editor.preview.openRecording(await toyRecording());
    await expect.element(banner().getByText('The replay equals the record: 40 ticks.')).toBeVisible();
    expect(banner().element().textContent).toContain('Session s1 of demo.');
    await expect.element(page.getByText('No problems')).toBeVisible();
    await expect.element(page.getByText('Differs from the record')).not.toBeInTheDocument();
  });

  it('is left by a press: the last run of one’s own stands there, and the level itself is shown', async () => {
    const { editor } = await renderWith(everywhere);
    await editor.preview.run();
    const own = editor.preview.current.get()!.id;
    await editor.preview.openRecording(await toyRecording());
    await banner().getByRole('button', { name: 'Back to editing' }).click();
    await expect.element(banner()).not.toBeInTheDocument();
    expect(editor.preview.current.get()?.id).toBe(own);
    await expect.poll(() => editor.preview.transport.get().state).toBe('stopped');
  });

  it('is left by a press also where nothing was run before', async () => {
    const { editor } = await renderWith(everywhere);
    await editor.preview.openRecording(await toyRecording());
    await banner().getByRole('button', { name: 'Back to editing' }).click();
    await expect.element(banner()).not.toBeInTheDocument();
    await expect.poll(() => editor.preview.transport.get().state).toBe('stopped');
  });

  it('that differs says so in the banner, in Runs and in Problems', async () => {
    const { editor } = await renderWith(everywhere);
    const recording = await toyRecording();
    await editor.preview.openRecording({ ...recording, hashes: recording.hashes.with(11, '0000000000000000') });
    await expect.element(banner().getByText('The replay differs from the session at tick 12.')).toBeVisible();
    expect(banner().element().textContent).not.toContain('equals');
    await expect.element(page.getByRole('list', { name: 'Runs' }).getByText('Differs from the record')).toBeVisible();
    await expect
      .element(page.getByRole('list', { name: 'Problems' }).getByText('The replay differs from the session at tick 12.'))
      .toBeVisible();
  });
});
