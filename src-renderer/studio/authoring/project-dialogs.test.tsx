import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { TooltipProvider } from '../../ui/index.ts';
import { useCell, EditorProvider, useEditor } from '../react.ts';
import { createTestStudio, type TestEditor } from '../testing/test-editor.ts';
import { deleteProject, renameProject } from './actions.ts';
import { DeleteProjectDialog, RenameProjectDialog } from './project-dialogs.tsx';

function Dialogs() {
  const open = useCell(useEditor().dialog);
  return open === 'project-rename' ? <RenameProjectDialog /> : open === 'project-delete' ? <DeleteProjectDialog /> : null;
}

/** Somebody at home, and what the host was asked. */
async function atHome(): Promise<{ editor: TestEditor; asked: unknown[] }> {
  const asked: unknown[] = [];
  const note = (request: unknown) => (asked.push(request), {});
  const editor = await createTestStudio({ answers: { 'project.rename': note, 'project.delete': note, 'project.restore': note } }).join(
    'Ada',
  );
  await render(
    <EditorProvider value={editor}>
      <TooltipProvider>
        <Dialogs />
      </TooltipProvider>
    </EditorProvider>,
  );
  return { editor, asked };
}
const harbour = { handle: 'project-supply-chain' as never, name: 'Harbour' };

test('renaming begins with the name, takes no empty one and asks the host', async () => {
  const { editor, asked } = await atHome();
  await editor.do(renameProject, harbour);
  const name = page.getByRole('searchbox', { name: 'Name of the project' });
  await expect.element(name).toHaveValue('Harbour');
  await userEvent.clear(name);
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText('A project needs a name.')).toBeVisible();
  await userEvent.fill(name, 'Lantern market');
  await userEvent.keyboard('{Enter}');
  await editor.until(() => asked.length > 0);
  expect(asked).toEqual([{ project: 'project-supply-chain', name: 'Lantern market' }]);
});

test('deleting asks by name, and undo brings the project back', async () => {
  const { editor, asked } = await atHome();
  await editor.do(deleteProject, harbour);
  await expect.element(page.getByRole('dialog', { name: 'Delete Harbour?' })).toBeVisible();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await editor.until(() => editor.notices.list.get().length > 0);
  const [notice] = editor.notices.list.get();
  expect(notice?.title).toBe('Harbour is deleted');
  notice!.action!.run();
  await editor.until(() => asked.length > 1);
  expect(asked).toEqual([{ project: 'project-supply-chain' }, { project: 'project-supply-chain' }]);
});
