/** Who wrote what in a tick, and why: beside the tick, never part of it. */
import type { Command } from '../../kernel/commands/index.ts';
import type { GameEvent } from '../../kernel/events/index.ts';
import type { Json } from '../../kernel/json.ts';
import type { Asked, Moment, Recall } from '../scripting/index.ts';

export type { Asked, Moment } from '../scripting/index.ts';

export interface ToldEvent {
  readonly type: string;
  readonly payload: Json;
  readonly entity?: string | undefined;
  /** The system or script that told it. */
  readonly source: string;
}

/** Where something that a script heard came from. */
export type Origin =
  | { readonly kind: 'command'; readonly command: Command; readonly entity?: string }
  /** An event told in `tick`. */
  | { readonly kind: 'event'; readonly tick: number; readonly event: ToldEvent }
  | { readonly kind: 'timer'; readonly id: number; readonly name: string }
  /** Another act of the tick called the script, by this name. */
  | { readonly kind: 'call'; readonly act: number; readonly name: string };

/** A node of a behaviour tree as its author wrote it. */
export interface NodeWords {
  readonly tree: string;
  /** Id in its tree. */
  readonly id: string;
  readonly type: string;
  readonly name?: string | undefined;
  readonly args: Readonly<Record<string, Json>>;
}

/** A node that the visit went by before: without what it came to, another node would have acted. */
export interface Check extends NodeWords {
  readonly came: 'success' | 'failure';
  /** The entity whose field a Condition looked at. */
  readonly entity?: string | undefined;
  /** What it found there. */
  readonly found?: Json | undefined;
}

/** What took a machine from one state to the next. `first`: it had no state that it knows. */
export type Firing =
  | { readonly kind: 'first' }
  | { readonly kind: 'event'; readonly event: ToldEvent }
  | { readonly kind: 'clock'; readonly ticks: number; readonly since: number }
  | { readonly kind: 'condition'; readonly field: string; readonly is: string; readonly value: Json; readonly found: Json };

/**
 * One writer at work: a command being applied, a system, a node of a tree, a machine on its way to a state, or one call of a script with all
 * that it asked for.
 */
export type Act =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'system'; readonly system: string }
  /** `path`: the nodes from the root of the tree down to the one that acted. */
  | {
      readonly kind: 'behaviour';
      readonly entity: string;
      readonly path: readonly NodeWords[];
      readonly checks: readonly Check[];
    }
  | {
      readonly kind: 'machine';
      readonly entity: string;
      readonly machine: string;
      readonly from: string | null;
      readonly to: string;
      readonly by: Firing;
    }
  | {
      readonly kind: 'script';
      readonly script: string;
      readonly hook: string;
      readonly heard: readonly Origin[];
      readonly recall: Recall | undefined;
    };

export interface Write {
  /** Place in `acts`. */
  readonly act: number;
  /** Key of the entity, or its "e:" name. */
  readonly entity: string;
  readonly component: string;
  /** Undefined where the component came or went as a whole: then one side is null. */
  readonly field: string | undefined;
  readonly from: Json;
  readonly to: Json;
  /** How a script asked for it. */
  readonly asked: Asked | undefined;
}

export interface KpiWrite {
  readonly act: number;
  readonly kpi: string;
  readonly from: string | number | null;
  readonly to: string | number | null;
  readonly asked: Asked | undefined;
}

export interface Told {
  readonly act: number;
  readonly event: GameEvent;
  readonly asked: Asked | undefined;
}

export interface TimerSet {
  readonly act: number;
  readonly id: number;
  readonly asked: Asked | undefined;
}

export interface Trace {
  readonly tick: number;
  readonly acts: readonly Act[];
  /** In the order in which they happened: what changes, compared after each act. */
  readonly writes: readonly Write[];
  readonly kpis: readonly KpiWrite[];
  readonly told: readonly Told[];
  readonly timers: readonly TimerSet[];
}

/** Where in its script something was asked for, and what it heard that made it so; undefined for what no script asked for. */
export const momentOf = (trace: Trace, { act, asked }: { act: number; asked: Asked | undefined }): Moment | undefined => {
  const by = trace.acts[act]!;
  return by.kind === 'script' && asked !== undefined ? by.recall?.moment(asked) : undefined;
};
