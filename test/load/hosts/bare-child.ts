/** A server that does nothing but write prepared bytes to its sockets: what a message costs whoever sends one, however little it takes to make it. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { answer } from './answer.ts';

const sockets: Socket[] = [];
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  sockets.push(socket);
});
await once(server.listen(0, '127.0.0.1'), 'listening');

export interface Writing {
  readonly bytes: number;
  readonly hz: number;
  readonly seconds: number;
}

/** Microseconds of this process's time for a write. */
async function write({ bytes, hz, seconds }: Writing): Promise<number> {
  const message = Buffer.alloc(bytes, 65);
  const rounds = Math.max(1, Math.round(seconds * hz));
  const before = process.cpuUsage();
  const began = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    for (const socket of sockets) socket.write(message);
    await pause(Math.max(1, began + ((round + 1) * 1000) / hz - performance.now()));
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (rounds * sockets.length);
}

answer({ port: () => (server.address() as AddressInfo).port, count: () => sockets.length, write, close: () => {} });
