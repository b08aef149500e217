import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Problem } from '../../../engine/model/problem.ts';
import { LedgerError } from '../../contract/error.ts';
import { listFiles, readProjectFile } from '../project-folder/scan.ts';

/** A project's files as they lie in its folder. Links that lead out of it are left out and named in `problems`. Throws LedgerError `no-such-folder`. */
export async function readProject(dir: string): Promise<{ files: Map<string, Uint8Array>; problems: Problem[] }> {
  // The folder may itself be reached through links; nothing may lead out of where they end.
  const root = await realpath(dir).catch(() => resolve(dir));
  const isFolder = await stat(root).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder)
    throw new LedgerError({
      code: 'no-such-folder',
      message: `There is no folder ${dir}.`,
      hint: 'Name the folder of a project, or make one: lq init <folder>.',
      where: dir,
    });
  const problems: Problem[] = [];
  const files = new Map<string, Uint8Array>();
  for (const path of await listFiles(root, problems)) {
    const bytes = await readProjectFile(root, path);
    if (bytes) files.set(path, bytes);
  }
  return { files, problems };
}
