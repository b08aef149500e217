import { expect, test } from 'vitest';
import { menus as menuIds } from '../editor/index.ts';
import { createTestDesktop } from '../testing/test-desktop.ts';
import { createTestStudio, type TestEditor } from '../testing/test-editor.ts';
import { followDesktop } from './follow.ts';
import { openingsOf } from './openings.ts';

type TestDesktop = ReturnType<typeof createTestDesktop>;
const found = { project: 'project-supply-chain', name: 'Street' };

async function inWindow(
  native = createTestDesktop(),
  typing = () => false,
  recent: readonly string[] = [],
): Promise<{ editor: TestEditor; native: TestDesktop }> {
  const editor = await createTestStudio({ desktop: native.desktop, recent }).join('Ada', 'owner');
  followDesktop(editor, typing);
  await editor.start();
  return { editor, native };
}
const question = { as: 'question', id: 'q1', what: { kind: 'folder', path: '/street' } } as const;

test('the native menu has the same actions, titles, keys and states as Studio’s menus, and follows them', async () => {
  const { editor, native } = await inWindow();
  await editor.until(() => native.items('edit').length > 0 && editor.level.get() !== undefined);
  expect(native.menus().map(({ id }) => id)).toEqual([...menuIds]);
  for (const id of menuIds)
    expect(
      native
        .items(id)
        .map((item) => item.id)
        .filter((own) => !own.startsWith('recent:')),
    ).toEqual(editor.actions.menu(id).flatMap((group) => group.map((action) => action.id)));
  const item = (id: string) => native.items('edit').find((one) => one.id === id);
  expect(item('edit.undo')).toMatchObject({ label: 'Undo', keys: 'Mod+Z', enabled: false });
  expect(item('edit.delete')?.enabled).toBe(false);
  editor.selection.set([editor.keyNamed('Lamp')]);
  await editor.until(() => item('edit.delete')?.enabled === true);
  native.choose('edit.delete');
  await editor.until(() => item('edit.undo')?.enabled === true);
  editor.preferences.bind({ 'edit.undo': ['Mod+U'] });
  await editor.until(() => item('edit.undo')?.keys === 'Mod+U');
});

test('an action that may not run does not run, whatever the native menu says', async () => {
  const { editor, native } = await inWindow();
  native.choose('edit.delete');
  native.choose('no.such.action');
  expect(editor.steps.get().undo).toBeUndefined();
});

test('recent projects are in the native menu, and open from it', async () => {
  const { editor, native } = await inWindow(createTestDesktop(), () => false, ['supply-chain']);
  const recent = () => native.items('project').find(({ id }) => id.startsWith('recent:'));
  await editor.until(() => recent() !== undefined);
  expect(editor.screen.get().at).toBe('home');
  native.choose(recent()?.id ?? '');
  await editor.until(() => editor.screen.get().at === 'project');
  expect(native.asked).toContainEqual(['project.shown', { project: editor.project.get()?.handle }]);
});

test('the clipboard’s entries mean the text while somebody writes, and entities otherwise', async () => {
  let typing = true;
  const { editor, native } = await inWindow(createTestDesktop(), () => typing);
  await editor.until(() => editor.level.get() !== undefined);
  editor.selection.set([editor.keyNamed('Lamp')]);
  native.choose('edit.copy');
  expect(native.asked).toContainEqual(['text.edit', { what: 'copy' }]);
  expect(editor.clipboardText).toHaveLength(1);
  typing = false;
  native.choose('edit.copy');
  await editor.until(() => editor.clipboardText.length === 2);
});

test('Open folder opens the project that was found, and nothing when the person cancels', async () => {
  let answer: object = {};
  const { editor, native } = await inWindow(createTestDesktop({ 'folder.choose': () => answer }));
  await editor.closeProject();
  native.choose('project.openFolder');
  await editor.until(() => native.asked.some(([name]) => name === 'folder.choose'));
  expect(editor.screen.get().at).toBe('home');
  answer = { found };
  native.choose('project.openFolder');
  await editor.until(() => editor.screen.get().at === 'project');
});

test('what waited before the page was there is asked once a screen is', async () => {
  const native = createTestDesktop();
  native.await(question);
  const { editor } = await inWindow(native);
  await editor.until(() => editor.dialog.get() === 'opening');
  expect(openingsOf(editor).question.get()).toEqual(question);
});

test('a foreign folder opens when the person says yes, and not before', async () => {
  const { editor, native } = await inWindow(createTestDesktop({ 'opening.answer': () => ({ found }) }));
  await editor.closeProject();
  native.wish(question);
  await editor.until(() => editor.dialog.get() === 'opening');
  expect(editor.screen.get().at).toBe('home');
  await openingsOf(editor).answer(true);
  await editor.until(() => editor.screen.get().at === 'project');
  expect(native.asked).toContainEqual(['opening.answer', { id: 'q1', yes: true }]);
  expect(editor.dialog.get()).toBeUndefined();
});

test('questions come one after the other, and no is told to the window', async () => {
  const { editor, native } = await inWindow();
  native.wish(question);
  native.wish({ ...question, id: 'q2' });
  await editor.until(() => openingsOf(editor).question.get()?.id === 'q1');
  await openingsOf(editor).answer(false);
  await editor.until(() => openingsOf(editor).question.get()?.id === 'q2');
  expect(native.asked).toContainEqual(['opening.answer', { id: 'q1', yes: false }]);
});

test('a project that is known opens at once, and what was refused is said', async () => {
  const { editor, native } = await inWindow();
  await editor.closeProject();
  native.wish({ as: 'refused', message: 'That is no link.', hint: 'Copy the whole of it.' });
  await editor.until(() => editor.notices.list.get().some(({ title }) => title === 'That is no link.'));
  native.wish({ as: 'project', found: found as never });
  await editor.until(() => editor.screen.get().at === 'project');
  expect(native.asked.map(([name]) => name)).not.toContain('opening.answer');
});

test('the native window is told while somebody plays or publishes, so that nothing starts it again', async () => {
  const { editor, native } = await inWindow();
  const said = () => native.asked.filter(([name]) => name === 'window.busy').map(([, request]) => (request as { busy: boolean }).busy);
  await editor.until(() => editor.level.get() !== undefined);
  // A project plays when it is opened for the first time.
  await editor.until(() => said().length === 1);
  editor.preview.pause();
  await editor.until(() => said().length === 2);
  await editor.preview.play();
  editor.preview.pause();
  await editor.until(() => said().length === 4);
  expect(said()).toEqual([true, false, true, false]);
  native.choose('app.updates');
  await editor.until(() => native.asked.some(([name]) => name === 'updates.check'));
});

test('in a browser there is no native window and no action for one', async () => {
  const editor = await createTestStudio().join('Ada');
  expect(editor.actions.get('project.openFolder')).toBeUndefined();
  expect(followDesktop(editor)()).toBeUndefined();
});
