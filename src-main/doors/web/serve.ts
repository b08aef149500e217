import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { LedgerError } from '../../contract/error.ts';
import { type AssetAccess, serveAsset } from '../../services/assets/index.ts';
import { metricsType } from '../../services/collaboration/index.ts';
import { type InvitedRole, invitedRoles } from '../../services/projects/members.ts';
import { type BundleOptions, serveBundle, type Served } from '../../services/pages/serve-bundle.ts';
import { type AchievementsAtSeat, achievementsPath, answerAchievements } from './achievements.ts';
import { bearerOf, hostAllowed, originAllowed, ownOrigins, targetOf } from './guard.ts';
import { type LaunchDesk, sameSecret } from './launch.ts';
import { type HotSessions, leadToHost, livePath } from './play-sockets.ts';
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
/** Takes over a request; false when it is not for it. */
type Take = (pathname: string, request: IncomingMessage, response: ServerResponse) => boolean;

/** A loopback HTTP server that answers GET only but where `take` does more, to its own name only, and to no page of another origin. */
function createLoopbackServer(reply: Reply, portOf: () => number, take: Take = () => false): Server {
  const plain = (response: ServerResponse, status: number, text: string): void => {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }).end(text);
  };
  return createServer((request, response) => {
    if (!hostAllowed(request, portOf())) return plain(response, 421, 'This server answers to 127.0.0.1 and localhost only.\n');
    if (!originAllowed(request, ownOrigins(portOf()))) return plain(response, 403, 'This server does not answer pages of other origins.\n');
    const target = targetOf(request);
    if (!target) return plain(response, 400, 'That is no path.\n');
    if (take(target.pathname, request, response)) return undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405, 'Only GET.\n');
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

/** For whoever can read the discovery file, which holds the secret: that is this machine's owner. */
export interface OwnerCalls {
  secret: string;
  /** A one-time link for a person of this machine. */
  invite: (invitation: Invitation) => { token: string };
  /** What the rooms have done, as Prometheus reads it. */
  metrics: () => string;
  /** Sharing with the network, by the verbs of `lq share`. */
  share: (verb: string, asked: URLSearchParams) => Promise<unknown>;
}

export interface StudioDoorOptions {
  rendererDir: string;
  /** Folders of engine builds, each build under its sha256; the first that has a file wins. */
  enginesDirs: readonly string[];
  /** What `lq` asks for its owner; without it nobody is answered. */
  owner?: OwnerCalls;
  port?: number;
  policy: (port: number) => string;
  desk: LaunchDesk;
  invoke: (caller: Caller, channel: unknown, request: unknown) => Promise<unknown>;
  onSigned: (caller: Caller) => () => void;
  /** Takes over an upgrade to `/rooms/...`; Host and Origin have been checked. */
  rooms: (upgrade: Upgrade) => void;
  /** A project's assets, as a person may reach them. */
  assets: (person: string, project: string) => AssetAccess;
  log: (error: unknown) => void;
}

export interface StudioDoor {
  origin: string;
  port: number;
  /** Cuts every window's socket; whether it may come back is for the launch desk to say. */
  cutWindows: () => void;
  close: () => void;
}

const plainReply = (status: number, text: string, type = 'text/plain; charset=utf-8'): Served => ({
  status,
  headers: { 'content-type': type, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
  body: new TextEncoder().encode(text),
});

const jsonReply = (said: unknown): Served => plainReply(200, JSON.stringify(said), 'application/json');

const isInvitedRole = (role: string): role is InvitedRole => (invitedRoles as readonly string[]).includes(role);

/** Answers `npx lq open`: a one-time token. */
function mintLink(asked: URLSearchParams, invite: OwnerCalls['invite']): Served {
  const [person, role, folder] = ['person', 'role', 'folder'].map((name) => asked.get(name) ?? undefined);
  if (person === undefined || !/^[\p{L}\p{N}._@ -]{1,64}$/u.test(person))
    return plainReply(400, 'A person has a name of 1 to 64 letters, digits, dots, dashes or spaces.\n');
  if (role !== undefined && !isInvitedRole(role)) return plainReply(400, `People are invited as ${invitedRoles.join(' or ')}.\n`);
  return jsonReply(invite({ person, ...(role !== undefined && { role }), ...(folder !== undefined && { folder }) }));
}

/** Undefined for a path that is not the owner's. */
async function answerOwner(pathname: string, request: IncomingMessage, { owner }: StudioDoorOptions): Promise<Served | undefined> {
  const verb = /^\/share\/([a-z]+)$/.exec(pathname)?.[1];
  if (pathname !== '/launch' && pathname !== '/metrics' && verb === undefined) return undefined;
  const shown = request.headers['x-launch-secret'];
  if (!owner || typeof shown !== 'string' || !sameSecret(shown, owner.secret)) return plainReply(403, 'Not yours to open.\n');
  const asked = targetOf(request)?.searchParams ?? new URLSearchParams();
  try {
    if (pathname === '/metrics') return plainReply(200, owner.metrics(), metricsType);
    return verb === undefined ? mintLink(asked, owner.invite) : jsonReply(await owner.share(verb, asked));
  } catch (error) {
    const said = sentenceOf(error);
    if (said === undefined) throw error;
    return plainReply(400, `${said}\n`);
  }
}

/** What went wrong in words for people, where it is not a bug. */
function sentenceOf(error: unknown): string | undefined {
  if (error instanceof LedgerError) return [error.message, error.hint].filter(Boolean).join(' ');
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === 'EADDRINUSE') return `Another program already listens on ${address}:${port}. Name another port, or leave --port out.`;
  if (code === 'EADDRNOTAVAIL' || code === 'EINVAL' || code === 'ENOTFOUND')
    return `This computer does not have the address ${address ?? 'you named'}. Leave --address out.`;
  return code === 'EACCES' ? `You have no right to listen on port ${port}. Name one above 1023.` : undefined;
}

/** `/project/<handle>/assets/<sha256>`: for windows that show what their hello was answered with. */
const takeAssets =
  ({ desk, assets }: Pick<StudioDoorOptions, 'desk' | 'assets'>): Take =>
  (pathname, request, response) => {
    const [, project, sha256] = /^\/project\/([\w-]{8,64})\/assets\/([0-9a-f]{64})$/.exec(pathname) ?? [];
    if (project === undefined || sha256 === undefined || !['GET', 'HEAD', 'PUT'].includes(request.method ?? '')) return false;
    const signed = desk.resume(bearerOf(request) ?? '');
    const signedOut = (): never => {
      throw new LedgerError({ code: 'signed-out', message: 'This window is not signed in.', hint: 'Run: npx lq open' });
    };
    void serveAsset(request, response, sha256, signed ? assets(signed.person, project) : { get: signedOut, put: signedOut });
    return true;
  };

/** Studio for a browser on this machine. */
export async function openStudioDoor(options: StudioDoorOptions): Promise<StudioDoor> {
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
      const owners = await answerOwner(pathname, request, options);
      if (owners) return owners;
      return serveBundle(options.rendererDir, pathname, pages());
    },
    () => port,
    takeAssets(options),
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
  const cutWindows = (): void => {
    for (const client of rpc.clients) client.terminate();
  };
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    cutWindows,
    // Sockets of rooms are the rooms' to close, with a reason, and are not waited for here.
    close: () => {
      cutWindows();
      rpc.close();
      void closeServer(server);
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
  /** Whether a token opens a session. */
  admits: (tenant: string, session: string, token: string) => Promise<boolean>;
  /** Sessions that have a host of their own: their sockets come by this door. */
  hot: HotSessions;
  /** What the player of a seat has achieved. */
  achievements: AchievementsAtSeat;
}): Promise<{ origin: string; port: number; close: () => Promise<void> }> {
  let port = options.port ?? 0;
  /** Where a link opens nothing its page is told at once: of a socket that is refused a browser tells it nothing. */
  const answerConfiguration = async (request: IncomingMessage): Promise<Served> => {
    const asked = targetOf(request)?.searchParams ?? new URLSearchParams();
    const [tenant, session, token] = [asked.get('tenant') ?? '', asked.get('session') ?? '', bearerOf(request) ?? ''];
    if (!(await options.admits(tenant, session, token))) return plainReply(403, 'This link opens no session.\n');
    const isHot = await options.hot.isHot(tenant, session, token);
    return jsonReply({ websocket: isHot ? `ws://${request.headers.host}${livePath}` : options.websocket() });
  };
  const server = createLoopbackServer(
    async (pathname, request) => {
      if (pathname === '/index.html') return plainReply(404, 'Studio has a link of its own. Run: npx lq open\n');
      if (pathname === achievementsPath) return answerAchievements(request, options.achievements);
      if (pathname === '/config.json') return answerConfiguration(request);
      return serveBundle(options.rendererDir, pathname, { policy: options.policy(), index: 'play.html', isolated: false });
    },
    () => port,
  );
  const carried = new Set<Duplex>();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (!hostAllowed(request, port)) return refuse(socket, '421 Misdirected Request');
    if (!originAllowed(request, ownOrigins(port))) return refuse(socket, '403 Forbidden');
    const target = targetOf(request);
    if (target?.pathname !== livePath) return refuse(socket, '404 Not Found');
    carried.add(socket);
    socket.once('close', () => carried.delete(socket));
    return void leadToHost({ request, socket, head }, target.searchParams, options.hot);
  });
  port = await listenNear(server, port);
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    close: () => {
      for (const socket of carried) socket.destroy();
      return closeServer(server);
    },
  };
}
