import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { loopbackGuard, type Guard } from '../wire/guard.ts';

/** What answers under paths of its own: WebSocket APIs, event APIs, function URLs. */
export interface EdgePart {
  /** Takes a request; false when it is for somebody else. */
  readonly request?: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
  /** Takes an upgrade; false when it is for somebody else. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer, url: URL) => boolean;
}

/** The port for clients that need no key of this cloud: what stands behind it decides by itself who may come. */
export interface Edge {
  /** `127.0.0.1:<port>` once it listens. */
  readonly domain: () => string;
  /** Parts are asked in the order in which they were added. */
  readonly add: (part: EdgePart) => void;
  readonly listen: (port?: number) => Promise<{ readonly port: number; readonly endpoint: string }>;
  readonly close: () => Promise<void>;
}

/** `allowedOrigins`: pages that may connect; requests without an Origin (not from a browser) may always. */
export function createEdge(allowedOrigins: readonly string[]): Edge {
  const parts: EdgePart[] = [];
  let guard: Guard = () => 'This server is not ready.';
  let domain = '';
  const http = createServer((request, response) => {
    const refused = guard(request.headers);
    if (refused !== undefined) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end(refused);
      return;
    }
    const url = urlOf(request);
    if (!parts.some((part) => part.request?.(request, response, url) === true))
      response.writeHead(426, { 'content-type': 'text/plain' }).end('This port speaks WebSocket.\n');
  });

  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (guard(request.headers) !== undefined) return refuseUpgrade(socket, 403);
    const url = urlOf(request);
    if (!parts.some((part) => part.upgrade?.(request, socket, head, url) === true)) refuseUpgrade(socket, 403);
  });

  return {
    domain: () => domain,
    add: (part) => void parts.push(part),
    async listen(port = 0) {
      await new Promise<void>((resolve, reject) => {
        http.once('error', reject);
        http.listen(port, '127.0.0.1', () => {
          http.off('error', reject);
          resolve();
        });
      });
      const bound = (http.address() as AddressInfo).port;
      // Pages of its own are forms of sign-in: they answer to where they came from.
      guard = loopbackGuard(bound, [...allowedOrigins, `http://127.0.0.1:${bound}`]);
      domain = `127.0.0.1:${bound}`;
      return { port: bound, endpoint: `ws://${domain}` };
    },
    async close() {
      http.closeAllConnections();
      if (http.listening) await new Promise((resolve) => http.close(resolve));
    },
  };
}

function urlOf(request: IncomingMessage): URL {
  const full = `http://127.0.0.1${request.url ?? '/'}`;
  return new URL(URL.canParse(full) ? full : 'http://127.0.0.1/');
}

/** Headers by lower-case name, each as one text. */
export function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
  );
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
};

/** Answers an upgrade with a status instead. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  if (!socket.destroyed) socket.end(`HTTP/1.1 ${status} ${REASONS[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
