/** A room's socket of this computer's window, carried to the host as it is: frames, pings and reasons to close pass through unread. */
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Upgrade } from '../web/serve.ts';

export interface RelayOptions {
  connect: () => Promise<TLSSocket>;
  /** Host header and credential of this guest. */
  authority: string;
  credential: string;
}

/** The host asks every connection for a sign of life each half minute: without one for longer it is gone. */
const silence = 75_000;

export interface Relay {
  carry(upgrade: Upgrade): void;
  /** Ends everything that is carried. */
  close(): void;
}

export function createRelay({ connect, authority, credential }: RelayOptions): Relay {
  const carried = new Set<Duplex>();
  const carry = ({ request, socket, head }: Upgrade): void => {
    carried.add(socket);
    socket.once('close', () => carried.delete(socket));
    const { 'sec-websocket-key': key = '', 'sec-websocket-version': version = '' } = request.headers;
    connect().then(
      (host) => {
        const lines = [
          `GET ${request.url ?? '/'} HTTP/1.1`,
          `Host: ${authority}`,
          'Connection: Upgrade',
          'Upgrade: websocket',
          `Sec-WebSocket-Key: ${key}`,
          `Sec-WebSocket-Version: ${version}`,
          `Authorization: Bearer ${credential}`,
        ];
        host.write(`${lines.join('\r\n')}\r\n\r\n`);
        host.write(head);
        host.setNoDelay(true);
        host.setTimeout(silence, () => host.destroy());
        join(socket, host);
      },
      () => socket.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'),
    );
  };
  return { carry, close: () => carried.forEach((socket) => socket.destroy()) };
}

/** What one says the other hears; when one goes the other goes. */
function join(one: Duplex, other: Duplex): void {
  if (one.destroyed) other.destroy();
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.once('close', () => to.destroy());
  }
}
