/**
 * y-websocket's own server, without persistence: `peer-server-child.ts <data folder> [--durable]`. With `--durable` it waits, before it looks at a
 * message, until that is in a file on the disk, as our rooms do. Says `{port}`, answers anything with `{cpu}`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { setupWSConnection } from '@y/websocket-server/utils';
import { nodeFiles } from '../../../src-main/services/collaboration/files.ts';
import { tellCpu } from './tell-cpu.ts';

const [dataDir, durable] = process.argv.slice(2);
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const disk = durable === '--durable' ? await nodeFiles.openForAppend(join(dataDir!, 'messages')) : undefined;
sockets.on('connection', (socket, request) => {
  setupWSConnection(socket, request);
  if (disk) rememberFirst(socket, (message) => disk.append(message));
});

/** Holds each message back until it is written; messages keep their order. */
function rememberFirst(socket: WebSocket, write: (message: Buffer) => Promise<void>): void {
  const listeners = socket.listeners('message') as ((message: ArrayBuffer, isBinary: boolean) => void)[];
  socket.removeAllListeners('message');
  let last = Promise.resolve();
  socket.on('message', (message: ArrayBuffer, isBinary) => {
    last = last.then(async () => {
      await write(Buffer.from(message));
      for (const listener of listeners) listener.call(socket, message, isBinary);
    });
  });
}

const server = createServer();
server.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request)),
);
server.listen(0, '127.0.0.1', () => tellCpu((server.address() as AddressInfo).port));
