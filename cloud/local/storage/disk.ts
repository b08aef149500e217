import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { LocalHost } from './host.ts';

/** Files as the cloud needs them: written once and whole. */
export interface Disk {
  /** Writes a file; when it returns, the file is complete under its name and will be after a power cut. */
  write(file: string, content: Uint8Array): void;
  exists(file: string): boolean;
  /** The bytes from `start` up to and without `end`; all of them without bounds. */
  read(file: string, start?: number, end?: number): Uint8Array;
  remove(file: string): void;
  /** Names in a folder; none where there is no folder. */
  list(folder: string): string[];
}

/** The disk of this machine. */
export function machineDisk(host: LocalHost): Disk {
  return {
    write(file, content) {
      const draft = `${file}.draft`;
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      host.reach('blob:before-write');
      try {
        writeSynchronised(draft, content);
        host.reach('blob:before-rename');
        renameSync(draft, file);
        synchronise(dirname(file));
      } catch (error) {
        rmSync(draft, { force: true });
        throw error;
      }
      host.reach('blob:after-rename');
    },
    exists: existsSync,
    read(file, start, end) {
      if (start === undefined || end === undefined) return readFileSync(file);
      const handle = openSync(file, 'r');
      try {
        const part = Buffer.alloc(end - start);
        return part.subarray(0, readSync(handle, part, 0, part.length, start));
      } finally {
        closeSync(handle);
      }
    },
    remove: (file) => rmSync(file, { force: true }),
    list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  };
}

function writeSynchronised(file: string, content: Uint8Array): void {
  const handle = openSync(file, 'w', 0o600);
  try {
    for (let at = 0; at < content.length;) at += writeSync(handle, content, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A new name in a folder lasts only once the folder itself is on disk. */
function synchronise(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
