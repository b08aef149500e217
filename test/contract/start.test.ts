/**
 * `npm start` as a person types it, with every program that installs something replaced by one that notes being called.
 * Run it alone: `vitest run --project node test/contract/start.test.ts`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'lq-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const installers = ['apt', 'apt-get', 'dpkg', 'dnf', 'yum', 'apk', 'pacman', 'brew', 'snap', 'sudo', 'npm', 'npx', 'pip', 'curl', 'wget'];
const calls = join(folder, 'calls.txt');
const called = (): string => (existsSync(calls) ? readFileSync(calls, 'utf8') : '');

it.skipIf(process.platform === 'win32')(
  'npm start opens Studio and installs nothing on the way',
  async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    for (const name of installers) {
      writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> '${calls}'\nexit 1\n`);
      chmodSync(join(bin, name), 0o755);
    }
    const npm = execFileSync('/bin/sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
    const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...inherited } = process.env;
    const env = {
      ...inherited,
      PATH: `${bin}${delimiter}${process.env['PATH']}`,
      LQ_DATA: join(folder, 'data'),
      XDG_STATE_HOME: join(folder, 'state'),
    };
    // A group of its own, so that npm and what it started end together.
    const child = spawn(npm, ['start'], { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
    const ended = once(child, 'close');
    const opened = new Promise<string>((settle) => {
      createInterface(child.stdout).on('line', (line) => {
        said.push(line);
        if (line.startsWith('Studio (')) settle(line);
      });
    });
    try {
      const line = await Promise.race([opened, ended.then(() => '')]);
      expect(line, said.join('\n')).toMatch(/http:\/\/127\.0\.0\.1:\d+\/#launch=[0-9a-f]+$/);
    } finally {
      process.kill(-child.pid!, 'SIGTERM');
      await ended;
    }
    expect(called()).toBe('');

    // The recorders do record.
    expect(() => execFileSync('/bin/sh', ['-c', 'apt-get install planted'], { env, stdio: 'ignore' })).toThrow('apt-get install planted');
    expect(called()).toBe('apt-get install planted\n');
  },
  300_000,
);
