import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { channelTo, serveWindow, type WindowHandlers } from '../host/serve-window.ts';

const root = resolve(import.meta.dirname, '../../..');
const start = (stdio: ('ignore' | 'pipe' | 'ipc')[]): ChildProcess =>
  spawn(process.execPath, ['--import', join(root, 'test/doubles/electron-hooks.ts'), join(root, 'src-main/doors/desktop/main.ts')], {
    stdio,
    env: { ...process.env, LEDGERQUEST_WINDOW_DATA: '/nowhere' },
  });

test('the window’s own process asks whoever started it for a link, shows it, and ends with that one', async () => {
  const child = start(['ignore', 'pipe', 'pipe', 'ipc']);
  const handlers = { 'window.link': () => ({ url: 'http://127.0.0.1:4100/#launch=x', playground: 'http://127.0.0.1:4200/' }) };
  serveWindow(channelTo(child), handlers as unknown as WindowHandlers, (error) => expect.fail(String(error)));
  const ended = once(child, 'exit');
  const [line] = await Promise.race([once(createInterface(child.stdout!), 'line'), ended]);
  expect(JSON.parse(String(line))).toEqual({ loaded: 'http://127.0.0.1:4100/#launch=x' });
  child.disconnect();
  expect(await ended).toEqual([0, null]);
});

test('started by nobody it names the command that opens it, and ends with exit code 2', async () => {
  const child = start(['ignore', 'ignore', 'pipe']);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  expect(await once(child, 'close')).toEqual([2, null]);
  expect(said).toContain('Run: npm start');
});
