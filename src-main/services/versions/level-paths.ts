import type { ProjectFolder } from '../project-folder/index.ts';

const longestId = 64;

/** `levels/yard-night-shift.json` of “Yard Night shift”, or with a number behind it where there is or was one. */
export async function freeLevelPath(folder: Pick<ProjectFolder, 'isNew'>, name: string): Promise<string> {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-$/g, '');
  for (let number = 1; ; number += 1) {
    const behind = number === 1 ? '' : `-${number}`;
    // Names without a Latin letter are names all the same; only the file is called by the noun.
    const id = `${(words || 'level').slice(0, longestId - behind.length).replace(/-$/, '')}${behind}`;
    if (await folder.isNew(`levels/${id}.json`)) return `levels/${id}.json`;
  }
}
