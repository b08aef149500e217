/** What lies in the folder of an engine build of one's own. */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { LedgerError } from '../../../engine/kernel/error.ts';
import { compareText } from '../../../engine/kernel/json.ts';

export interface OwnSources {
  /** Absolute, without links. */
  dir: string;
  /** Modules whose exports make the build, sorted: `systems/*.ts`, `backends/*.ts`. */
  modules: string[];
  /** Every TypeScript file of the build by path, sorted: the modules and `lib/`. */
  files: ReadonlyMap<string, string>;
}

const folders = ['backends', 'lib', 'systems'];
const isSource = (path: string): boolean => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.endsWith('.d.ts');

/** Reads the folder. Throws LedgerError `not-an-engine-folder`, `no-systems`. */
export function readOwnSources(folder: string): OwnSources {
  const refuse = (code: string, message: string, hint: string): never => {
    throw new LedgerError({ code, message, hint, where: folder });
  };
  const at = resolve(folder);
  if (!existsSync(at) || !statSync(at).isDirectory())
    return refuse('not-an-engine-folder', `There is no folder ${folder}.`, `Make one: lq engine init ${folder}`);
  const dir = realpathSync(at);
  const paths = folders
    .flatMap((name) => {
      if (!existsSync(join(dir, name))) return [];
      return readdirSync(join(dir, name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && isSource(entry.name))
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(dir.length + 1)
            .replaceAll('\\', '/'),
        );
    })
    .toSorted(compareText);
  const foreign = paths.find((path) => !realpathSync(join(dir, path)).startsWith(dir + sep));
  if (foreign !== undefined)
    return refuse(
      'outside-engine-folder',
      `${foreign} lies outside of ${folder}.`,
      'Copy what the build needs into the folder: nothing is followed out of it.',
    );
  const modules = paths.filter((path) => /^(?:systems|backends)\/[^/]+$/.test(path));
  if (!existsSync(join(dir, 'systems')) && modules.length === 0)
    return refuse(
      'not-an-engine-folder',
      `${folder} has no folder systems.`,
      'Name a folder that lq engine init made, or put systems/<name>.ts into it.',
    );
  if (modules.length === 0) return refuse('no-systems', `There is no system in ${folder}/systems.`, 'Put one there: systems/<name>.ts.');
  return { dir, modules, files: new Map(paths.map((path) => [path, readFileSync(join(dir, path), 'utf8')])) };
}
