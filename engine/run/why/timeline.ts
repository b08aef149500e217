import type { Command } from '../../kernel/commands/index.ts';
import type { LevelPackage } from '../../model/package.ts';
import type { Trace } from '../../rules/trace/index.ts';
import type { World } from '../world.ts';

/** A run that can be looked at tick by tick: a recording in its player, or a run that a preview keeps. */
export interface Timeline {
  readonly package: LevelPackage;
  /** Ticks from which it goes on quickly, ascending. */
  readonly keyframes: readonly number[];
  readonly commands: readonly (Command & { readonly tick: number })[];
  /** The world after a tick; only read, and only until the next call. */
  seek(tick: number): World;
  /** Who wrote what in a tick. */
  trace(tick: number): Trace;
}
