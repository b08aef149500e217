/**
 * Edits that are not yet on the server's disk. In memory here; a host may keep them on disk as well (`persist`), so that a window which dies
 * while it is offline loses nothing.
 */
import * as Y from 'yjs';

export interface OutboxStore {
  /** What an earlier window left behind for this room, or nothing. */
  load(room: string): Promise<readonly Uint8Array[]>;
  /** Replaces what is kept; an empty list clears it. */
  save(room: string, edits: readonly Uint8Array[]): Promise<void>;
}

export interface Outbox {
  /** Edits that have not been acknowledged. */
  readonly waiting: number;
  /** All of them are kept in one step: what an earlier window left must not shrink on its way to a new one. */
  add(...more: readonly Uint8Array[]): void;
  /** The next message, merging what has gathered; undefined when nothing is unsent or too much is under way. */
  next(): Uint8Array | undefined;
  /** The server has this many messages of the connection on disk. Returns the edits in those that it had not acknowledged before. */
  acknowledged(count: number): readonly Uint8Array[];
  /** A new connection: everything unacknowledged is sent again (the server trims what it knows). */
  rewind(): void;
  clear(): void;
  readonly edits: readonly Uint8Array[];
}

/** Messages under way; what comes meanwhile goes together in the next one. */
const mostUnderWay = 16;
const largestMerge = 256 << 10;

export function createOutbox(changed: (edits: readonly Uint8Array[]) => void = () => {}): Outbox {
  let edits: Uint8Array[] = [];
  /** How many edits each message under way carries. */
  let underWay: number[] = [];
  let sent = 0;
  let acknowledgedMessages = 0;

  return {
    get waiting() {
      return edits.length;
    },
    get edits() {
      return edits;
    },
    add(...more) {
      edits = [...edits, ...more];
      changed(edits);
    },
    next() {
      if (sent >= edits.length || underWay.length >= mostUnderWay) return undefined;
      let count = 0;
      let bytes = 0;
      while (sent + count < edits.length && (count === 0 || bytes + edits[sent + count]!.length <= largestMerge)) {
        bytes += edits[sent + count]!.length;
        count += 1;
      }
      const batch = edits.slice(sent, sent + count);
      sent += count;
      underWay.push(count);
      return batch.length === 1 ? batch[0] : Y.mergeUpdates(batch);
    },
    acknowledged(count) {
      const before = edits;
      while (acknowledgedMessages < count && underWay.length > 0) {
        const done = underWay.shift()!;
        edits = edits.slice(done);
        sent -= done;
        acknowledgedMessages += 1;
      }
      changed(edits);
      return before.slice(0, before.length - edits.length);
    },
    rewind() {
      underWay = [];
      sent = 0;
      acknowledgedMessages = 0;
    },
    clear() {
      edits = [];
      this.rewind();
      changed(edits);
    },
  };
}
