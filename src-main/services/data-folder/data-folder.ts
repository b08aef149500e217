import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { LedgerError } from '../../contract/error.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { alive } from './alive.ts';

/** Where LedgerQuest keeps a person's data unless told otherwise by `--data` or `LQ_DATA`. */
export const defaultDataDir = (env: NodeJS.ProcessEnv = process.env): string =>
  resolve(env['LQ_DATA'] ?? join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'ledgerquest'));

/** What writing a file needs of a disk. */
const disk = { open: openSync, write: writeFileSync, sync: fsyncSync, close: closeSync, rename: renameSync };
export type Disk = typeof disk;

/**
 * Replaces a file so that a reader, a crash and a full disk see either the old text or the new one, whole. Readable by its owner only.
 * @throws the disk's error, with the old text in place and nothing left beside it
 */
export function writePrivateFile(path: string, text: string, { open, write, sync, close, rename }: Disk = disk): void {
  makeFolder(dirname(path), 0o700);
  const temporary = `${path}.${process.pid}.tmp`;
  const file = open(temporary, 'w', 0o600);
  try {
    try {
      write(file, text);
      sync(file);
    } finally {
      close(file);
    }
    rename(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

const readPid = (path: string): number | undefined => {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
};

export interface DataFolder {
  readonly dir: string;
  path(...parts: string[]): string;
  /** Gives the folder up; a second call does nothing. */
  release(): void;
}

/**
 * Takes a data folder for this process. One folder has one owner; a lock left by a dead process is taken over.
 * @throws LedgerError `data-folder-in-use` naming the owner's pid, `folder-impossible`
 */
export function openDataFolder(dir: string): DataFolder {
  makeFolder(dir, 0o700);
  const lock = join(dir, 'lock');
  for (let attempt = 0; ; attempt += 1) {
    try {
      const file = openSync(lock, 'wx', 0o600);
      writeSync(file, String(process.pid));
      closeSync(file);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 3) throw error;
      const owner = readPid(lock);
      if (owner !== undefined && owner !== process.pid && alive(owner)) {
        throw new LedgerError({
          code: 'data-folder-in-use',
          message: `The data folder ${dir} is in use by process ${owner}.`,
          hint: 'Use it from there (npx lq open), stop it first, or name another folder with --data.',
          where: dir,
        });
      }
      rmSync(lock, { force: true });
    }
  }
  let held = true;
  return {
    dir,
    path: (...parts) => join(dir, ...parts),
    release: () => {
      if (held && readPid(lock) === process.pid) rmSync(lock, { force: true });
      held = false;
    },
  };
}
