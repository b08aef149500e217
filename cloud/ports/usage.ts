import type { SessionRef } from './session.ts';

/** What running sessions took of the cloud, in the units that are billed. */
export interface Spending {
  /** Calls of functions. */
  readonly calls: number;
  /** Memory of the functions times the time they ran, waiting included; GB-milliseconds. */
  readonly gbMs: number;
  /** Executions of the game loop. */
  readonly loops: number;
  /** How long executions ran, ms. */
  readonly loopMs: number;
  /** How long a session's own host ran, ms. */
  readonly taskMs: number;
  /** Messages from and to players; every begun 32 KB is one. */
  readonly messages: number;
  /** Bytes sent to players. */
  readonly bytes: number;
  /** Open sockets times the time the loop ran, ms. */
  readonly socketMs: number;
  /** Objects stored, and lists of objects, which are billed alike. */
  readonly puts: number;
  /** Signatures by a tenant's keys. */
  readonly signatures: number;
  /** Read and write request units of the table. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** What sessions did, and what that took. The first four equal the engine's own counters. */
export interface Usage extends Spending {
  /** Commits. */
  readonly slices: number;
  readonly ticks: number;
  readonly fuel: number;
  readonly commands: number;
}

/** Counters of one hour, `yyyy-mm-ddThh` in UTC. */
export interface Meter {
  readonly hour: string;
  readonly usage: Usage;
}
export interface Metering {
  /** @param from only hours that begin with this, as `2026-11` for a month */
  hours(tenant: string, from?: string): Promise<Meter[]>;
  /** Of one session since it began. */
  session(ref: SessionRef): Promise<Usage>;
}
