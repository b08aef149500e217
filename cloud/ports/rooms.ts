/** A room of a tenant: `<project>/level/<id>` and the like. */
export interface RoomRef {
  readonly tenant: string;
  readonly room: string;
}

/** What a room's log begins with. */
export interface RoomHead {
  /** Random, made with the room. */
  readonly epoch: string;
  /** The number of the newest snapshot; there is always one. */
  readonly snapshot: number;
}

/** A record of a room's log. Its number is its place: there is none without all before it. */
export interface LoggedRecord {
  readonly seq: number;
  /** The connection that wrote it. */
  readonly session: number;
  /** As the document's module encodes it. */
  readonly record: Uint8Array;
}

/** Where rooms are kept: a log of numbered records, and snapshots of what they come to. */
export interface RoomStore {
  /** False when the room is there already. The snapshot 0 of that epoch must be stored before. */
  create(ref: RoomRef, head: RoomHead): Promise<boolean>;
  head(ref: RoomRef): Promise<RoomHead | undefined>;
  /** Records after a number, in order; consistent. */
  after(ref: RoomRef, epoch: string, seq: number): AsyncIterable<LoggedRecord>;
  /** Writes a record that is not there yet; false when another has its number. `due`: a snapshot should be taken. */
  append(ref: RoomRef, epoch: string, record: LoggedRecord & { readonly due: boolean }): Promise<boolean>;
  /** A snapshot's file: gzip of its body. */
  putSnapshot(ref: RoomRef, epoch: string, seq: number, file: Uint8Array): Promise<'stored' | 'present'>;
  snapshot(ref: RoomRef, epoch: string, seq: number): Promise<Uint8Array | undefined>;
  /** Bytes of it, and how many it has. */
  snapshotPart(
    ref: RoomRef,
    epoch: string,
    seq: number,
    from: number,
    count: number,
  ): Promise<{ bytes: Uint8Array; size: number } | undefined>;
  /** Points the head to a newer snapshot; false when it points to one that is as new. */
  moveSnapshot(ref: RoomRef, epoch: string, seq: number): Promise<boolean>;
  /** Lets records up to a number be forgotten, some time after. */
  expire(ref: RoomRef, epoch: string, upTo: number): Promise<void>;
}

/** The way to everybody in a room; what is said may be lost, doubled or come in another order. */
export interface RoomChannel {
  publish(ref: RoomRef, events: readonly object[]): Promise<void>;
  /** Where windows listen. */
  address(ref: RoomRef): { readonly realtime: string; readonly host: string; readonly channel: string };
}

/** Bytes as they travel: base64 of gzip. */
export interface Packing {
  pack(bytes: Uint8Array): string;
  /** Undefined for what is no such text, or more than `most` bytes. */
  unpack(text: string, most: number): Uint8Array | undefined;
  zip(bytes: Uint8Array): Uint8Array;
  unzip(bytes: Uint8Array): Uint8Array;
}
