/**
 * A room: one document being edited together. A state machine without sockets, disk or clock: it is told what arrived and what the disk
 * has confirmed, and answers with requests (send this, append that, close this one). Whoever hosts it carries them out in order.
 *
 * The promise: **saved means durable**. An update is judged, applied and handed to the log; only when the log says it is on disk is it
 * acknowledged to its author and shown to anybody else. So nobody ever holds what the room can lose.
 */
import * as Y from 'yjs';
import { type FirewallLimits, firewallLimits } from '../firewall/limits.ts';
import { openDocument, type RoomKind } from '../documents.ts';
import type { LevelSchema } from '../level/schema.ts';
import { EditOrigin } from '../origin.ts';
import { maxPresenceBytes, type Peer, type Person, presencePerSecond, readPresence } from '../presence.ts';
import { Awareness, decodeAwareness, encodeAwareness } from './awareness.ts';
import { createBucket, type Bucket } from './bucket.ts';
import { firstLease, isEmptyUpdate, judgeUpdate } from './judge.ts';
import { type CloseReason, closeReasons } from './reasons.ts';
import type { RoomRecord } from './records.ts';
import { decodeFrame, encodeFrame, type Frame, protocolVersion } from './wire.ts';

export type Role = 'viewer' | 'editor' | 'owner';

/** The room's own client number: seeds and outside changes. Below every lease, so that of two concurrent edits the person's stands. */
export const roomClient = 1;

export interface RoomLimits {
  sessions: number;
  /** Bytes of the encoded document. */
  bytes: number;
  /** Messages per second of one connection, sustained; twenty times as many in a burst. */
  messagesPerSecond: number;
  /** Milliseconds for which changes, and who moved, are gathered into one frame at most; the first goes at once. */
  window: number;
  /** Frames of changes that a room sends, over all its connections: few people see every change at once, for many changes are gathered. */
  framesPerSecond: number;
  update: FirewallLimits;
}

export const roomLimits: RoomLimits = {
  sessions: 250,
  bytes: 64 << 20,
  messagesPerSecond: 120,
  window: 33,
  framesPerSecond: 14_000,
  update: firewallLimits,
};

/** What survives a restart. */
export interface RoomState {
  /** Random, made with the room: a document of another epoch can never be merged with this one. */
  epoch: string;
  /** The document as one Yjs update (v1). */
  update: Uint8Array;
  /** Client number to person. */
  leases: ReadonlyMap<number, string>;
}

/** The same, read from disk already: the room takes the document for its own. */
export interface LoadedRoom extends Omit<RoomState, 'update'> {
  doc: Y.Doc;
  /** About how many the encoded document has. */
  bytes: number;
}

export interface RoomOptions {
  kind: RoomKind;
  schema: LevelSchema;
  /** An open room also talks to stock y-websocket providers, who say no hello and choose their own client numbers. */
  open?: boolean;
  limits?: Partial<RoomLimits>;
  /** Milliseconds since 1970: what says when something was written may not be of a time to come. Without it nobody knows. */
  clock?: () => number;
  /** Whether the bytes of an asset are kept: a project's index names no others. */
  hasAsset?: ((sha256: string) => boolean) | undefined;
}

export interface Visitor {
  person: Person;
  role: Role;
  /** A stock provider gets only frames it knows. */
  speaks: 'ours' | 'stock';
}

/** What the host must do, in this order. */
export type RoomRequest =
  | { do: 'send'; to: readonly number[]; frame: Uint8Array<ArrayBuffer> }
  /** Call `durable(ticket)` once this and all before it are on disk. */
  | { do: 'append'; ticket: number; record: RoomRecord }
  | { do: 'close'; session: number; reason: CloseReason; message: string }
  /** Call `wake(now)` then. */
  | { do: 'wake'; at: number }
  /** An update that was refused, to be kept aside. */
  | { do: 'keep-aside'; person: string; reason: CloseReason; message: string; update: Uint8Array };

/** Who asked the host for an edit; edits of several rooms with one `step` are one step. */
export interface AskedBy {
  person: string;
  step: string;
}

interface Session extends Visitor {
  id: number;
  lease: number | undefined;
  /** Joined: its lease is on disk and it has been welcomed. */
  ready: boolean;
  /** Updates of this connection that are on disk. */
  acked: number;
  messages: Bucket;
  presence: Bucket;
  state: Peer['state'];
}

interface Change {
  from: number | undefined;
  update: Uint8Array;
  outside?: string;
}

interface Waiting {
  ticket: number;
  run: (now: number) => void;
}

export class Room {
  readonly doc: Y.Doc;
  readonly epoch: string;
  readonly #options: RoomOptions;
  readonly #limits: RoomLimits;
  readonly #leases: Map<number, string>;
  readonly #sessions = new Map<number, Session>();
  readonly #awareness = new Awareness();
  #nextLease: number;
  #ticket = 0;
  #waiting: Waiting[] = [];
  #requests: RoomRequest[] = [];
  /** Durable, not yet shown to the others. */
  #batch: Change[] = [];
  #moved = new Set<number>();
  readonly #pace: Bucket;
  #lastPresence = Number.NEGATIVE_INFINITY;
  #wakeAt: number | undefined;
  #bytes: number;

  constructor(options: RoomOptions, state: RoomState | LoadedRoom) {
    this.#options = options;
    this.#limits = { ...roomLimits, ...options.limits };
    const { framesPerSecond, window } = this.#limits;
    this.#pace = createBucket(framesPerSecond, (framesPerSecond * window) / 1000, 0);
    this.doc = 'doc' in state ? state.doc : new Y.Doc();
    this.epoch = state.epoch;
    // Known to the document from the start: a root that only an update names would have no type.
    if (options.kind !== 'free') openDocument(options.kind, this.doc);
    if ('update' in state) Y.applyUpdate(this.doc, state.update);
    // After the update: a document that meets its own number in one takes a new number at random.
    this.doc.clientID = roomClient;
    this.#leases = new Map(state.leases);
    this.#nextLease = Math.max(firstLease - 1, ...this.#leases.keys()) + 1;
    this.#bytes = 'update' in state ? state.update.length : state.bytes;
  }

  /** Everything applied so far, on disk or about to be. */
  snapshot(): RoomState {
    return { epoch: this.epoch, update: Y.encodeStateAsUpdate(this.doc), leases: new Map(this.#leases) };
  }

  get leases(): ReadonlyMap<number, string> {
    return this.#leases;
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  /** Who is here, for lists and tests. */
  get peers(): Peer[] {
    return [...this.#sessions.values()]
      .filter(({ ready }) => ready)
      .map(({ id, person, role, state }) => ({ session: id, person, role, state }));
  }

  /** `session` is the host's number for the connection, never used twice. */
  join(session: number, visitor: Visitor, now: number): RoomRequest[] {
    if (this.#sessions.size >= this.#limits.sessions)
      return [{ do: 'close', session, reason: 'too-many-people', message: closeReasons['too-many-people'].message }];
    const rate = this.#limits.messagesPerSecond;
    const joined: Session = {
      ...visitor,
      id: session,
      lease: undefined,
      ready: visitor.speaks === 'stock',
      acked: 0,
      state: {},
      messages: createBucket(rate, 20 * rate, now),
      presence: createBucket(presencePerSecond, presencePerSecond, now),
    };
    this.#sessions.set(session, joined);
    if (visitor.speaks === 'stock') {
      this.#send([joined], { type: 'step1', stateVector: Y.encodeStateVector(this.doc) });
      const { present } = this.#awareness;
      if (present.length > 0) this.#send([joined], { type: 'awareness', bytes: encodeAwareness(present) });
    } else {
      const lease = this.#nextLease;
      this.#nextLease += 1;
      joined.lease = lease;
      this.#leases.set(lease, visitor.person.id);
      this.#append({ kind: 'lease', lease, person: visitor.person.id }, () => this.#welcome(joined));
    }
    return this.#take();
  }

  leave(session: number): RoomRequest[] {
    const gone = this.#sessions.get(session);
    this.#sessions.delete(session);
    this.#moved.delete(session);
    this.#forget(session);
    if (gone?.ready) this.#send(this.#listeners(), { type: 'presence', text: JSON.stringify([{ session, state: null }]) });
    return this.#take();
  }

  receive(session: number, bytes: Uint8Array, now: number): RoomRequest[] {
    const from = this.#sessions.get(session);
    if (!from) return [];
    const frame = decodeFrame(bytes);
    if (!frame || !from.ready)
      this.#close(from, 'bad-message', frame ? 'A frame came before the welcome.' : closeReasons['bad-message'].message);
    else if (!from.messages.take(now)) this.#close(from, 'rate-limited');
    else this.#handle(from, frame, now);
    return this.#take();
  }

  /** Everything up to `ticket` is on disk. */
  durable(ticket: number, now: number): RoomRequest[] {
    let done = 0;
    while (done < this.#waiting.length && this.#waiting[done]!.ticket <= ticket) done += 1;
    for (const { run } of this.#waiting.splice(0, done)) run(now);
    this.#flushIfDue(now);
    return this.#take();
  }

  /** The moment asked for by a `wake` request. */
  wake(now: number): RoomRequest[] {
    this.#wakeAt = undefined;
    this.#flushIfDue(now);
    return this.#take();
  }

  /**
   * The room itself edits: an outside change. One transaction, shown to everybody as one step called `label`; asked for by somebody, it is a
   * step of theirs only.
   */
  edit(label: string, change: (origin: EditOrigin) => void, askedBy?: AskedBy): RoomRequest[] {
    const updates: Uint8Array[] = [];
    const collect = (update: Uint8Array): void => {
      updates.push(update);
    };
    this.doc.on('update', collect);
    try {
      const origin = new EditOrigin(label, 'disk');
      this.doc.transact(() => change(origin), origin);
    } finally {
      this.doc.off('update', collect);
    }
    for (const update of updates) {
      this.#bytes += update.length;
      this.#append({ kind: 'update', update }, () =>
        this.#batch.push({ from: undefined, update, outside: JSON.stringify({ label, ...askedBy }) }),
      );
    }
    return this.#take();
  }

  /** Closes the connections of a person whose role has changed; they come back with a ticket for the new one. */
  dismiss(person: string): RoomRequest[] {
    for (const session of this.#sessions.values()) if (session.person.id === person) this.#close(session, 'role-changed');
    return this.#take();
  }

  /** Closes every connection. After a failure of the disk the room must be opened again from what is on it. */
  closeAll(reason: CloseReason, message: string = closeReasons[reason].message): RoomRequest[] {
    this.#waiting = [];
    for (const session of this.#sessions.values()) this.#close(session, reason, message);
    return this.#take();
  }

  #handle(from: Session, frame: Frame, now: number): void {
    switch (frame.type) {
      case 'step1':
        this.#answerStep1(from, frame.stateVector);
        break;
      case 'step2':
      case 'update':
        this.#update(from, frame.update);
        break;
      case 'presence':
        this.#presence(from, frame.text, now);
        break;
      case 'awareness':
        if (this.#options.open) this.#aware(from, frame.bytes);
        break;
      case 'query-awareness':
        break;
      // Only the room says these.
      case 'ack':
      case 'hello':
      case 'outside':
      case 'reject':
      case 'welcome':
        this.#close(from, 'bad-message');
    }
    this.#flushIfDue(now);
  }

  #welcome(session: Session): void {
    if (!this.#sessions.has(session.id)) return;
    session.ready = true;
    const { id, lease, role, person, state } = session;
    this.#send([session], {
      type: 'welcome',
      text: JSON.stringify({ protocol: protocolVersion, epoch: this.epoch, session: id, lease, role, person }),
    });
    this.#send([session], { type: 'step1', stateVector: Y.encodeStateVector(this.doc) });
    const others = this.peers.filter((peer) => peer.session !== id);
    if (others.length > 0) this.#send([session], { type: 'presence', text: JSON.stringify(others) });
    this.#send(
      this.#listeners().filter((to) => to !== session),
      { type: 'presence', text: JSON.stringify([{ session: id, person, role, state }]) },
    );
  }

  #answerStep1(from: Session, stateVector: Uint8Array): void {
    let update: Uint8Array;
    try {
      update = Y.encodeStateAsUpdate(this.doc, stateVector);
    } catch {
      this.#close(from, 'bad-message');
      return;
    }
    // It may hold updates that are still on their way to the disk: it is sent when they are there.
    this.#whenDurable(() => this.#send([from], { type: 'step2', update }));
  }

  #update(from: Session, update: Uint8Array): void {
    if (isEmptyUpdate(update)) return;
    const { kind, schema, hasAsset } = this.#options;
    const admission = judgeUpdate(
      { doc: this.doc, kind, schema, hasAsset, limits: this.#limits, leases: this.#leases, bytes: this.#bytes },
      { person: from.person, role: from.role, speaks: from.speaks, time: this.#options.clock?.() },
      update,
    );
    this.#bytes = admission.bytes;
    if (!admission.ok) {
      this.#refuse(from, update, admission.reason, admission.message);
      return;
    }
    const ack = (): void => {
      from.acked += 1;
      if (from.speaks === 'ours' && this.#sessions.has(from.id)) this.#send([from], { type: 'ack', count: from.acked });
    };
    if (admission.nothingNew) {
      this.#whenDurable(ack);
      return;
    }
    Y.applyUpdate(this.doc, admission.update, from.id);
    if (this.doc.store.pendingStructs !== null || this.doc.store.pendingDs !== null)
      throw new Error('The firewall admitted an update with a gap.');
    this.#bytes += admission.update.length;
    this.#append({ kind: 'update', update: admission.update }, () => {
      ack();
      this.#batch.push({ from: from.id, update: admission.update });
    });
  }

  #presence(from: Session, text: string, now: number): void {
    if (from.speaks !== 'ours') return;
    const state = readPresence(text);
    if (!state) this.#close(from, 'bad-message', `A presence is one state of at most ${maxPresenceBytes} bytes.`);
    // Too many are not an error: the next one says it all.
    else if (from.presence.take(now)) {
      from.state = state;
      this.#moved.add(from.id);
    }
  }

  #aware(from: Session, bytes: Uint8Array): void {
    const news = this.#awareness.take(from.id, decodeAwareness(bytes) ?? []);
    if (news.length === 0) return;
    this.#send(
      this.#stock().filter((to) => to !== from),
      { type: 'awareness', bytes: encodeAwareness(news) },
    );
  }

  /** Who spoke over a connection that is gone is gone with it. */
  #forget(session: number): void {
    const left = this.#awareness.leave(session);
    if (left.length > 0) this.#send(this.#stock(), { type: 'awareness', bytes: encodeAwareness(left) });
  }

  #append(record: RoomRecord, run: (now: number) => void): void {
    this.#ticket += 1;
    this.#waiting.push({ ticket: this.#ticket, run });
    this.#requests.push({ do: 'append', ticket: this.#ticket, record });
  }

  #whenDurable(run: (now: number) => void): void {
    const last = this.#waiting.at(-1);
    if (last) this.#waiting.push({ ticket: last.ticket, run });
    else run(0);
  }

  /** Leading edge: the first change goes at once. What follows too, until the room has sent as many frames as it may: then it is gathered. */
  #flushIfDue(now: number): void {
    const { window } = this.#limits;
    if (this.#batch.length > 0 && this.#pace.take(now, this.#sessions.size)) this.#flush();
    if (this.#moved.size > 0 && now >= this.#lastPresence + window) {
      this.#lastPresence = now;
      this.#flushPresence();
    }
    const due = [
      ...(this.#batch.length > 0 ? [this.#pace.readyAt(now, this.#sessions.size)] : []),
      ...(this.#moved.size > 0 ? [this.#lastPresence + window] : []),
    ];
    if (due.length > 0) this.#wakeBy(Math.min(...due));
  }

  #wakeBy(at: number): void {
    if (this.#wakeAt !== undefined && this.#wakeAt <= at) return;
    this.#wakeAt = at;
    this.#requests.push({ do: 'wake', at });
  }

  #flush(): void {
    const batch = this.#batch;
    this.#batch = [];
    // A change from outside is a step of its own for everybody: it is never merged with its neighbours.
    let run: Change[] = [];
    const flushRun = (): void => {
      if (run.length > 0) this.#sendRun(run);
      run = [];
    };
    for (const entry of batch) {
      if (entry.outside === undefined) run.push(entry);
      else {
        flushRun();
        this.#send(this.#listeners(), { type: 'outside', text: entry.outside, update: entry.update });
        this.#send(this.#stock(), { type: 'update', update: entry.update });
      }
    }
    flushRun();
  }

  #flushPresence(): void {
    const moved = [...this.#moved].flatMap((id) => {
      const session = this.#sessions.get(id);
      return session ? [{ session: id, person: session.person, role: session.role, state: session.state }] : [];
    });
    this.#moved.clear();
    this.#send(this.#listeners(), { type: 'presence', text: JSON.stringify(moved) });
  }

  /** One frame for all. Who wrote a part of it knows that part already, which changes nothing; who wrote all of it is left out. */
  #sendRun(run: readonly { from: number | undefined; update: Uint8Array }[]): void {
    const [first] = run;
    const onlyAuthor = run.every(({ from }) => from === first?.from) ? first?.from : undefined;
    const readers = [...this.#sessions.values()].filter(({ id, ready }) => ready && id !== onlyAuthor);
    const updates = run.map(({ update }) => update);
    if (readers.length > 0) this.#send(readers, { type: 'update', update: updates.length === 1 ? updates[0]! : Y.mergeUpdates(updates) });
  }

  #listeners(): Session[] {
    return [...this.#sessions.values()].filter(({ ready, speaks }) => ready && speaks === 'ours');
  }

  #stock(): Session[] {
    return [...this.#sessions.values()].filter(({ speaks }) => speaks === 'stock');
  }

  #send(to: readonly Session[], frame: Frame): void {
    const ids = to.filter(({ id }) => this.#sessions.has(id)).map(({ id }) => id);
    if (ids.length > 0) this.#requests.push({ do: 'send', to: ids, frame: encodeFrame(frame) });
  }

  #refuse(session: Session, update: Uint8Array, reason: CloseReason, message: string): void {
    this.#requests.push({ do: 'keep-aside', person: session.person.id, reason, message, update });
    this.#close(session, reason, message);
  }

  #close(session: Session, reason: CloseReason, message: string = closeReasons[reason].message): void {
    if (session.speaks === 'ours') this.#send([session], { type: 'reject', text: JSON.stringify({ reason, message }) });
    this.#requests.push({ do: 'close', session: session.id, reason, message });
    this.#sessions.delete(session.id);
    this.#moved.delete(session.id);
    this.#forget(session.id);
    if (session.ready) this.#send(this.#listeners(), { type: 'presence', text: JSON.stringify([{ session: session.id, state: null }]) });
  }

  #take(): RoomRequest[] {
    const requests = this.#requests;
    this.#requests = [];
    return requests;
  }
}
