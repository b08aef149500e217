/**
 * What an installed app runs, without an installer and without Electron's binary: the bundles that a build makes, in a folder that has no
 * sources and no node_modules, on the double of Electron.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { openWindow } from './harness/window.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'lq-installed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A feed of updates that only notes who asks. */
async function noteOfFeed(): Promise<{ url: string; asked: string[]; close: () => void }> {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url.replace(/\?.*/, ''));
    response.writeHead(404).end();
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked, close: () => server.close() };
}

test('an installed app opens Studio, with the cloud beside it, of nothing but what is in its package, and looks for updates', async () => {
  const feed = await noteOfFeed();
  writeFileSync(join(folder, 'app-update.yml'), `provider: generic\nurl: ${feed.url}\n`);
  const app = join(folder, 'app');
  mkdirSync(join(app, 'out'), { recursive: true });
  for (const name of ['main', 'preload', 'app']) cpSync(join(root, 'out', name), join(app, 'out', name), { recursive: true });
  for (const name of ['out/renderer', 'out/engine', 'out/cdk', 'samples']) symlinkSync(join(root, name), join(app, name));
  const child = spawn(process.execPath, ['--import', join(root, 'test/doubles/electron-hooks.ts'), join(app, 'out/main/main.js')], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      LEDGERQUEST_DOUBLE: 'installed',
      LEDGERQUEST_DOUBLE_RESOURCES: folder,
      APPIMAGE: join(folder, 'LedgerQuest.AppImage'),
      LEDGERQUEST_WINDOW_DATA: join(folder, 'window'),
      LQ_DATA: join(folder, 'data'),
      XDG_STATE_HOME: join(folder, 'state'),
    },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit');
  try {
    const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended.then(() => [])]);
    expect(line, said).toBeDefined();
    const window = await openWindow((JSON.parse(String(line)) as { loaded: string }).loaded);
    expect(await window.invoke('cloud.status', {})).toMatchObject({ state: 'ready', tenants: [{ id: 'demo' }, { id: 'acme' }] });
    expect(await window.invoke('project.create', { template: 'hello-cube' })).toMatchObject({ name: 'Hello, cube', problems: [] });
    expect(await window.invoke('script.strip', { path: 'a.ts', source: 'const x: number = 1;' })).toEqual({ code: 'const x         = 1;' });
    window.close();
    // In the bundle, too, electron-updater finds Electron and the feed.
    await expect
      .poll(() => feed.asked)
      .toContain(`/latest${process.platform === 'linux' ? '-linux' : process.platform === 'darwin' ? '-mac' : ''}.yml`);
  } finally {
    child.kill();
    await ended;
    feed.close();
  }
  expect((await ended)[0], said).toBe(0);
}, 60_000);
