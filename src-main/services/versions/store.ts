/**
 * The versions of one project on disk: `<SHA-256>.json` says whose and of what, `parts/<SHA-256>.gz` hold the texts, each once. Every name is
 * the hash of what is inside, so a torn or changed file is known when it is read, is named, and is never served.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { thinVersions, type Version, type VersionContent, VersionFile } from '../../../engine/document/index.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import { canonicalJson } from '../../../engine/model/canonical.ts';
import { LedgerError } from '../../contract/error.ts';
import type { DamagedVersion } from '../../contract/index.ts';
import { writeAtomically } from '../project-folder/write.ts';

type About = Pick<Version, 'name' | 'author' | 'at' | 'reason'>;

export interface VersionStore {
  /** Newest first; and the files that cannot be trusted. */
  list(): Promise<{ versions: Version[]; damaged: DamagedVersion[] }>;
  /** @throws LedgerError `no-such-version`, `damaged-version` naming the file */
  read(id: string): Promise<{ version: Version; content: VersionContent }>;
  /** Returns when it is on the disk. Its parent is the newest version before it. @throws LedgerError `version-not-saved` */
  add(about: About, content: VersionContent): Promise<Version>;
  /** The newest version where it holds exactly this, else a new one. @throws LedgerError `version-not-saved` */
  hold(about: About, content: VersionContent): Promise<{ version: Version; isNew: boolean }>;
  /** Removes automatic versions that are no longer kept, and the texts that only they had. */
  thin(now: number): Promise<void>;
}

const zip = promisify(gzip);
const unzip = promisify(gunzip);
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const headPattern = /^([0-9a-f]{64})\.json$/;

const damagedVersion = (file: string): LedgerError =>
  new LedgerError({
    code: 'damaged-version',
    message: `This version cannot be shown: ${file} is not what was written there.`,
    hint: 'Put the file back from a copy of the data folder. The project itself is not affected.',
    where: file,
  });

export function openVersionStore(folder: string): VersionStore {
  const parts = join(folder, 'parts');
  const headFile = (id: string): string => join(folder, `${id}.json`);
  const partFile = (hash: string): string => join(parts, `${hash}.gz`);
  /** Heads never change: what was read once is kept. */
  const known = new Map<string, Version>();

  const readHead = async (id: string): Promise<Version> => {
    const cached = known.get(id);
    if (cached) return cached;
    const text = await readFile(headFile(id), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new LedgerError({
        code: 'no-such-version',
        message: 'There is no such version of this project.',
        hint: 'It may have been thinned out: automatic versions are kept hourly after a day, daily after a week.',
        where: id,
      });
    });
    if (sha256(text) !== id) throw damagedVersion(headFile(id));
    const { format: _format, ...version } = VersionFile.parse(JSON.parse(text));
    const head: Version = { id, ...version };
    known.set(id, head);
    return head;
  };

  const readText = async (hash: string): Promise<string> => {
    try {
      const text = (await unzip(await readFile(partFile(hash)))).toString('utf8');
      if (sha256(text) === hash) return text;
    } catch {
      // Torn, gone, or no gzip at all.
    }
    throw damagedVersion(partFile(hash));
  };

  const list: VersionStore['list'] = async () => {
    const names = await readdir(folder).catch(() => []);
    const versions: Version[] = [];
    const damaged: DamagedVersion[] = [];
    for (const name of names) {
      const id = headPattern.exec(name)?.[1];
      if (id === undefined) continue;
      try {
        versions.push(await readHead(id));
      } catch (error) {
        damaged.push({ file: headFile(id), message: error instanceof LedgerError ? error.message : damagedVersion(headFile(id)).message });
      }
    }
    return { versions: versions.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)), damaged };
  };

  /** Each text under its hash; one that is there already counts only when it can be read. */
  const writeTexts = async (content: VersionContent): Promise<Record<string, string>> => {
    const hashes: Record<string, string> = {};
    for (const [path, text] of Object.entries(content)) {
      const hash = sha256(text);
      hashes[path] = hash;
      const isThere = await readText(hash).then(
        () => true,
        () => false,
      );
      if (!isThere) await writeAtomically(partFile(hash), await zip(text));
    }
    return hashes;
  };

  const addHead = async (about: About, hashes: Record<string, string>): Promise<Version> => {
    const newest = (await list()).versions[0];
    // Two of one moment keep their order.
    const at = Math.max(about.at, (newest?.at ?? -1) + 1);
    const file: VersionFile = { format: 1, ...about, at, parent: newest?.id ?? null, parts: hashes };
    const text = canonicalJson(file as unknown as Json);
    const id = sha256(text);
    await writeAtomically(headFile(id), text);
    return readHead(id);
  };

  const saved = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new LedgerError({
        code: 'version-not-saved',
        message: 'This version could not be saved; the project itself is.',
        hint: code === 'ENOSPC' ? 'Make room on the disk and save it again.' : `Save it again. The disk said: ${message}`,
        where: folder,
      });
    }
  };

  return {
    list,
    async read(id) {
      const version = await readHead(id);
      const texts = await Promise.all(Object.entries(version.parts).map(async ([path, hash]) => [path, await readText(hash)] as const));
      return { version, content: Object.fromEntries(texts) };
    },
    add: (about, content) => saved(async () => addHead(about, await writeTexts(content))),
    hold: (about, content) =>
      saved(async () => {
        const hashes = await writeTexts(content);
        const newest = (await list()).versions[0];
        if (newest && canonicalJson(newest.parts) === canonicalJson(hashes)) return { version: newest, isNew: false };
        return { version: await addHead(about, hashes), isNew: true };
      }),
    async thin(now) {
      const { versions, damaged } = await list();
      const gone = new Set(thinVersions(versions, now));
      for (const id of gone) {
        await rm(headFile(id), { force: true });
        known.delete(id);
      }
      // What a damaged version needs is not known.
      if (gone.size === 0 || damaged.length > 0) return;
      const needed = new Set(versions.flatMap(({ id, parts: hashes }) => (gone.has(id) ? [] : Object.values(hashes))));
      for (const name of await readdir(parts)) {
        const hash = name.replace(/\.gz$/, '');
        if (!needed.has(hash)) await rm(join(parts, name), { force: true });
      }
    },
  };
}
