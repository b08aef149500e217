import type { Json } from '../../engine/kernel/json.ts';
import type { CompiledLevel } from '../../engine/model/compiled.ts';
import type { ParamValue } from '../../engine/model/project.ts';

/** What the cloud asks of an engine build. `engine/run`'s Engine satisfies it; the domain never imports engine sources to run a world. */
export interface EngineBuild {
  /** `engine@<sha256>`. */
  readonly id: string;
  /** Refuses bytes that do not have the sha256 the manifest names. */
  openPackage(manifest: Uint8Array, files: ReadonlyMap<string, Uint8Array>): EnginePackage;
  createWorld(level: EnginePackage, start: WorldStart): CloudWorld;
  openWorld(level: EnginePackage, checkpoint: Uint8Array): CloudWorld;
  /** One proof per scenario, bots included. */
  prove(level: EnginePackage): Proof[];
  /** Whether a level has bodies; then the physics backend must be there before its first world. */
  needsPhysics(level: EnginePackage): boolean;
  loadPhysics(): Promise<void>;
}

/** A level package as an engine build opened it. */
export interface EnginePackage {
  /** sha256 of the manifest's bytes, hex. */
  readonly hash: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly level: CompiledLevel;
}

export interface WorldStart {
  readonly scenario?: string;
  readonly parameters?: Readonly<Record<string, ParamValue>>;
  readonly seed?: number;
}

/** What a scenario's run ended in. */
export interface Proof {
  readonly scenario: string;
  readonly seed: number;
  readonly ticks: number;
  /** State hash at the end, 16 hex. */
  readonly hash: string;
  /** sha256 chain at the end, hex. */
  readonly chainHash: string;
}

export interface WorldCommand {
  readonly sender: number;
  readonly seq: number;
  readonly type: string;
  readonly payload: Json;
}

export type KpiValues = Readonly<Record<string, string | number>>;

/** A running world. All calls are synchronous. */
export interface CloudWorld {
  readonly tick: number;
  /** Length of the scenario in ticks. */
  readonly ticks: number;
  /** Ticks per second as it runs now; 0 in turns. Builds before 0.1 do not tell. */
  readonly hz?: number;
  /** How long each system took in the last tick, in ms. */
  times?(): readonly { readonly system: string; readonly ms: number }[];
  /** How many bodies it has now. Builds before 0.2 do not tell. */
  bodies?(): number;
  step(commands: readonly WorldCommand[]): WorldTick;
  /** State hash, 16 hex. */
  hash(): string;
  /** sha256 over everything since the start, hex. */
  chain(): string;
  checkpoint(): Uint8Array;
  /** Keys of the seats that still owe a command once `pending` is applied; empty when the next tick may run. */
  waiting(pending: readonly WorldCommand[]): string[];
  /** Who sits where once `pending` is applied. */
  seats(pending?: readonly WorldCommand[]): WorldSeat[];
  entities(): WorldEntity[];
  /** What changed since the last call. */
  changes(): WorldDiff;
  kpis(): KpiValues;
  dispose(): void;
}

export interface WorldSeat {
  readonly entity: string;
  /** What a player names to take it. */
  readonly stage: string;
  readonly name: string;
  /** Sender that holds it; 0: nobody. */
  readonly owner: number;
  /** What whoever sits there is told before this turn's command. Engine builds of before do not say it. */
  readonly notice?: string;
}

export interface WorldTick {
  readonly tick: number;
  readonly hash: string;
  readonly kpis: KpiValues;
  readonly fuel: number;
  readonly events: readonly {
    readonly tick: number;
    readonly type: string;
    readonly entity?: string | undefined;
    readonly payload: Json;
  }[];
}

export interface WorldEntity {
  readonly key: string;
  readonly name: string;
  readonly parent: string | null;
  readonly components: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

export interface WorldDiff {
  readonly tick: number;
  /** A value of null: the component was taken off. */
  readonly changed: readonly {
    readonly entity: string;
    readonly component: string;
    readonly value: Readonly<Record<string, Json>> | null;
  }[];
  readonly spawned: readonly { readonly entity: string; readonly parent: string | null }[];
  readonly despawned: readonly string[];
}

/** The engine builds that a target runs. */
export interface EngineBuilds {
  /** Loads a build and checks its bytes against its id. Throws `engine-unknown` or `engine-altered`. */
  load(id: string): Promise<EngineBuild>;
  /** Ids of the builds that this target runs, sorted. */
  list(): Promise<string[]>;
}
