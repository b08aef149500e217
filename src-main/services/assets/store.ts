/** The bytes of one project's assets, each kept once under its SHA-256. What was kept stays: an undo, or an older version, asks for it again. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LedgerError } from '../../contract/error.ts';

/** The most bytes that one asset may have: a level is fetched by every player. */
export const largestAsset = 256 << 20;

export interface AssetStore {
  has(sha256: string): boolean;
  /**
   * Keeps what comes, if it is what its name says; nothing of it stays otherwise.
   * @throws LedgerError `asset-too-big`, `asset-differs`, `disk-full`, `asset-not-kept`
   */
  put(sha256: string, bytes: AsyncIterable<Uint8Array>): Promise<'stored' | 'present'>;
  /** Keeps a copy of a file. Returns what it is. @throws LedgerError as `put` */
  adopt(file: string): Promise<{ sha256: string; size: number }>;
  /** Undefined when it is not kept. */
  size(sha256: string): Promise<number | undefined>;
  /** Where it lies, for those who copy it. */
  place(sha256: string): string;
  stream(sha256: string): AsyncIterable<Uint8Array>;
  read(sha256: string): Promise<Uint8Array | undefined>;
}

const isName = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);
const megabytes = (bytes: number): string => `${Math.round(bytes / (1 << 20)).toLocaleString('en')} MB`;

export const tooBig = (size: number | undefined): LedgerError =>
  new LedgerError({
    code: 'asset-too-big',
    message: `This file has ${size === undefined ? 'too many bytes' : megabytes(size)}; an asset has at most ${megabytes(largestAsset)}.`,
    hint: 'Make it smaller: fewer triangles, smaller textures, compressed sound.',
  });

/** What a disk says, in words. */
export function notKept(error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new LedgerError({
      code: 'disk-full',
      message: 'The disk of the computer that keeps this project is full: the file is not stored.',
      hint: 'Free some space there and import it again.',
    });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new LedgerError({
      code: 'asset-not-kept',
      message: 'The folder for assets may not be written to: the file is not stored.',
      hint: 'Look at the rights of the data folder and of the project’s folder.',
    });
  return new LedgerError({
    code: 'asset-not-kept',
    message: `The file is not stored (${code || String(error)}).`,
    hint: 'Import it again.',
  });
}

export async function openAssetStore(folder: string): Promise<AssetStore> {
  const kept = new Set((await readdir(folder).catch(() => [])).filter(isName));
  const place = (sha256: string): string => join(folder, sha256);

  /** Writes aside while it counts and hashes; `wanted` is what it must come to. */
  const keep = async (bytes: AsyncIterable<Uint8Array>, wanted?: string): Promise<{ sha256: string; size: number }> => {
    const aside = join(folder, `${randomBytes(8).toString('hex')}.tmp`);
    const hash = createHash('sha256');
    let size = 0;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = await open(aside, 'wx', 0o600);
      try {
        for await (const part of bytes) {
          size += part.length;
          if (size > largestAsset) throw tooBig(undefined);
          hash.update(part);
          await file.writeFile(part);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      const sha256 = hash.digest('hex');
      if (wanted !== undefined && sha256 !== wanted)
        throw new LedgerError({
          code: 'asset-differs',
          message: 'What arrived is not what was sent: the file is not stored.',
          hint: 'Import it again; it may have changed meanwhile.',
        });
      await rename(aside, place(sha256));
      kept.add(sha256);
      return { sha256, size };
    } catch (error) {
      await rm(aside, { force: true }).catch(() => {});
      throw notKept(error);
    }
  };

  return {
    has: (sha256) => kept.has(sha256),
    place,
    async put(sha256, bytes) {
      if (kept.has(sha256)) return 'present';
      await keep(bytes, sha256);
      return 'stored';
    },
    adopt: (file) => keep(createReadStream(file)),
    size: async (sha256) => (kept.has(sha256) ? (await stat(place(sha256)).catch(() => undefined))?.size : undefined),
    stream: (sha256) => createReadStream(place(sha256)),
    read: async (sha256) => (kept.has(sha256) ? new Uint8Array(await readFile(place(sha256))) : undefined),
  };
}
