import { describe, expect, test } from 'vitest';
import { createFakeElectron, type MenuItem } from '../../../test/doubles/fake-electron.ts';
import { startShell } from './start-shell.ts';
import { guestStudio, link, playground, settle, startedShell, studio } from './testing/started-shell.ts';

const news = (sent: unknown[][]): unknown[] => sent.map(([, said]) => said);
const nothingKept = { read: () => undefined, write: () => {} };
const opening = { news: 'opening' };
const menus = [
  {
    id: 'project',
    label: 'Project',
    groups: [
      [{ id: 'project.home', label: 'All projects', enabled: true }],
      [{ label: 'Open recent', items: [{ id: 'recent:harbour', label: 'Nuts & Bolts', enabled: true }] }],
    ],
  },
  {
    id: 'edit',
    label: 'Edit',
    groups: [
      [
        { id: 'edit.undo', label: 'Undo', keys: 'Mod+Z', enabled: false },
        { id: 'view.snap', label: 'Snap', keys: 'G', enabled: true, checked: true },
      ],
    ],
  },
];
const labelled = (menu: MenuItem[], label: string): MenuItem[] => menu.find((item) => item.label === label)?.submenu ?? [];

describe('windows', () => {
  test('the first opens on a one-time link, and each further one on a link of its own', async () => {
    const { window, windows, invoke } = await startedShell();
    expect(window.loaded).toEqual([`${studio}/#launch=1`]);
    expect(window.shown).toBe(true);
    await invoke('window.new');
    expect(windows[1]?.loaded).toEqual([`${studio}/#launch=2`]);
  });

  test('come back where they were left, one lower than the other', async () => {
    const first = await startedShell();
    first.window.bounds = { x: 200, y: 100, width: 1200, height: 700 };
    first.window.emit('close');
    const again = await startedShell({ kept: first.kept });
    await again.invoke('window.new');
    expect(again.windows.map(({ options: { x, y, width, height } }) => [x, y, width, height])).toEqual([
      [200, 100, 1200, 700],
      [228, 128, 1200, 700],
    ]);
  });

  test('a second start gives way and hands over what it was to open', async () => {
    const fake = createFakeElectron({ lock: false });
    await startShell(fake.electron, {
      connect: undefined,
      preload: '',
      platform: 'linux',
      argv: ['--ozone-platform=x11', 'levels', link],
      cwd: '/there',
      keep: nothingKept,
      keepSettings: nothingKept,
      updater: undefined,
      every: () => {},
      now: () => 0,
      log: () => {},
    });
    expect(fake.calls).toEqual(['quit']);
    expect(fake.windows).toEqual([]);
    expect(fake.handed()).toEqual({ words: ['levels', link], cwd: '/there' });
  });

  test('a start that nobody may ask and nothing to hand over to says so, and opens no window', async () => {
    const fake = createFakeElectron();
    const said: unknown[] = [];
    const log = (error: unknown): void => void said.push(error);
    const kept = { keep: nothingKept, keepSettings: nothingKept, updater: undefined, every: () => {} };
    await startShell(fake.electron, { connect: undefined, preload: '', platform: 'linux', argv: [], cwd: '/', ...kept, now: () => 0, log });
    expect(fake.calls).toEqual(['exit']);
    expect(String(said[0])).toContain('npm start');
    expect(fake.windows).toEqual([]);
  });

  test('a page that ends without being asked is loaded again, and not a third time within a minute', async () => {
    let now = 0;
    const { window } = await startedShell({ now: () => now });
    const crash = (reason: string): boolean => window.contents.emit('render-process-gone', {}, { reason, exitCode: 1 });
    crash('clean-exit');
    expect(window.reloads).toBe(0);
    crash('crashed');
    crash('oom');
    crash('crashed');
    expect(window.reloads).toBe(2);
    now = 60_001;
    crash('crashed');
    expect(window.reloads).toBe(3);
  });

  test('the first start takes up what a second one hands over, relative to where that one was', async () => {
    const { app, calls, invoke, window } = await startedShell();
    window.minimized = true;
    app.emit('second-instance', {}, [], '/', { words: ['street'], cwd: '/there' });
    await settle();
    expect(window.minimized).toBe(false);
    expect(calls.at(-1)).toBe('focus');
    expect(news(window.contents.sent)).toEqual([opening]);
    expect(await invoke('opening.next')).toMatchObject({ opening: { as: 'question', what: { kind: 'folder', path: '/there/street' } } });
  });

  test.each([undefined, 'street', { words: 'street', cwd: '/' }, { words: [7], cwd: '/' }, { words: ['street'] }])(
    'a second start that hands over %j opens nothing',
    async (data) => {
      const { app, invoke } = await startedShell();
      app.emit('second-instance', {}, ['electron', 'street'], '/', data);
      await settle();
      expect(await invoke('opening.next')).toEqual({});
    },
  );
});

describe('the menu', () => {
  test('shows the actions that the page has told, sends back which was chosen, and adds the roles of the platform', async () => {
    const { invoke, window } = await startedShell();
    await invoke('menu.show', { menus });
    expect(window.menu.map(({ label, role }) => label ?? role)).toEqual(['Project', 'Edit', 'windowMenu']);
    const [undo, snap] = labelled(window.menu, 'Edit');
    expect(undo).toMatchObject({ enabled: false, accelerator: 'CmdOrCtrl+Z', registerAccelerator: false });
    expect(snap).toMatchObject({ type: 'checkbox', checked: true });
    // A plain letter would be taken from whoever is typing.
    expect(snap).not.toHaveProperty('accelerator');
    snap?.click?.();
    expect(news(window.contents.sent)).toEqual([{ news: 'action', id: 'view.snap' }]);
    const recent = labelled(labelled(window.menu, 'Project'), 'Open recent');
    // An ampersand would underline the letter behind it.
    expect(recent.map(({ label }) => label)).toEqual(['Nuts && Bolts']);
    expect(labelled(window.menu, 'Project').map(({ role }) => role)).toContain('quit');
  });

  test('on a Mac is the one of the window in front', async () => {
    const { invoke, menu, windows } = await startedShell({ platform: 'darwin' });
    await invoke('menu.show', { menus });
    expect(menu().map(({ label, role }) => label ?? role)).toEqual(['appMenu', 'Project', 'Edit', 'windowMenu']);
    await invoke('window.new');
    expect(menu().map(({ role }) => role)).toEqual(['appMenu', 'editMenu', 'windowMenu']);
    windows[0]?.emit('focus');
    expect(menu()).toHaveLength(3);
  });

  test('has nothing of a developer’s before the page has told its own', async () => {
    const { window } = await startedShell();
    expect(window.menu.map(({ role }) => role)).toEqual(['editMenu', 'windowMenu']);
  });

  test('the clipboard’s keys go to the text when the page says that somebody writes', async () => {
    const { invoke, window } = await startedShell();
    await invoke('text.edit', { what: 'copy' });
    expect(window.contents.edits).toEqual(['copy']);
  });
});

describe('what is to be opened', () => {
  test('a folder that the person chooses is found, and no path reaches the page', async () => {
    const { invoke } = await startedShell({ fake: createFakeElectron({ chosen: ['/street'] }) });
    expect(await invoke('folder.choose')).toEqual({ found: { project: 'project-harbour', name: 'street' } });
  });

  test('nothing is found when the person cancels', async () => {
    const { invoke } = await startedShell();
    expect(await invoke('folder.choose')).toEqual({});
  });

  test('a project that a window shows is among the system’s recent documents', async () => {
    const { invoke, recent } = await startedShell();
    await invoke('project.shown', { project: 'project-harbour' });
    expect(recent).toEqual(['/of/project-harbour']);
  });

  test('a folder on the command line that is foreign is a question first, and opened once the person says so', async () => {
    const { invoke, owner } = await startedShell({ argv: ['/street/ledgerquest.json'] });
    await settle();
    const { opening: asked } = (await invoke('opening.next')) as { opening: { id: string } };
    expect(asked).toMatchObject({ as: 'question', what: { kind: 'folder', path: '/street' } });
    expect(owner.asked.map(([name]) => name)).not.toContain('folder.add');
    expect(await invoke('opening.answer', { id: asked.id, yes: true })).toEqual({ found: { project: 'project-harbour', name: 'street' } });
    // A question is answered once.
    expect(await invoke('opening.answer', { id: asked.id, yes: true })).toEqual({});
  });

  test('a folder that this person has opened before is no question', async () => {
    const { invoke } = await startedShell({ argv: ['/known'] });
    await settle();
    expect(await invoke('opening.next')).toEqual({ opening: { as: 'project', found: { project: 'project-harbour', name: 'Harbour' } } });
  });

  test('a folder without a project is refused with a sentence', async () => {
    const { app, invoke } = await startedShell();
    app.emit('open-file', { preventDefault: () => {} }, '/empty');
    await settle();
    expect(await invoke('opening.next')).toMatchObject({ opening: { as: 'refused', message: '/empty has no ledgerquest.json.' } });
  });

  test('a link to a shared project is a question that shows where it leads and not its token; yes opens a window of its own', async () => {
    const { app, invoke, windows } = await startedShell();
    app.emit('open-url', { preventDefault: () => {} }, link);
    await settle();
    const { opening: asked } = (await invoke('opening.next')) as { opening: { id: string } };
    expect(asked).toMatchObject({ what: { kind: 'join', host: '192.168.1.20', project: 'beer-game', fingerprint: 'f'.repeat(12) } });
    expect(JSON.stringify(asked)).not.toContain('tttt');
    expect(await invoke('opening.answer', { id: asked.id, yes: true })).toEqual({});
    expect(windows[1]?.loaded).toEqual([`${guestStudio}/#launch=guest`]);
  });

  test('no is no', async () => {
    const { invoke, owner, windows } = await startedShell({ argv: [link, '/street'] });
    await settle();
    for (const wanted of ['join', 'folder']) {
      const { opening: asked } = (await invoke('opening.next')) as { opening: { id: string } };
      expect(asked).toMatchObject({ what: { kind: wanted } });
      expect(await invoke('opening.answer', { id: asked.id, yes: false })).toEqual({});
    }
    expect(windows).toHaveLength(1);
    expect(owner.asked.map(([name]) => name)).toEqual(['window.link', 'folder.look']);
  });

  test('a page that clicks links by the hundred leaves eight questions', async () => {
    const { app, invoke } = await startedShell();
    for (let click = 0; click < 100; click += 1) app.emit('open-url', { preventDefault: () => {} }, link);
    await settle();
    let questions = 0;
    while ('opening' in ((await invoke('opening.next')) as object)) questions += 1;
    expect(questions).toBe(8);
  });

  test('a window on a project that was joined is asked nothing about this computer; a new window is', async () => {
    const { app, invoke, windows, window } = await startedShell();
    await invoke('link.join', { link });
    const [, guest] = windows;
    await expect(invoke('folder.choose', {}, guest?.contents)).rejects.toThrow('on another computer');
    window.emit('closed');
    app.emit('open-file', { preventDefault: () => {} }, '/street');
    await settle();
    expect(await invoke('opening.next', {}, guest?.contents)).toEqual({});
    expect(windows[2]?.loaded[0]).toMatch(new RegExp(`^${studio}/`));
    expect(await invoke('opening.next', {}, windows[2]?.contents)).toMatchObject({ opening: { as: 'question' } });
  });

  test('a link that is none opens no connection', async () => {
    const { invoke, owner } = await startedShell();
    await expect(invoke('link.join', { link: `${playground}/join` })).rejects.toThrow('no link to a shared project');
    expect(owner.asked.map(([name]) => name)).toEqual(['window.link']);
  });
});
