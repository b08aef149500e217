/** A room's socket of this computer's window, carried to the host as it is: frames, pings and reasons to close pass through unread. */
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { joinSockets, upgradeLines } from '../web/carry.ts';
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
    connect().then(
      (host) => {
        host.write(upgradeLines(request.headers, { path: request.url ?? '/', authority, more: [`Authorization: Bearer ${credential}`] }));
        host.write(head);
        host.setNoDelay(true);
        host.setTimeout(silence, () => host.destroy());
        joinSockets(socket, host);
      },
      () => socket.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'),
    );
  };
  return { carry, close: () => carried.forEach((socket) => socket.destroy()) };
}
