/** What lies in a project folder. */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../../engine/model/problem.ts';
import { LedgerError } from '../../contract/error.ts';
import { largestAsset } from '../assets/index.ts';
import { resolveInside } from './paths.ts';

/** What a project is made of. */
const contents: readonly string[] = ['levels', 'scripts', 'behaviours', 'data', 'assets'];
/** …and what people say about it: kept beside it, and no part of what is compiled and published. */
export const withComments: readonly string[] = [...contents, 'comments'];
const largestText = 32 << 20;
const mostFiles = 20_000;

/** Paths of the project's files, forward slashes, sorted. Links that lead out of the folder are named in `problems` and left out. */
export async function listFiles(root: string, problems: Problem[], folders: readonly string[] = contents): Promise<string[]> {
  const found = ['ledgerquest.json'];
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = `${folder}/${entry.name}`;
      if (entry.name.startsWith('.') || entry.name.endsWith('.tmp') || found.length >= mostFiles) continue;
      try {
        await resolveInside(root, path);
      } catch (error) {
        if (!(error instanceof LedgerError)) throw error;
        problems.push({ severity: 'error', code: error.code, file: path, message: error.message, hint: error.hint });
        continue;
      }
      // A linked folder inside the project may lead round in a circle: links to files only.
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile() || entry.isSymbolicLink()) found.push(path);
    }
  };
  for (const folder of folders) {
    if (
      await lstat(join(root, folder)).then(
        (stat) => stat.isDirectory(),
        () => false,
      )
    )
      await walk(folder);
  }
  return found.toSorted();
}

/** The bytes of a project file; undefined when there is none. @throws LedgerError `outside-project`, `too-big` */
export async function readProjectFile(root: string, path: string): Promise<Uint8Array | undefined> {
  const full = await resolveInside(root, path);
  const stat = await lstat(full).catch(() => undefined);
  if (!stat) return undefined;
  const most = path.startsWith('assets/') ? largestAsset : largestText;
  if (stat.size > most)
    throw new LedgerError({ code: 'too-big', message: `${path} has ${stat.size} bytes; at most ${most} are read.`, where: path });
  try {
    return new Uint8Array(await readFile(full));
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
