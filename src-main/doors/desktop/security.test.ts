/**
 * The security checklist of the desktop window. The numbers are those of Electron's own list of recommendations
 * (https://www.electronjs.org/docs/latest/tutorial/security); what has no number here is said in docs/security.md.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createFakeElectron } from '../../../test/doubles/fake-electron.ts';
import { desktopCalls } from '../../contract/desktop.ts';
import { contract } from '../../contract/index.ts';
import { contentSecurityPolicy } from '../../services/pages/content-security-policy.ts';
import { guestStudio, link, playground, signIn, startedShell, studio } from './testing/started-shell.ts';

const root = new URL('../../../', import.meta.url);
const source = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const refusedBy = (emit: (event: { preventDefault: () => void }) => void): boolean => {
  let refused = false;
  emit({ preventDefault: () => (refused = true) });
  return refused;
};

describe('1 · only what the product serves itself is loaded', () => {
  test('a window loads a link of the owner on the loopback and nothing else', async () => {
    const { window } = await startedShell();
    expect(window.loaded).toEqual([`${studio}/#launch=1`]);
  });
});

describe('2, 3, 4 · no Node, isolated, sandboxed', () => {
  test('is sandboxed, isolated, without Node, and enables the sandbox before ready', async () => {
    const { window, sandboxed } = await startedShell();
    expect(sandboxed()).toBe(true);
    expect(window.options['webPreferences']).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false });
  });

  test('the preload puts one frozen object of two functions into the page, and no ipcRenderer', async () => {
    const exposed: [string, object][] = [];
    const calls: unknown[][] = [];
    const bundle = source('src-main/preload.ts')
      .replace(/^import .*$/gm, '')
      .replaceAll(': DesktopWindow', '')
      .replaceAll(': unknown', '');
    const run = new Function('contextBridge', 'ipcRenderer', 'callChannel', 'newsChannel', bundle) as (...given: unknown[]) => void;
    const ipcRenderer = {
      invoke: (...args: unknown[]) => void calls.push(args),
      on: (channel: string, listener: (event: unknown, news: unknown) => void) => listener({ sender: ipcRenderer }, { channel }),
    };
    run({ exposeInMainWorld: (name: string, value: object) => exposed.push([name, value]) }, ipcRenderer, 'call', 'news');
    const [[name, desktop] = ['', {}]] = exposed;
    expect(exposed).toHaveLength(1);
    expect(name).toBe('ledgerquestDesktop');
    expect(Object.isFrozen(desktop)).toBe(true);
    expect(Object.keys(desktop)).toEqual(['invoke', 'listen']);
    const { invoke, listen } = desktop as { invoke: (...args: unknown[]) => void; listen: (hear: (...heard: unknown[]) => void) => void };
    invoke('any', 1, 'a third');
    expect(calls).toEqual([['call', 'any', 1]]);
    const heard: unknown[][] = [];
    listen((...news) => void heard.push(news));
    // The event carries the sender; it stays outside.
    expect(heard).toEqual([[{ channel: 'news' }]]);
  });
});

describe('5 · permissions', () => {
  test.each([
    ['clipboard-sanitized-write', studio, true],
    ['fullscreen', studio, true],
    ['clipboard-sanitized-write', 'https://evil.example', false],
    ['clipboard-sanitized-write', guestStudio, false],
    ['clipboard-sanitized-write', `${studio}.evil.example`, false],
    ['clipboard-read', studio, true],
    ['clipboard-read', 'https://evil.example', false],
    ['media', studio, false],
    ['geolocation', studio, false],
    ['notifications', studio, false],
    ['openExternal', studio, false],
    ['usb', studio, false],
  ])('%s for %s is granted: %s', async (permission, origin, granted) => {
    const { permissions } = await startedShell();
    expect(permissions.check?.(null, permission, origin)).toBe(granted);
    let answer: boolean | undefined;
    permissions.request?.({ getURL: () => `${origin}/page` }, permission, (value) => (answer = value));
    expect(answer).toBe(granted);
  });

  test('contents that are nobody’s are granted nothing', async () => {
    const { permissions } = await startedShell();
    let answer: boolean | undefined;
    permissions.request?.(null, 'fullscreen', (value) => (answer = value));
    expect(answer).toBe(false);
  });
});

describe('6, 8, 9, 10, 11 · nothing of the browser’s own walls is taken down', () => {
  test('web security is on, and no dangerous preference is named', async () => {
    const { window } = await startedShell();
    const preferences = window.options['webPreferences'] as Record<string, unknown>;
    expect(preferences['webSecurity']).toBe(true);
    for (const dangerous of [
      'allowRunningInsecureContent',
      'experimentalFeatures',
      'enableBlinkFeatures',
      'nodeIntegrationInWorker',
      'nodeIntegrationInSubFrames',
      'webviewTag',
      'additionalArguments',
    ])
      expect(preferences).not.toHaveProperty(dangerous);
  });
});

describe('7 · the policy of every page', () => {
  test('names exact endpoints, and neither eval, inline scripts nor a wildcard', () => {
    const policy = contentSecurityPolicy({ connect: ['ws://127.0.0.1:4100'] });
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(scripts).toBe("'self' 'wasm-unsafe-eval'");
    expect(policy).not.toMatch(/\*|https?:(?!\/\/127)|'unsafe-eval'/);
  });
});

describe('12 · webviews', () => {
  test('a webview is never attached', async () => {
    const { window } = await startedShell();
    expect(refusedBy((event) => window.contents.emit('will-attach-webview', event))).toBe(true);
  });
});

describe('13 · navigation', () => {
  test.each([
    [`${studio}/other`, false],
    [`${playground}/`, true],
    [`${guestStudio}/`, true],
    ['https://evil.example/', true],
    ['file:///etc/passwd', true],
    ['javascript:alert(1)', true],
    ['data:text/html,x', true],
    ['blob:null/x', true],
    [`${studio}.evil.example/`, true],
    ['http://127.0.0.1:4100@evil.example/', true],
    ['http://localhost:4100/', true],
    ['', true],
  ])('to %s is prevented: %s', async (url, prevented) => {
    const { window } = await startedShell();
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate'])
      expect(refusedBy((event) => window.contents.emit(name, { url, ...event }))).toBe(prevented);
  });

  test('a window on a project that was joined stays on that one', async () => {
    const { invoke, windows } = await startedShell();
    await invoke('link.join', { link });
    const contents = windows[1]?.contents;
    expect(refusedBy((event) => contents?.emit('will-navigate', { url: `${studio}/`, ...event }))).toBe(true);
    expect(refusedBy((event) => contents?.emit('will-navigate', { url: `${guestStudio}/x`, ...event }))).toBe(false);
  });
});

describe('14, 15 · new windows and the system’s browser', () => {
  test.each([
    [`${playground}/#join=x`, true],
    [`${signIn}/oauth2/authorize?client_id=x`, true],
    [`${signIn}/oauth2/token`, false],
    ['http://127.0.0.1:4400/bucket/page.html', false],
    ['https://console.aws.amazonaws.com/', true],
    ['https://ledgerquest.dev/', true],
    ['https://acme.auth.eu-central-1.amazoncognito.com/oauth2/authorize?client_id=x', true],
    ['https://notapp.aws.evil.example/', false],
    ['https://evilamazonaws.com/', false],
    ['https://amazonaws.com.evil.example/', false],
    ['https://amazonaws.com@evil.example/', false],
    ['http://console.amazonaws.com/', false],
    ['file:///etc/passwd', false],
    ['smb://server/share', false],
    ['ms-msdt:/id', false],
    ['not a url', false],
  ])('%s opens in the browser: %s, and never in ours', async (url, opens) => {
    const { window, external } = await startedShell();
    expect(window.contents.windowOpen({ url })).toEqual({ action: 'deny' });
    expect(external).toEqual(opens ? [url] : []);
  });
});

describe('16 · Electron', () => {
  test('is pinned to one exact version, which the lockfile has', () => {
    const { devDependencies } = JSON.parse(source('package.json')) as { devDependencies: Record<string, string> };
    const { packages } = JSON.parse(source('package-lock.json')) as { packages: Record<string, { version?: string }> };
    expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/);
    expect(packages['node_modules/electron']?.version).toBe(devDependencies['electron']);
  });
});

describe('beside the list · secrets', () => {
  test('no call of safeStorage that blocks, and would be gone with the next Electron, is made', () => {
    const folder = new URL('src-main/doors/desktop/', root);
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
    const text = sources.map((name) => source(`src-main/doors/desktop/${name}`)).join('\n');
    expect(text).toContain('safeStorage.encryptStringAsync(');
    expect(text).not.toMatch(/\b(encryptString|decryptString|isEncryptionAvailable|setUsePlainTextEncryption)\(/);
  });

  test('a page has no call that seals, opens or names a secret', () => {
    expect(Object.keys(desktopCalls).filter((name) => /secret|keychain|token/i.test(name))).toEqual([]);
    expect(Object.keys(contract).filter((name) => /secret|keychain|token|credential/i.test(name))).toEqual([]);
  });
});

describe('17 · calls of the page', () => {
  test('only the main frame of a window of ours, while it is at home, may call', async () => {
    const { invoke, window, app, ipc } = await startedShell();
    const { contents } = window;
    await expect(invoke('opening.next')).resolves.toEqual({});
    await expect(ipc(contents, 'opening.next', {}, null)).rejects.toThrow('may not call');
    await expect(ipc(contents, 'opening.next', {}, { url: `${studio}/frame` })).rejects.toThrow('may not call');
    for (const url of ['https://evil.example/', `${guestStudio}/`, 'about:blank', '']) {
      contents.mainFrame.url = url;
      await expect(invoke('opening.next')).rejects.toThrow('may not call');
    }
    const stranger = Object.assign(Object.create(contents) as typeof contents, { mainFrame: { url: `${studio}/` } });
    await expect(ipc(stranger, 'opening.next', {})).rejects.toThrow('may not call');
    expect(app.listenerCount('web-contents-created')).toBe(1);
  });

  const item = { id: 'edit.undo', label: 'Undo', enabled: true };
  const menuOf = (change: object): object => ({ menus: [{ id: 'edit', label: 'Edit', groups: [[{ ...item, ...change }]] }] });
  test.each([
    ['no.such.call', {}],
    ['constructor', {}],
    ['__proto__', {}],
    ['toString', {}],
    [undefined, {}],
    [{ name: 'window.new' }, {}],
    ['window.new', { url: 'https://evil.example/' }],
    ['window.new', undefined],
    ['window.busy', { busy: 'yes' }],
    ['window.busy', {}],
    ['updates.check', { url: 'https://evil.example/' }],
    ['secret.open', { sealed: 'AAAA' }],
    ['folder.choose', { path: '/etc' }],
    ['project.shown', { project: '../../etc' + '/'.repeat(100) }],
    ['project.shown', { project: 'project-harbour', path: '/etc/passwd' }],
    ['text.edit', { what: 'executeJavaScript' }],
    ['text.edit', { what: 'constructor' }],
    ['text.edit', { what: ['copy'] }],
    ['link.join', { link: 'https://evil.example/' }],
    ['link.join', { link: 'x'.repeat(100_000) }],
    ['link.join', { link: 7 }],
    ['opening.answer', { id: 'x', yes: 'true' }],
    ['opening.answer', { id: 'x'.repeat(1000), yes: true }],
    ['menu.show', menuOf({ click: 'x' })],
    ['menu.show', menuOf({ role: 'toggleDevTools' })],
    ['menu.show', menuOf({ id: '../x' })],
    ['menu.show', menuOf({ keys: 'Mod+'.repeat(100) })],
    ['menu.show', menuOf({ label: '' })],
    ['menu.show', { menus: Array.from({ length: 1000 }, () => ({ id: 'edit', label: 'Edit', groups: [] })) }],
    ['menu.show', { menus: [{ id: 'appMenu', label: 'x', groups: [] }] }],
  ])('hostile call %# (%s) is refused, and nothing happens', async (name, request) => {
    const { owner, window, windows, calls, recent, ipc } = await startedShell();
    const before = { asked: owner.asked.length, menu: window.menu, calls: calls.length };
    const said = (await ipc(window.contents, name, request)) as { error?: { code: string; message: string } };
    expect(said.error?.code).toMatch(/^(unknown-channel|bad-request|bad-link)$/);
    expect(said.error?.message.length).toBeLessThan(300);
    expect({ asked: owner.asked.length, menu: window.menu, calls: calls.length }).toEqual(before);
    expect(windows).toHaveLength(1);
    expect(window.contents.edits).toEqual([]);
    expect(recent).toEqual([]);
  });

  test('what goes wrong inside tells the page nothing of it', async () => {
    const fake = createFakeElectron();
    const shell = await startedShell({ fake });
    shell.owner.ask = () => Promise.reject(new Error('/home/ada/.secrets'));
    await expect(shell.invoke('window.new')).rejects.toThrow('Something went wrong on our side.');
    expect(String(shell.logged[0])).toContain('.secrets');
  });
});
