import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../../ui/tokens.css';
import '../../ui/base.css';
import { TooltipProvider } from '../../ui/index.ts';
import { EditorProvider } from '../react.ts';
import { Home } from '../shell/home/home.tsx';
import { createTestDesktop } from '../testing/test-desktop.ts';
import { createTestStudio } from '../testing/test-editor.ts';
import { followDesktop } from './follow.ts';
import { JoinDialog } from './join-dialog.tsx';
import { OpeningDialog } from './opening-dialog.tsx';

const link = `ledgerquest://join/192.168.1.20:4300/beer-game#${'f'.repeat(43)}.${'t'.repeat(32)}`;
const show = async (native: ReturnType<typeof createTestDesktop>, what: React.ReactNode) => {
  const editor = await createTestStudio({ desktop: native.desktop }).join('Ada');
  await render(
    <EditorProvider value={editor}>
      <TooltipProvider>{what}</TooltipProvider>
    </EditorProvider>,
  );
  return editor;
};

test('Home opens a folder and joins by link with buttons, and asks for no terminal', async () => {
  const native = createTestDesktop();
  const editor = await show(native, <Home recent={[]} />);
  await page.getByRole('button', { name: /^Open folder/ }).click();
  expect(native.asked.map(([name]) => name)).toEqual(['folder.choose']);
  await page.getByRole('button', { name: /^Join by link/ }).click();
  expect(editor.dialog.get()).toBe('join-by-link');
  await expect.element(page.getByText(/npx/)).not.toBeInTheDocument();
});

test('a link is looked at before it is joined: where it leads, whose certificate; half a link cannot be joined', async () => {
  const native = createTestDesktop();
  const editor = await show(native, <JoinDialog />);
  const field = page.getByRole('searchbox', { name: 'Link' });
  await field.fill(link.slice(0, 60));
  await expect.element(page.getByText(/not the whole of a link/)).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Join' })).toBeDisabled();
  await field.fill(link);
  await expect.element(page.getByText('beer-game on 192.168.1.20')).toBeVisible();
  await expect.element(page.getByText('Fingerprint ffffffffffff')).toBeVisible();
  editor.dialog.set('join-by-link');
  await page.getByRole('button', { name: 'Join' }).click();
  await expect.poll(() => editor.dialog.get()).toBeUndefined();
  expect(native.asked).toEqual([['link.join', { link }]]);
});

test('a host that refuses is quoted, and the link can be tried again', async () => {
  const native = createTestDesktop({
    'link.join': () =>
      Promise.reject(Object.assign(new Error('This link was used already.'), { code: 'not-invited', hint: 'Ask for another.' })),
  });
  await show(native, <JoinDialog />);
  await page.getByRole('searchbox', { name: 'Link' }).fill(link);
  await page.getByRole('button', { name: 'Join' }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('This link was used already. Ask for another.');
  await expect.element(page.getByRole('button', { name: 'Join' })).toBeEnabled();
});

test('what comes from outside is shown before it is opened; the hand is on Cancel, and Escape is no', async () => {
  const native = createTestDesktop();
  const editor = await show(native, <OpeningDialog />);
  followDesktop(editor);
  native.wish({ as: 'question', id: 'q1', what: { kind: 'folder', path: '/home/ada/street' } });
  await expect.element(page.getByRole('dialog', { name: 'Open this folder?' })).toBeVisible();
  await expect.element(page.getByText('/home/ada/street')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Cancel' })).toHaveFocus();
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  await expect.poll(() => native.asked).toContainEqual(['opening.answer', { id: 'q1', yes: false }]);
  native.wish({ as: 'question', id: 'q2', what: { kind: 'join', host: '192.168.1.20', project: 'beer-game', fingerprint: 'abc' } });
  await page.getByRole('button', { name: 'Join' }).click();
  expect(native.asked).toContainEqual(['opening.answer', { id: 'q2', yes: true }]);
});
