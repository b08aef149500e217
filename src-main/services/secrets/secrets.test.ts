import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createFakeElectron } from '../../../test/doubles/fake-electron.ts';
import { answering, asking, type ProcessChannel } from '../../contract/across.ts';
import { type KeychainCalls, keychainCalls } from '../../contract/keychain.ts';
import { createKeychain } from '../../doors/desktop/keychain.ts';
import { openSettings } from '../../doors/desktop/settings.ts';
import { openJoined, type Joined } from '../sharing/joined.ts';
import { openSecrets } from './secrets.ts';

const home = mkdtempSync(join(tmpdir(), 'lq-secrets-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
let dataDir = '';
beforeEach(() => void (dataDir = mkdtempSync(join(home, 'data-'))));

const secret = 'a-credential-of-24-bytes-or-so';
const words = { what: 'The sign-in to AWS', again: 'Sign in again.' };

/** The desktop window's keychain as its owner asks it, over a channel that carries JSON. */
async function desktop({
  platform = 'linux',
  settings = { value: undefined },
  ...options
}: { platform?: NodeJS.Platform; settings?: { value: unknown }; backend?: string; key?: string | undefined; stale?: boolean } = {}) {
  const keychain = { backend: 'gnome_libsecret', key: 'one', stale: false, ...options };
  const pressed: number[] = [];
  const fake = createFakeElectron({ keychain, pressed });
  await fake.app.whenReady();
  const heard: ((message: unknown) => void)[][] = [[], []];
  const end = (at: 0 | 1): ProcessChannel => ({
    send: (message) => queueMicrotask(() => heard[1 - at]!.forEach((listener) => listener(JSON.parse(JSON.stringify(message))))),
    onMessage: (listener) => void heard[at]!.push(listener),
    onClose: () => {},
  });
  const kept = openSettings({ read: () => settings.value, write: (value) => void (settings.value = value) });
  answering(keychainCalls, createKeychain(fake.electron, { platform, settings: kept }), end(1), (error) => expect.fail(String(error)));
  const asked = asking<KeychainCalls>(keychainCalls, end(0));
  return {
    ...fake,
    keychain,
    pressed,
    settings,
    secrets: openSecrets({ dataDir, keychain: () => asked }),
  };
}

const everything = (): string =>
  readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
const isOnDisk = (): boolean => [secret, Buffer.from(secret).toString('base64')].some((text) => everything().includes(text));

describe('with the system’s keychain', () => {
  test('a secret is never written in plain text, and is there after a restart', async () => {
    const first = await desktop();
    expect(await first.secrets.keep('aws', secret)).toBe('sealed');
    expect(everything()).not.toBe('');
    expect(isOnDisk()).toBe(false);
    const again = await desktop();
    expect(await again.secrets.find('aws', words)).toBe(secret);
    again.secrets.forget('aws');
    expect(await again.secrets.find('aws', words)).toBeUndefined();
    expect(again.boxes).toEqual([]);
  });

  test('what lay in a file before is taken into the keychain when it is used', async () => {
    await openSecrets({ dataDir }).keep('aws', secret);
    expect(isOnDisk()).toBe(true);
    const { secrets } = await desktop();
    expect(await secrets.find('aws', words)).toBe(secret);
    expect(isOnDisk()).toBe(false);
  });

  test('a key that is lost asks to sign in again, in words, and takes nothing away', async () => {
    await (await desktop()).secrets.keep('aws', secret);
    const { secrets } = await desktop({ key: 'another' });
    await expect(secrets.find('aws', words)).rejects.toMatchObject({
      code: 'secret-lost',
      message: expect.stringMatching(/^The sign-in to AWS cannot be opened: .* another key/),
      hint: 'Sign in again.',
    });
    expect(await (await desktop()).secrets.find('aws', words)).toBe(secret);
  });

  test('a keychain that is closed says so, which is no lost key', async () => {
    await (await desktop()).secrets.keep('aws', secret);
    const { secrets } = await desktop({ key: undefined });
    await expect(secrets.find('aws', words)).rejects.toMatchObject({
      code: 'keychain-closed',
      hint: 'Unlock it and try again. Sign in again.',
    });
  });

  test('what is sealed with an older key is sealed again', async () => {
    await (await desktop()).secrets.keep('aws', secret);
    const before = everything();
    const { secrets } = await desktop({ stale: true });
    expect(await secrets.find('aws', words)).toBe(secret);
    expect(everything()).not.toBe(before);
  });
});

describe('without one', () => {
  test.each([{ backend: 'basic_text' }, { backend: 'unknown' }, { key: undefined }] as Parameters<typeof desktop>[0][])(
    '%j: the person is asked once, and unless they say so nothing is written',
    async (broken) => {
      const { secrets, boxes } = await desktop(broken);
      const kept = await Promise.all([secrets.keep('aws', secret), secrets.keep('other', secret)]);
      expect(kept).toEqual(['memory', 'memory']);
      expect(boxes).toHaveLength(1);
      expect(boxes[0]?.message).toContain('no keychain');
      expect(everything()).toBe('');
      expect(await secrets.find('aws', words)).toBe(secret);
      expect(await (await desktop(broken)).secrets.find('aws', words)).toBeUndefined();
    },
  );

  test('a file is what the person chooses, for good', async () => {
    const first = await desktop({ backend: 'basic_text' });
    first.pressed.push(1);
    expect(await first.secrets.keep('aws', secret)).toBe('file');
    const again = await desktop({ backend: 'basic_text', settings: first.settings });
    expect(await again.secrets.keep('aws', secret)).toBe('file');
    expect(again.boxes).toEqual([]);
    expect(await again.secrets.find('aws', words)).toBe(secret);
  });

  test('a Mac has no other one than its own: what Linux calls its backend is not asked there', async () => {
    const { secrets } = await desktop({ platform: 'darwin', backend: 'unknown' });
    expect(await secrets.keep('aws', secret)).toBe('sealed');
  });

  test('a browser keeps it in a file that only its owner reads, and says who opens what was sealed', async () => {
    const secrets = openSecrets({ dataDir });
    expect(await secrets.keep('aws', secret)).toBe('file');
    expect(statSync(join(dataDir, 'secrets', 'aws.json')).mode & 0o777).toBe(0o600);
    await (await desktop()).secrets.keep('aws', secret);
    await expect(secrets.find('aws', words)).rejects.toMatchObject({
      code: 'secret-sealed',
      message: expect.stringContaining('desktop window'),
    });
  });

  test.each(['../aws', 'a/b', '', '.', 'x'.repeat(300)])('%j is no name of a secret', async (name) => {
    await expect(openSecrets({ dataDir }).keep(name, secret)).rejects.toThrow('no name of a secret');
  });
});

describe('the right to come back to a joined project', () => {
  const joined: Joined = {
    format: 1,
    at: { host: '192.168.1.20', port: 4300, project: 'beer-game', fingerprint: 'f'.repeat(43) },
    redeemed: { credential: secret, host: 'Ada', person: { id: 'guest:1', name: 'Ben (guest)', colour: '#123456' }, role: 'viewer' },
  };
  test('is sealed, and found again by the link', async () => {
    const { secrets } = await desktop();
    await openJoined(dataDir, secrets).keep(joined);
    expect(isOnDisk()).toBe(false);
    expect(await openJoined(dataDir, (await desktop()).secrets).last()).toEqual(joined);
  });

  test('of before there was a keychain is read, and gone from its file once it is kept again', async () => {
    const file = join(dataDir, 'joined', `beer-game.${'f'.repeat(43)}.json`);
    const { secrets } = await desktop();
    const store = openJoined(dataDir, secrets);
    await store.keep(joined);
    secrets.forget(`joined.beer-game.${'f'.repeat(43)}`);
    writeFileSync(file, JSON.stringify(joined));
    const found = await store.find(joined.at);
    expect(found).toEqual(joined);
    await store.keep(found!);
    expect(isOnDisk()).toBe(false);
  });

  test('that was kept until LedgerQuest was closed asks for a new link', async () => {
    await openJoined(dataDir, (await desktop({ key: undefined })).secrets).keep(joined);
    await expect(openJoined(dataDir, (await desktop({ key: undefined })).secrets).last()).rejects.toMatchObject({
      code: 'secret-lost',
      hint: 'Ask whoever shares the project for a new link.',
    });
  });
});
