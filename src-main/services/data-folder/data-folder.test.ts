import { spawnSync } from 'node:child_process';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDataFolder, writePrivateFile } from './data-folder.ts';
import { announceDiscovery, discover, type DiscoveryFile, meantDataDir, withdrawDiscovery, withdrawTenant } from './discovery.ts';

const fresh = (): string => mkdtempSync(join(tmpdir(), 'lq-data-'));

describe('a data folder', () => {
  test('has one owner; another living process is named', () => {
    const dir = fresh();
    const folder = openDataFolder(dir);
    writeFileSync(join(dir, 'lock'), String(process.ppid));
    expect(() => openDataFolder(dir)).toThrow(`is in use by process ${process.ppid}`);
    folder.release();
    expect(readFileSync(join(dir, 'lock'), 'utf8')).toBe(String(process.ppid));
  });

  test('is taken over from a process that died', () => {
    const dir = fresh();
    const { stdout } = spawnSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' });
    writeFileSync(join(dir, 'lock'), stdout.trim());
    expect(openDataFolder(dir).dir).toBe(dir);
    expect(readFileSync(join(dir, 'lock'), 'utf8')).toBe(String(process.pid));
  });

  test('writes secrets readable by their owner only', () => {
    const path = join(fresh(), 'deep', 'secret.json');
    writePrivateFile(path, 'x');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('keeps the old text whole, and nothing beside it, when the disk takes only part of the new one', () => {
    const dir = fresh();
    const path = join(dir, 'people.json');
    writePrivateFile(path, 'the old text');
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const partly = (file: number | string | URL | Buffer, text: unknown): void => {
      writeSync(file as number, String(text).slice(0, 3));
      throw full;
    };
    const disk = { open: openSync, write: partly as typeof writeFileSync, sync: fsyncSync, close: closeSync, rename: renameSync };
    expect(() => writePrivateFile(path, 'a new text', disk)).toThrow(full);
    expect(readFileSync(path, 'utf8')).toBe('the old text');
    expect(readdirSync(dir)).toEqual(['people.json']);
  });

  test('does the same on a real full disk (a small tmpfs)', (context) => {
    const disk = join(fresh(), 'disk');
    mkdirSync(disk);
    if (process.getuid?.() !== 0 || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status !== 0)
      context.skip('no right to mount a small disk here; the test before fails at the file port instead');
    try {
      const path = join(disk, 'people.json');
      writePrivateFile(path, 'the old text');
      expect(() => writePrivateFile(path, 'x'.repeat(80_000))).toThrow(/ENOSPC/);
      expect(readFileSync(path, 'utf8')).toBe('the old text');
      expect(readdirSync(disk)).toEqual(['people.json']);
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  });
});

describe('discovery', () => {
  const document = (dataDir: string, pid: number): DiscoveryFile => ({
    s3: 's',
    dynamodb: 'd',
    endpoint: 'e',
    websocket: 'w',
    playground: 'p',
    studio: 't',
    region: 'r',
    accessKeyId: 'a',
    secretAccessKey: 'b',
    tenants: [],
    pid,
    dataDir,
    bucket: 'b',
    table: 't',
    launchSecret: 'l',
    engine: { id: 'i', dir: 'd' },
    outputs: {},
  });

  test('finds a running cloud and not one that has gone', () => {
    const dir = fresh();
    expect(discover(dir)).toBeUndefined();
    announceDiscovery(document(dir, process.pid), { XDG_STATE_HOME: dir });
    expect(discover(dir)).toMatchObject({ pid: process.pid });
    expect(statSync(join(dir, 'discovery.json')).mode & 0o777).toBe(0o600);
    const { stdout } = spawnSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' });
    announceDiscovery(document(dir, Number(stdout)), { XDG_STATE_HOME: dir });
    expect(discover(dir)).toBeUndefined();
    withdrawDiscovery(dir, { XDG_STATE_HOME: dir });
    expect(discover(dir)).toBeUndefined();
  });

  test('leads to a tenant no more that was erased', () => {
    const dir = fresh();
    const tenants = ['demo', 'acme'].map((id) => ({ id, accessKeyId: 'a', secretAccessKey: 'b' }));
    announceDiscovery({ ...document(dir, process.pid), tenants }, { XDG_STATE_HOME: dir });
    withdrawTenant(dir, 'acme');
    expect(discover(dir)?.tenants.map(({ id }) => id)).toEqual(['demo']);
  });

  test('a command that names no folder means the usual one, else the cloud that was started last', () => {
    const state = fresh();
    const usual = fresh();
    const env = { XDG_STATE_HOME: state, XDG_DATA_HOME: usual };
    expect(meantDataDir(env)).toBe(join(usual, 'ledgerquest'));
    const running = fresh();
    announceDiscovery(document(running, process.pid), env);
    expect(meantDataDir(env)).toBe(running);
    expect(meantDataDir({ ...env, LQ_DATA: '/elsewhere' })).toBe('/elsewhere');
    withdrawDiscovery(running, env);
    expect(meantDataDir(env)).toBe(join(usual, 'ledgerquest'));
  });
});
