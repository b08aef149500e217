import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalContext } from '../storage/context.ts';

const BYTES = 32;

/**
 * The key under which all others lie: made at the first start, in a file that only its owner can read.
 * Whoever can read the file can read everything; on a laptop that is its user.
 */
export function openRootKey({ dataDir, host }: LocalContext): Uint8Array {
  const folder = join(dataDir, 'kms');
  const file = join(folder, 'root.key');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const draft = `${file}.draft`;
    const handle = openSync(draft, 'w', 0o600);
    writeSync(handle, host.random.bytes(BYTES));
    fsyncSync(handle);
    closeSync(handle);
    renameSync(draft, file);
  }
  const key = readFileSync(file);
  if (key.length !== BYTES)
    throw new Error(`${file} does not hold a key of ${BYTES} bytes; restore it from a copy, without it nothing encrypted can be read`);
  return key;
}
