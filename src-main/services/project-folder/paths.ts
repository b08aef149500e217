/** Paths of a project's files. A project may come from a stranger: nothing outside its folder is ever read or written. */
import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { LedgerError } from '../../contract/error.ts';

const outside = (path: string): LedgerError =>
  new LedgerError({
    code: 'outside-project',
    message: `${path} leads out of the project's folder.`,
    hint: 'Copy the file into the project instead of linking to it.',
    where: path,
  });

/**
 * The absolute path of a project file. `root` is a real path.
 * @throws LedgerError `outside-project` for `..`, absolute paths, and links that lead out of the folder
 */
export async function resolveInside(root: string, path: string): Promise<string> {
  const segments = path.split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..' || segment.includes('\\') || segment.includes('\0')))
    throw outside(path);
  const full = join(root, ...segments);
  for (let at = full; at !== root; at = dirname(at)) {
    const real = await realpath(at).catch(() => undefined);
    if (real === undefined) {
      // A link to nowhere would be written through.
      if (
        await lstat(at).then(
          (stat) => stat.isSymbolicLink(),
          () => false,
        )
      )
        throw outside(path);
      continue;
    }
    if (real !== root && !real.startsWith(root + sep)) throw outside(path);
    return full;
  }
  return full;
}
