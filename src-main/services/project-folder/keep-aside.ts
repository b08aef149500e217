import { constants } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFolder } from './lock.ts';
import { resolveInside } from './paths.ts';

const mostKept = 1000;

/** Copies a file of the project, as it is, to where nothing writes over it. Returns where, from the folder of the project. */
export async function keepAside(root: string, path: string): Promise<string> {
  const from = await resolveInside(root, path);
  const folder = join(root, privateFolder, 'damaged');
  await mkdir(folder, { recursive: true });
  for (let count = 1; ; count += 1) {
    const name = `${path.replaceAll('/', '-')}.${count}`;
    try {
      await copyFile(from, join(folder, name), constants.COPYFILE_EXCL);
      return `${privateFolder}/damaged/${name}`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || count >= mostKept) throw error;
    }
  }
}
