import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { LedgerError } from '../../../engine/kernel/error.ts';
import { serveSockets, type SocketServer } from './socket-server.ts';

let server: SocketServer;
/** What the server waits for as it closes. */
let waited: (() => void) | undefined;
const heard: string[] = [];
beforeEach(async () => {
  heard.length = 0;
  server = await serveSockets({
    host: {
      key: 'k',
      door: () => Promise.reject(new LedgerError({ code: 'busy', message: 'moved' })),
      players: {
        refusal: () => 0,
        enter: () => {},
        left: () => {},
        hear: async (_: string, body: string) => void heard.push(body),
      } as never,
    },
    address: '127.0.0.1',
    now: () => 0,
    sleep: () => new Promise((resolve) => (waited = resolve)),
    log: () => {},
  });
});
afterEach(async () => {
  const closed = server.close();
  waited!();
  await closed;
});

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

  it('is closed with its host, which lets nobody in and still answers doors for a while', async () => {
    const socket = await open();
    const ask = () =>
      fetch(new URL('/door', server.url.replace('ws', 'http')), {
        method: 'POST',
        headers: { authorization: 'Bearer k' },
        body: JSON.stringify({ op: 'phase', change: 'end', id: 'u-1' }),
      });
    const gone = once(socket, 'close');
    const closed = server.close();
    await gone;
    const answer = await ask();
    expect([answer.status, await answer.json()]).toMatchObject([409, { code: 'busy' }]);
    const late = new WebSocket(server.url);
    late.on('error', () => {});
    const [, { statusCode }] = (await once(late, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(statusCode).toBe(503);
    waited!();
    await closed;
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});
