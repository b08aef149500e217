/**
 * Engine builds that are kept in the repository, one folder per released version, each with recordings that it made. Their files lie in
 * `blobs/`, compressed and named by the SHA-256 of what they hold, so that versions share what is equal.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Recording } from '../../engine/record/index.ts';

export interface KeptRecording {
  name: string;
  /** SHA-256 of the package's manifest and of its files by path. */
  package: { manifest: string; files: Record<string, string> };
  recording: Recording;
}

export interface KeptBuild {
  format: 1;
  version: string;
  /** `engine@<sha256>` */
  engine: string;
  /** SHA-256 by path: every file of the build that its recordings need. The manifest engine.json names all. */
  files: Record<string, string>;
  recordings: KeptRecording[];
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const blobPath = (folder: string, hash: string): string => join(folder, 'blobs', `${hash}.br`);
const keptPath = (folder: string, version: string): string => join(folder, version, 'kept.json');

/** The versions that a folder keeps, oldest first by name. */
export const keptVersions = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => existsSync(keptPath(folder, name)))
        .toSorted()
    : [];

export const readKept = (folder: string, version: string): KeptBuild =>
  JSON.parse(readFileSync(keptPath(folder, version), 'utf8')) as KeptBuild;

/** Stores bytes under their hash, which it returns. */
export function putBlob(folder: string, bytes: Uint8Array): string {
  const hash = sha256(bytes);
  mkdirSync(join(folder, 'blobs'), { recursive: true });
  if (existsSync(blobPath(folder, hash))) return hash;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  writeFileSync(blobPath(folder, hash), brotliCompressSync(bytes, { params }));
  return hash;
}

/** Throws Error naming the blob where it is not there or not what its name says. */
export function readBlob(folder: string, hash: string): Uint8Array {
  const path = blobPath(folder, hash);
  if (!existsSync(path)) throw new Error(`${path} is missing.`);
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(brotliDecompressSync(readFileSync(path)));
  } catch {
    throw new Error(`${path} cannot be read: it was changed.`);
  }
  if (sha256(bytes) !== hash) throw new Error(`${path} is not what its name says.`);
  return bytes;
}

export function writeKept(folder: string, kept: KeptBuild): void {
  mkdirSync(join(folder, kept.version), { recursive: true });
  writeFileSync(keptPath(folder, kept.version), `${JSON.stringify(kept, undefined, 1)}\n`);
  dropUnused(folder);
}

const hashesOf = ({ files, recordings }: KeptBuild): string[] => [
  ...Object.values(files),
  ...recordings.flatMap(({ package: { manifest, files: packed } }) => [manifest, ...Object.values(packed)]),
];

/** Removes blobs that no version needs. */
function dropUnused(folder: string): void {
  const used = new Set(keptVersions(folder).flatMap((version) => hashesOf(readKept(folder, version))));
  for (const name of readdirSync(join(folder, 'blobs'))) if (!used.has(name.replace(/\.br$/, ''))) rmSync(join(folder, 'blobs', name));
}

/**
 * Writes a kept build and its recordings where they can be run: `<to>/<sha256>/` and `<to>/<recording>.json`, which holds the package's
 * bytes in base64. Every byte is checked against the hash that names it, and the build against its own name.
 */
export function unpackKept(folder: string, version: string, to: string): { dir: string; recordings: string[] } {
  const kept = readKept(folder, version);
  const dir = join(to, kept.engine.replace('engine@', ''));
  mkdirSync(dir, { recursive: true });
  for (const [path, hash] of Object.entries(kept.files)) writeFileSync(join(dir, path), readBlob(folder, hash));
  const manifest = readFileSync(join(dir, 'engine.json'));
  if (`engine@${sha256(manifest)}` !== kept.engine) throw new Error(`What is kept of ${version} is not ${kept.engine}.`);
  const { files } = JSON.parse(manifest.toString('utf8')) as { files: { path: string; sha256: string }[] };
  const named = new Map(files.map((file) => [file.path, file.sha256]));
  for (const [path, hash] of Object.entries(kept.files))
    if (path !== 'engine.json' && named.get(path) !== hash) throw new Error(`${path} of ${version} is not the file of ${kept.engine}.`);
  const base64 = (hash: string): string => Buffer.from(readBlob(folder, hash)).toString('base64');
  const recordings = kept.recordings.map(({ name, package: { manifest: head, files: packed }, recording }) => {
    const path = join(to, `${name}.json`);
    const contents = Object.fromEntries(Object.entries(packed).map(([file, hash]) => [file, base64(hash)]));
    writeFileSync(path, JSON.stringify({ manifest: base64(head), files: contents, recording }));
    return path;
  });
  return { dir, recordings };
}
