import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ElectronQuestion, chooseElectron } from '../../src-main/doors/desktop/find-electron.ts';
import { desktopMenu } from '../../src-main/doors/desktop/menu.ts';
import { startShell } from '../../src-main/doors/desktop/start-shell.ts';
import { createFakeElectron } from '../doubles/fake-electron.ts';

const options = {
  studioUrl: 'http://127.0.0.1:4100/#launch=abc',
  playgroundUrl: 'http://127.0.0.1:4200/',
  preload: '/out/preload/preload.cjs',
};
const started = async () => {
  const fake = createFakeElectron();
  await startShell(fake.electron, options);
  const [window] = fake.windows;
  if (!window) throw new Error('no window opened');
  return { ...fake, window };
};

describe('the desktop window', () => {
  test('is sandboxed, isolated, without Node, and enables the sandbox before ready', async () => {
    const { window, sandboxed } = await started();
    expect(sandboxed()).toBe(true);
    expect(window.options['webPreferences']).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
    });
    for (const dangerous of [
      'allowRunningInsecureContent',
      'experimentalFeatures',
      'enableBlinkFeatures',
      'nodeIntegrationInWorker',
      'webviewTag',
    ]) {
      expect(window.options['webPreferences']).not.toHaveProperty(dangerous);
    }
    expect(window.loaded).toEqual([options.studioUrl]);
    expect(window.shown).toBe(true);
  });

  test.each([
    ['http://127.0.0.1:4100/other', false],
    ['http://127.0.0.1:4200/', true],
    ['https://evil.example/', true],
    ['file:///etc/passwd', true],
    ['javascript:alert(1)', true],
    ['http://127.0.0.1:4100.evil.example/', true],
  ])('navigating to %s is prevented: %s', async (url, prevented) => {
    const { window } = await started();
    for (const event of ['will-navigate', 'will-redirect']) {
      let refused = false;
      window.contents.emit(event, { url, preventDefault: () => (refused = true) });
      expect(refused).toBe(prevented);
    }
  });

  test.each([
    ['http://127.0.0.1:4200/#join=x', true],
    ['https://console.aws.amazonaws.com/', true],
    ['https://evilamazonaws.com/', false],
    ['https://amazonaws.com.evil.example/', false],
    ['http://console.amazonaws.com/', false],
    ['not a url', false],
  ])('a new window for %s opens in the browser: %s, and never in ours', async (url, opens) => {
    const { window, external } = await started();
    expect(window.contents.windowOpen({ url })).toEqual({ action: 'deny' });
    expect(external).toEqual(opens ? [url] : []);
  });

  test.each([
    ['clipboard-sanitized-write', 'http://127.0.0.1:4100', true],
    ['clipboard-sanitized-write', 'https://evil.example', false],
    ['media', 'http://127.0.0.1:4100', false],
    ['geolocation', 'http://127.0.0.1:4100', false],
  ])('the permission %s for %s is granted: %s', async (permission, origin, granted) => {
    const { permissions } = await started();
    expect(permissions.check?.(null, permission, origin)).toBe(granted);
    let answer: boolean | undefined;
    permissions.request?.({ getURL: () => origin }, permission, (value) => (answer = value));
    expect(answer).toBe(granted);
  });

  test('a webview is never attached', async () => {
    const { window } = await started();
    let refused = false;
    window.contents.emit('will-attach-webview', { preventDefault: () => (refused = true) });
    expect(refused).toBe(true);
  });

  test('the menu names actions and sends them to the page', async () => {
    const { menu, window } = await started();
    const file = (menu() as { label?: string; submenu?: { id?: string; click?: () => void }[] }[]).find(({ label }) => label === 'File');
    file?.submenu?.find(({ id }) => id === 'publish.open')?.click?.();
    expect(window.contents.sent).toEqual([['ledgerquest:action', 'publish.open']]);
  });

  test('a second instance gives way', async () => {
    const fake = createFakeElectron({ lock: false });
    await startShell(fake.electron, options);
    expect(fake.calls).toEqual(['quit']);
    expect(fake.windows).toEqual([]);
  });
});

describe('the choice between Electron and a browser', () => {
  const question = (over: Partial<ElectronQuestion>): ElectronQuestion => ({
    root: '/nowhere',
    env: { DISPLAY: ':0' },
    platform: 'linux',
    uid: 1000,
    forceWeb: false,
    run: async () => 0,
    ...over,
  });
  test.each([
    [{ forceWeb: true }, '--web was given'],
    [{ uid: 0 }, 'Electron does not run as root'],
    [{ env: {} }, 'there is no display'],
    [{}, 'Electron is not installed'],
  ] satisfies [Partial<ElectronQuestion>, string][])('%o: a browser, because %s', async (over, why) => {
    expect(await chooseElectron(question(over))).toEqual({ use: false, why });
  });

  test('tries to fetch a missing binary once, for at most twenty seconds', async () => {
    const limits: number[] = [];
    const choice = await chooseElectron(
      question({
        root: process.cwd(),
        env: { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' },
        run: async (_program, _args, limit) => void limits.push(limit) as undefined,
      }),
    );
    expect(choice).toMatchObject({ use: false, why: expect.stringContaining('could not be fetched') });
    expect(limits).toEqual([20_000]);
  });
});

test('every action that the native menu names is one of Studio', () => {
  const sources = globSync('src-renderer/studio/{editor/actions,ship,analyse}/**/*.ts').map((file) => readFileSync(file, 'utf8'));
  const known = sources.flatMap((source) => [...source.matchAll(/\bid: '([a-z]+\.[A-Za-z.]+)'/g)].map(([, id]) => id));
  const ids: string[] = [];
  const visit = (items: readonly { id?: string; submenu?: unknown }[]): void => {
    for (const { id, submenu } of items) {
      if (id !== undefined) ids.push(id);
      if (Array.isArray(submenu)) visit(submenu as { id?: string }[]);
    }
  };
  visit(desktopMenu(() => undefined));
  expect(ids.length).toBeGreaterThan(2);
  expect(ids.filter((id) => !known.includes(id))).toEqual([]);
});
