/**
 * Sockets of sessions that have a host of their own, by way of the Playground's origin: a page may connect to that and to nothing else, and no
 * policy has to name a host that is not there yet.
 */
import { connect } from 'node:net';
import { joinSockets, upgradeLines } from './carry.ts';
import type { Upgrade } from './serve.ts';

export interface HotSessions {
  /** Whether the token opens a session that has a host of its own. */
  isHot: (tenant: string, session: string, token: string) => Promise<boolean>;
  /** Where its host is, which is started if it is not there; undefined where the token opens no such session. */
  hostFor: (tenant: string, session: string, token: string) => Promise<string | undefined>;
}

/** Where players of such sessions connect at the door. */
export const livePath = '/live';

const refuse = ({ socket }: Upgrade, status: string): void =>
  void socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);

/** Leads a socket to the session's host. Host and Origin have been checked. */
export async function leadToHost(upgrade: Upgrade, asked: URLSearchParams, { hostFor }: HotSessions): Promise<void> {
  const { request, socket, head } = upgrade;
  socket.on('error', () => socket.destroy());
  const named = (name: string): string => asked.get(name) ?? '';
  let found: string | undefined;
  try {
    found = await hostFor(named('tenant'), named('session'), named('token'));
  } catch {
    return refuse(upgrade, '503 Service Unavailable');
  }
  if (found === undefined) return refuse(upgrade, '403 Forbidden');
  const { hostname, port, pathname, host } = new URL(found);
  const way = connect({ host: hostname, port: Number(port) });
  way.on('error', () => socket.destroy());
  way.setNoDelay(true);
  way.write(upgradeLines(request.headers, { path: `${pathname}?${asked.toString()}`, authority: host }));
  way.write(head);
  joinSockets(socket, way);
}
