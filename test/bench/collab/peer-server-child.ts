/** y-websocket's own server, without persistence. Says `{port}`, answers anything with `{cpu}`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { setupWSConnection } from '@y/websocket-server/utils';
import { tellCpu } from './tell-cpu.ts';

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
sockets.on('connection', setupWSConnection);
const server = createServer();
server.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request)),
);
server.listen(0, '127.0.0.1', () => tellCpu((server.address() as AddressInfo).port));
