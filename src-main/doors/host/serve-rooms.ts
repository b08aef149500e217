/** Open rooms for this machine, in a process and a data folder of their own: what `lq collab serve --open` starts. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { LedgerError } from '../../contract/error.ts';
import { metricsText, metricsType, openRooms, type RoomsOptions } from '../../services/collaboration/index.ts';
import { openDataFolder } from '../../services/data-folder/data-folder.ts';
import { hostAllowed, ownOrigins } from '../web/guard.ts';

export interface OpenRoomsOptions extends Pick<RoomsOptions, 'dataDir' | 'onFailure' | 'onSetAside' | 'fault' | 'compactAfter'> {
  /** 0: any that is free. */
  port?: number;
  /** Pages of these origins may connect. Programs, which send none, always may. */
  origins?: readonly string[];
}

export interface OpenRooms {
  /** Rooms lie under it: `<url>/<name>`. */
  url: string;
  /** Returns when what was received is on disk and every connection is closed. */
  close(): Promise<void>;
}

/** Whole documents of strangers come as one update, and their programs write in bursts. */
const limits = { messagesPerSecond: 10_000, update: { bytes: 64 << 20, structs: 4_000_000, entities: 60_000 } };
const markName = 'open-rooms';

/** @throws LedgerError `data-folder-in-use`, `not-open-rooms`; the machine's error for a port that is taken */
export async function serveOpenRooms({ dataDir, port: wished = 0, origins = [], ...rest }: OpenRoomsOptions): Promise<OpenRooms> {
  const folder = openDataFolder(dataDir);
  try {
    claim(dataDir);
    let port = wished;
    const server = createServer((request, response) => {
      if (!hostAllowed(request, port)) response.writeHead(421).end();
      else if (request.method === 'GET' && request.url === '/metrics')
        response.writeHead(200, { 'content-type': metricsType }).end(metricsText(rooms.metrics()));
      else response.writeHead(426, { 'content-type': 'text/plain' }).end('Rooms are for WebSockets.\n');
    });
    const rooms = openRooms({
      ...rest,
      dataDir,
      limits,
      open: true,
      allowed: () => ({ hosts: [`127.0.0.1:${port}`, `localhost:${port}`], origins: [...ownOrigins(port), ...origins] }),
    });
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      rooms.upgrade(request, socket, head);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wished, '127.0.0.1', resolve);
    });
    ({ port } = server.address() as AddressInfo);
    return {
      url: `ws://127.0.0.1:${port}/rooms`,
      async close() {
        await rooms.close();
        await new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        });
        folder.release();
      },
    };
  } catch (error) {
    folder.release();
    throw error;
  }
}

/** Rooms of projects want tickets; whoever serves their folder without would give them to everybody on this machine. */
function claim(dataDir: string): void {
  const mark = join(dataDir, markName);
  if (existsSync(mark)) return;
  const others = readdirSync(dataDir).filter((name) => name !== 'lock');
  if (others.length > 0) {
    throw new LedgerError({
      code: 'not-open-rooms',
      message: `${dataDir} is not a folder of open rooms: it holds ${others[0]}.`,
      hint: 'Open rooms have a folder of their own: name a new one with --data.',
      where: dataDir,
    });
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(mark, 'Rooms without tickets: lq collab serve --open\n', { mode: 0o600 });
}
