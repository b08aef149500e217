/** What a session and a player say to each other: written down from `docs/protocol.md` alone, and only as far as this client needs it. */

/** The version that this client speaks. */
export const protocol = 2;

export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

export interface Field {
  readonly kind: string;
  readonly min?: number;
  readonly max?: number;
  readonly options?: readonly string[];
  readonly default?: Value;
}

export interface TurnsClock {
  readonly kind: 'turns';
  readonly unit: string;
  /** The command that every taken seat owes in a turn. */
  readonly awaits: string;
  /** The command that takes a seat: its field `stage` names it. */
  readonly take: string;
  /** The command that leaves one's seat. */
  readonly release: string;
}

export interface Level {
  readonly id: string;
  readonly name: string;
  readonly clock: TurnsClock | { readonly kind: 'realtime'; readonly hz: number };
  readonly commands: Readonly<Record<string, { readonly fields: Readonly<Record<string, Field>> }>>;
  readonly kpis: Readonly<Record<string, { readonly title?: string; readonly label?: string }>>;
}

export interface Seat {
  readonly entity: string;
  readonly stage: string;
  readonly name: string;
  /** Seat number of whoever sits there; 0: nobody. */
  readonly owner: number;
  readonly notice?: string;
}

export interface Entity {
  readonly key: string;
  readonly name: string;
  readonly parent: string | null;
  readonly components: Readonly<Record<string, Readonly<Record<string, Value>>>>;
}

export interface Diff {
  readonly tick: number;
  readonly spawned: readonly { readonly entity: string; readonly parent: string | null }[];
  readonly despawned: readonly string[];
  /** Rows of a key and the values of `fields`. */
  readonly changed: readonly {
    readonly component: string;
    readonly fields: readonly string[];
    readonly rows: readonly (readonly [string, ...Value[]])[];
  }[];
  readonly removed?: readonly { readonly entity: string; readonly component: string }[];
}

interface Standing {
  readonly hash: string;
  readonly kpis: Readonly<Record<string, string | number>>;
  readonly waiting: readonly string[];
  readonly seats: readonly Seat[];
  readonly done: boolean;
}

export type FromSession =
  | { readonly type: 'welcome'; readonly protocol: number; readonly session: string; readonly tick: number; readonly level: Level }
  | { readonly type: 'joined'; readonly sender: number; readonly secret: string; readonly seq: number }
  | { readonly type: 'ack'; readonly clientSeq: number; readonly seq: number; readonly duplicate: boolean }
  | {
      readonly type: 'refused';
      readonly clientSeq?: number;
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
      readonly expected?: number;
    }
  | ({ readonly type: 'keyframe'; readonly tick: number; readonly entities: readonly Entity[] } & Standing)
  | ({
      readonly type: 'frames';
      readonly fromTick: number;
      readonly toTick: number;
      readonly frames: readonly Diff[];
      readonly events: readonly { readonly tick: number; readonly type: string; readonly entity?: string; readonly payload: Value }[];
    } & Standing)
  | { readonly type: 'waiting'; readonly tick: number; readonly waiting: readonly string[]; readonly seats: readonly Seat[] }
  | { readonly type: 'paused' | 'resumed' | 'ended'; readonly tick: number }
  | { readonly type: 'part'; readonly id: string; readonly index: number; readonly of: number; readonly text: string };

export interface Command {
  readonly type: string;
  readonly payload: Value;
}

/** Payload of the event of that name. */
export interface CommandRefused {
  readonly sender: number;
  readonly seq: number;
  readonly type: string;
  readonly message: string;
  readonly hint?: string;
}
