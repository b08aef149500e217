/**
 * What this worker uses of an engine build. Builds are loaded by URL and outlive the worker's own sources, so this is a contract of its own
 * and not an import: whatever a build has besides is not needed here.
 */
import type { Json } from '../../../engine/kernel/json.ts';
import type { CompileResult, ProjectFiles, Strip } from '../../../engine/model/compile.ts';
import type { LevelPackage } from '../../../engine/model/package.ts';
import type { Why, WhyTarget } from '../../../engine/run/why/index.ts';
import type { Breakpoint, BreakpointProblem, ComponentChange, KpiValue, Parameters, ScriptTrace } from './protocol.ts';

export interface BuildCommand {
  sender: number;
  seq: number;
  type: string;
  payload: Json;
}

export interface BuildTick {
  tick: number;
  hash: string;
  events: readonly { tick: number; type: string; entity?: string | undefined; payload: Json }[];
  kpis: Readonly<Record<string, KpiValue>>;
  logs: readonly { script: string; text: string }[];
  faults: readonly {
    code: string;
    message: string;
    file?: string | undefined;
    line?: number | undefined;
    column?: number | undefined;
    hint?: string | undefined;
  }[];
  fuel: number;
  /** Builds that know where the fuel went. */
  costs?: readonly BuildCost[] | undefined;
  /** With `trace`; the build itself reads it. */
  trace?: readonly unknown[] | undefined;
}

export interface BuildCost {
  script: string;
  hook: string;
  fuel: number;
  calls: number;
  lines?: readonly { line: number; function: string; fuel: number }[] | undefined;
}

/** What happened between two calls of `changes`. A spawned entity's components are among the changes. */
export interface BuildDiff {
  changed: readonly ComponentChange[];
  spawned: readonly { entity: string; parent: string | null }[];
  despawned: readonly string[];
}

export interface BuildWorld {
  readonly tick: number;
  /** Planned length of the scenario. */
  readonly ticks: number;
  step(commands: BuildCommand[], options?: { profile?: boolean; trace?: boolean }): BuildTick;
  hash(): string;
  chain(): string;
  checkpoint(): Uint8Array;
  waiting(pending: BuildCommand[]): string[];
  /** Every parameter as it counts from the next tick on; older builds do not say. */
  parameters?(): Parameters;
  changes(): BuildDiff;
  entities(): readonly { key: string; name?: string | undefined; parent?: string | null | undefined; components: Record<string, Json> }[];
  dispose(): void;
}

/** A run as a build looks at it, tick by tick. */
export interface BuildTimeline {
  package: LevelPackage;
  keyframes: readonly number[];
  commands: readonly (BuildCommand & { tick: number })[];
  seek(tick: number): BuildWorld;
  trace(tick: number): unknown;
}

/** Worlds that come to the same as the build's own, and tell what a script does in them. */
export interface BuildDebugger extends Required<Pick<EngineBuild, 'createWorld' | 'openWorld' | 'reloadWorld'>> {
  watch<T>(
    watch: { breakpoints: readonly Breakpoint[]; record: boolean; any?: boolean },
    work: () => T,
  ): {
    value: T;
    watched: { trace?: ScriptTrace | undefined; hit: boolean; problems: readonly BreakpointProblem[]; differs?: string | undefined };
  };
}

export interface EngineBuild {
  /** `engine@<sha256>` */
  readonly id: string;
  compileLevel(files: ProjectFiles, level: string | undefined, options: { strip: Strip; assetsElsewhere?: boolean }): CompileResult;
  openPackage(manifest: Uint8Array, files: ReadonlyMap<string, Uint8Array>): LevelPackage;
  createWorld(
    level: LevelPackage,
    start: { scenario?: string; parameters?: Parameters; seed?: number },
    options?: { trace?: boolean },
  ): BuildWorld;
  openWorld(level: LevelPackage, checkpoint: Uint8Array): BuildWorld;
  /** An edited level, going on where a world stands; older builds cannot. */
  reloadWorld?(world: BuildWorld, level: LevelPackage): BuildWorld;
  /** Keys of the entities whose edits a reload does not take in. */
  untakenEdits?(was: LevelPackage, is: LevelPackage): string[];
  /** Why a field or a KPI is what it is in a tick. */
  explain?(timeline: BuildTimeline, tick: number, target: WhyTarget): Why;
  /** Worlds in which one script can be watched; older builds have none. */
  openDebugger?(script: string): Promise<BuildDebugger>;
  /** Builds with physics: whether a level needs it, and how to have it ready before a world is made. */
  needsPhysics?(level: LevelPackage): boolean;
  loadPhysics?(): Promise<unknown>;
}
