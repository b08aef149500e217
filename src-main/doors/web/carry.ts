import type { Duplex } from 'node:stream';

/** What one says the other hears; when one goes the other goes. */
export function joinSockets(one: Duplex, other: Duplex): void {
  if (one.destroyed) other.destroy();
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.once('close', () => to.destroy());
  }
}

/** The lines that ask for a WebSocket, as they are sent on for somebody else: what is not named here is not. */
export function upgradeLines(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  { path, authority, more = [] }: { readonly path: string; readonly authority: string; readonly more?: readonly string[] },
): string {
  const { 'sec-websocket-key': key = '', 'sec-websocket-version': version = '' } = headers;
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${authority}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Key: ${String(key)}`,
    `Sec-WebSocket-Version: ${String(version)}`,
    ...more,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
