import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../../../ui/tokens.css';
import '../../../ui/base.css';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { StudioWindow } from './studio-window.tsx';

async function open(): Promise<TestEditor> {
  await page.viewport(1024, 640);
  const editor = await createTestStudio().join('Ada');
  await render(
    <div style={{ height: 640 }}>
      <StudioWindow editor={editor} panels={[]} slots={{}} dialogs={{}} />
    </div>,
  );
  await editor.openProject('project-supply-chain' as never, 'Toy');
  await expect.element(page.getByRole('banner')).toBeVisible();
  return editor;
}

const trouble = (editor: TestEditor, ...titles: string[]): void =>
  titles.forEach((title) => editor.notices.say({ tone: 'bad', title, text: 'Do this next.' }));
const alerts = (): string[] =>
  page
    .getByRole('alert')
    .elements()
    .map((element) => element.firstElementChild?.nextElementSibling?.textContent ?? '');

it('shows three notices at most, says what is said again once with how often, and keeps errors until they are dismissed', async () => {
  const editor = await open();
  trouble(editor, 'One', 'Two', 'Three', 'Four', 'Two', 'Two');
  editor.clock.pass(60_000);
  await expect.poll(alerts).toEqual(['Three', 'Four', 'Two × 3']);
  await userEvent.keyboard('{Escape}');
  await expect.poll(alerts).toEqual(['One', 'Three', 'Four']);
});

it('moves nothing with them, and covers neither the transport nor the status bar', async () => {
  const editor = await open();
  const places = () => ['header', 'main', 'footer'].map((part) => document.querySelector(part)!.getBoundingClientRect());
  const before = places();
  expect(before.every(({ height }) => height > 0)).toBe(true);
  trouble(editor, 'One', 'Two', 'Three');
  await expect.poll(alerts).toHaveLength(3);
  expect(places()).toEqual(before);
  const [header, , footer] = before;
  for (const alert of page.getByRole('alert').elements()) {
    const { top, bottom, left, right } = alert.getBoundingClientRect();
    expect([top >= header!.bottom, bottom <= footer!.top, left >= 0, right <= innerWidth]).toEqual([true, true, true, true]);
  }
});

it('lists again what was dismissed or has gone by itself', async () => {
  const editor = await open();
  trouble(editor, 'One', 'Two');
  editor.notices.say({ tone: 'plain', title: 'Passing' });
  editor.clock.pass(60_000);
  editor.notices.dismiss(editor.notices.list.get()[0]!.id);
  await expect.poll(alerts).toEqual(['Two']);
  await page.getByRole('button', { name: '3 notices' }).click();
  const list = page.getByRole('list', { name: 'Notices' });
  for (const title of ['One', 'Two', 'Passing']) await expect.element(list.getByText(title, { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect.element(list).not.toBeInTheDocument();
  expect(alerts()).toEqual([]);
});

it('offers what a notice offers once, also where it is listed', async () => {
  const editor = await open();
  let done = 0;
  editor.notices.say({ tone: 'good', title: 'Deleted', action: { label: 'Bring it back', run: () => (done += 1) } });
  await page.getByRole('button', { name: 'Bring it back' }).click();
  await expect.element(page.getByRole('button', { name: 'Bring it back' })).not.toBeInTheDocument();
  await page.getByRole('button', { name: '1 notice' }).click();
  await expect.element(page.getByRole('list', { name: 'Notices' }).getByText('Deleted')).toBeVisible();
  expect(page.getByRole('button', { name: 'Bring it back' }).elements()).toEqual([]);
  expect(done).toBe(1);
});
