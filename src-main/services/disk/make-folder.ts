import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LedgerError } from '../../contract/error.ts';

/**
 * Makes a folder and what is missing above it, one by one: Node's own way goes round for ever where the folder above is there and takes none, as
 * in `/proc`. Throws LedgerError `folder-impossible`, or the disk's error.
 */
export function makeFolder(dir: string, mode = 0o777): void {
  const missing: string[] = [];
  for (let at = resolve(dir); !existsSync(at); at = dirname(at)) missing.push(at);
  if (missing.length === 0) mkdirSync(dir, { recursive: true });
  for (const each of missing.toReversed()) makeOne(each, mode);
}

function makeOne(dir: string, mode: number): void {
  try {
    mkdirSync(dir, mode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(dir, { throwIfNoEntry: false })?.isDirectory() === true) return;
    if (code !== 'ENOENT') throw error;
    throw new LedgerError({
      code: 'folder-impossible',
      message: `No folder can be made at ${dir}.`,
      hint: 'Name another place.',
      where: dir,
    });
  }
}
