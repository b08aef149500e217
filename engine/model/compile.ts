/**
 * compileLevel: a folder of text files in, an immutable package out, or Problems that each lead to a file, line, entity and field.
 * Pure and synchronous; stripping types is handed in, because only some hosts can.
 */
import { sha256Hex } from '../kernel/hash/index.ts';
import { LedgerError } from '../kernel/error.ts';
import { compareText, type Json } from '../kernel/json.ts';
import type { CompiledLevel, CompiledScript } from './compiled.ts';
import { defineComponentFromData, type ComponentType } from './component.ts';
import { checkCameras } from './check-cameras.ts';
import { checkNav } from './check-nav.ts';
import { checkPaths } from './check-paths.ts';
import { checkPhysics, checkPrefabPhysics } from './check-physics.ts';
import {
  fieldOfPath,
  isTreePath,
  nodesOf,
  nodeTypes,
  readTrees,
  treeNames,
  type BehaviourTree,
  type TreeContext,
} from './behaviour/index.ts';
import { builtinComponents } from './components/index.ts';
import { readDocument, readText, type Document, type ProjectFiles } from './document.ts';
import { checkEntities, checkPrefabs } from './entities.ts';
import { wholeEntities } from './instances.ts';
import { LevelFile, type Clock } from './level.ts';
import { PhysicsSettings, type BackendTraits } from './physics.ts';
import { usedMaterials } from './material.ts';
import { checkMachines, checkMachineUse } from './machines/index.ts';
import { createPackage, type LevelPackage } from './package.ts';
import { resolveParameters } from './parameters.ts';
import { orderProblems, suggest, type Problem } from './problem.ts';
import { ProjectFile, projectPath } from './project.ts';
import type { z } from './zod.ts';

export type { ProjectFiles } from './document.ts';

/** Turns TypeScript into JavaScript by blanking types, so that every line and column stays where it was. */
export type Strip = (source: string, file: string) => { code: string } | { problems: Problem[] };

/** What a level offers to its scripts by name. */
export interface ScriptWords {
  components: Readonly<Record<string, ComponentType>>;
  commands: ProjectFile['commands'];
  parameters: ProjectFile['parameters'];
  kpis: ProjectFile['kpis'];
  prefabs: readonly string[];
  tables: readonly string[];
}

/** Looks at a script before anything of it runs. An error refuses the level. */
export type CheckScript = (script: { path: string; code: string }, words: ScriptWords) => Problem[];

export interface CompileTools {
  strip: Strip;
  /** Whether TypeScript parses is for `strip` to say. */
  checkScript?: CheckScript | undefined;
  /** Component types of the engine build beside the built-in ones. */
  components?: readonly ComponentType[] | undefined;
  /** `engine@<sha256>` of the build that compiles; without it a build that the project names is not asked for. */
  engine?: string | undefined;
  /** The physics backends of the engine that will run it; without them a name that is not built in is let through. */
  backends?: readonly BackendTraits[] | undefined;
  /** The bytes of assets need not be among the files: the project's index says what they are, and the package is named without holding them. */
  assetsElsewhere?: boolean | undefined;
}

export type CompileResult = { ok: true; package: LevelPackage; problems: Problem[] } | { ok: false; problems: Problem[] };

export const MAX_SCRIPT_BYTES = 256 * 1024;
const MAX_TABLE_BYTES = 1024 * 1024;

/** Packs one level of a project; without `levelPath` the project's first. Warnings come with the package, errors instead of it. */
export function compileLevel(
  files: ProjectFiles,
  levelPath: string | undefined,
  { strip, checkScript, components: own = [], engine, backends, assetsElsewhere = false }: CompileTools,
): CompileResult {
  const problems: Problem[] = [];
  const project = readDocument(files, projectPath, ProjectFile, problems);
  if (!project) return { ok: false, problems };
  const path = levelPath ?? project.value.levels[0]!;
  const read = readDocument(files, path, LevelFile, problems);
  // A draft stands in for the level that it is of.
  if (!project.value.levels.includes(path) && files.has(path) && !read?.value.draft) {
    problems.push({
      ...project.at(['levels']),
      severity: 'warning',
      code: 'unlisted-level',
      message: `${path} is not listed in levels.`,
      hint: 'List it, so that others find it.',
    });
  }
  const types = projectTypes(project, own, problems);
  checkProject(project, problems);
  const otherBuild = engine === undefined ? undefined : checkBuild(project, engine, problems);
  if (!read) return { ok: false, problems: orderProblems(problems) };

  const elsewhere = new Map(assetsElsewhere ? Object.entries(project.value.assets).filter(([asset]) => !files.has(asset)) : []);
  const known = { files, elsewhere };
  const prefabs = checkPrefabs(project, types, known, problems, otherBuild);
  const level = wholeEntities(read, prefabs.written, prefabs.bad, problems);

  checkClock(project, level, types, problems);
  const entities = checkEntities(level, types, known, problems, otherBuild);
  checkPhysics(level, entities.list, backends, problems);
  checkCameras(level, entities.list, problems);
  checkPaths(level, entities.list, problems);
  checkNav(level, entities.list, problems);
  checkPrefabPhysics(project, prefabs, problems);
  checkSpawners(level, project, problems);
  const tables = readTables(files, problems);
  const { scripts, texts } = readScripts(files, level, strip, problems);
  if (checkScript) {
    const words = wordsOf(project.value, types, Object.keys(tables));
    for (const { path } of scripts) problems.push(...checkScript({ path, code: new TextDecoder().decode(texts.get(path)) }, words));
  }
  const named = entitiesOf(level, scripts, texts);
  const { commands: declared } = project.value;
  const behaviours = readTrees(files, { types, commands: declared, clock: level.value.clock, entities: named }, problems);
  checkMinds(level, new Set([...Object.keys(behaviours), ...treeNames(files)]), problems);
  checkCalls(behaviours, scripts, texts, problems);
  checkMachines(project, { types, entities: named }, problems);
  checkMachineUse(level, project.value.machines, problems);
  const assets = new Set([...entities.assets, ...prefabs.assets]);
  const quoted = [codeOf(scripts, texts), JSON.stringify([project.value.machines, behaviours])];
  const worn = { entities: entities.list, prefabs: prefabs.list, texts: quoted };
  const materials = usedMaterials(project, level, worn, known, assets, problems);
  if (problems.some(({ severity }) => severity === 'error')) return { ok: false, problems: orderProblems(problems) };

  const { id, name, components, commands, parameters, scenarios, kpis, charts } = project.value;
  const compiled: z.input<typeof CompiledLevel> = {
    format: 1,
    id: level.value.id,
    name: level.value.name,
    project: { id, name },
    clock: level.value.clock,
    physics: level.value.physics ?? PhysicsSettings.parse({}),
    components,
    commands,
    prefabs: prefabs.list,
    machines: project.value.machines,
    parameters,
    scenarios,
    kpis,
    charts,
    entities: entities.list,
    scripts,
    behaviours,
    tables,
    ...(Object.keys(materials).length > 0 && { materials }),
    ...(level.value.environment !== undefined && { environment: level.value.environment }),
    ...(project.value.engine !== undefined && { engine: project.value.engine }),
  };
  const contents = new Map<string, Uint8Array>(texts);
  for (const path of files.keys()) if (isTreePath(path)) contents.set(path, files.get(path)!);
  for (const asset of assets) if (!elsewhere.has(asset)) contents.set(asset, files.get(asset)!);
  const absent = [...elsewhere].filter(([asset]) => assets.has(asset)).map(([asset, { sha256, size }]) => ({ path: asset, sha256, size }));
  return { ok: true, package: createPackage(compiled, contents, absent), problems: orderProblems(problems) };
}

const wordsOf = (
  { commands, parameters, kpis, prefabs }: ProjectFile,
  types: ReadonlyMap<string, ComponentType>,
  tables: readonly string[],
): ScriptWords => ({ components: Object.fromEntries(types), commands, parameters, kpis, prefabs: Object.keys(prefabs), tables });

function projectTypes(project: Document<ProjectFile>, own: readonly ComponentType[], problems: Problem[]): Map<string, ComponentType> {
  const types = new Map([...builtinComponents, ...own].map((type) => [type.name, type as ComponentType]));
  for (const [name, data] of Object.entries(project.value.components)) {
    const place = project.at(['components', name]);
    if (types.has(name)) {
      problems.push({
        ...place,
        severity: 'error',
        code: 'component-clash',
        message: `The engine has a component ${name} already.`,
        hint: 'Rename yours.',
        component: name,
      });
      continue;
    }
    try {
      types.set(name, defineComponentFromData(name, data));
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      problems.push({ ...place, severity: 'error', code: 'bad-component-type', message: error.message, hint: error.hint, component: name });
    }
  }
  return types;
}

/** Names the build that the project needs where it is another than the one that compiles; undefined where it is the same or any will do. */
function checkBuild(project: Document<ProjectFile>, engine: string, problems: Problem[]): string | undefined {
  const { engine: needed } = project.value;
  if (needed === undefined || needed === engine) return undefined;
  problems.push({
    ...project.at(['engine']),
    severity: 'error',
    code: 'engine-needed',
    message: `This project needs ${needed}, and this is ${engine}.`,
    hint: 'Run it with lq run --engine <folder>, or build it: lq engine build <folder>.',
  });
  return needed;
}

/** What the project file promises about itself: parameters, scenarios and charts that fit together. */
function checkProject(project: Document<ProjectFile>, problems: Problem[]): void {
  const { parameters, scenarios, kpis, charts, commands } = project.value;
  const attempt = (path: (string | number)[], code: string, check: () => void): void => {
    try {
      check();
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      problems.push({ ...project.at(path), severity: 'error', code, message: error.message, hint: error.hint, field: path.join('.') });
    }
  };
  for (const [name, spec] of Object.entries(parameters))
    attempt(['parameters', name, 'default'], 'bad-parameter', () => resolveParameters({ [name]: spec }));
  for (const [id, scenario] of Object.entries(scenarios)) {
    for (const [name, value] of Object.entries(scenario.values)) {
      const known = Object.hasOwn(parameters, name) ? { [name]: parameters[name]! } : parameters;
      attempt(['scenarios', id, 'values', name], 'bad-parameter', () => resolveParameters(known, { [name]: value }));
    }
  }
  for (const [name, data] of Object.entries(commands))
    attempt(['commands', name], 'bad-command', () => defineComponentFromData(name, data));
  charts.forEach(({ kpis: shown }, index) => {
    for (const kpi of shown) {
      if (Object.hasOwn(kpis, kpi)) continue;
      problems.push({
        ...project.at(['charts', index, 'kpis']),
        severity: 'error',
        code: 'unknown-kpi',
        message: `A chart shows ${kpi}, which is no KPI of this project.`,
        hint: suggest(kpi, Object.keys(kpis)),
      });
    }
  });
}

function checkClock(
  project: Document<ProjectFile>,
  level: Document<LevelFile>,
  types: ReadonlyMap<string, ComponentType>,
  problems: Problem[],
): void {
  const { clock }: { clock: Clock } = level.value;
  if (clock.kind !== 'turns') return;
  const { commands } = project.value;
  for (const role of ['awaits', 'take', 'release'] as const) {
    const name = clock[role];
    if (!Object.hasOwn(commands, name)) {
      problems.push({
        ...level.at(['clock', role]),
        severity: 'error',
        code: 'unknown-command',
        message: `The clock's ${role} names ${name}, which is no command of this project.`,
        hint: suggest(name, Object.keys(commands)),
      });
    } else if (role === 'take' && commands[name]!.fields['stage']?.kind !== 'string') {
      problems.push({
        ...project.at(['commands', name]),
        severity: 'error',
        code: 'bad-command',
        message: `${name} takes a seat, so it needs a field stage of kind string.`,
      });
    }
  }
  if (clock.notice === undefined) return;
  const found = fieldOfPath(types, clock.notice);
  if ('problem' in found || found.spec.kind !== 'string')
    problems.push({
      ...level.at(['clock', 'notice']),
      severity: 'error',
      code: 'bad-notice',
      message: `The clock's notice is ${clock.notice}, and ${'problem' in found ? found.problem : 'that is no text'}.`,
      hint: ('problem' in found ? found.hint : undefined) ?? 'Name a field of kind string of a component that the seats have.',
    });
}

/** A spawner whose prefab nobody declared would refuse, tick after tick. */
function checkSpawners(level: Document<LevelFile>, project: Document<ProjectFile>, problems: Problem[]): void {
  const { prefabs } = project.value;
  for (const [key, { components }] of Object.entries(level.value.entities)) {
    const prefab = components['Spawner']?.['prefab'];
    if (components['Spawner'] === undefined) continue;
    if (typeof prefab === 'string' && Object.hasOwn(prefabs, prefab)) continue;
    problems.push({
      ...level.at(['entities', key, 'components', 'Spawner']),
      severity: 'error',
      code: 'unknown-prefab',
      message:
        typeof prefab === 'string' && prefab !== ''
          ? `Spawner.prefab names ${prefab}, which is no prefab of this project.`
          : 'The Spawner has no prefab.',
      hint: suggest(typeof prefab === 'string' ? prefab : '', Object.keys(prefabs)) ?? 'Declare it under prefabs in ledgerquest.json.',
      entity: key,
      component: 'Spawner',
      field: 'prefab',
    });
  }
}

/** A mind whose tree nobody wrote would only ever tell that it is missing. */
function checkMinds(level: Document<LevelFile>, trees: ReadonlySet<string>, problems: Problem[]): void {
  for (const [key, { components }] of Object.entries(level.value.entities)) {
    const tree = components['Behaviour']?.['tree'];
    if (typeof tree !== 'string' || tree === '' || trees.has(tree)) continue;
    problems.push({
      ...level.at(['entities', key, 'components', 'Behaviour', 'tree']),
      severity: 'error',
      code: 'unknown-tree',
      message: `Behaviour.tree names ${tree}, which is no tree of this project.`,
      hint: suggest(tree, trees) ?? `Write it: behaviours/${tree}.yaml.`,
      entity: key,
      component: 'Behaviour',
      field: 'tree',
    });
  }
}

const codeOf = (scripts: readonly CompiledScript[], texts: ReadonlyMap<string, Uint8Array>): string =>
  scripts.map((script) => new TextDecoder().decode(texts.get(script.code.path))).join('\n');

/** Who can be named: the entities of the level, what a script names, and anybody where a script computes the keys of what it makes. */
function entitiesOf(
  level: Document<LevelFile>,
  scripts: readonly CompiledScript[],
  texts: ReadonlyMap<string, Uint8Array>,
): NonNullable<TreeContext['entities']> {
  const { entities } = level.value;
  const code = codeOf(scripts, texts);
  const computed = /\bspawn\([^;]*(?:\$\{|\+)/.test(code);
  return { keys: Object.keys(entities), canBe: (key) => Object.hasOwn(entities, key) || computed || code.includes(key) };
}

/** A call that no script answers fails in every tick. What a script is called by may be computed, so this is a warning. */
function checkCalls(
  trees: Readonly<Record<string, BehaviourTree>>,
  scripts: readonly CompiledScript[],
  texts: ReadonlyMap<string, Uint8Array>,
  problems: Problem[],
): void {
  const code = codeOf(scripts, texts);
  const answered = [...code.matchAll(/\bon\(\s*(['"`])([^'"`]+)\1/g)].map(([, , name]) => name!);
  for (const { source, root } of Object.values(trees)) {
    for (const { type, args } of nodesOf(root)) {
      const call = type === 'Call' || type === 'Score' ? args['call'] : undefined;
      if (typeof call !== 'string' || answered.includes(call)) continue;
      problems.push({
        severity: 'warning',
        code: 'unanswered-call',
        message: `${source} calls ${call}, which no script of the level answers: the node will fail.`,
        hint:
          suggest(call, source.endsWith('.json') ? [...answered, ...Object.keys(nodeTypes)] : answered) ??
          `Write on('${call}', (args, { entity }) => 'success') in a script.`,
        file: source,
      });
    }
  }
}

function readTables(files: ProjectFiles, problems: Problem[]): Record<string, Json> {
  const tables: Record<string, Json> = {};
  for (const path of [...files.keys()].toSorted(compareText)) {
    const name = /^data\/([A-Za-z0-9][A-Za-z0-9_-]*)\.json$/.exec(path)?.[1];
    if (name === undefined) continue;
    const size = files.get(path)!.length;
    if (size > MAX_TABLE_BYTES) {
      problems.push({
        severity: 'error',
        code: 'table-too-big',
        message: `${path} has ${size} bytes; a table may have ${MAX_TABLE_BYTES}.`,
        file: path,
      });
      continue;
    }
    const table = readDocument(files, path, undefined, problems);
    if (table) tables[name] = table.value;
  }
  return tables;
}

function readScripts(
  files: ProjectFiles,
  level: Document<LevelFile>,
  strip: Strip,
  problems: Problem[],
): { scripts: CompiledScript[]; texts: Map<string, Uint8Array> } {
  const scripts: CompiledScript[] = [];
  const texts = new Map<string, Uint8Array>();
  const encoder = new TextEncoder();
  const known = [...files.keys()].filter((path) => path.startsWith('scripts/'));
  level.value.scripts.forEach((path, index) => {
    const place = level.at(['scripts', index]);
    const source = files.get(path);
    if (level.value.scripts.indexOf(path) !== index) {
      problems.push({ ...place, severity: 'error', code: 'script-twice', message: `${path} is listed twice.` });
    } else if (!source) {
      problems.push({
        ...place,
        severity: 'error',
        code: 'missing-script',
        message: `There is no ${path}.`,
        hint: suggest(path, known) ?? 'Create the file or take it off the list.',
      });
    } else if (source.length > MAX_SCRIPT_BYTES) {
      problems.push({
        file: path,
        severity: 'error',
        code: 'script-too-big',
        message: `${path} has ${source.length} bytes; a script may have ${MAX_SCRIPT_BYTES}.`,
        hint: 'Move its data to data/<name>.json and read it with table().',
      });
    } else {
      const text = readText(files, path, problems);
      if (text === undefined) return;
      texts.set(path, source);
      // Every language but one is its own code.
      if (!path.endsWith('.ts')) {
        scripts.push({ path, source: sha256Hex(source), code: { path, sha256: sha256Hex(source) } });
        return;
      }
      const result = strip(text, path);
      if ('problems' in result) {
        problems.push(...result.problems);
        return;
      }
      const code = encoder.encode(result.code);
      const codePath = path.replace(/\.ts$/, '.js');
      if (texts.has(codePath) || files.has(codePath)) {
        problems.push({
          ...place,
          severity: 'error',
          code: 'script-clash',
          message: `${path} compiles to ${codePath}, which exists too.`,
          hint: 'Rename one of them.',
        });
        return;
      }
      texts.set(codePath, code);
      scripts.push({ path, source: sha256Hex(source), code: { path: codePath, sha256: sha256Hex(code) } });
    }
  });
  return { scripts, texts };
}
