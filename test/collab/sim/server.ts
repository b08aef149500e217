/** A room with a disk and wires whose every step is told by the schedule: nothing arrives, is saved or goes out by itself. */
import * as Y from 'yjs';
import {
  type AnyDocument,
  closeReasons,
  type CloseReason,
  decodeFrame,
  decodeRecord,
  type DocumentKind,
  type EditOrigin,
  encodeRecord,
  openDocument,
  Room,
  type Role,
  type RoomLimits,
  type RoomRequest,
  type RoomState,
  type LevelSchema,
} from '../../../engine/document/index.ts';
import type { RoomSocket } from '../../../src-renderer/studio/people/index.ts';
import type { Fate } from './schedule.ts';

export interface Wire {
  readonly person: string;
  readonly role: Role;
  readonly session: number;
  up: Uint8Array<ArrayBuffer>[];
  down: (Uint8Array<ArrayBuffer> | { code: number; reason: string })[];
  joined: boolean;
  socket: RoomSocket;
}

export interface Refusal {
  person: string;
  reason: CloseReason;
  message: string;
}

export interface SimServerOptions {
  kind: DocumentKind;
  schema: LevelSchema;
  seed: (document: AnyDocument) => void;
  limits?: Partial<RoomLimits>;
  now: () => number;
  /** A fault to be found: the room is told that the disk has what it has not. */
  confirmsEarly?: boolean;
  /** A room with another document has taken this one's place. */
  onOpened: (doc: Y.Doc) => void;
}

export class SimServer {
  /** Everybody who was shown out. */
  readonly refused: Refusal[] = [];
  /** Windows that hung up by themselves: an honest one has no reason to. */
  readonly hangUps: string[] = [];
  readonly #options: SimServerOptions;
  readonly #first: RoomState;
  readonly #wires = new Map<number, Wire>();
  #room!: Room;
  #durable: Uint8Array[] = [];
  #unsynced: { ticket: number; record: Uint8Array }[] = [];
  #sessions = 0;
  #wakeAt: number | undefined;

  constructor(options: SimServerOptions) {
    this.#options = options;
    const document = openDocument(options.kind);
    document.doc.clientID = 1;
    options.seed(document);
    this.#first = { epoch: 'one', update: Y.encodeStateAsUpdate(document.doc), leases: new Map() };
    this.#open();
  }

  get document(): AnyDocument {
    return openDocument(this.#options.kind, this.#room.doc);
  }

  /** What is on the disk, as the next start of the server would read it. */
  readDisk(): RoomState {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, this.#first.update);
    const leases = new Map(this.#first.leases);
    for (const bytes of this.#durable) {
      const record = decodeRecord(bytes);
      if (record.kind === 'update') Y.applyUpdate(doc, record.update);
      else leases.set(record.lease, record.person);
    }
    return { epoch: this.#first.epoch, update: Y.encodeStateAsUpdate(doc), leases };
  }

  #open(): void {
    const { kind, schema, limits, onOpened } = this.#options;
    this.#room = new Room({ kind, schema, ...(limits && { limits }) }, this.readDisk());
    this.#wakeAt = undefined;
    onOpened(this.#room.doc);
  }

  connect(person: string, role: Role = 'editor'): Wire {
    this.#sessions += 1;
    const session = this.#sessions;
    const wire: Wire = {
      person,
      role,
      session,
      up: [],
      down: [],
      joined: false,
      socket: {
        binaryType: '',
        bufferedAmount: 0,
        send: (frame) => void wire.up.push(frame),
        close: (code = 1000, reason = '') => {
          if (code !== 1000) this.hangUps.push(`${person}: ${code} ${reason}`);
          if (this.#wires.has(session)) this.cut(wire);
        },
        onopen: null,
        onmessage: null,
        onclose: null,
        onerror: null,
      },
    };
    this.#wires.set(session, wire);
    return wire;
  }

  /** The cable is pulled: what is on its way is lost. */
  cut(wire: Wire): void {
    if (!this.#wires.delete(wire.session)) return;
    wire.up = [];
    wire.down = [];
    if (wire.joined) this.#carryOut(this.#room.leave(wire.session));
    wire.socket.onclose?.({ code: 1006, reason: '' });
  }

  send(wire: Wire, count: number): void {
    for (const frame of wire.up.splice(0, count)) {
      if (wire.joined) this.#carryOut(this.#room.receive(wire.session, frame, this.#options.now()));
      else if (decodeFrame(frame)?.type === 'hello') {
        wire.joined = true;
        const person = { id: wire.person, name: wire.person, colour: '' };
        this.#carryOut(this.#room.join(wire.session, { person, role: wire.role, speaks: 'ours' }, this.#options.now()));
      }
    }
  }

  receive(wire: Wire, fates: readonly Fate[]): void {
    for (const fate of fates) {
      const frame = wire.down.shift();
      if (frame === undefined) return;
      if (!(frame instanceof Uint8Array)) {
        this.#wires.delete(wire.session);
        wire.socket.onclose?.(frame);
        return;
      }
      const type = decodeFrame(frame)?.type;
      const isLoose = type === 'update' || type === 'outside';
      if (isLoose && fate === 'lost') continue;
      if (isLoose && fate === 'late' && wire.down.length > 0) wire.down.push(frame);
      else {
        if (isLoose && fate === 'twice') wire.down.push(frame);
        wire.socket.onmessage?.({ data: frame.slice().buffer });
      }
    }
  }

  disk(count: number): void {
    const synced = this.#unsynced.splice(0, count);
    const last = synced.at(-1);
    this.#durable.push(...synced.map(({ record }) => record));
    if (last && !this.#options.confirmsEarly) this.#carryOut(this.#room.durable(last.ticket, this.#options.now()));
  }

  /** Time has passed. */
  wake(): void {
    if (this.#wakeAt === undefined || this.#wakeAt > this.#options.now()) return;
    this.#wakeAt = undefined;
    this.#carryOut(this.#room.wake(this.#options.now()));
  }

  crash(kept: number): void {
    this.#durable.push(...this.#unsynced.splice(0, kept).map(({ record }) => record));
    this.#unsynced = [];
    const wires = [...this.#wires.values()];
    this.#wires.clear();
    this.#open();
    for (const wire of wires) {
      wire.up = [];
      wire.down = [];
      wire.socket.onclose?.({ code: 1006, reason: '' });
    }
  }

  edit(label: string, change: (document: AnyDocument, origin: EditOrigin) => void): void {
    this.#carryOut(this.#room.edit(label, (origin) => change(this.document, origin)));
  }

  get isQuiet(): boolean {
    return this.#unsynced.length === 0 && this.#wakeAt === undefined;
  }

  #carryOut(requests: readonly RoomRequest[]): void {
    for (const request of requests) {
      switch (request.do) {
        case 'send':
          for (const session of request.to) this.#wires.get(session)?.down.push(request.frame);
          break;
        case 'append':
          this.#unsynced.push({ ticket: request.ticket, record: encodeRecord(request.record) });
          if (this.#options.confirmsEarly) this.#carryOut(this.#room.durable(request.ticket, this.#options.now()));
          break;
        case 'close': {
          const { session, reason, message } = request;
          const wire = this.#wires.get(session);
          this.refused.push({ person: wire?.person ?? '', reason, message });
          wire?.down.push({ code: closeReasons[reason].code, reason });
          break;
        }
        case 'wake':
          this.#wakeAt = request.at;
          break;
        case 'keep-aside':
          break;
      }
    }
  }
}
