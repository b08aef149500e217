import type { Problem } from '../../../../engine/model/problem.ts';
import { projectPath } from '../../../../engine/model/project.ts';
import type { Bridge } from '../../../../src-main/contract/index.ts';
import type { StrippedScript } from '../../../workers/engine/protocol.ts';
import { type Cell, createCell } from '../cell.ts';
import type { EditorClock } from '../host/ports.ts';
import type { LevelSession } from '../level/level-session.ts';
import type { ProjectSession } from '../project/project-session.ts';
import type { EngineHandle } from './engine-handle.ts';

/** The level as a package: what of the document can run right now. */
export interface Program {
  state: 'empty' | 'compiling' | 'ready' | 'refused';
  /** Hash of the last package that compiled. */
  package?: string | undefined;
  engine?: string | undefined;
  /** What each script said when it was last compiled, refused or not. */
  scripts?: ReadonlyMap<string, string> | undefined;
  problems: readonly Problem[];
}

export interface ProgramKeeper {
  readonly program: Cell<Program>;
  /** Compiles what stands there now and waits for it. */
  fresh(): Promise<Program>;
  /** Follows this level from now on; compiles whenever it rests. */
  follow(project: ProjectSession, level: LevelSession): void;
  leave(): void;
  /** The engine is gone and its packages with it: the next `fresh` compiles again. */
  lost(): void;
}

/** How long a document must rest before it is compiled again. */
const rest = 250;
const encoder = new TextEncoder();

export function createProgramKeeper(bridge: Bridge, engine: EngineHandle, clock: EditorClock): ProgramKeeper {
  const program = createCell<Program>({ state: 'empty', problems: [] });
  const stripped = new Map<string, { source: string; result: StrippedScript }>();
  let open: { project: ProjectSession; level: LevelSession; stops: (() => void)[]; scripts: Set<string> } | undefined;
  let cancelRest = (): void => {};
  let dirty = true;
  /** The engine broke off: what stands there was not judged, and is tried again when somebody asks. */
  let brokeOff = false;
  let running: Promise<Program> | undefined;

  const strip = async (path: string, source: string): Promise<StrippedScript> => {
    const known = stripped.get(path);
    if (known?.source === source) return known.result;
    const result = await bridge.invoke('script.strip', { path, source });
    const plain: StrippedScript = 'code' in result ? { code: result.code } : { problems: result.problems as Problem[] };
    stripped.set(path, { source, result: plain });
    return plain;
  };

  const changed = (): void => {
    dirty = true;
    cancelRest();
    cancelRest = clock.after(rest, () => void fresh());
  };

  const compileNow = async (): Promise<Program> => {
    const current = open;
    if (!current) return program.get();
    dirty = false;
    const { project, level } = current;
    const before = program.get();
    program.set({ ...before, state: 'compiling' });
    try {
      const file = level.file();
      const files: Record<string, Uint8Array> = {
        [projectPath]: encoder.encode(JSON.stringify(project.file.get())),
        [level.ref.path]: encoder.encode(JSON.stringify(file)),
        ...Object.fromEntries(
          Object.entries(project.tables()).map(([name, table]) => [`data/${name}.json`, encoder.encode(JSON.stringify(table))]),
        ),
        ...Object.fromEntries(Object.entries(project.behaviours()).map(([name, tree]) => [`behaviours/${name}`, encoder.encode(tree)])),
      };
      const scripts = new Map<string, string>();
      const strippedNow: Record<string, StrippedScript> = {};
      for (const path of file.scripts) {
        if (!project.scripts.some((script) => script.path === path)) continue;
        const script = await project.script(path);
        if (!current.scripts.has(path)) {
          current.scripts.add(path);
          current.stops.push(script.text.subscribe(changed));
        }
        const source = script.text.get();
        files[path] = encoder.encode(source);
        scripts.set(path, source);
        if (path.endsWith('.ts')) strippedNow[path] = await strip(path, source);
      }
      const url = await engineUrl();
      if (open !== current) return program.get();
      const { engine: id } = await engine.call('open', { url });
      const result = await engine.call('compile', { engine: url, files, level: level.ref.path, stripped: strippedNow });
      if (open !== current) return program.get();
      const next: Program = result.ok
        ? { state: 'ready', package: result.package, engine: id, scripts, problems: result.problems }
        : { state: 'refused', package: before.package, engine: id, scripts, problems: result.problems };
      program.set(next);
      return next;
    } catch (error) {
      if (open !== current) return program.get();
      brokeOff = true;
      program.set({ ...before, state: 'refused', problems: [asProblem(error)] });
      return program.get();
    }
  };

  const engineUrl = async (): Promise<string> => (await bridge.invoke('host.describe', {})).engine.url;

  const fresh = async (): Promise<Program> => {
    cancelRest();
    if (brokeOff) dirty = true;
    brokeOff = false;
    while (open && (dirty || running)) {
      running ??= compileNow().finally(() => (running = undefined));
      await running;
    }
    return program.get();
  };

  const leave = (): void => {
    cancelRest();
    for (const stop of open?.stops ?? []) stop();
    open = undefined;
    dirty = true;
    brokeOff = false;
    program.set({ state: 'empty', problems: [] });
  };

  return {
    program,
    fresh,
    follow(project, level) {
      leave();
      open = {
        project,
        level,
        scripts: new Set(),
        stops: [level.subscribe(changed), project.file.subscribe(changed), project.scriptRefs.subscribe(changed)],
      };
      program.set({ state: 'compiling', problems: [] });
      changed();
    },
    leave,
    lost: () => {
      brokeOff = true;
    },
  };
}

function asProblem(error: unknown): Problem {
  const { code, message, hint } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: string;
    message?: string;
    hint?: string;
  };
  return {
    severity: 'error',
    code: code ?? 'cannot-compile',
    message: message ?? String(error),
    file: projectPath,
    ...(hint !== undefined && { hint }),
  };
}
