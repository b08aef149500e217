import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import type { HostPresence, ShareState } from '../../../../src-main/contract/index.ts';
import '../../../ui/tokens.css';
import '../../../ui/base.css';
import { designPanels } from '../../design/index.ts';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { StudioWindow } from '../window/studio-window.tsx';

const project = 'project-supply-chain' as Extract<ShareState, { on: true }>['project'];
const link = `ledgerquest://join/192.168.1.20:4300/toy#${'f'.repeat(43)}.${'t'.repeat(32)}`;
const ben = { id: 'guest:b', name: 'Ben', role: 'editor' as const, connected: true };
const vi = { id: 'guest:v', name: 'Vi', role: 'viewer' as const, connected: false };
const on = (guests: ShareState['guests'] = [], of = project): ShareState => ({
  on: true,
  project: of,
  id: 'toy',
  name: 'Toy',
  addresses: ['192.168.1.20'],
  port: 4300,
  fingerprint: 'f'.repeat(43),
  guests,
});

interface Shown {
  editor: TestEditor;
  asked: unknown[];
}

/** A host that shares as the real one does: what it is asked it notes, and tells every window of the new state. */
async function show({
  state = { on: false, guests: [] },
  role = 'owner',
  guestOf,
}: { state?: ShareState; role?: 'owner' | 'viewer'; guestOf?: string } = {}): Promise<Shown> {
  await page.viewport(1280, 800);
  const asked: unknown[] = [];
  let now = state;
  const becomes = (next: ShareState): ShareState => {
    now = next;
    editor.memory.announce('share.changed', next);
    return next;
  };
  const studio = createTestStudio({
    answers: {
      'share.state': () => now,
      'share.start': (request) => {
        asked.push(['start', request]);
        return becomes(on());
      },
      'share.stop': () => {
        asked.push(['stop']);
        return becomes({ on: false, guests: now.guests });
      },
      'share.invite': (request) => {
        asked.push(['invite', request]);
        return { link, role: request.role, expires: '2026-11-27T18:45:00.000Z' };
      },
      'share.remove': (request) => {
        asked.push(['remove', request]);
        becomes(on(now.guests.filter(({ id }) => id !== request.guest)));
        return {};
      },
      ...(guestOf !== undefined && {
        'host.describe': () => ({
          kind: 'web' as const,
          version: '0.1.0',
          person: { id: 'guest:b', name: 'Ben (guest)', colour: '#6ea8fe' },
          roomsUrl: 'ws://127.0.0.1:0/rooms',
          engine: { id: 'engine@toy', url: '/engine/toy' },
          playgroundUrl: '',
          target: 'none',
          guestOf,
        }),
      }),
    },
  });
  const editor = await studio.join('Ada', role);
  await render(
    <div style={{ height: 800 }}>
      <StudioWindow editor={editor} panels={designPanels} slots={{}} dialogs={{}} />
    </div>,
  );
  if (guestOf !== undefined) await editor.start();
  await editor.openProject(project, 'Toy');
  editor.preferences.setPreset('design');
  return { editor, asked };
}
const openDialog = async (): Promise<void> => {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect.element(page.getByRole('dialog', { name: 'Share' })).toBeVisible();
};
const chip = () => page.getByRole('button', { name: /^Sharing/ });

describe('sharing on this network', () => {
  it('is off, and nothing of it is shown, until the owner starts it; then a chip shows it until it is stopped', async () => {
    const { asked } = await show();
    await expect.element(page.getByRole('button', { name: 'Share', exact: true })).toBeVisible();
    expect(chip().elements()).toHaveLength(0);
    await openDialog();
    await page.getByRole('button', { name: 'Share on this network' }).click();
    await expect.element(page.getByText(/^Shared at 192\.168\.1\.20, port 4300\./)).toBeVisible();
    expect(asked).toEqual([['start', { project }]]);
    await page.getByRole('dialog').getByRole('button', { name: 'Stop sharing' }).click();
    await expect.element(page.getByRole('button', { name: 'Share on this network' })).toBeVisible();
    await page.getByRole('button', { name: 'Close' }).click();
    expect(chip().elements()).toHaveLength(0);
  });

  it('copies a link for the role that was chosen, and says that it works once', async () => {
    const { editor, asked } = await show({ state: on() });
    await openDialog();
    await page.getByRole('combobox', { name: 'Invited as' }).click();
    await page.getByRole('option', { name: 'Viewer' }).click();
    await page.getByRole('button', { name: 'Copy a link' }).click();
    await expect.element(page.getByText(/^Works once, until .* for a viewer/)).toBeVisible();
    expect(asked).toEqual([['invite', { role: 'viewer' }]]);
    expect(editor.clipboardText.at(-1)).toBe(link);
  });

  it('names the guests, says who is here, and removes one', async () => {
    const { asked } = await show({ state: on([ben, vi]) });
    await openDialog();
    const guests = page.getByRole('list', { name: 'Guests' });
    await expect.element(guests.getByText('Editor, here now')).toBeVisible();
    await expect.element(guests.getByText('Viewer, away')).toBeVisible();
    await page.getByRole('button', { name: 'Remove Ben' }).click();
    await expect.element(guests.getByText('Editor, here now')).not.toBeInTheDocument();
    expect(asked).toEqual([['remove', { guest: 'guest:b' }]]);
  });

  it('is a chip with who is connected, from which it is stopped', async () => {
    const { asked } = await show({ state: on([ben, vi]) });
    await expect.element(chip()).toHaveTextContent('Shared with 1');
    await chip().click();
    await expect.element(page.getByRole('menuitem', { name: 'Ben, Editor' })).toBeVisible();
    expect(page.getByRole('menuitem', { name: /Vi/ }).elements()).toHaveLength(0);
    await page.getByRole('menuitem', { name: 'Stop sharing' }).click();
    await expect.poll(() => chip().elements().length).toBe(0);
    expect(asked).toEqual([['stop']]);
  });

  it('of another project is named, and must be stopped first', async () => {
    await show({ state: { ...on([], 'project-hello-cube' as never), name: 'Cube' } as ShareState });
    await openDialog();
    await expect.element(page.getByText(/^Cube is shared with this network now/)).toBeVisible();
    expect(page.getByRole('button', { name: 'Share on this network' }).elements()).toHaveLength(0);
  });

  it('is seen by everybody who is here, and steered by the owner only', async () => {
    await show({ state: on([ben]), role: 'viewer' });
    await chip().click();
    await expect.element(page.getByRole('menuitem', { name: 'Ben, Editor' })).toBeVisible();
    expect(page.getByRole('menuitem', { name: 'Stop sharing' }).elements()).toHaveLength(0);
    await userEvent.keyboard('{Escape}');
    await openDialog();
    expect(page.getByRole('region', { name: 'On this network' }).elements()).toHaveLength(0);
  });

  it('is not a guest’s: they are told whose computer it is, and nothing there invites or trusts', async () => {
    const { editor } = await show({ guestOf: 'Ada' });
    await expect.element(page.getByRole('status', { name: 'Sharing' })).toHaveTextContent('Guest of Ada');
    await expect.element(page.getByText(/^You are a guest: this project lies on Ada’s computer/)).toBeVisible();
    await openDialog();
    expect(page.getByRole('region', { name: 'On this network' }).elements()).toHaveLength(0);
    expect(page.getByText(/npx lq open/).elements()).toHaveLength(0);
    await page.getByRole('button', { name: 'Close' }).click();
    expect(page.getByRole('button', { name: 'Publish' }).elements(), 'it is published from Ada’s computer').toHaveLength(0);
    for (const id of ['project.home', 'project.new', 'project.trust', 'publish.open'])
      expect(editor.actions.get(id)?.when?.(editor) ?? false, id).toBe(false);
  });

  it('tells a guest in words what their host does, and what becomes of what they make meanwhile', async () => {
    const { editor } = await show({ guestOf: 'Ada' });
    const says = (host: HostPresence): void => editor.memory.announce('guest.changed', { host });
    const alert = page.getByRole('alert');
    says('stopped');
    await expect
      .element(alert)
      .toHaveTextContent(
        'Ada has stopped sharing this project. What was saved stays in it, and you can go on: what you change is sent when Ada shares it again.',
      );
    says('away');
    await expect
      .element(alert)
      .toHaveTextContent('Ada’s computer does not answer. You can go on: what you change is sent when it is back.');
    says('here');
    await expect.element(page.getByText(/^You are a guest: this project lies on Ada’s computer/)).toBeVisible();
    expect(alert.elements()).toHaveLength(0);
    says('removed');
    editor.signOut();
    await expect.element(alert).toHaveTextContent('Ada shares this project with you no more. What was saved stays in it.');
  });

  it('tells a guest whose own lq join was started again to use its link, in the banner and not as a problem of a file', async () => {
    const { editor } = await show({ guestOf: 'Ada' });
    editor.signOut();
    const problem = (code: string) => ({ severity: 'error' as const, code, file: 'ledgerquest.json', message: `It is ${code}.` });
    editor.memory.announce('project.problems', { project, problems: [problem('signed-out'), problem('wrong')] });
    expect(editor.problems.get().map(({ code }) => code)).toEqual(['wrong']);
    await expect.element(page.getByText(/^This window is signed out: lq join was started again at this computer/)).toBeVisible();
  });

  it('tells a guest who looks on how they come to edit', async () => {
    await show({ guestOf: 'Ada', role: 'viewer' });
    await expect.element(page.getByText(/^You are a guest of Ada and are looking on/)).toBeVisible();
  });
});
