import type { Difference } from '../../kernel/index.ts';

/** What rollback needs of a world. Everything that a tick depends on is in what `save` gives. */
export interface WorldPort<Command = unknown, Event = unknown> {
  /** Ticks done. */
  readonly tick: number;
  /** Bytes that the next save may need. */
  readonly room: number;
  /** The state; written into `into` where it has the room. */
  save(into?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
  /** Becomes a state that was saved. */
  load(state: Uint8Array): void;
  /** One tick. Returns what happened in it. */
  advance(commands: readonly Command[]): readonly Event[];
  /** Where two saved states part, in a person's words. */
  difference(ours: Uint8Array, theirs: Uint8Array): Difference | undefined;
}
