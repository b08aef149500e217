import { decodeRecord, levelSchema, parseRoomName, type ReplicaOptions, RoomReplica } from '../../../engine/document/index.ts';
import { builtinComponents } from '../../../engine/model/components/index.ts';
import type { LoggedRecord, Packing, RoomRef, RoomStore } from '../../ports/index.ts';

export interface ReplicaDeps {
  readonly store: RoomStore;
  readonly packing: Packing;
  readonly now: () => number;
}

/** A replica with what its host must know beside. */
export interface OpenRoom {
  readonly replica: RoomReplica;
  /** The snapshot that it was read from. */
  readonly snapshot: number;
  /** Bytes of records since. */
  since: number;
  /** When it last was as new as the log, ms. */
  seenAt: number;
}

const schema = levelSchema(builtinComponents);

/** Undefined for what is no room's name. */
export function optionsFor(room: string): ReplicaOptions | undefined {
  const kind = parseRoomName(room)?.kind;
  return kind && { kind, schema };
}

/** Records are forgotten thirty days after a snapshot has them; a replica that was away for longer than this is read anew. */
const longestRest = 3_600_000;

/** Takes in what the log has beyond a replica. */
export async function catchUp(open: OpenRoom, ref: RoomRef, { store, now }: ReplicaDeps): Promise<void> {
  for await (const logged of store.after(ref, open.replica.epoch, open.replica.seq)) takeIn(open, logged);
  open.seenAt = now();
}

export function takeIn(open: OpenRoom, { seq, record }: LoggedRecord): void {
  open.replica.apply(seq, decodeRecord(record));
  open.since += record.length;
}

/** Reads a room: its newest snapshot and all records after it. Undefined when there is no such room. */
export async function openRoom(ref: RoomRef, deps: ReplicaDeps): Promise<OpenRoom | undefined> {
  const options = optionsFor(ref.room);
  const head = options && (await deps.store.head(ref));
  if (!options || !head) return undefined;
  const file = await deps.store.snapshot(ref, head.epoch, head.snapshot);
  if (!file) throw new Error(`The room ${ref.room} of ${ref.tenant} has lost its snapshot ${head.snapshot}.`);
  const open = { replica: RoomReplica.read(options, deps.packing.unzip(file)), snapshot: head.snapshot, since: 0, seenAt: 0 };
  await catchUp(open, ref, deps);
  return open;
}

/** Rooms that a function has at hand; what lies there may be old, and is found out when it is written to. */
export class Replicas {
  readonly #most: number;
  readonly #open = new Map<string, OpenRoom>();

  constructor(most: number) {
    this.#most = most;
  }

  async of(ref: RoomRef, deps: ReplicaDeps): Promise<OpenRoom | undefined> {
    const name = nameOf(ref);
    const known = this.#open.get(name);
    this.#open.delete(name);
    const open = known && deps.now() - known.seenAt < longestRest ? known : await openRoom(ref, deps);
    if (!open) return undefined;
    this.#open.set(name, open);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= this.#most) break;
      this.#open.delete(oldest);
    }
    return open;
  }

  /** Something went wrong with it: the next one reads it anew. */
  forget(ref: RoomRef): void {
    this.#open.delete(nameOf(ref));
  }
}

const nameOf = ({ tenant, room }: RoomRef): string => `${tenant}/${room}`;
