/** All rooms of this machine behind one WebSocket path: `/rooms/<room name>`. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import {
  type AnyDocument,
  type AskedBy,
  type CloseReason,
  closeReasons,
  decodeFrame,
  encodeFrame,
  levelSchema,
  openDocument,
  parseRoomName,
  type DocumentVersions,
  documentVersions,
  noteVersion,
  protocolVersion,
  type RoomKind,
  type RoomLimits,
  roomLimits,
  type RoomState,
  type Visitor,
  EditOrigin,
} from '../../../engine/document/index.ts';
import { builtinComponents } from '../../../engine/model/components/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { encodeState } from './encode-state.ts';
import type { FaultPoint, FilePort } from './files.ts';
import { type HostedRoom, openHostedRoom } from './hosted-room.ts';
import { countReason, type MetricsNow, newMetrics } from './metrics.ts';
import { createTickets, type Ticket } from './tickets.ts';

export interface RoomsOptions {
  /** Logs and snapshots go to `<dataDir>/rooms`. */
  dataDir: string;
  /** Host headers and origins that may connect, asked at every upgrade. A missing Origin is a program on this machine and passes. */
  allowed(): { hosts: readonly string[]; origins: readonly string[] };
  /**
   * Open rooms: no tickets, rooms appear when asked for, under any name and with or without `/rooms` before it, stock y-websocket providers are
   * welcome. What has no name of ours is a free document. Never inside Studio.
   */
  open?: boolean;
  limits?: Partial<RoomLimits>;
  files?: FilePort;
  fault?: (point: FaultPoint) => void;
  compactAfter?: { records: number; bytes: number };
  /** Monotonic milliseconds. */
  now?: () => number;
  /** What documents are of, and how older ones are brought there. */
  versions?: DocumentVersions;
  /** Milliseconds since 1970: comments of a time to come are refused. */
  clock?: () => number;
  random?: (count: number) => Uint8Array;
  /** Whether a project's store has the bytes of an asset; without it every name of one passes. */
  hasAsset?: (project: string, sha256: string) => boolean;
  /** A room has failed (disk full) and its connections were closed; it is opened again by itself when somebody joins. */
  onFailure?: (room: string, error: LedgerError) => void;
  /** A room's log is damaged: what stood behind the damage is set aside. */
  onSetAside?: (room: string, error: LedgerError) => void;
}

/** A room seen from the services: its document may be read at any time and changed by `edit` only. */
export interface RoomHandle {
  readonly name: string;
  readonly document: AnyDocument;
  /** True when this call made the room: it was seeded. */
  readonly created: boolean;
  /** One transaction by the disk, or for the person who asked for it; returns when it is saved. */
  edit(label: string, change: (origin: EditOrigin) => void, askedBy?: AskedBy): Promise<void>;
  drain(): Promise<void>;
  /** Whose a client number of this room is; undefined for the room's own. */
  writer(client: number): string | undefined;
}

export interface RoomHost {
  /** Opens a room, making it with `seed` when it is not on disk. The same handle for the same name. */
  room(name: string, seed?: (document: AnyDocument, origin: EditOrigin) => void): Promise<RoomHandle>;
  /** A token for one connection. */
  ticket(ticket: Ticket): string;
  /** Offer every upgrade of the HTTP server; false when it is for somebody else. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Who is connected to rooms of this project now, each person once. */
  people(project: string): Visitor['person'][];
  /** Called with the project whose last person has left. Returns how to stop. */
  onDeserted(listener: (project: string) => void): () => void;
  /** What has happened since the start, and how much there is now. */
  metrics(): MetricsNow;
  /** Closes a person's connections to a room after their role changed. */
  dismiss(room: string, person: string): void;
  /** Called with the new handle when a room had to be opened again after a failure of the disk. */
  onReopened(listener: (handle: RoomHandle) => void): () => void;
  close(): Promise<void>;
}

const pathPrefix = '/rooms/';
const helloWithin = 10_000;
const largestHello = 4096;
const mostUnknown = 128;
const heartbeat = 30_000;
/** The answer to a window that asks whether anybody is there: nothing new of anybody's presence, which every window understands. */
const signOfLife = encodeFrame({ type: 'presence', text: '[]' });
/** What a frame has beside an update. */
const frameOverhead = 65_536;

/** A Yjs update without structs and deletions. */
const emptyUpdate = new Uint8Array([0, 0]);
const longestFolder = 240;

const Hello = z.object({ protocol: z.number().int(), documents: z.number().int().min(1).default(1), token: z.string().max(256) });
const anybody = { id: 'anybody', name: 'Anybody', colour: '#8a8f98' };

export function openRooms(options: RoomsOptions): RoomHost {
  const { dataDir, open = false, now = () => performance.now(), clock = Date.now, random = (count) => randomBytes(count) } = options;
  const { versions = documentVersions } = options;
  const tickets = createTickets(random, now);
  const schema = levelSchema(builtinComponents);
  const opened = new Map<string, Promise<{ hosted: HostedRoom; created: boolean }>>();
  const known = new Set<string>();
  const reopened = new Set<(handle: RoomHandle) => void>();
  const deserted = new Set<(project: string) => void>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: (options.limits?.update ?? roomLimits.update).bytes + frameOverhead,
    perMessageDeflate: false,
  });
  const sockets = new Set<WebSocket>();
  const seated = new Map<WebSocket, { room: string; person: Visitor['person'] }>();
  const metrics = newMetrics();
  let strangers = 0;
  let closing = false;

  const newState = (kind: RoomKind, seed?: (document: AnyDocument, origin: EditOrigin) => void): RoomState => {
    const epoch = Buffer.from(random(12)).toString('base64url');
    if (kind === 'free') return { epoch, update: emptyUpdate, leases: new Map() };
    const document = openDocument(kind);
    document.doc.clientID = 1;
    seed?.(document, new EditOrigin('Project opened', 'disk'));
    noteVersion(document.doc, versions.current);
    return { epoch, update: encodeState(document), leases: new Map() };
  };

  const kindOf = (name: string): RoomKind | undefined => parseRoomName(name)?.kind ?? (open && isFreeName(name) ? 'free' : undefined);

  const openRoom = (
    name: string,
    seed?: (document: AnyDocument, origin: EditOrigin) => void,
  ): Promise<{ hosted: HostedRoom; created: boolean }> => {
    const kind = kindOf(name);
    if (!kind)
      throw new LedgerError({ code: 'no-such-room', message: `There is no room named ${JSON.stringify(name.slice(0, 80))}.`, where: name });
    const already = opened.get(name);
    if (already) return already;
    let created = false;
    const opening = openHostedRoom({
      name,
      folder: join(dataDir, 'rooms', kind === 'free' ? freeFolder(name) : encodeURIComponent(name)),
      kind,
      schema,
      open,
      metrics,
      versions,
      now,
      clock,
      limits: options.limits,
      hasAsset: options.hasAsset && ((sha256) => options.hasAsset!(parseRoomName(name)?.project ?? '', sha256)),
      files: options.files,
      fault: options.fault,
      compactAfter: options.compactAfter,
      create() {
        created = true;
        return newState(kind, seed);
      },
      onSetAside: (error) => options.onSetAside?.(name, error),
      onFailure(error) {
        opened.delete(name);
        options.onFailure?.(name, error);
      },
    }).then((hosted) => ({ hosted, created }));
    opened.set(name, opening);
    opening.then(
      ({ hosted }) => {
        const again = known.has(name);
        known.add(name);
        const handle = again ? handleOf(hosted, false) : undefined;
        if (handle) for (const listener of reopened) listener(handle);
      },
      () => opened.delete(name),
    );
    return opening;
  };

  const handleOf = (hosted: HostedRoom, created: boolean): RoomHandle | undefined =>
    hosted.document && {
      name: hosted.name,
      document: hosted.document,
      created,
      edit: (label, change, askedBy) => hosted.edit(label, change, askedBy),
      drain: () => hosted.drain(),
      writer: (client) => hosted.room.leases.get(client),
    };

  const peopleIn = (project: string): Visitor['person'][] => {
    const here = [...seated.values()].filter(({ room }) => parseRoomName(room)?.project === project);
    return [...new Map(here.map(({ person }) => [person.id, person])).values()];
  };

  const turnAway = (socket: Duplex, status: string): void => {
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  };

  const reject = (socket: WebSocket, reason: CloseReason, message: string = closeReasons[reason].message): void => {
    countReason(metrics.closed, reason);
    socket.send(encodeFrame({ type: 'reject', text: JSON.stringify({ reason, message }) }));
    socket.close(closeReasons[reason].code, reason);
  };

  /** The first frame says who is there; everything after it belongs to the room. */
  const receive = (socket: WebSocket, name: string): void => {
    sockets.add(socket);
    strangers += 1;
    let known = false;
    const recognised = (): void => {
      if (!known) strangers -= 1;
      known = true;
    };
    let seat: { receive(frame: Uint8Array): void; leave(): void } | undefined;
    let early: Uint8Array[] | undefined;
    const timer = setTimeout(() => reject(socket, 'not-signed-in', 'Nobody said hello.'), helloWithin);

    const sit = async (visitor: Visitor, first: Uint8Array | undefined): Promise<void> => {
      clearTimeout(timer);
      recognised();
      early = first ? [first] : [];
      try {
        const { hosted } = await openRoom(name);
        if (socket.readyState !== socket.OPEN) return;
        seat = hosted.join(
          {
            send: (frame) => socket.send(frame),
            close: (code, reason) => socket.close(code, reason),
            get bufferedAmount() {
              return socket.bufferedAmount;
            },
          },
          visitor,
        );
        seated.set(socket, { room: name, person: visitor.person });
        for (const frame of early.splice(0)) seat.receive(frame);
      } catch (error) {
        const isFull = error instanceof LedgerError && error.code === 'disk-full';
        reject(socket, isFull ? 'disk-full' : 'storage-failed', error instanceof LedgerError ? error.message : undefined);
      }
    };

    socket.on('message', (data: Buffer) => {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      if (seat) {
        // The room counts it, and has nothing to say to it.
        seat.receive(bytes);
        if (!open && bytes.length === 1 && decodeFrame(bytes)?.type === 'query-awareness') socket.send(signOfLife);
        return;
      }
      if (early) {
        if (early.length < 64) early.push(bytes.slice());
        return;
      }
      const frame = bytes.length <= largestHello || open ? decodeFrame(bytes) : undefined;
      if (frame?.type === 'hello') {
        const visitor = visitorOf(frame.text, name);
        if (typeof visitor === 'string') reject(socket, visitor);
        else void sit(visitor, undefined);
      } else if (open && frame) void sit({ person: anybody, role: 'editor', speaks: 'stock' }, bytes.slice());
      else reject(socket, 'not-signed-in', 'The first frame of a connection says hello.');
    });
    let alive = true;
    const pulse = setInterval(() => {
      if (!alive) socket.terminate();
      alive = false;
      socket.ping();
    }, heartbeat);
    pulse.unref();
    socket.on('pong', () => {
      alive = true;
    });
    socket.on('close', () => {
      clearTimeout(timer);
      clearInterval(pulse);
      recognised();
      sockets.delete(socket);
      seat?.leave();
      const { project } = (seated.delete(socket) && parseRoomName(name)) || {};
      if (project !== undefined && peopleIn(project).length === 0) for (const listener of deserted) listener(project);
    });
    // The close event that follows does the work.
    socket.on('error', () => {});
  };

  const visitorOf = (text: string, name: string): Visitor | CloseReason => {
    let hello: z.infer<typeof Hello>;
    try {
      hello = Hello.parse(JSON.parse(text));
    } catch {
      return 'bad-message';
    }
    if (hello.protocol !== protocolVersion || hello.documents < versions.current) return 'client-too-old';
    if (hello.documents > versions.current) return 'host-too-old';
    const ticket = tickets.redeem(hello.token, name);
    if (ticket) return { person: ticket.person, role: ticket.role, speaks: 'ours' };
    return open && hello.token === '' ? { person: anybody, role: 'editor', speaks: 'ours' } : 'not-signed-in';
  };

  return {
    async room(name, seed) {
      const { hosted, created } = await openRoom(name, seed);
      const handle = handleOf(hosted, created);
      if (!handle)
        throw new LedgerError({ code: 'no-such-room', message: `${name} is an open document, not a part of a project.`, where: name });
      return handle;
    },
    ticket: (ticket) => tickets.issue(ticket),
    upgrade(request, socket, head) {
      const full = `http://localhost${request.url ?? '/'}`;
      const pathname = URL.canParse(full) ? new URL(full).pathname : '';
      if (!pathname.startsWith(pathPrefix) && !open) return false;
      const name = safeDecode(pathname.slice(pathname.startsWith(pathPrefix) ? pathPrefix.length : 1));
      const { hosts, origins } = options.allowed();
      const { host, origin } = request.headers;
      if (host === undefined || !hosts.includes(host) || (origin !== undefined && !origins.includes(origin)))
        turnAway(socket, '403 Forbidden');
      else if (closing || strangers >= mostUnknown) turnAway(socket, '503 Service Unavailable');
      else if (name === undefined || !kindOf(name) || (!open && !known.has(name))) turnAway(socket, '404 Not Found');
      else server.handleUpgrade(request, socket, head, (accepted) => receive(accepted, name));
      return true;
    },
    people: peopleIn,
    metrics: () => ({ ...structuredClone(metrics), rooms: opened.size, connections: seated.size }),
    onDeserted(listener) {
      deserted.add(listener);
      return () => deserted.delete(listener);
    },
    dismiss(room, person) {
      void opened.get(room)?.then(({ hosted }) => hosted.dismiss(person));
    },
    onReopened(listener) {
      reopened.add(listener);
      return () => reopened.delete(listener);
    },
    async close() {
      closing = true;
      const rooms = await Promise.allSettled(opened.values());
      await Promise.all(rooms.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.hosted.close()] : [])));
      await Promise.all(
        [...sockets].map(
          (socket) =>
            new Promise<void>((done) => {
              if (socket.readyState === socket.CLOSED) return done();
              const patience = setTimeout(() => socket.terminate(), 1000);
              socket.once('close', () => {
                clearTimeout(patience);
                done();
              });
              socket.close(closeReasons.closing.code, 'closing');
            }),
        ),
      );
      server.close();
    },
  };
}

/** As text with everything but small letters and digits as bytes in hex: no two names share a folder where case makes no difference. */
const freeFolder = (name: string): string =>
  [...Buffer.from(name)]
    .map((byte) => (/[a-z0-9]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`))
    .join('');

const isFreeName = (name: string): boolean => name.length > 0 && freeFolder(name).length <= longestFolder;

function safeDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
