import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AwsError } from '../wire/error.ts';
import type { LocalContext } from './context.ts';
import { storageFull } from './database.ts';
import { machineDisk } from './disk.ts';

/** Bytes kept by their sha256: equal bytes are stored once, and stored bytes never change. */
export interface Blobs {
  /** Keeps the bytes and returns their sha256 in hex; they are on disk when it returns. */
  put(content: Uint8Array): string;
  /** The bytes from `start` up to and without `end`; throws `ObjectDamaged` when they are not there or not what they were. */
  get(sha256: string, start?: number, end?: number): Uint8Array;
  remove(sha256: string): void;
  /** Removes what a crash left behind: drafts, and blobs that nothing needs. */
  sweep(isNeeded: (sha256: string) => boolean): void;
}

const DISK_FAILURES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EFBIG', 'EROFS']);

/** Opens the blobs in a folder of the data folder. */
export function openBlobs(context: LocalContext, folder: string): Blobs {
  const disk = context.disk ?? machineDisk(context.host);
  const place = (sha256: string): string => join(context.dataDir, folder, sha256.slice(0, 2), sha256);
  return {
    put(content) {
      const sha256 = createHash('sha256').update(content).digest('hex');
      const file = place(sha256);
      if (disk.exists(file)) return sha256;
      try {
        disk.write(file, content);
      } catch (error) {
        const { code = '', message } = error as NodeJS.ErrnoException;
        throw DISK_FAILURES.has(code) ? storageFull(message) : error;
      }
      return sha256;
    },
    get(sha256, start, end) {
      const file = place(sha256);
      if (!disk.exists(file)) throw damaged(file, 'is gone');
      const bytes = disk.read(file, start, end);
      if (start === undefined && createHash('sha256').update(bytes).digest('hex') !== sha256) throw damaged(file, 'was changed');
      return bytes;
    },
    remove: (sha256) => disk.remove(place(sha256)),
    sweep(isNeeded) {
      const top = join(context.dataDir, folder);
      for (const part of disk.list(top)) {
        for (const name of disk.list(join(top, part))) if (!isNeeded(name)) disk.remove(join(top, part, name));
      }
    },
  };
}

/** The answer to a read of bytes that somebody, or a failing disk, changed behind the cloud's back. */
const damaged = (file: string, how: string): AwsError =>
  new AwsError('ObjectDamaged', `The file ${file} under the embedded cloud ${how}: what was stored there cannot be read.`, 500);
