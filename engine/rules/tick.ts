/** What a system sees of the tick that it runs in. */
import type { Command } from '../kernel/commands/index.ts';
import type { EventLog } from '../kernel/events/index.ts';
import type { Arena } from '../kernel/world/index.ts';
import type { CompiledLevel } from '../model/compiled.ts';
import type { Fault, Hook, LineCost } from './scripting/world.ts';
import type { SessionState } from './session.ts';
import type { System } from './schedule/index.ts';
import type { Tracer } from './trace/index.ts';

export interface Tick {
  readonly arena: Arena;
  readonly level: CompiledLevel;
  /** The tick being computed; the first is 1, and `start` runs in tick 0. */
  readonly tick: number;
  /** Seconds (realtime) or 1 turn. */
  readonly dt: number;
  /** The commands of this tick in their order, as the log has them. */
  readonly commands: readonly Command[];
  readonly session: SessionState;
  readonly events: EventLog;
  readonly logs: ScriptLog[];
  readonly faults: Fault[];
  /** Commands that were accepted, for the scripts. Filled in phase `input`. */
  readonly accepted: AcceptedCommand[];
  /** What calls of scripts cost, one entry for a script and hook. */
  readonly costs: ScriptCost[];
  /** Says of every call which lines used its fuel; many times slower. */
  readonly profile: boolean;
  /** Only while the tick is traced. */
  readonly trace?: Tracer | undefined;
  /** Fuel that scripts used. */
  fuel: number;
}

/** Fuel that the calls of one script and hook used in a tick. */
export interface ScriptCost {
  readonly script: string;
  readonly hook: Hook;
  readonly fuel: number;
  readonly calls: number;
  /** Of a profiled tick: the lines that used it, most first. Estimated from samples; they come to the whole of it. */
  readonly lines?: readonly LineCost[] | undefined;
}

export interface ScriptLog {
  readonly script: string;
  readonly text: string;
}

export interface AcceptedCommand extends Command {
  /** Key of the seat that its sender holds, if any. */
  readonly entity?: string;
}

export type TickSystem = System<Tick>;
