/**
 * What stock providers tell each other about themselves (y-protocols awareness), in open rooms only: the newest state of each Yjs client and the
 * connection that it came over. A frame is `varuint count`, then per client `varuint client, varuint clock, text state as JSON`.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

export interface AwarenessEntry {
  client: number;
  clock: number;
  /** JSON; `null` when the client is gone. */
  state: string;
}

const largestFrame = 256 << 10;
const largestState = 16 << 10;
/** Clients remembered, the gone ones included: those tell a late echo from news. */
const mostClients = 1000;
const gone = 'null';

/** Undefined for anything that is not exactly one frame of a size that people need. */
export function decodeAwareness(bytes: Uint8Array): AwarenessEntry[] | undefined {
  if (bytes.length > largestFrame) return undefined;
  try {
    const input = decoding.createDecoder(bytes);
    const entries: AwarenessEntry[] = [];
    for (let left = decoding.readVarUint(input); left > 0; left -= 1) {
      const [client, clock] = [decoding.readVarUint(input), decoding.readVarUint(input)];
      const state = decoding.readVarString(input);
      if (state.length > largestState) return undefined;
      JSON.parse(state);
      entries.push({ client, clock, state });
    }
    return decoding.hasContent(input) ? undefined : entries;
  } catch {
    return undefined;
  }
}

export function encodeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, entries.length);
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, clock);
    encoding.writeVarString(out, state);
  }
  return encoding.toUint8Array(out);
}

export class Awareness {
  readonly #clients = new Map<number, AwarenessEntry & { session: number }>();

  /** Those who are here. */
  get present(): AwarenessEntry[] {
    return [...this.#clients.values()].filter(({ state }) => state !== gone);
  }

  /** What of a frame is news. Stock providers echo what they hear, so most of it is not. */
  take(session: number, entries: readonly AwarenessEntry[]): AwarenessEntry[] {
    return entries.filter((entry) => {
      const known = this.#clients.get(entry.client);
      const isNews = known
        ? entry.clock > known.clock || (entry.clock === known.clock && entry.state === gone && known.state !== gone)
        : true;
      if (!isNews || (!known && !this.#hasRoom())) return false;
      this.#clients.set(entry.client, { ...entry, session });
      return true;
    });
  }

  /** Those who are gone with a connection. */
  leave(session: number): AwarenessEntry[] {
    const left: AwarenessEntry[] = [];
    for (const entry of this.#clients.values()) {
      if (entry.session !== session || entry.state === gone) continue;
      entry.state = gone;
      left.push(entry);
    }
    return left;
  }

  #hasRoom(): boolean {
    if (this.#clients.size < mostClients) return true;
    for (const [client, { state }] of this.#clients) if (state === gone) this.#clients.delete(client);
    return this.#clients.size < mostClients;
  }
}
