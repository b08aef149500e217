import type { Engine } from '../../../engine/run/index.ts';
import { readDocument } from '../../../engine/model/document.ts';
import { LevelFile } from '../../../engine/model/level.ts';
import { ProjectFile, projectPath } from '../../../engine/model/project.ts';
import type { LevelPackage } from '../../../engine/model/package.ts';
import { orderProblems, type Problem } from '../../../engine/model/problem.ts';
import { stripTypes } from '../engine/index.ts';
import { checkTypes } from './check-types.ts';
import { readProject } from './read.ts';

/** Packs a level of the project in a folder; without `level` its first. A level may be named by its path or its id. */
export async function compileFolder(
  engine: Engine,
  dir: string,
  level?: string,
): Promise<{ package: LevelPackage | undefined; problems: Problem[] }> {
  const { files, problems } = await readProject(dir);
  const path = level === undefined || level.includes('/') ? level : `levels/${level}.json`;
  const result = engine.compileLevel(files, path, { strip: stripTypes });
  return {
    package: result.ok ? result.package : undefined,
    problems: orderProblems([...problems, ...draftNote(files, path), ...result.problems]),
  };
}

/** Who runs a draft is told that it is one. */
function draftNote(files: ReadonlyMap<string, Uint8Array>, named: string | undefined): Problem[] {
  const path = named ?? readDocument(files, projectPath, ProjectFile, [])?.value.levels[0];
  const level = path === undefined ? undefined : readDocument(files, path, LevelFile, [])?.value;
  if (path === undefined || !level?.draft) return [];
  const { of, by, at } = level.draft;
  return [
    {
      severity: 'warning',
      code: 'draft',
      file: path,
      message: `${level.name} is a draft of ${of}, begun by ${by} on ${new Date(at).toISOString().slice(0, 10)}.`,
      hint: 'It runs as it is. To publish it, take it over into its level in Studio first.',
    },
  ];
}

/** What compiling cannot see, and nothing that it refuses: scripts that do not fit their level, and scenarios that cannot begin. */
export async function checkLevel(engine: Engine, pkg: LevelPackage): Promise<Problem[]> {
  const starts = await checkStarts(engine, pkg);
  // What did not run is not told once more for its types.
  const told = new Set(starts.map(({ file, line }) => `${file}:${line}`));
  const types = (await checkTypes(pkg, engine.registry(pkg).types)).filter(({ file, line }) => !told.has(`${file}:${line}`));
  return orderProblems([...starts, ...types]);
}

/**
 * Scripts that do not load, and scenarios that cannot begin. Each scenario is begun and not run.
 */
async function checkStarts(engine: Engine, pkg: LevelPackage): Promise<Problem[]> {
  if (engine.needsPhysics(pkg)) await engine.loadPhysics();
  const scenarios = Object.keys(pkg.level.scenarios);
  const problems = new Map<string, Problem>();
  for (const scenario of scenarios.length > 0 ? scenarios : [undefined]) {
    try {
      const world = engine.createWorld(pkg, { scenario });
      const { faults } = world.step();
      for (const { code, message, hint, file, line, column } of faults) {
        problems.set(`${file}:${line}:${message}`, {
          severity: 'warning',
          code: `script-${code.toLowerCase()}`,
          message,
          hint,
          file,
          line,
          column,
        });
      }
      world.dispose();
    } catch (error) {
      const { code, message, hint, where } = error as { code?: string; message: string; hint?: string; where?: string };
      if (code === undefined) throw error;
      const [file = 'ledgerquest.json', line, column] = code === 'script-load' ? (where ?? '').split(':') : [];
      problems.set(`${where}:${message}`, {
        severity: 'error',
        code,
        message,
        hint,
        file,
        ...(line !== undefined && { line: Number(line) }),
        ...(column !== undefined && { column: Number(column) }),
      });
    }
  }
  return [...problems.values()];
}
