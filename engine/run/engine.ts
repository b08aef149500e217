/**
 * What every caller of the engine uses: the Studio's worker, `lq`, a slice in the cloud. After `openEngine` everything is synchronous.
 */
import { validateCommand, type Checked, type CommandTypes } from '../kernel/commands/index.ts';
import { initHash } from '../kernel/hash/index.ts';
import { LedgerError } from '../kernel/error.ts';
import { compareText } from '../kernel/json.ts';
import { componentTypes } from '../model/component-types.ts';
import { compileLevel, type CompileResult, type ProjectFiles, type Strip } from '../model/compile.ts';
import type { ComponentType } from '../model/component.ts';
import { openPackage, type LevelPackage } from '../model/package.ts';
import { resolveParameters } from '../model/parameters.ts';
import type { ParamValue } from '../model/project.ts';
import { suggest } from '../model/problem.ts';
import { createRegistry, type Registry } from '../model/registry.ts';
import { proofDigest, type Proof, type Recording, type RunStart, type Verdict } from '../record/index.ts';
import {
  checkScript,
  openScripting,
  tryScript,
  type ScriptReport,
  type ScriptTrial,
  type ScriptingWasm,
} from '../rules/scripting/index.ts';
import type { PhysicsBackend } from '../rules/physics/index.ts';
import type { TickSystem } from '../rules/tick.ts';
import { proveAll } from './prove.ts';
import { slice, type SliceRequest, type SliceResult } from './slice.ts';
import { verifyRecording } from './verify.ts';
import { explain, type Timeline, type Why, type WhyTarget } from './why/index.ts';
import { createSchedule } from '../rules/schedule/index.ts';
import { builtinSystems, commandTypes } from '../rules/systems/index.ts';
import { makeWorld, needsPhysics, registryOf, reopenWorld } from './open-world.ts';
import { reloadWorld, untakenEdits } from './reload.ts';
import { createPlayer, type Player } from './player.ts';
import type { ScriptDebugger } from './debug.ts';
import { createRecorder, type Recorder, type RecorderOptions } from './recorder.ts';
import type { StepOptions, World, WorldHost } from './world.ts';
import { backendTraits, backendsOf } from './backends.ts';

export interface EngineOptions {
  /** Metered interpreters of scripts. One that is absent refuses the levels that have scripts of its language. */
  wasm: ScriptingWasm;
  /** `engine@<sha256>` of the build; only a run from sources has none. */
  id?: string | undefined;
  /** Loads Rapier at once; see Engine.loadPhysics. */
  physics?: boolean | undefined;
  /** Holds every system to its declared writes and checks the arena after every tick. */
  development?: boolean | undefined;
  /** Measures systems, for a host with a Breaker: milliseconds from any moment on. */
  stopwatch?: (() => number) | undefined;
  /** Further systems of this build. They belong to a build and never to a package: give it another id. */
  systems?: readonly TickSystem[] | undefined;
  /** Further component types of this build: levels use them like built-in ones. */
  components?: readonly ComponentType[] | undefined;
  /** Further physics backends of this build, beside rapier and kinematic. Throws `backend-name` where two have one name. */
  backends?: readonly PhysicsBackend[] | undefined;
}

export interface Start {
  /** Id of a scenario; the first by id without one. */
  scenario?: string | undefined;
  /** Over the scenario's values. */
  parameters?: Readonly<Record<string, ParamValue>> | undefined;
  seed?: number | undefined;
  /** Planned length; the scenario's without it. */
  ticks?: number | undefined;
}

export interface Engine {
  /** `engine@<sha256>` of the build, or `engine@sources`. */
  readonly id: string;
  /** What this build has beside the built-in systems and component types. */
  readonly systems: readonly TickSystem[];
  readonly components: readonly ComponentType[];
  /** Loads Rapier, 4 MB. Await it before the first world of a level that needs it (`needsPhysics`). */
  loadPhysics(): Promise<void>;
  /** Whether a level has bodies that Rapier moves; other backends need no loading. */
  needsPhysics(pkg: LevelPackage): boolean;
  compileLevel(files: ProjectFiles, levelPath: string | undefined, tools: { strip: Strip; assetsElsewhere?: boolean }): CompileResult;
  openPackage(manifestBytes: Uint8Array, files: ReadonlyMap<string, Uint8Array>): LevelPackage;
  /** The component types that a level has in this engine: built-in ones, the build's and its own. */
  registry(pkg: LevelPackage): Registry;
  /** What a level understands: its own commands and the system's. */
  commandTypes(pkg: LevelPackage): CommandTypes;
  validateCommand(pkg: LevelPackage, candidate: unknown): Checked;
  proofDigest(proofs: readonly Proof[]): string;
  /** Everything that a start leaves out, filled in from the scenario. Throws LedgerError `unknown-scenario`, `bad-parameter`, `bad-start`. */
  resolveStart(pkg: LevelPackage, start?: Start): RunStart;
  /** A world at tick 0. Throws like resolveStart, and `script-load` where a script does not load. */
  createWorld(pkg: LevelPackage, start?: Start, options?: StepOptions): World;
  /** A world where a checkpoint left it. Refuses with `checkpoint-…` naming what does not match. */
  openWorld(pkg: LevelPackage, checkpoint: Uint8Array): World;
  /** An edited level, going on where a world stands (see reload.ts); the world is left as it is. Refuses with `reload-…` what cannot change. */
  reloadWorld(world: World, pkg: LevelPackage): World;
  /** Keys of the entities whose edits `reloadWorld` does not take into a run that goes on. */
  untakenEdits(was: LevelPackage, is: LevelPackage): string[];
  /** Opens or creates a world, runs it by some ticks and hands back its checkpoint. */
  runSlice(request: SliceRequest): SliceResult;
  /** A world at tick 0, like createWorld, that is recorded. */
  record(pkg: LevelPackage, start?: Start, options?: RecorderOptions): Recorder;
  /** Opens the bytes of a recording that this engine made. Refuses with `recording-…` naming what does not match. */
  openRecording(bytes: Uint8Array): Player;
  /** Why a field or a KPI of a run is what it is in a tick: of a recording in its player, or of any run that can be looked at tick by tick. */
  explain(timeline: Timeline, tick: number, target: WhyTarget): Why;
  /** One script by itself, outside any level: what it comes to and what it costs. */
  tryScript(trial: ScriptTrial): ScriptReport;
  /** Loads what watches scripts, some 250 KB, and hands out worlds in which one of them can be watched: see debug.ts. */
  openDebugger(script: string): Promise<ScriptDebugger>;
  /** One proof recording per scenario, by id. */
  prove(pkg: LevelPackage): Proof[];
  /** Replays a recording and says where it first differs. */
  verify(pkg: LevelPackage, recording: Recording): Verdict;
}

export async function openEngine({
  wasm,
  id = 'engine@sources',
  physics = false,
  development = false,
  systems = [],
  stopwatch,
  components = [],
  backends = [],
}: EngineOptions): Promise<Engine> {
  await initHash();
  checkBuild(systems, components);
  const host: WorldHost = {
    engine: id,
    scripting: await openScripting({ wasm }),
    backends: backendsOf(backends),
    systems,
    stopwatch,
    components,
    registries: new WeakMap(),
    development,
  };
  const loadPhysics = async (): Promise<void> => {
    if (!host.backends.has('rapier')) host.backends.set('rapier', await (await import('../rules/physics/rapier/rapier.ts')).openRapier());
  };
  if (physics) await loadPhysics();
  const engine: Engine = {
    id,
    systems,
    components,
    loadPhysics,
    needsPhysics,
    compileLevel: (files, path, tools) =>
      compileLevel(files, path, {
        ...tools,
        checkScript: (script, words) => checkScript(host.scripting, script, words),
        components,
        engine: id,
        backends: backendTraits(backends),
      }),
    openPackage,
    registry: (pkg) => registryOf(host, pkg),
    commandTypes: ({ level }) => commandTypes(level),
    validateCommand: ({ level }, candidate) => validateCommand(commandTypes(level), candidate),
    proofDigest,
    resolveStart: (pkg, start) => resolveStart(id, pkg, start),
    createWorld: (pkg, start, options) => makeWorld(host, pkg, resolveStart(id, pkg, start), options),
    openWorld: (pkg, checkpoint) => reopenWorld(host, pkg, checkpoint),
    reloadWorld: (world, pkg) => reloadWorld(host, world, pkg),
    untakenEdits,
    runSlice: (request) => slice(engine, request),
    record: (pkg, start, options) => createRecorder(engine.createWorld(pkg, start), engine.registry(pkg), options),
    openRecording: (bytes) => createPlayer(engine, bytes),
    explain,
    tryScript: (trial) => tryScript(host.scripting, trial),
    openDebugger: async (script) => (await import('./debug.ts')).createDebugger(host, script, (pkg, start) => resolveStart(id, pkg, start)),
    prove: (pkg) => proveAll(engine, pkg),
    verify: (pkg, recording) => verifyRecording(engine, pkg, recording),
  };
  return engine;
}

/** What an engine of one's own brings must fit what is there, before any level is opened. Throws `component-type` and `bad-schedule`. */
function checkBuild(systems: readonly TickSystem[], components: readonly ComponentType[]): void {
  if (components.length > 0) createRegistry(componentTypes({}, components));
  if (systems.length > 0) createSchedule([...builtinSystems, ...systems]);
}

function resolveStart(engine: string, pkg: LevelPackage, { scenario, parameters = {}, seed, ticks }: Start = {}): RunStart {
  const { scenarios, parameters: specs } = pkg.level;
  const ids = Object.keys(scenarios).toSorted(compareText);
  const chosen = scenario ?? ids[0] ?? '';
  const spec = Object.hasOwn(scenarios, chosen) ? scenarios[chosen] : undefined;
  if (!spec && scenario !== undefined) {
    throw new LedgerError({
      code: 'unknown-scenario',
      message: `There is no scenario ${scenario}.`,
      hint: suggest(scenario, ids),
      where: scenario,
    });
  }
  const planned = ticks ?? spec?.ticks ?? 1000;
  const seeded = seed ?? spec?.seed ?? 1;
  if (!Number.isSafeInteger(planned) || planned < 1)
    throw new LedgerError({ code: 'bad-start', message: `A run cannot have ${planned} ticks.`, hint: 'Give a whole number from 1.' });
  if (!Number.isSafeInteger(seeded) || seeded < 0)
    throw new LedgerError({ code: 'bad-start', message: `${seeded} is no seed.`, hint: 'Give a whole number from 0 to 9007199254740991.' });
  return {
    package: pkg.hash,
    engine,
    scenario: chosen,
    parameters: resolveParameters(specs, spec?.values ?? {}, parameters),
    seed: seeded,
    ticks: planned,
  };
}
