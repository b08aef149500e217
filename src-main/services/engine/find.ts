/** Which engine build a project runs with: the one that it names, the one that a person names, or that of this installation. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LedgerError } from '../../contract/error.ts';
import { checkEngine, currentEngine, type EngineBuild, productRoot } from './load.ts';

const idPattern = /^engine@([0-9a-f]{64})$/;

export interface EngineWish {
  /** Folder of the project. */
  project?: string | undefined;
  /** A folder that `lq engine init` made, the folder of a build, or `engine@<sha256>`. */
  engine?: string | undefined;
  /** Does this person trust a project? A build that lies in one is code that runs on this machine; nobody is trusted without it. */
  trusts?: ((project: string) => boolean) | undefined;
  /** The installation. */
  root?: string | undefined;
}

/**
 * The build to use, checked. A project that names one gets exactly that.
 * Throws LedgerError `engine-missing` (which build, where it was looked for, how to make it), `engine-restricted` (it lies in a project from
 * elsewhere), `engine-differs`, `not-an-engine-folder`, `bad-engine`.
 */
export async function findEngine(wish: EngineWish): Promise<EngineBuild> {
  const { project, engine, trusts, root = productRoot() } = wish;
  const needed = project === undefined ? undefined : neededEngine(project);
  const judged = (found: EngineBuild): EngineBuild => {
    const own = project === undefined ? undefined : resolve(project, 'engine', 'builds');
    const isNamed = engine !== undefined && buildsOf(engine).some((place) => resolve(place) === own);
    if (project !== undefined && dirname(found.dir) === own && !isNamed && trusts?.(project) !== true) throw restricted(project, found);
    return found;
  };
  const places = [...(engine === undefined ? [] : buildsOf(engine)), ...usualPlaces(root, project)];
  if (needed !== undefined) {
    const chosen = engine === undefined ? undefined : idOf(engine);
    if (chosen !== undefined && chosen !== needed) {
      throw new LedgerError({
        code: 'engine-differs',
        message: `The project needs ${needed}, and --engine names ${chosen}.`,
        hint: 'Leave --engine out, or change engine in ledgerquest.json.',
        where: needed,
      });
    }
    return judged(lookFor(needed, places));
  }
  if (engine === undefined) return currentEngine(root);
  const chosen = idOf(engine);
  if (chosen !== undefined) return judged(lookFor(chosen, places));
  const { id } = newestOf(engine);
  return lookFor(id, places);
}

/** The build that a project's file names; undefined where it names none. What else is wrong with the file, compiling tells. */
export function neededEngine(project: string): string | undefined {
  try {
    const { engine } = JSON.parse(readFileSync(join(project, 'ledgerquest.json'), 'utf8')) as { engine?: unknown };
    return typeof engine === 'string' && idPattern.test(engine) ? engine : undefined;
  } catch {
    return undefined;
  }
}

const usualPlaces = (root: string, project: string | undefined): string[] => [
  join(root, 'out', 'engine'),
  ...(project === undefined ? [] : [join(project, 'engine', 'builds')]),
];

/** The build that `--engine` names by its id or by its folder; undefined for a folder with builds. */
function idOf(engine: string): string | undefined {
  if (idPattern.test(engine)) return engine;
  return existsSync(join(engine, 'engine.json')) ? `engine@${basename(resolve(engine))}` : undefined;
}

/** Where builds lie that `--engine` leads to. */
function buildsOf(engine: string): string[] {
  if (idPattern.test(engine)) return [];
  return existsSync(join(engine, 'engine.json')) ? [resolve(engine, '..')] : [join(engine, 'builds')];
}

function newestOf(engine: string): { id: string } {
  const current = join(engine, 'builds', 'current.json');
  if (existsSync(current)) return JSON.parse(readFileSync(current, 'utf8')) as { id: string };
  const isFolder = existsSync(engine) && statSync(engine).isDirectory();
  throw new LedgerError({
    code: isFolder && existsSync(join(engine, 'systems')) ? 'engine-missing' : 'not-an-engine-folder',
    message: isFolder ? `There is no engine build in ${engine}.` : `There is no folder ${engine}.`,
    hint:
      isFolder && existsSync(join(engine, 'systems'))
        ? `Build it: lq engine build ${engine}`
        : 'Name a folder that lq engine init made, or engine@<sha256>.',
    where: engine,
  });
}

const restricted = (project: string, { id }: EngineBuild): LedgerError =>
  new LedgerError({
    code: 'engine-restricted',
    message: `${id} lies in a project that came from elsewhere, and its code would run on this machine.`,
    hint: `Look at ${join(project, 'engine')}, then trust the project: lq trust ${project}`,
    where: id,
  });

function lookFor(id: string, places: readonly string[]): EngineBuild {
  const sha256 = idPattern.exec(id)?.[1] ?? '';
  const dir = places.map((place) => resolve(place, sha256)).find((candidate) => existsSync(join(candidate, 'engine.json')));
  if (dir === undefined) {
    throw new LedgerError({
      code: 'engine-missing',
      message: `The engine build ${id} is not here. It was looked for in ${places.join(', ')}.`,
      hint: 'Build it: lq engine build <folder>, then run with --engine <folder>.',
      where: id,
    });
  }
  checkEngine(dir);
  return { id, dir };
}
