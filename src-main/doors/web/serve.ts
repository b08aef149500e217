import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { LedgerError } from '../../contract/error.ts';
import { metricsType } from '../../services/collaboration/index.ts';
import { type InvitedRole, invitedRoles } from '../../services/projects/members.ts';
import { type BundleOptions, serveBundle, type Served } from '../../services/pages/serve-bundle.ts';
import { hostAllowed, originAllowed, ownOrigins, targetOf } from './guard.ts';
import { type LaunchDesk, sameSecret } from './launch.ts';
import { type Caller, serveRpc } from './rpc-socket.ts';

export interface Upgrade {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** Listens on the wished port, or on any free one when that is taken. */
async function listenNear(server: Server, wished: number): Promise<number> {
  try {
    return await listen(server, wished);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || wished === 0) throw error;
    server.removeAllListeners('error');
    return listen(server, 0);
  }
}

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

type Reply = (pathname: string, request: IncomingMessage) => Promise<Served>;

/** A loopback HTTP server that answers GET only, to its own name only, and to no page of another origin. */
function createLoopbackServer(reply: Reply, portOf: () => number): Server {
  const plain = (response: ServerResponse, status: number, text: string): void => {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }).end(text);
  };
  return createServer((request, response) => {
    if (!hostAllowed(request, portOf())) return plain(response, 421, 'This server answers to 127.0.0.1 and localhost only.\n');
    if (!originAllowed(request, ownOrigins(portOf()))) return plain(response, 403, 'This server does not answer pages of other origins.\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405, 'Only GET.\n');
    const target = targetOf(request);
    if (!target) return plain(response, 400, 'That is no path.\n');
    reply(target.pathname, request).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body),
      () => plain(response, 500, 'Something went wrong on our side.\n'),
    );
    return undefined;
  });
}

/** Whom a link is for, as what they come, and a project folder that they should find. */
export interface Invitation {
  person: string;
  role?: InvitedRole;
  folder?: string;
}

export interface StudioDoorOptions {
  rendererDir: string;
  /** Folders of engine builds, each build under its sha256; the first that has a file wins. */
  enginesDirs: readonly string[];
  /** Whoever can read the discovery file may mint one-time links: that is this machine's owner. */
  mint: { secret: string; invite: (invitation: Invitation) => { token: string } };
  /** What the rooms have done, for the same owner; as Prometheus reads it. */
  metrics: () => string;
  port?: number;
  policy: (port: number) => string;
  desk: LaunchDesk;
  invoke: (caller: Caller, channel: unknown, request: unknown) => Promise<unknown>;
  onSigned: (caller: Caller) => () => void;
  /** Takes over an upgrade to `/rooms/...`; Host and Origin have been checked. */
  rooms: (upgrade: Upgrade) => void;
  log: (error: unknown) => void;
}

const plainReply = (status: number, text: string, type = 'text/plain; charset=utf-8'): Served => ({
  status,
  headers: { 'content-type': type, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
  body: new TextEncoder().encode(text),
});

const isInvitedRole = (role: string): role is InvitedRole => (invitedRoles as readonly string[]).includes(role);

/** Whoever could read the discovery file. */
const isOwner = (request: IncomingMessage, secret: string): boolean => {
  const shown = request.headers['x-launch-secret'];
  return typeof shown === 'string' && sameSecret(shown, secret);
};

/** Answers `lq open`: a one-time token. */
function mintLink(request: IncomingMessage, { invite }: StudioDoorOptions['mint']): Served {
  const asked = targetOf(request)?.searchParams;
  const [person, role, folder] = ['person', 'role', 'folder'].map((name) => asked?.get(name) ?? undefined);
  if (person === undefined || !/^[\p{L}\p{N}._@ -]{1,64}$/u.test(person))
    return plainReply(400, 'A person has a name of 1 to 64 letters, digits, dots, dashes or spaces.\n');
  if (role !== undefined && !isInvitedRole(role)) return plainReply(400, `People are invited as ${invitedRoles.join(' or ')}.\n`);
  try {
    const link = invite({ person, ...(role !== undefined && { role }), ...(folder !== undefined && { folder }) });
    return plainReply(200, JSON.stringify(link), 'application/json');
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return plainReply(400, `${[error.message, error.hint].filter(Boolean).join(' ')}\n`);
  }
}

/** Studio for a browser on this machine. */
export async function openStudioDoor(options: StudioDoorOptions): Promise<{ origin: string; port: number; close: () => Promise<void> }> {
  let port = options.port ?? 0;
  const pages = (): BundleOptions => ({ policy: options.policy(port), index: 'index.html', isolated: true });
  const engineFile = async (path: string): Promise<Served> => {
    for (const dir of options.enginesDirs) {
      const served = await serveBundle(dir, path, pages());
      if (served.status === 200) return served;
    }
    return plainReply(404, 'This machine has no such engine build.\n');
  };
  const server = createLoopbackServer(
    async (pathname, request) => {
      const engine = /^\/engine(\/[0-9a-f]{64}\/.*)$/.exec(pathname)?.[1];
      if (engine) return engineFile(engine);
      if (pathname === '/launch' || pathname === '/metrics') {
        if (!isOwner(request, options.mint.secret)) return plainReply(403, 'Not yours to open.\n');
        return pathname === '/launch' ? mintLink(request, options.mint) : plainReply(200, options.metrics(), metricsType);
      }
      return serveBundle(options.rendererDir, pathname, pages());
    },
    () => port,
  );

  const rpc = new WebSocketServer({ noServer: true, maxPayload: 8 << 20 });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (!hostAllowed(request, port)) return refuse(socket, '421 Misdirected Request');
    if (!originAllowed(request, ownOrigins(port))) return refuse(socket, '403 Forbidden');
    const pathname = targetOf(request)?.pathname ?? '';
    if (pathname === '/rpc') {
      return rpc.handleUpgrade(request, socket, head, (ws) => serveRpc(ws, options.desk, options.invoke, options.onSigned, options.log));
    }
    if (pathname.startsWith('/rooms/')) return options.rooms({ request, socket, head });
    return refuse(socket, '404 Not Found');
  });
  port = await listenNear(server, port);
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      for (const client of rpc.clients) client.terminate();
      rpc.close();
      await closeServer(server);
    },
  };
}

/** The Playground: an origin of its own, no isolation, nothing but its page and where the sessions are. */
export async function openPlaygroundDoor(options: {
  rendererDir: string;
  port?: number;
  policy: () => string;
  /** The sessions' WebSocket URL. */
  websocket: () => string;
}): Promise<{ origin: string; port: number; close: () => Promise<void> }> {
  let port = options.port ?? 0;
  const server = createLoopbackServer(
    async (pathname) => {
      if (pathname === '/index.html') return plainReply(404, 'Studio has a link of its own. Run: lq open\n');
      if (pathname === '/config.json') return plainReply(200, JSON.stringify({ websocket: options.websocket() }), 'application/json');
      return serveBundle(options.rendererDir, pathname, { policy: options.policy(), index: 'play.html', isolated: false });
    },
    () => port,
  );
  port = await listenNear(server, port);
  return { origin: `http://127.0.0.1:${port}`, port, close: () => closeServer(server) };
}
