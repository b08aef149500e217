/** The part of `level.d.ts` that is the same for every level: the SDK. `Level` is what the level adds. */
export const sdkTypings = `
type Rounding = 'down' | 'up' | 'floor' | 'ceiling' | 'half-up' | 'half-down' | 'half-even';
type Exact = Decimal | string | number | bigint;
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** An exact decimal of any size: money never drifts. Never added with + or compared with <. */
interface Decimal {
  plus(other: Exact): Decimal;
  minus(other: Exact): Decimal;
  /** Exact: as many digits as it takes. */
  times(other: Exact): Decimal;
  /** Rounded to \`digits\` after the point. */
  div(other: Exact, digits: number, rounding: Rounding): Decimal;
  round(digits: number, rounding: Rounding): Decimal;
  negated(): Decimal;
  abs(): Decimal;
  /** -1, 0 or 1. */
  compare(other: Exact): number;
  eq(other: Exact): boolean;
  lt(other: Exact): boolean;
  lte(other: Exact): boolean;
  gt(other: Exact): boolean;
  gte(other: Exact): boolean;
  isZero(): boolean;
  /** The nearest double: for drawing and for formulas that are not money. */
  toNumber(): number;
  toString(): string;
  toJSON(): string;
}
/** An exact decimal: decimal('0.50'). */
declare function decimal(value: Exact): Decimal;

/** A stream of random numbers of its own: the same for the same seed, whatever other streams do. */
interface RandomStream {
  /** From 0 up to, but not including, 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(from: number, to: number): number;
  normal(mean?: number, deviation?: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** A shuffled copy. */
  shuffle<T>(list: readonly T[]): T[];
}
declare const random: ((name: string) => RandomStream) & RandomStream;

/** When: there is no other clock. */
declare const time: {
  /** The tick that runs, from 1. */
  readonly tick: number;
  /** tick * dt. */
  readonly now: number;
  /** Length of a tick: seconds, or 1 turn. */
  readonly dt: number;
};

type ComponentName = keyof Level.Components;
type Row<K extends ComponentName> = { readonly key: string } & { readonly [P in K]: Level.Components[P] } & { readonly [P in Exclude<ComponentName, K>]?: Level.Components[P] };
type Entity = string | { readonly key: string };
/** On the ground, or in the world: y is up. */
type Point = readonly [x: number, z: number] | readonly [x: number, y: number, z: number];

interface ScriptEvent {
  readonly type: string;
  /** Seat of the sender; absent or 0 for the system. */
  readonly sender?: number;
  /** Key of the entity that it concerns. */
  readonly entity?: string;
  readonly tick: number;
}

/** The entities that have all of these components, always in the same order. Write to a row's fields to change the world. */
declare function query<K extends ComponentName>(...components: K[]): Row<K>[];
/** Writes fields of one entity. */
declare function set<K extends ComponentName>(entity: Entity, component: K, values: Partial<Level.Components[K]>): void;

interface Network<K extends ComponentName> {
  /** The component whose entities are the links. */
  readonly links: K;
  /** Its fields that say which entities a link leads from and to: 'from' and 'to' unless told. */
  readonly ends?: readonly [keyof Level.Components[K], keyof Level.Components[K]];
  /** False: links lead both ways. */
  readonly directed?: boolean;
}
interface Route<Cost> {
  readonly cost: Cost;
  /** Keys of the entities on the way, both ends among them. */
  readonly steps: string[];
  /** Keys of the links between them. */
  readonly links: string[];
}
/** The cheapest way over a network of entities, from one to another; null if there is none. Each link costs 1, or what a field of it says. */
declare function path<K extends ComponentName>(from: Entity, to: Entity, network: Network<K> & { readonly cost?: undefined }): Route<number> | null;
declare function path<K extends ComponentName, F extends keyof Level.Components[K]>(
  from: Entity,
  to: Entity,
  network: Network<K> & { readonly cost: F },
): Route<Level.Components[K][F]> | null;
/** A link costs what the function says of it; null closes it. */
declare function path<K extends ComponentName, Cost extends number | Decimal>(
  from: Entity,
  to: Entity,
  network: Network<K> & { readonly cost: (link: Row<K>) => Cost | null },
): Route<Cost> | null;
/** The shortest way on the ground around obstacles, from one point to another; null if there is none. A row stands for its position. */
declare function path<P extends Point | Row<'Transform' & ComponentName>>(
  from: P,
  to: Point | Row<'Transform' & ComponentName>,
  obstacles: {
    /** The component of what stands in the way, or rows of it: their Colliders count, or their Shapes. */
    readonly around: ComponentName | readonly { readonly key: string }[];
    /** Side of the squares that the ground is divided into, in metres: 1 unless told. */
    readonly cell?: number;
    /** How far to stay away from obstacles, in metres: 0 unless told. */
    readonly radius?: number;
    /** What hangs higher is passed under: 2 m unless told. */
    readonly height?: number;
    /** What is lower is walked over: 0.3 m unless told. */
    readonly climb?: number;
  },
): { /** In metres, from square to square. */ readonly cost: number; /** Where the way turns, both ends among them. */ readonly steps: (P extends readonly [number, number] ? [x: number, z: number] : [x: number, y: number, z: number])[] } | null;
/** Tells the world, other scripts and players that something happened. */
declare function emit(type: string, payload?: unknown, entity?: Entity): void;
/** Sends this script an event in so many ticks; an on(...) handler receives it. */
declare function after(ticks: number, type: string, payload?: unknown): void;
/** A new entity: a prefab (or null) with component values over it, and the prefab's parts below it. */
declare function spawn(prefab: Level.PrefabName | null, components?: { readonly [K in ComponentName]?: unknown }, key?: string): void;
/** An entity goes at the end of the tick. */
declare function despawn(entity: Entity): void;
/** Records a figure of this tick for charts and comparisons. */
declare function kpi<K extends Level.KpiName>(name: K, value: Level.KpiValue<K>): void;
/** A line for the console panel and lq run. */
declare function log(...values: unknown[]): void;
declare const console: { readonly log: typeof log; readonly info: typeof log; readonly warn: typeof log; readonly error: typeof log };
/** A data table of the project: data/<name>.json. */
declare function table<K extends Level.TableName>(name: K): any;
/** The parameters of this run. */
declare const params: Level.Params;
/** What is kept in here survives checkpoints and new versions of the script: plain values and decimals. */
declare var state: Record<string, any>;

/** Runs once, before the first tick. */
declare function start(fn: () => void): void;
/** Runs every tick. */
declare function onTick(fn: (dt: number, market?: any) => void): void;
declare const on_tick: typeof onTick;
/** Runs for every command and event of this type, before onTick. */
declare function on<E extends keyof Level.Commands>(type: E, fn: (payload: Level.Commands[E], event: ScriptEvent) => void): void;
declare function on<E extends string>(type: E extends keyof Level.Commands ? never : E, fn: (payload: any, event: ScriptEvent) => void): void;
`;
