/**
 * What the engine worker is asked and what it tells. Requests carry an `id` and get one reply; frames and progress come unasked. Everything
 * is plain data, so that the same host runs in a worker and, in tests, in Node.
 */
import type { Json } from '../../../engine/kernel/json.ts';
import type { ToldWhy, WhyTarget } from '../../../engine/run/why/index.ts';
import type { Problem } from '../../../engine/model/problem.ts';
import type { ParamValue } from '../../../engine/model/project.ts';
import type { Breakpoint, BreakpointProblem, ScriptTrace } from '../../../engine/run/index.ts';

export type { Breakpoint, BreakpointProblem, ScriptTrace };

export type RunId = string;
export type KpiValue = number | string;
export type Parameters = Readonly<Record<string, ParamValue>>;

export interface RunStart {
  scenario?: string;
  /** What differs from the scenario. */
  parameters?: Parameters;
  seed?: number;
}

export interface PreviewCommand {
  /** The tick it enters; without it, the next one. */
  tick?: number;
  sender: number;
  seq: number;
  type: string;
  payload: Json;
}

export type StrippedScript = { code: string } | { problems: Problem[] };

export interface EntityRecord {
  key: string;
  name: string;
  parent: string | null;
  components: Record<string, Json>;
}

export interface ComponentChange {
  entity: string;
  component: string;
  /** null: the entity no longer has it. */
  value: Json | null;
}

/** What ticks `from`..`to` did. Lists hold one value per tick, the first for `from`. */
export interface RunTicks {
  run: RunId;
  from: number;
  to: number;
  hashes: string[];
  kpis: Record<string, KpiValue[]>;
  events: RunEvent[];
  logs: { tick: number; script: string; text: string }[];
  faults: { tick: number; code: string; message: string; file?: string; line?: number; column?: number; hint?: string }[];
  fuel: number;
  /** Fuel of each script and hook; what did not run has 0. */
  costs: RunCost[];
}

export interface RunCost {
  script: string;
  hook: string;
  fuel: number[];
}

/** Where the fuel of one tick went. */
export interface TickCost {
  script: string;
  hook: string;
  fuel: number;
  calls: number;
  /** Most first; line 0 is what the SDK did around the script. */
  lines: readonly { line: number; function: string; fuel: number }[];
}

export interface RunEvent {
  tick: number;
  type: string;
  entity?: string;
  payload: Json;
}

export interface EngineCalls {
  /** Loads the engine build at `url` (a folder with engine.mjs and its wasm); once per url. */
  open: { request: { url: string }; reply: { engine: string } };
  /** Compiles a level of a project's files with the build at `engine`; keeps the package, and the build it belongs to, under its hash. */
  compile: {
    request: { engine: string; files: Record<string, Uint8Array>; level?: string; stripped: Record<string, StrippedScript> };
    reply: { ok: true; package: string; problems: Problem[] } | { ok: false; problems: Problem[] };
  };
  /** Opens a stored package (a production session's) for the build at `engine`. */
  openPackage: { request: { engine: string; manifest: Uint8Array; files: Record<string, Uint8Array> }; reply: { package: string } };
  /** Every parameter as it counts after a tick of a run; undefined of a build that does not say. */
  parameters: { request: { run: RunId; tick: number }; reply: Parameters | undefined };
  /** The state before the first tick, without a run. */
  initial: { request: { package: string; start: RunStart }; reply: { entities: EntityRecord[]; hash: string } };
  /**
   * Runs `ticks` ticks from the start, or from tick `from.tick` of another run with these parameters changed there. Progress comes as
   * `ticks` messages; the reply comes when the run has finished, waits for a player (`waiting`), or was cancelled.
   */
  run: {
    request: {
      run: RunId;
      package: string;
      start: RunStart;
      commands?: PreviewCommand[];
      ticks: number;
      from?: { run: RunId; tick: number };
      /** Keep what is needed to scrub (default). Runs that only feed a curve need not. */
      keep?: boolean;
    };
    reply: RunResult;
  };
  /** Goes on with a run: sends commands and computes on, to `ticks` at most. */
  advance: { request: { run: RunId; commands: PreviewCommand[]; ticks: number }; reply: RunResult };
  cancel: { request: { run: RunId }; reply: { cancelled: boolean } };
  /** Forgets a run and what it kept. */
  drop: { request: { run: RunId }; reply: Record<string, never> };
  /**
   * The state at `tick` of a run, exactly: as the changes since tick `since` where these are known, else whole. `hash` is the state's own,
   * computed again when the state was.
   */
  frame: { request: { run: RunId; tick: number; since?: number }; reply: RunFrame };
  /** Which lines of which scripts used the fuel of `tick`, which has been computed. */
  profile: { request: { run: RunId; tick: number }; reply: { costs: TickCost[] } };
  /** Why a field or a KPI of a run is what it is after `tick`, in words. */
  why: { request: { run: RunId; tick: number; target: WhyTarget }; reply: ToldWhy };
  /**
   * What a script did in a tick of a run, step by step; with `find` in the nearest tick after or before it that has something to stop at.
   * Made by replaying the run beside it, which stays as it is. A newer question ends an older one (`debug-superseded`).
   */
  debug: { request: { run: RunId; script: string } & DebugQuestion; reply: DebugReply };
  /** Forgets what debugging a run has kept, and ends a question about it. */
  undebug: { request: { run: RunId }; reply: Record<string, never> };
  /** What the run was made of: enough to make it again anywhere. */
  recording: {
    request: { run: RunId };
    reply: { package: string; engine: string; start: RunStart; commands: PreviewCommand[]; hashes: string[]; chain: string };
  };
}

export interface DebugQuestion {
  /** 0: what the script did before the first tick. */
  tick: number;
  breakpoints: readonly Breakpoint[];
  find?: 'next' | 'previous';
  /** With `find`: any step will do. */
  any?: boolean;
}

export interface DebugReply {
  /** Of the tick that was asked for or found; undefined where there is none. */
  tick: number | undefined;
  /** Undefined where the script did nothing in the tick. */
  trace?: ScriptTrace | undefined;
  problems: readonly BreakpointProblem[];
  /** In what the copy that was watched was not like the script: then the trace may not be what happened. */
  differs?: string | undefined;
}

/** A seat that owes a command, and who holds it: only what that sender sends counts for it. */
export interface AwaitedSeat {
  /** Key of the entity. */
  entity: string;
  stage: string;
  sender: number;
}

export interface RunResult {
  outcome: 'finished' | 'waiting' | 'cancelled';
  tick: number;
  /** Empty unless `waiting`. */
  waiting: AwaitedSeat[];
  chain: string;
  /** Keys of edited entities that the run goes on without: it has its own. Absent where there are none. */
  untaken?: string[];
  /** Spent computing ticks in this call. */
  milliseconds: number;
}

export type RunFrame = { tick: number; hash: string } & (
  | { whole: true; entities: EntityRecord[] }
  | { whole: false; changed: ComponentChange[]; spawned: { entity: string; parent: string | null }[]; despawned: string[] }
);

export type EngineCall = keyof EngineCalls;
export type EngineRequest = { [C in EngineCall]: { id: number; call: C; request: EngineCalls[C]['request'] } }[EngineCall];

export interface EngineFailure {
  code: string;
  message: string;
  hint?: string;
  where?: string;
}

export type EngineMessage =
  | { kind: 'reply'; id: number; ok: true; value: unknown }
  | { kind: 'reply'; id: number; ok: false; error: EngineFailure }
  | ({ kind: 'ticks' } & RunTicks);
