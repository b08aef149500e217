/** What an explanation is made of. */
import type { Json } from '../../kernel/json.ts';
import type { Check, Firing, NodeWords } from '../../rules/trace/index.ts';

export type FieldTarget = { readonly entity: string; readonly component: string; readonly field: string };
export type WhyTarget = FieldTarget | { readonly kpi: string };

/** What a link wrote: the change that is explained, or one that led to it. */
export type Wrote = WhyTarget & { readonly from: Json; readonly to: Json };

interface Link {
  readonly tick: number;
  readonly wrote?: Wrote;
}

export interface ScriptLink extends Link {
  /** `start`: a script's `start` hook, before the first tick. */
  readonly kind: 'script' | 'start';
  readonly script: string;
  readonly line?: number;
  readonly column?: number;
  /** The line's own text. */
  readonly code?: string;
  /** The function of the script, where it has a name. */
  readonly function?: string;
  /** `on(type)`, `onTick` or `start`. */
  readonly hook: string;
}

export interface SystemLink extends Link {
  readonly kind: 'system';
  readonly system: string;
  /** What a built-in system does. */
  readonly does?: string;
}

export interface BehaviourLink extends Link {
  readonly kind: 'behaviour';
  readonly entity: string;
  /** The tree of the entity. */
  readonly tree: string;
  /** The node that acted, by its id. */
  readonly node: string;
  /** The nodes from the root of the tree down to it. */
  readonly path: readonly NodeWords[];
  /** What the visit went by on its way there. */
  readonly checks: readonly Check[];
}

export interface MachineLink extends Link {
  readonly kind: 'machine';
  readonly entity: string;
  readonly machine: string;
  /** null: it had no state yet. */
  readonly from: string | null;
  readonly to: string;
  readonly by: Firing;
}

export interface PhysicsLink extends Link {
  readonly kind: 'physics';
  /** `name@version` */
  readonly backend: string;
  readonly entity?: string;
  /** `dynamic`, `fixed` or `kinematic`. */
  readonly body?: string;
  /** m/s and rad/s, before the step. */
  readonly velocity?: { readonly linear: Json; readonly angular: Json };
  /** Of a character: whether it stands on something after the step. It keeps a gap to that, so it need not touch it. */
  readonly grounded?: boolean;
  /** Who it touches after the step. */
  readonly touching?: readonly string[];
  /** Touches of this tick that were told. */
  readonly collisions?: readonly { readonly other: string; readonly began: boolean }[];
}

export interface CommandLink extends Link {
  readonly kind: 'command';
  readonly command: {
    readonly sender: number;
    readonly seq: number;
    readonly type: string;
    readonly payload: Json;
    readonly entity?: string;
  };
}

export interface EventLink extends Link {
  readonly kind: 'event' | 'timer';
  readonly event: { readonly type: string; readonly payload: Json; readonly source: string; readonly entity?: string };
}

/** A field that decided what the link before it did, and what it held. What wrote it follows. */
export interface ValueLink extends Link {
  readonly kind: 'value';
  readonly entity: string;
  /** `Component.field`, or `Component.field.x` */
  readonly path: string;
  readonly value: Json;
}

/** Nothing wrote it: it stands in the level. */
export interface LevelLink extends Link {
  readonly kind: 'level';
}

/** One link of the chain, from the write back. */
export type WhyLink = ScriptLink | SystemLink | BehaviourLink | MachineLink | PhysicsLink | CommandLink | EventLink | ValueLink | LevelLink;

export interface Why {
  readonly tick: number;
  readonly value: Json;
  /** The last change at or before `tick`; null where it was the same after every tick since the level began, and nothing wrote it in this one. */
  readonly change: { readonly tick: number; readonly from: Json; readonly to: Json } | null;
  /** What made the change, then what made that, and so on. */
  readonly chain: readonly WhyLink[];
}
