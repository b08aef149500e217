/**
 * What an installed app runs, without an installer and without Electron's binary: the bundles that a build makes, in a folder that has no
 * sources and no node_modules, on the double of Electron.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { openWindow } from './harness/window.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'lq-installed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an installed app opens Studio, with the cloud beside it, of nothing but what is in its package', async () => {
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
  } finally {
    child.kill();
    await ended;
  }
  expect((await ended)[0], said).toBe(0);
}, 60_000);
