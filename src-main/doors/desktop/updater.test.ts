/** electron-updater itself, on the double of Electron, against a feed as electron-builder writes it. */
import '../../../test/doubles/electron-hooks.ts';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import electronUpdater from 'electron-updater';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { findUpdater } from './updater.ts';

const bytes = Buffer.from('#!/bin/sh\nexec LedgerQuest of tomorrow\n');
const sha512 = (of: Buffer): string => createHash('sha512').update(of).digest('base64');
const feed = (version: string, hash: string): string =>
  `version: ${version}\nfiles:\n  - url: LedgerQuest-${version}.AppImage\n    sha512: ${hash}\n    size: ${bytes.length}\npath: LedgerQuest-${version}.AppImage\nsha512: ${hash}\nreleaseDate: '2026-11-28T00:00:00.000Z'\n`;

const servers: Server[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

/** An installed AppImage of version 1.0.0, and a server that has these channels. */
const installed = async (channels: Readonly<Record<string, string>>) => {
  const folder = mkdtempSync(join(tmpdir(), 'lq-updater-'));
  folders.push(folder);
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    const { pathname } = new URL(url, 'http://feed');
    asked.push(pathname);
    const channel = channels[pathname.slice(1)];
    if (channel !== undefined) response.end(channel);
    else if (pathname.endsWith('.AppImage')) response.end(bytes);
    else response.writeHead(404).end();
  });
  servers.push(server);
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  writeFileSync(join(folder, 'app-update.yml'), `provider: generic\nurl: ${url}\nupdaterCacheDirName: ledgerquest-updater\n`);
  const app = join(folder, 'LedgerQuest.AppImage');
  writeFileSync(app, 'LedgerQuest of today');
  vi.stubEnv('APPIMAGE', app);
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  vi.stubEnv('LOCALAPPDATA', join(folder, 'cache'));
  const updater = findUpdater({
    packaged: true,
    resources: folder,
    log: () => {},
    make: () =>
      Object.assign(new electronUpdater.AppImageUpdater(), {
        updateConfigPath: join(folder, 'app-update.yml'),
        forceDevUpdateConfig: true,
        disableDifferentialDownload: true,
      }),
  })!;
  const look = async (channel = 'latest') => {
    Object.assign(updater, { autoDownload: false, channel, allowDowngrade: false, allowPrerelease: channel !== 'latest' });
    return updater.checkForUpdates();
  };
  return { updater, look, asked, app };
};
const platform = process.platform === 'linux' ? '-linux' : process.platform === 'darwin' ? '-mac' : '';

describe('the updater', () => {
  test('finds a newer version, loads it, and has its bytes, whose SHA-512 is the feed’s', async () => {
    const { updater, look, asked } = await installed({ [`latest${platform}.yml`]: feed('1.1.0', sha512(bytes)) });
    expect(await look()).toMatchObject({ isUpdateAvailable: true, updateInfo: { version: '1.1.0' } });
    const [file = ''] = (await updater.downloadUpdate()) as string[];
    expect(readFileSync(file)).toEqual(bytes);
    expect(asked).toEqual([`/latest${platform}.yml`, '/LedgerQuest-1.1.0.AppImage']);
  });

  test('refuses bytes of another hash, and installs nothing', async () => {
    const { updater, look, app } = await installed({ [`latest${platform}.yml`]: feed('1.1.0', sha512(Buffer.from('other'))) });
    await look();
    await expect(updater.downloadUpdate()).rejects.toThrow(/sha512 checksum mismatch/);
    updater.quitAndInstall();
    expect(readFileSync(app, 'utf8')).toBe('LedgerQuest of today');
  });

  test('offers no version that is older or the same', async () => {
    for (const version of ['0.9.0', '1.0.0']) {
      const { look } = await installed({ [`latest${platform}.yml`]: feed(version, sha512(bytes)) });
      expect(await look()).toMatchObject({ isUpdateAvailable: false });
    }
  });

  test('looks in the channel that was chosen, and in no other', async () => {
    const channels = {
      [`latest${platform}.yml`]: feed('1.0.0', sha512(bytes)),
      [`beta${platform}.yml`]: feed('1.1.0-beta.1', sha512(bytes)),
    };
    const { look } = await installed(channels);
    expect(await look()).toMatchObject({ isUpdateAvailable: false });
    expect(await look('beta')).toMatchObject({ isUpdateAvailable: true, updateInfo: { version: '1.1.0-beta.1' } });
  });

  test('is not there in a checkout, nor in an app that was built without a feed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lq-updater-'));
    folders.push(folder);
    const make = (): never => expect.fail('nothing is to be made');
    const log = (): void => {};
    expect(findUpdater({ packaged: true, resources: folder, log, make })).toBeUndefined();
    expect(findUpdater({ packaged: true, resources: undefined, log, make })).toBeUndefined();
    writeFileSync(join(folder, 'app-update.yml'), 'provider: generic\n');
    expect(findUpdater({ packaged: false, resources: folder, log, make })).toBeUndefined();
  });
});
