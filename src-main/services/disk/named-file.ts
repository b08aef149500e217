/** Files that people name for a command to write, as with `--to` and `--record`. */
import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { LedgerError } from '../../contract/error.ts';

const other = 'Name another file.';
const noRight = (): [string, string] => ['you have no right to', `Change the permissions there. ${other}`];
const diskFull = (): [string, string] => ['the disk is full', 'Free some space and try again.'];

/** Why a file cannot be written, and what to do, by the code that Node gives the failure. */
const reasons: Readonly<Record<string, (path: string) => [why: string, hint: string]>> = {
  ENOENT: (path) =>
    existsSync(dirname(path)) ? ['no file can be made there', other] : [`there is no folder ${dirname(path)}`, 'Make it, or name another.'],
  ENOTDIR: (path) => [`${dirname(path)} is not a folder`, other],
  EISDIR: () => ['it is a folder', 'Name a file in it.'],
  EACCES: noRight,
  EPERM: noRight,
  EROFS: () => ['its disk takes no files', other],
  ENAMETOOLONG: () => ['the name is too long for this disk', other],
  ENOSPC: diskFull,
  EDQUOT: diskFull,
};

/** A failure of the disk as a sentence about the file; any other as it is. */
function about(path: string, error: unknown): unknown {
  const [why, hint] = reasons[(error as NodeJS.ErrnoException).code ?? '']?.(path) ?? [];
  return why === undefined
    ? error
    : new LedgerError({ code: 'file-unwritable', message: `Cannot write ${path}: ${why}.`, hint, where: path });
}

/** What goes into a file may take long: that it cannot be written is said before. Throws LedgerError `file-unwritable`. */
export function expectWritable(path: string): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) throw Object.assign(new Error(path), { code: 'EISDIR' });
    accessSync(found ? path : `${dirname(path)}/.`, constants.W_OK);
  } catch (error) {
    throw about(path, error);
  }
}

/** The same of a file that must not be there yet. Throws LedgerError `file-exists`, `file-unwritable`. */
export function expectNew(path: string): void {
  if (existsSync(path)) throw new LedgerError({ code: 'file-exists', message: `${path} is there already.`, hint: other, where: path });
  expectWritable(path);
}

/** Writes a file, over the one that was there. Throws LedgerError `file-unwritable`. */
export function writeNamed(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    throw about(path, error);
  }
}

/**
 * Writes a new file, readable by this person alone; there is none when what goes into it, or the disk, fails. Throws LedgerError `file-exists`,
 * `file-unwritable`.
 */
export async function writeNew(path: string, content: Iterable<Uint8Array> | AsyncIterable<string>): Promise<void> {
  expectNew(path);
  try {
    const file = await open(path, 'wx', 0o600);
    await pipeline(content, file.createWriteStream()).catch((error: unknown) => {
      rmSync(path, { force: true });
      throw error;
    });
  } catch (error) {
    throw about(path, error);
  }
}
