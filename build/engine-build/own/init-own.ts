/** `lq engine init`: a folder with a system that works. */
import { cpSync, existsSync, readdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LedgerError } from '../../../engine/kernel/error.ts';
import { compareText } from '../../../engine/kernel/json.ts';
import { makeFolder } from '../../../src-main/services/disk/make-folder.ts';
import { settingsFolder, writeSettings } from './settings.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Fills a new or empty folder. Returns the files of it, sorted. Throws LedgerError `not-a-folder`, `folder-not-empty`: nothing is written over. */
export function initOwnEngine(folder: string): { dir: string; files: string[] } {
  const at = resolve(folder);
  if (existsSync(at) && !statSync(at).isDirectory())
    throw new LedgerError({
      code: 'not-a-folder',
      message: `${folder} is a file.`,
      hint: 'Name a new folder: nothing is written over.',
      where: folder,
    });
  if (existsSync(at) && readdirSync(at).length > 0)
    throw new LedgerError({
      code: 'folder-not-empty',
      message: `The folder ${folder} is not empty.`,
      hint: 'Name a new one: nothing is written over.',
      where: folder,
    });
  makeFolder(at);
  const template = join(import.meta.dirname, 'template');
  cpSync(template, at, { recursive: true });
  // Not in the template: it would be read as a setting of this repository.
  writeFileSync(join(at, 'tsconfig.json'), '{\n  "extends": "./.ledgerquest/tsconfig.json"\n}\n');
  const dir = realpathSync(at);
  writeSettings(root, dir);
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith(settingsFolder))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(dir.length + 1)
        .replaceAll('\\', '/'),
    );
  return { dir, files: files.toSorted(compareText) };
}
