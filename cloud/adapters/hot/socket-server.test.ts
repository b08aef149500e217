import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { serveSockets, type SocketServer } from './socket-server.ts';

let server: SocketServer;
const heard: string[] = [];
beforeEach(async () => {
  heard.length = 0;
  server = await serveSockets({
    host: {
      key: 'k',
      door: () => Promise.reject(new Error('nobody asks')),
      players: {
        refusal: () => 0,
        enter: () => {},
        left: () => {},
        hear: async (_: string, body: string) => void heard.push(body),
      } as never,
    },
    address: '127.0.0.1',
    now: () => 0,
    log: () => {},
  });
});
afterEach(() => server.close());

async function open(): Promise<WebSocket> {
  const socket = new WebSocket(server.url);
  await once(socket, 'open');
  return socket;
}

describe('the socket of a host’s player', () => {
  it.each([
    ['a little', 129],
    ['far', 3000],
  ])('is closed with 1009 and a reason when a message is %s too large', async (_, kilobytes) => {
    const socket = await open();
    socket.send('x'.repeat(kilobytes << 10));
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([1009, 'Message is larger than 128 KB']);
    expect(heard).toEqual([]);
  });

  it('takes the text of a binary frame, and a message of just 128 KB', async () => {
    const socket = await open();
    socket.send(Buffer.from('{"type":"ping"}'));
    socket.send('x'.repeat(128 << 10));
    await vi.waitFor(() => expect(heard.map((body) => body.slice(0, 15))).toEqual(['{"type":"ping"}', 'x'.repeat(15)]));
    socket.terminate();
  });
});
