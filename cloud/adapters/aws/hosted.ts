import type {
  Announcement,
  HostDirectory,
  HostedStore,
  LoggedCommand,
  LoopPark,
  LoopStop,
  OwnedByHost,
  Seat,
  SessionHead,
  SessionRef,
  SessionStart,
  SliceCommit,
} from '../../ports/index.ts';
import { callKey, commandKey, headKey, hostKey, seatKey } from './keys-of-items.ts';
import type { Objects } from './objects.ts';
import { segmentItem, segmentsOf } from './segments.ts';
import { DynamoSessions } from './sessions.ts';
import type { Table } from './table.ts';

/** How many seats are written at the same time. */
const atOnce = 25;
/** How long a call is kept, s: it has been heard by then. */
const callSeconds = 3600;

/** A session's own host in the table: the items are those of the functions host, its commands a segment at a time. */
export class DynamoHosted implements HostedStore {
  readonly #table: Table;
  readonly #objects: Objects;
  readonly #sessions: DynamoSessions;

  constructor(table: Table, objects: Objects) {
    this.#table = table;
    this.#objects = objects;
    this.#sessions = new DynamoSessions(table, objects);
  }

  start(ref: SessionRef): Promise<SessionStart | undefined> {
    return this.#sessions.start(ref);
  }
  head(ref: SessionRef): Promise<SessionHead | undefined> {
    return this.#sessions.head(ref);
  }
  takeLoop(ref: SessionRef, take: { seen: number; owner: string; at: number }): Promise<boolean> {
    return this.#sessions.takeLoop(ref, take);
  }
  commit(ref: SessionRef, commit: SliceCommit): Promise<{ ok: true } | { ok: false; head: SessionHead }> {
    return this.#sessions.commit(ref, commit);
  }
  stopLoop(ref: SessionRef, stop: LoopStop): Promise<boolean> {
    return this.#sessions.stopLoop(ref, stop);
  }
  park(ref: SessionRef, park: LoopPark): Promise<boolean> {
    return this.#sessions.park(ref, park);
  }
  read(ref: SessionRef, after: number, upTo: number): Promise<LoggedCommand[]> {
    return this.#sessions.read(ref, after, upTo);
  }
  seats(ref: SessionRef): Promise<Seat[]> {
    return this.#sessions.seats(ref);
  }

  /** A host that is no longer the session's writes over nothing of its successor's; HEAD tells it. */
  async keepCommands(ref: SessionRef, commands: readonly LoggedCommand[], loopEpoch: number): Promise<void> {
    for (const segment of segmentsOf(commands))
      await this.#table.update({
        key: commandKey(ref, segment.at(-1)!.seq),
        set: { ...(await segmentItem(ref, segment, this.#objects)), epoch: loopEpoch },
        below: { epoch: loopEpoch + 1 },
      });
  }
  async keepSeats(ref: SessionRef, seats: readonly Seat[]): Promise<void> {
    for (let at = 0; at < seats.length; at += atOnce)
      await Promise.all(
        seats.slice(at, at + atOnce).map((seat) => this.#table.update({ key: seatKey(ref, seat.sender), set: { ...seat } })),
      );
  }
  async keepAlive(ref: SessionRef, { loopEpoch, owned, at }: { loopEpoch: number; owned: OwnedByHost; at: number }): Promise<boolean> {
    const { why, ...rest } = owned;
    const set = { ...rest, ...(why !== undefined && { why }), beat: at };
    return (await this.#table.update({ key: headKey(ref), set, ...(why === undefined && { remove: ['why'] }), when: { loopEpoch } })).ok;
  }
}

/** Where hosts announce themselves, and calls for one that is not there: the stream tells who starts it. */
export class DynamoHostDirectory implements HostDirectory {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async announce(ref: SessionRef, announcement: Announcement): Promise<void> {
    await this.#table.update({ key: hostKey(ref), set: { ...announcement }, below: { epoch: announcement.epoch } });
  }
  async announced(ref: SessionRef): Promise<Announcement | undefined> {
    const item = await this.#table.get(hostKey(ref));
    return item && { epoch: Number(item['epoch']), url: String(item['url']), key: String(item['key']) };
  }
  async call(ref: SessionRef, id: string, at: number): Promise<void> {
    await this.#table.update({ key: callKey(ref, id), set: { at, exp: Math.floor(at / 1000) + callSeconds } });
  }
}
