/** The few calls on the disk that durability rests on, behind a port, so that a test can fill the disk or pull the plug between any two. */
import { constants, writeSync } from 'node:fs';
import { open, readdir, readFile, rename, unlink } from 'node:fs/promises';

export interface AppendFile {
  append(bytes: Uint8Array): Promise<void>;
  /** Returns when everything appended is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FilePort {
  openForAppend(path: string): Promise<AppendFile>;
  /** Writes a new file and returns when it is on the disk. */
  writeDurably(path: string, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Returns when the names in a folder are on the disk. */
  syncFolder(path: string): Promise<void>;
  truncate(path: string, length: number): Promise<void>;
  read(path: string): Promise<Uint8Array>;
  list(path: string): Promise<string[]>;
  remove(path: string): Promise<void>;
}

/** Moments between two steps of saving. Tests end the process there. */
export const faultPoints = [
  'before-append',
  'appended',
  'synced',
  'before-ack',
  'snapshot-written',
  'snapshot-renamed',
  'log-opened',
  'old-removed',
] as const;
export type FaultPoint = (typeof faultPoints)[number];

/** On Linux a write itself returns only when it is on the disk: one way to another thread and back instead of two. */
const writesThrough = process.platform === 'linux';
const appending = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | (writesThrough ? constants.O_DSYNC : 0);

/** A short write waits here, not on another thread, while the disk answers within this many milliseconds on average: the way there and back takes as long. */
const quickDisk = 0.5;
const shortWrite = 4096;

export const nodeFiles: FilePort = {
  async openForAppend(path) {
    const handle = await open(path, appending, 0o600);
    /** A moving average, milliseconds. One stall of 10 ms sends the next thirty writes to the other thread. */
    let usual = 2 * quickDisk;
    return {
      async append(bytes) {
        const begun = performance.now();
        if (writesThrough && bytes.length <= shortWrite && usual < quickDisk) {
          for (let done = 0; done < bytes.length;) done += writeSync(handle.fd, bytes, done);
        } else await handle.appendFile(bytes);
        usual += 0.1 * (performance.now() - begun - usual);
      },
      sync: writesThrough ? async () => {} : () => handle.datasync(),
      close: () => handle.close(),
    };
  },
  async writeDurably(path, bytes) {
    const handle = await open(path, 'w', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  rename,
  async syncFolder(path) {
    // Windows cannot open a folder; its file system journals names by itself.
    if (process.platform === 'win32') return;
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async truncate(path, length) {
    const handle = await open(path, 'r+');
    try {
      await handle.truncate(length);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  read: (path) => readFile(path),
  list: (path) => readdir(path),
  remove: unlink,
};
