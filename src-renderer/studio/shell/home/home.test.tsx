import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../../../ui/tokens.css';
import '../../../ui/base.css';
import { TooltipProvider } from '../../../ui/index.ts';
import type { RecentProject } from '../../../../src-main/contract/index.ts';
import type { WritableCell } from '../../editor/cell.ts';
import { EditorProvider, useCell } from '../../react.ts';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { Home } from './home.tsx';

function jpeg(): string {
  const canvas = Object.assign(document.createElement('canvas'), { width: 48, height: 30 });
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#5fd0b5';
  context.fillRect(8, 8, 30, 20);
  return canvas.toDataURL('image/jpeg').split(',')[1]!;
}
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const looked = jpeg();
const drawn = 'ab'.repeat(32);
const project = (change: Partial<RecentProject>): RecentProject => ({
  handle: 'project-supply-chain' as RecentProject['handle'],
  name: 'Harbour',
  openedAt: '2026-11-20T16:04:00Z',
  live: [],
  here: [],
  ...change,
});
const show = async (recent: readonly RecentProject[]): Promise<TestEditor> => {
  const editor = await createTestStudio({
    answers: {
      'cloud.thumbnail': ({ packageHash }) => (packageHash === drawn ? { png: pixel } : {}),
      'project.picture': () => ({ jpeg: looked }),
    },
  }).join('Ada');
  await render(
    <EditorProvider value={editor}>
      <TooltipProvider>
        <Home recent={recent} />
      </TooltipProvider>
    </EditorProvider>,
  );
  return editor;
};

test('a card shows what is live as the cloud drew it, where, and who has it open', async () => {
  await show([
    project({
      live: [{ tenant: 'demo', channel: 'live', revision: 3 }],
      picture: { tenant: 'demo', packageHash: drawn },
      here: [
        { id: 'ben', name: 'Ben', colour: '#f2a65a' },
        { id: 'cy', name: 'Cy', colour: '#5fd0b5' },
      ],
    }),
  ]);
  const card = page.getByRole('button', { name: /^What is live of Harbour/ });
  await expect.element(card.getByRole('img', { name: 'What is live of Harbour' })).toBeVisible();
  await expect.element(card.getByText('Revision 3 live on demo')).toBeVisible();
  await expect.element(card.getByText('Open now: Ben, Cy')).toBeVisible();
});

test('a card of what is not live shows how the project looked last', async () => {
  await show([project({ pictured: true }), project({ handle: 'project-other' as RecentProject['handle'], name: 'Other' })]);
  await expect.element(page.getByRole('button', { name: /^How Harbour looked last/ }).getByRole('img')).toBeVisible();
  await expect
    .element(page.getByRole('button', { name: /^Other/ }).getByText('A picture comes with the first look at its scene'))
    .toBeVisible();
});

test('a card without a picture claims none, and nobody is said to be there when nobody is', async () => {
  await show([project({ picture: { tenant: 'demo', packageHash: 'lost' } })]);
  await expect.element(page.getByRole('button', { name: /^Harbour/ })).toBeVisible();
  await expect.element(page.getByRole('img', { name: /What is live/ })).not.toBeInTheDocument();
  await expect.element(page.getByText(/^Open now/)).not.toBeInTheDocument();
});

test('a template says what it teaches, for how many and how long, and a press makes a project of it', async () => {
  const editor = await show([]);
  await expect.element(page.getByText(/^Nothing of yours is here yet/)).toBeVisible();
  const card = page.getByRole('list', { name: 'Templates' }).getByRole('button', { name: 'New project from Toy' });
  await expect.element(card).toHaveAccessibleDescription('What supply-chain teaches. 1 to 4 players · 45 minutes');
  (card.element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await editor.until(() => editor.screen.get().at === 'project');
});

test('a project whose folder has gone says so and can be taken off the list; it is nothing to continue', async () => {
  const editor = await show([project({ missing: true })]);
  const card = page.getByRole('group', { name: 'Harbour, not found' });
  await expect.element(card.getByText(/^Its folder is not where it was/)).toBeVisible();
  await expect.element(page.getByRole('button', { name: /^Continue/ })).not.toBeInTheDocument();
  await card.getByRole('button', { name: 'Take Harbour off this list' }).click();
  await editor.until(() => editor.memory.calls.includes('project.forget'));
});

test('a project is taken off the list by its menu, with the keyboard and with the other mouse button', async () => {
  const editor = await show([project({}), project({ handle: 'project-two' as RecentProject['handle'], name: 'Yard' })]);
  const more = page.getByRole('button', { name: 'More for Harbour' });
  (more.element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await userEvent.click(page.getByRole('menuitem', { name: /^Take off this list/ }));
  await editor.until(() => editor.memory.calls.includes('project.forget'));
  await userEvent.click(page.getByRole('button', { name: /^How Yard looked|^Yard/ }), { button: 'right' });
  await expect.element(page.getByRole('menuitem', { name: /^Take off this list/ })).toBeVisible();
});

/** The list that the host has, shown as it changes. */
async function showListed(names: readonly string[], role: 'owner' | 'editor' | 'viewer' = 'owner'): Promise<TestEditor> {
  const all = names.map((name) =>
    project({ handle: `project-${name}` as RecentProject['handle'], name, folder: `/home/ada/${name}`, own: true }),
  );
  let listed = all;
  const studio = createTestStudio({
    answers: {
      'project.recent': () => ({ projects: listed }),
      'project.forget': ({ project: handle }) => {
        listed = all.filter((one) => one.handle !== handle);
        return {};
      },
      'project.restore': () => {
        listed = all;
        return {};
      },
    },
  });
  const editor = await studio.join('Ada');
  (editor.host as WritableCell<unknown>).set({ ...(await editor.bridge.invoke('host.describe', {})), role });
  await editor.closeProject();
  const Shown = () => {
    const screen = useCell(editor.screen);
    return screen.at === 'home' ? <Home recent={screen.recent} /> : null;
  };
  await render(
    <EditorProvider value={editor}>
      <TooltipProvider>
        <Shown />
      </TooltipProvider>
    </EditorProvider>,
  );
  return editor;
}

test('who takes a project off the list is told whose list it is and where its files stay, has it back by a press, and goes on at the next card', async () => {
  const editor = await showListed(['Harbour', 'Yard', 'Mill']);
  await userEvent.click(page.getByRole('button', { name: 'More for Yard' }));
  await expect.element(page.getByRole('menuitem', { name: 'Copy its folder: /home/ada/Yard' })).toBeVisible();
  await userEvent.click(page.getByRole('menuitem', { name: /^Take off this list/ }));
  const card = (name: string) => page.getByRole('button', { name: new RegExp(`^(How )?${name}|${name} looked`) });
  await expect.element(card('Yard')).not.toBeInTheDocument();
  await expect.poll(() => document.activeElement?.textContent).toMatch(/Mill/);
  const [said] = editor.notices.list.get();
  expect(said).toMatchObject({
    title: 'Yard is off the list',
    text: 'The list is this computer’s, for everybody who works on it. The files stay in /home/ada/Yard.',
    action: { label: 'Undo' },
  });
  said?.action?.run();
  await expect.element(page.getByRole('button', { name: 'More for Yard' })).toBeVisible();
});

test.each([
  ['viewer', false, []],
  ['editor', true, ['Rename']],
  ['owner', true, ['Rename', 'Take off this list; its files stay', 'Delete']],
] as const)('a person who is %s is offered what they may do there, and a viewer is told why not more', async (role, makes, offered) => {
  const editor = await showListed(['Harbour'], role);
  const [gallery, why] = [page.getByRole('list', { name: 'Templates' }), page.getByText(/^Your role on this computer is viewer/)];
  await expect.poll(() => [gallery.elements().length, why.elements().length]).toEqual(makes ? [1, 0] : [0, 1]);
  await userEvent.click(page.getByRole('button', { name: 'More for Harbour' }));
  const entries = () =>
    page
      .getByRole('menuitem')
      .elements()
      .map(({ textContent }) => textContent);
  await expect.poll(entries).toEqual(['Open', 'Copy its folder: /home/ada/Harbour', ...offered]);
  expect(editor.screen.get().at).toBe('home');
});

test('a project is renamed by its menu, and deleted by it where it was made here', async () => {
  const editor = await show([project({ own: true }), project({ handle: 'project-two' as RecentProject['handle'], name: 'Yard' })]);
  const asked: Record<string, unknown>[] = [];
  editor.dialog.subscribe(() => asked.push({ dialog: editor.dialog.get() }));
  await page.getByRole('button', { name: 'More for Harbour' }).click();
  await userEvent.click(page.getByRole('menuitem', { name: 'Rename' }));
  await page.getByRole('button', { name: 'More for Harbour' }).click();
  await userEvent.click(page.getByRole('menuitem', { name: 'Delete' }));
  expect(asked).toEqual([{ dialog: 'project-rename' }, { dialog: 'project-delete' }]);
  // A folder from elsewhere is not ours to delete.
  await page.getByRole('button', { name: 'More for Yard' }).click();
  await expect.element(page.getByRole('menuitem', { name: 'Rename' })).toBeVisible();
  await expect.element(page.getByRole('menuitem', { name: 'Delete' })).not.toBeInTheDocument();
});

test('says how a folder is opened and how somebody is joined, and copies the command', async () => {
  const editor = await show([]);
  await page.getByRole('button', { name: 'Copy npx lq open <folder>' }).click();
  expect(editor.clipboardText.at(-1)).toBe('npx lq open <folder>');
  await expect.element(page.getByText('npx lq open --as <name>')).toBeVisible();
});

test('who is signed out at Home is told so, with what to do', async () => {
  const editor = await show([project({})]);
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  editor.signOut();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/Run npx lq open and use the new link in this browser\.$/);
});
