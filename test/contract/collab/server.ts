/** An HTTP server with rooms on it, for tests in this process. */
import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import {
  type AnyDocument,
  type DocumentKind,
  type EditOrigin,
  parseRoomName,
  type Role,
  seedFrom,
} from '../../../engine/document/index.ts';
import { street } from '../../../engine/document/testing/levels.ts';
import { openRooms, type RoomHost, type RoomsOptions } from '../../../src-main/services/collaboration/index.ts';
import { openRoomClient, type RecoveredCopy, type RoomClient, type RoomSocket } from '../../../src-renderer/studio/people/index.ts';

export const room = 'demo/level/street';
export const tempFolder = (): string => mkdtempSync(join(tmpdir(), 'lq-collab-'));

export interface TestServer {
  rooms: RoomHost;
  http: Server;
  port: number;
  url: string;
  dataDir: string;
  /** Cuts every connection, as a pulled cable does, and refuses new ones until `plug`. */
  unplug(): void;
  plug(): void;
  close(): Promise<void>;
}

export const seedStreet = (document: AnyDocument, origin: EditOrigin): void => {
  if (document.kind === 'level') seedFrom(document, street, origin);
};

export async function startServer(options: Partial<RoomsOptions> = {}, seed = seedStreet): Promise<TestServer> {
  const dataDir = options.dataDir ?? tempFolder();
  const http = createServer((_, response) => response.end());
  const sockets = new Set<Socket>();
  let plugged = true;
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    if (!plugged) socket.destroy();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const rooms = openRooms({ dataDir, allowed: () => ({ hosts: [host], origins: [`http://${host}`] }), ...options });
  if (!options.open) await rooms.room(room, seed);
  http.on('upgrade', (request, socket, head) => {
    if (!rooms.upgrade(request, socket, head)) socket.destroy();
  });
  return {
    rooms,
    http,
    port,
    url: `ws://${host}/rooms/`,
    dataDir,
    unplug() {
      plugged = false;
      for (const socket of sockets) socket.destroy();
    },
    plug() {
      plugged = true;
    },
    async close() {
      await rooms.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

export const connectSocket = (url: string): RoomSocket => new WebSocket(url, { perMessageDeflate: false }) as unknown as RoomSocket;

export interface TestClient<K extends DocumentKind> extends RoomClient<K> {
  recovered: RecoveredCopy[];
  /** This window alone loses its connection, and gets none. */
  setAway: (away: boolean) => void;
  /** Nothing comes through in either direction, and nothing is closed. */
  setSilent: (silent: boolean) => void;
}

/** A socket over a network that may fall silent. */
function silenceable(inner: RoomSocket, isSilent: () => boolean): RoomSocket {
  const outer: RoomSocket = {
    binaryType: inner.binaryType,
    bufferedAmount: 0,
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send: (frame) => !isSilent() && inner.send(frame),
    close: (code, reason) => !isSilent() && inner.close(code, reason),
  };
  inner.binaryType = 'arraybuffer';
  inner.onopen = (event) => outer.onopen?.(event);
  inner.onmessage = (event) => !isSilent() && outer.onmessage?.(event);
  inner.onclose = (event) => !isSilent() && outer.onclose?.(event);
  inner.onerror = (event) => outer.onerror?.(event);
  return outer;
}

export function client<K extends DocumentKind = 'level'>(
  where: TestServer | (() => TestServer),
  person: string,
  {
    role = 'editor',
    name = room,
    longAway,
    heartbeat,
  }: { role?: Role; name?: string; longAway?: number; heartbeat?: { every: number; within: number } } = {},
): TestClient<K> {
  const recovered: RecoveredCopy[] = [];
  let isAway = false;
  let isSilent = false;
  let socket: RoomSocket | undefined;
  const at = (): TestServer => (typeof where === 'function' ? where() : where);
  const opened = openRoomClient(parseRoomName(name)!.kind as K, {
    room: name,
    async admit() {
      if (isAway) throw new Error('no connection');
      return {
        url: at().url + name,
        token: at().rooms.ticket({ room: name, person: { id: person, name: person, colour: '#336699' }, role }),
      };
    },
    connect: (url) => (socket = silenceable(connectSocket(url), () => isSilent)),
    onRecovered: (copy) => recovered.push(copy),
    ...(longAway !== undefined && { longAway }),
    ...(heartbeat && { heartbeat }),
  });
  const setAway = (away: boolean): void => {
    isAway = away;
    if (away) socket?.close();
  };
  const setSilent = (silent: boolean): void => {
    isSilent = silent;
  };
  return Object.defineProperties(opened as TestClient<K>, {
    recovered: { value: recovered },
    setAway: { value: setAway },
    setSilent: { value: setSilent },
  });
}

/** Resolves when `condition` holds, looking again whenever `subscribe` tells. */
export function until(condition: () => boolean, ...subscribe: ((listener: () => void) => unknown)[]): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (condition()) resolve();
    };
    for (const one of subscribe) one(look);
    look();
  });
}
