/**
 * Hears of changes in a project's folder. Where the system tells of a whole tree that is what is asked for; on Linux Node watches the single
 * files of one and loses each that is replaced, as every save does, so there the folders are watched, which hear of all that is in them.
 */
import { type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderWatch {
  /** Takes in which folders there are now. */
  refresh(): Promise<void>;
  close(): void;
}

const tellsOfTrees = process.platform === 'darwin' || process.platform === 'win32';
const mostFolders = 2000;

/**
 * @param folders those in `root` that a project is made of, with all that is below them
 * @param onFailure of something that cannot be watched, or no more: once for each
 */
export function watchFolder(
  root: string,
  folders: readonly string[],
  onChange: () => void,
  onFailure: (error: unknown) => void,
): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  let closed = false;

  const add = (path: string, recursive: boolean): void => {
    if (closed || watchers.has(path)) return;
    try {
      const watcher = watch(path, { recursive }, (_, name) => {
        if (!name?.startsWith('.ledgerquest') && !name?.startsWith('.git') && !name?.endsWith('.tmp')) onChange();
      });
      watchers.set(path, watcher);
      watcher.on('error', (error) => {
        drop(path);
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') onFailure(error);
      });
    } catch (error) {
      // A folder that has gone meanwhile is none to watch.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') onFailure(error);
    }
  };
  const drop = (path: string): void => {
    watchers.get(path)?.close();
    watchers.delete(path);
  };

  const below = async (folder: string, found: Set<string>): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
    if (!entries || found.size >= mostFolders) return;
    found.add(folder);
    for (const entry of entries) if (entry.isDirectory() && !entry.name.startsWith('.')) await below(join(folder, entry.name), found);
  };

  add(root, tellsOfTrees);
  return {
    async refresh() {
      if (tellsOfTrees) return;
      const found = new Set<string>();
      for (const folder of folders) await below(join(root, folder), found);
      for (const path of watchers.keys()) if (path !== root && !found.has(path)) drop(path);
      for (const path of found) add(path, false);
    },
    close() {
      closed = true;
      for (const path of watchers.keys()) drop(path);
    },
  };
}
