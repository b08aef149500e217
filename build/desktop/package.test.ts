import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { bundleApp, entries } from './bundle.ts';
import { configFile, needed, neededAsFiles, problemsOf, readConfig } from './package.ts';

const root = join(import.meta.dirname, '../..');
const config = parse(readFileSync(join(root, configFile), 'utf8')) as Record<string, never> & {
  electronFuses: Record<string, boolean>;
  protocols: { schemes: string[] }[];
  mac: {
    hardenedRuntime: boolean;
    entitlements: string;
    extendInfo: { CFBundleDocumentTypes: { LSItemContentTypes: string[]; LSHandlerRank: string }[] };
  };
  linux: { mimeTypes: string[]; target: string[] };
  win: { target: string[]; verifyUpdateCodeSignature: boolean };
  nsis: { include: string };
};
const source = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the configuration of the installers', () => {
  test('turns Electron’s switches as the checklist wants them, and keeps the windows’ code in the archive', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(config['asar']).toBe(true);
    expect(
      readConfig(root).asarUnpack.filter(
        (pattern) => /main|preload|\*\*\/\*$/.test(pattern) && !/^(out\/(app|renderer|engine|cdk)|samples)\//.test(pattern),
      ),
    ).toEqual([]);
  });

  test('names for every system what it is made of, how links and folders come in, and no secret', () => {
    expect([config.linux.target, (config.mac as unknown as { target: string[] }).target, config.win.target]).toEqual([
      ['AppImage', 'deb'],
      ['dmg', 'zip'],
      ['nsis'],
    ]);
    expect(config.protocols.flatMap(({ schemes }) => schemes)).toEqual(['ledgerquest']);
    expect(config.linux.mimeTypes).toContain('inode/directory');
    const types = config.mac.extendInfo.CFBundleDocumentTypes;
    expect(types.flatMap(({ LSItemContentTypes }) => LSItemContentTypes)).toEqual(['public.folder', 'public.json']);
    // Somebody's folders and JSON files stay with the program that opened them before.
    expect(types.every(({ LSHandlerRank }) => LSHandlerRank === 'Alternate')).toBe(true);
    expect(source(config.nsis.include)).toContain('Directory\\shell\\LedgerQuest');
    expect(config.mac.hardenedRuntime && config.win.verifyUpdateCodeSignature).toBe(true);
    expect([...source(config.mac.entitlements).matchAll(/<key>(.*)<\/key>/g)].map(([, key]) => key)).toEqual([
      'com.apple.security.cs.allow-jit',
    ]);
    expect(source(configFile)).not.toMatch(/password:|token:|certificateFile/i);
  });

  test('names the file that package.json begins with, and the modules that are bundled are there', () => {
    expect(needed).toContain((JSON.parse(source('package.json')) as { main: string }).main);
    for (const [name, path] of Object.entries(entries)) {
      expect(neededAsFiles).toContain(`out/app/${name}.mjs`);
      expect(source(path).length).toBeGreaterThan(0);
    }
  });
});

describe('a package', () => {
  const home = mkdtempSync(join(tmpdir(), 'lq-package-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  let folder = '';
  const put = (path: string, text = ''): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(home, 'one-'));
    for (const path of [...needed, ...neededAsFiles, 'LICENSE']) put(path);
    put('out/main/main.js', "import 'electron'; import 'node:path'; import './part.js';");
    put('out/main/part.js');
    put('src-main/secret.ts');
  });
  const problems = (): string[] => problemsOf(readConfig(root), folder);

  test('that holds what the app needs and nothing else is right', () => {
    expect(problems()).toEqual([]);
  });

  test.each([
    ['a part that was not built', () => rmSync(join(folder, 'out/app/thread.mjs')), 'out/app/thread.mjs is not in the package.'],
    ['pages that were not built', () => rmSync(join(folder, 'out/cdk'), { recursive: true }), 'out/cdk/**/* names nothing that was built.'],
    [
      'a package that npm would bring',
      () => put('out/app/owner.mjs', "import { z } from 'zod';"),
      'out/app/owner.mjs loads zod, which is not in the package.',
    ],
    [
      'a part that is not there',
      () => put('out/main/part.js', "const x = () => import('./gone.js');"),
      'out/main/part.js loads ./gone.js, which is not in the package.',
    ],
    [
      'Electron in the owner',
      () => put('out/app/owner.mjs', "import 'electron';"),
      'out/app/owner.mjs loads electron, which is not in the package.',
    ],
    ['somebody’s keys', () => put('samples/mine/server.key'), 'samples/mine/server.key has no business in a package.'],
  ])('with %s is refused', (_, spoil, problem) => {
    spoil();
    expect(problems()).toContain(problem);
  });

  test('is not bundled of what would be looked for in node_modules', async () => {
    put('src/one.ts', "import 'electron'; export const one = 1;");
    put('package.json', '{}');
    put('node_modules/electron/index.js', "module.exports = require('child_process');");
    await expect(bundleApp(folder, { one: 'src/one.ts' })).resolves.toHaveLength(1);
    put('src/two.ts', "import 'no-such-package';");
    await expect(bundleApp(folder, { two: 'src/two.ts' })).rejects.toThrow('no-such-package');
  });
});
