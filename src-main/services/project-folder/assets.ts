/**
 * The files below assets/ and the index of them in the project's room. Bytes are in the store before the index names them, so what the index
 * says can always be written again: a file that was undone, restored or thrown away by hand. Where room and disk differ, the disk has changed
 * it if it is not what both last agreed on; otherwise the room has.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { materialiseProject, type ProjectChange, setProject } from '../../../engine/document/index.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import type { Problem } from '../../../engine/model/problem.ts';
import { AssetPath } from '../../../engine/model/project.ts';
import { largestAsset, type AssetStore } from '../assets/index.ts';
import type { RoomHandle } from '../collaboration/index.ts';
import { resolveInside } from './paths.ts';
import { listFiles } from './scan.ts';
import { writeAtomically } from './write.ts';

const Agreed = z.record(z.string(), z.object({ sha256: z.string(), size: z.number(), changed: z.number() }));
type Agreed = z.infer<typeof Agreed>;

export interface FolderAssetsOptions {
  root: string;
  store: AssetStore;
  /** Where it is kept what room and disk last agreed on. */
  journal: string;
  problemOf: (path: string, error: unknown) => Problem;
}

export interface FolderAssets {
  /** Brings index and files together. Returns what stands in the way. */
  sync(project: RoomHandle): Promise<Problem[]>;
}

export function createFolderAssets({ root, store, journal, problemOf }: FolderAssetsOptions): FolderAssets {
  let agreed: Agreed | undefined;
  const load = async (): Promise<Agreed> => {
    try {
      return Agreed.parse(JSON.parse(await readFile(journal, 'utf8')));
    } catch {
      return {};
    }
  };

  /** What lies on disk, looked into only where it has changed. */
  const look = async (before: Agreed, problems: Problem[]): Promise<Agreed> => {
    const found: Agreed = {};
    for (const path of await listFiles(root, [], ['assets'])) {
      if (!path.startsWith('assets/')) continue;
      if (!AssetPath.safeParse(path).success) {
        problems.push(badName(path));
        continue;
      }
      try {
        const full = await resolveInside(root, path);
        const { size, mtimeMs: changed } = await stat(full);
        const known = before[path];
        if (known?.size === size && known.changed === changed && store.has(known.sha256)) found[path] = known;
        else if (size > largestAsset) problems.push(tooBig(path));
        else found[path] = { ...(await store.adopt(full)), changed };
      } catch (error) {
        problems.push(problemOf(path, error));
      }
    }
    return found;
  };

  const write = async (path: string, sha256: string): Promise<Agreed[string]> => {
    const full = await resolveInside(root, path);
    const aside = `${full}.${randomBytes(6).toString('hex')}.tmp`;
    await mkdir(dirname(full), { recursive: true });
    try {
      await copyFile(store.place(sha256), aside, constants.COPYFILE_FICLONE);
      await rename(aside, full);
    } catch (error) {
      await rm(aside, { force: true });
      throw error;
    }
    const { size, mtimeMs: changed } = await stat(full);
    return { sha256, size, changed };
  };

  return {
    async sync(project) {
      if (project.document.kind !== 'project') return [];
      const { document } = project;
      const before = (agreed ??= await load());
      const problems: Problem[] = [];
      const disk = await look(before, problems);
      const index = materialiseProject(document).project.assets;
      const next: Agreed = {};
      const edits: ProjectChange[] = [];
      const isBad = new Set(problems.map(({ file }) => file));
      for (const path of [...new Set([...Object.keys(index), ...Object.keys(disk)])].toSorted()) {
        const [wanted, here, last] = [index[path]?.sha256, disk[path], before[path]?.sha256];
        if (isBad.has(path)) continue;
        try {
          if (here?.sha256 === wanted) next[path] = here!;
          else if (here && here.sha256 !== last) {
            const { sha256, size } = here;
            edits.push({ path: ['assets', path], value: { ...index[path], sha256, size } as Json });
            next[path] = here;
          } else if (wanted === undefined) await rm(await resolveInside(root, path), { force: true });
          else if (store.has(wanted)) next[path] = await write(path, wanted);
          else problems.push(gone(path));
        } catch (error) {
          problems.push(problemOf(path, error));
        }
      }
      if (edits.length > 0) {
        const what = edits.length === 1 ? edits[0]!.path[1]! : `${edits.length} files in assets/`;
        await project.edit(`${what} changed on disk`, (origin) => setProject(document, edits, origin));
      }
      agreed = next;
      if (JSON.stringify(next) !== JSON.stringify(before)) await writeAtomically(journal, JSON.stringify(next));
      return problems;
    },
  };
}

const badName = (path: string): Problem => ({
  severity: 'warning',
  code: 'asset-name',
  file: path,
  message: `${path} cannot be named by a level: use letters without accents, digits, dots, dashes and _, 120 at most.`,
  hint: 'Rename it, or import it in the Assets panel, which finds a name for it.',
});

const tooBig = (path: string): Problem => ({
  severity: 'error',
  code: 'asset-too-big',
  file: path,
  message: `${path} is larger than ${largestAsset >> 20} MB, which is the most an asset may have.`,
  hint: 'Make it smaller: fewer triangles, smaller textures, compressed sound.',
});

const gone = (path: string): Problem => ({
  severity: 'error',
  code: 'asset-gone',
  file: path,
  message: `${path} is named by the project, and its file is not here.`,
  hint: 'Put the file back into the folder, or import it again.',
});

export const assetsJournal = (dataDir: string, roomPrefix: string): string => join(dataDir, 'saved', roomPrefix, 'assets.index');
