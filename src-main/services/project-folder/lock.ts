/** One process has a project folder open at a time; the next one is told who. */
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { LedgerError } from '../../contract/error.ts';

const Owner = z.object({ pid: z.number().int(), host: z.string(), person: z.string(), since: z.string() });
type Owner = z.infer<typeof Owner>;

/** Our own files in a project: never part of it, ignored by git. */
export const privateFolder = '.ledgerquest';

/**
 * Takes the folder; returns how to give it back. A lock whose process has died is taken over.
 * @throws LedgerError `project-in-use`
 */
export async function lockFolder(root: string, person: string, now: () => Date = () => new Date()): Promise<() => Promise<void>> {
  const folder = join(root, privateFolder);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '.gitignore'), '*\n');
  const path = join(folder, 'lock');
  const mine: Owner = { pid: process.pid, host: hostname(), person, since: now().toISOString() };
  for (;;) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(JSON.stringify(mine));
      await file.close();
      return async () => {
        const owner = await readOwner(path);
        if (owner?.pid === mine.pid && owner.since === mine.since) await rm(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = await readOwner(path);
    if (owner && isAlive(owner)) {
      throw new LedgerError({
        code: 'project-in-use',
        message: `${owner.person} has this project open (process ${owner.pid} on ${owner.host}, since ${owner.since}).`,
        hint: 'Join that window, or close it and open the project again.',
        where: root,
      });
    }
    await rm(path, { force: true });
  }
}

const readOwner = async (path: string): Promise<Owner | undefined> => {
  try {
    return Owner.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
};

function isAlive({ pid, host }: Owner): boolean {
  // Another machine's processes cannot be asked; its lock holds.
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
