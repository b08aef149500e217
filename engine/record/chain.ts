/**
 * The chain that an audit rests on: one SHA-256 link per tick over everything that went into the tick and came out of it. Equal chains
 * mean equal package, engine, start, commands, hashes and fuel, in that order; a changed, missing or added tick changes all that follow.
 */
import { sha256Hex } from '../kernel/hash/index.ts';
import type { Command } from '../kernel/commands/index.ts';
import { canonicalJson } from '../model/canonical.ts';
import type { Parameters } from '../model/parameters.ts';

export interface RunStart {
  /** SHA-256 of the package's manifest. */
  readonly package: string;
  /** `engine@<sha256>`. */
  readonly engine: string;
  readonly scenario: string;
  /** Every parameter with its value, as the run began. */
  readonly parameters: Parameters;
  readonly seed: number;
  /** Planned length. */
  readonly ticks: number;
}

export interface ChainTick {
  readonly tick: number;
  /** State hash after the tick, 16 hex digits. */
  readonly hash: string;
  /** The commands of this tick in their order, accepted or not. */
  readonly commands: readonly Command[];
  readonly fuel: number;
}

/** Link 0: what a run begins from. The planned length is no part of it, so that a run may go on. */
export const chainStart = ({ package: packageHash, engine, scenario, parameters, seed }: RunStart): string =>
  sha256Hex(canonicalJson({ engine, package: packageHash, parameters, scenario, seed }));

/**
 * The link of a tick from the link before it: SHA-256 of the canonical JSON `{commands: [{payload, sender, seq, type}], fuel, hash, previous, tick}`.
 * Written out, because every tick makes one: keys are in their order, and the figures and hex digits need no escaping.
 */
export const chainLink = (previous: string, { tick, hash, commands, fuel }: ChainTick): string => {
  const sent = commands.map(({ sender, seq, type, payload }) => canonicalJson({ payload, sender, seq, type })).join(',');
  return sha256Hex(`{"commands":[${sent}],"fuel":${fuel},"hash":"${hash}","previous":"${previous}","tick":${tick}}`);
};

/** The link of a live reload, between the link of a tick and that of the next: SHA-256 of the canonical JSON `{package, previous, tick}`. */
export const chainReload = (previous: string, { tick, package: packageHash }: { tick: number; package: string }): string =>
  sha256Hex(canonicalJson({ package: packageHash, previous, tick }));
