/** A room of our own server with a disk and wires whose every step is told by the schedule: nothing arrives, is saved or goes out by itself. */
import * as Y from 'yjs';
import {
  type AnyDocument,
  closeReasons,
  decodeFrame,
  decodeRecord,
  type EditOrigin,
  encodeRecord,
  openDocument,
  Room,
  type Role,
  type RoomRequest,
  type RoomState,
} from '../../../engine/document/index.ts';
import type { RoomSocket } from '../../../src-renderer/studio/people/index.ts';
import type { Host, HostOptions, Refusal, Wire } from './host.ts';
import type { Fate } from './schedule.ts';

export class WebSocketWire implements Wire {
  readonly person: string;
  readonly role: Role;
  readonly session: number;
  readonly socket: RoomSocket;
  readonly #server: SimServer;
  up: Uint8Array<ArrayBuffer>[] = [];
  down: (Uint8Array<ArrayBuffer> | { code: number; reason: string })[] = [];
  joined = false;

  constructor(server: SimServer, person: string, role: Role, session: number) {
    this.#server = server;
    this.person = person;
    this.role = role;
    this.session = session;
    this.socket = {
      binaryType: '',
      bufferedAmount: 0,
      send: (frame) => void this.up.push(frame),
      close: (code = 1000, reason = '') => server.hungUp(this, code, reason),
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
    };
  }

  get isQuiet(): boolean {
    return this.up.length === 0 && this.down.length === 0;
  }

  send(count: number): void {
    this.#server.send(this, count);
  }

  receive(fates: readonly Fate[]): void {
    this.#server.receive(this, fates);
  }

  cut(): void {
    this.#server.cut(this);
  }
}

export class SimServer implements Host {
  readonly refused: Refusal[] = [];
  /** Windows that hung up by themselves: an honest one has no reason to. */
  readonly broken: string[] = [];
  readonly #options: HostOptions;
  readonly #first: RoomState;
  readonly #wires = new Map<number, WebSocketWire>();
  #room!: Room;
  #durable: Uint8Array[] = [];
  #unsynced: { ticket: number; record: Uint8Array }[] = [];
  #sessions = 0;
  #wakeAt: number | undefined;

  constructor(options: HostOptions) {
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

  async read(): Promise<{ room: AnyDocument; disk: AnyDocument }> {
    const disk = openDocument(this.#options.kind);
    Y.applyUpdate(disk.doc, this.readDisk().update);
    return { room: this.document, disk };
  }

  #open(): void {
    const { kind, schema, limits, onOpened } = this.#options;
    this.#room = new Room({ kind, schema, ...(limits && { limits }) }, this.readDisk());
    this.#wakeAt = undefined;
    onOpened(this.#room.doc);
  }

  token(): string {
    return '';
  }

  connect(person: string, role: Role = 'editor'): WebSocketWire {
    this.#sessions += 1;
    const wire = new WebSocketWire(this, person, role, this.#sessions);
    this.#wires.set(wire.session, wire);
    return wire;
  }

  hungUp(wire: WebSocketWire, code: number, reason: string): void {
    if (code !== 1000) this.broken.push(`${wire.person} hung up: ${code} ${reason}`);
    if (this.#wires.has(wire.session)) this.cut(wire);
  }

  cut(wire: WebSocketWire): void {
    if (!this.#wires.delete(wire.session)) return;
    wire.up = [];
    wire.down = [];
    if (wire.joined) this.#carryOut(this.#room.leave(wire.session));
    wire.socket.onclose?.({ code: 1006, reason: '' });
  }

  send(wire: WebSocketWire, count: number): void {
    for (const frame of wire.up.splice(0, count)) {
      if (wire.joined) this.#carryOut(this.#room.receive(wire.session, frame, this.#options.now()));
      else if (decodeFrame(frame)?.type === 'hello') {
        wire.joined = true;
        const person = { id: wire.person, name: wire.person, colour: '' };
        this.#carryOut(this.#room.join(wire.session, { person, role: wire.role, speaks: 'ours' }, this.#options.now()));
      }
    }
  }

  receive(wire: WebSocketWire, fates: readonly Fate[]): void {
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
