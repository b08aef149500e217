import type { LoggedRecord, RoomHead, RoomRef, RoomStore } from '../../ports/index.ts';
import { digest } from '../../domain/evidence.ts';
import { roomHeadKey, roomPartition, roomRecordKey } from './keys-of-items.ts';
import type { Objects } from './objects.ts';
import type { Item, Table } from './table.ts';

/** An item has at most 400 KB: larger records lie in the bucket, by their hash. */
const largestInline = 300_000;
/** How long a record stays that a snapshot has: for who was away, and as a trace of who wrote what. */
const keptSeconds = 30 * 86_400;

const folder = ({ tenant, room }: RoomRef, epoch: string): string => `tenants/${tenant}/rooms/${encodeURIComponent(room)}/${epoch}`;
const padded = (seq: number): string => String(seq).padStart(12, '0');

/** Rooms in the table and the bucket: a record is one conditional write, a snapshot one object that is written once. */
export class AwsRooms implements RoomStore {
  readonly #table: Table;
  readonly #objects: Objects;
  readonly #now: () => number;
  readonly #largestInline: number;

  constructor(table: Table, objects: Objects, now: () => number, largest = largestInline) {
    this.#table = table;
    this.#objects = objects;
    this.#now = now;
    this.#largestInline = largest;
  }

  async create(ref: RoomRef, head: RoomHead): Promise<boolean> {
    return (await this.#table.update({ key: roomHeadKey(ref), set: { ...head }, isNew: true })).ok;
  }

  async head(ref: RoomRef): Promise<RoomHead | undefined> {
    const item = await this.#table.get(roomHeadKey(ref));
    return item && { epoch: String(item['epoch']), snapshot: Number(item['snapshot']) };
  }

  async *after(ref: RoomRef, epoch: string, seq: number): AsyncGenerator<LoggedRecord> {
    const from = roomRecordKey(ref, epoch, seq + 1).sk;
    const last = roomRecordKey(ref, epoch, 999_999_999_999).sk;
    for await (const item of this.#table.between(roomPartition(ref), from, last)) yield this.#read(item);
  }

  async append(ref: RoomRef, epoch: string, { seq, session, record, due }: LoggedRecord & { due: boolean }): Promise<boolean> {
    const content: Item = record.length <= this.#largestInline ? { bytes: record } : { object: await this.#putAside(ref, epoch, record) };
    const set = { session, at: this.#now(), ...content, ...(due && { due }) };
    return (await this.#table.update({ key: roomRecordKey(ref, epoch, seq), set, isNew: true })).ok;
  }

  putSnapshot(ref: RoomRef, epoch: string, seq: number, file: Uint8Array): Promise<'stored' | 'present'> {
    return this.#objects.create(`${folder(ref, epoch)}/snap/${padded(seq)}`, file);
  }

  snapshot(ref: RoomRef, epoch: string, seq: number): Promise<Uint8Array | undefined> {
    return this.#objects.bytes(`${folder(ref, epoch)}/snap/${padded(seq)}`);
  }

  snapshotPart(ref: RoomRef, epoch: string, seq: number, from: number, count: number) {
    return this.#objects.part(`${folder(ref, epoch)}/snap/${padded(seq)}`, from, count);
  }

  async moveSnapshot(ref: RoomRef, epoch: string, seq: number): Promise<boolean> {
    const change = { key: roomHeadKey(ref), set: { snapshot: seq }, when: { epoch }, below: { snapshot: seq } };
    return (await this.#table.update(change)).ok;
  }

  /**
   * Records get their time in their order, so those that have one are all before those that have none: the walk from the end stops where the last
   * one ended, however many are kept.
   */
  async expire(ref: RoomRef, epoch: string, upTo: number): Promise<void> {
    const exp = Math.floor(this.#now() / 1000) + keptSeconds;
    const [from, to] = [roomRecordKey(ref, epoch, 0).sk, roomRecordKey(ref, epoch, upTo).sk];
    const open: string[] = [];
    for await (const { sk, exp: known } of this.#table.backwards(roomPartition(ref), from, to)) {
      if (known !== undefined) break;
      open.push(String(sk));
    }
    for (const sk of open.toReversed()) await this.#table.update({ key: { pk: roomPartition(ref), sk }, set: { exp }, exists: true });
  }

  async #putAside(ref: RoomRef, epoch: string, record: Uint8Array): Promise<string> {
    const name = digest(record);
    await this.#objects.create(`${folder(ref, epoch)}/records/${name}`, record);
    return `${folder(ref, epoch)}/records/${name}`;
  }

  async #read({ sk, session, bytes, object }: Item): Promise<LoggedRecord> {
    const record = object === undefined ? (bytes as Uint8Array) : await this.#objects.bytes(String(object));
    if (!record) throw new Error(`The record ${String(sk)} has lost its object ${String(object)}.`);
    return { seq: Number(String(sk).split('#').at(-1)), session: Number(session), record: new Uint8Array(record) };
  }
}
