/** A room on a host of one's own, over a WebSocket. The worst of its network: it ends at any moment. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chance } from '../../../engine/kernel/testing/chance.ts';
import type { Role } from '../../../engine/document/index.ts';
import { openRoomClient, type RecoveredCopy, type RoomSocket } from '../../../src-renderer/studio/people/index.ts';
import { connectSocket, room, startServer } from './server.ts';
import { compactAfterRecords, type StageWindow, type Transport } from './stage.ts';

export const byWebSocket: Transport = {
  name: 'a WebSocket',
  async start() {
    const options = { compactAfter: { records: compactAfterRecords, bytes: 1 << 20 } };
    let server = await startServer(options);
    const roles = new Map<string, Role>();
    const windows = new Set<StageWindow>();
    return {
      open(person, { network, stranger = false } = {}) {
        const recovered: RecoveredCopy[] = [];
        const random = network === undefined ? undefined : chance(network);
        let isAway = false;
        let socket: RoomSocket | undefined;
        const opened = openRoomClient('level', {
          room,
          async admit() {
            if (isAway) throw new Error('no connection');
            const ticket = { room, person: { id: person, name: person, colour: '#336699' }, role: roles.get(person) ?? 'editor' };
            return { url: server.url + room, token: stranger ? 'made-up' : server.rooms.ticket(ticket) };
          },
          connect(url) {
            socket = connectSocket(url);
            return random ? unsteady(socket, random.next.bind(random)) : socket;
          },
          onRecovered: (copy) => recovered.push(copy),
        });
        const window = Object.defineProperties(opened as StageWindow, {
          recovered: { value: recovered },
          setAway: {
            value: (away: boolean) => {
              isAway = away;
              if (away) socket?.close();
            },
          },
        });
        windows.add(window);
        return window;
      },
      async setRole(person, role) {
        roles.set(person, role);
        server.rooms.dismiss(room, person);
      },
      async restart() {
        server.unplug();
        await server.close();
        server = await startServer({ ...options, dataDir: server.dataDir });
      },
      snapshots: async () =>
        Math.max(
          ...readdirSync(join(server.dataDir, 'rooms', encodeURIComponent(room)))
            .filter((file) => file.endsWith('.snap'))
            .map((file) => Number.parseInt(file, 10)),
        ) - 1,
      async close() {
        for (const window of windows) window.close();
        await server.close();
      },
    };
  },
};

/** Ends after any frame, with one chance in twelve, less what was on its way. */
function unsteady(socket: RoomSocket, next: () => number): RoomSocket {
  const outside: RoomSocket = {
    get binaryType() {
      return socket.binaryType;
    },
    set binaryType(type) {
      socket.binaryType = type;
    },
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send: (frame) => socket.send(frame),
    close: (code, reason) => socket.close(code, reason),
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
  };
  let isCut = false;
  socket.onopen = (event) => outside.onopen?.(event);
  socket.onerror = (event) => outside.onerror?.(event);
  socket.onclose = (event) => outside.onclose?.(event);
  socket.onmessage = (event) => {
    if (isCut) return;
    if (next() < 1 / 12) {
      isCut = true;
      socket.close();
    } else outside.onmessage?.(event);
  };
  return outside;
}
