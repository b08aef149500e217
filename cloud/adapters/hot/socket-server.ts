import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { isRefusal } from '../../domain/refusal.ts';
import type { HotHost, PlayerSocket } from '../../domain/hot/index.ts';
import { DoorRequest } from '../../events/index.ts';
import { webSocketFrame } from './web-socket-frame.ts';

/** As everywhere: a socket lasts two hours, and ten minutes without a message. */
const socketLimits = { ms: 7_200_000, idleMs: 600_000 };
const lookEvery = 30_000;
/** API Gateway takes no more in a message. */
const maxMessageBytes = 128 << 10;
const maxDoorBytes = 64 << 10;
/** A socket whose messages are not answered yet waits with further ones. */
const mostUnanswered = 256;
/** A door that saw this host in HEAD has asked it by then, ms. */
const lingers = 1_000;

export interface SocketServer {
  /** Where players connect. */
  readonly url: string;
  /**
   * Lets nobody in any more. Doors are answered for another second: whoever looked before the session was given back learns that it was, where a
   * connection cut off would leave open whether its command was taken.
   */
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly host: Pick<HotHost, 'players' | 'door' | 'key'>;
  /** Address of this machine that is listened on. */
  readonly address: string;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: (error: unknown) => void;
}

/** The library closes a socket whose message is too large, and says no reason. */
class PlayersWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason ?? (code === 1009 ? `Message is larger than ${maxMessageBytes >> 10} KB` : undefined));
  }
}

/** Takes players' sockets and doors' requests for one session. No page of a browser gets in by itself: pages come through the Playground's door. */
export async function serveSockets({ host, address, now, sleep, log }: ServeOptions): Promise<SocketServer> {
  let authority = '';
  let isClosing = false;
  const isMeant = ({ headers }: IncomingMessage): boolean => headers.host === authority && headers.origin === undefined;
  const server = createServer((request, response) => {
    if (!isMeant(request)) return end(response, 421);
    if (request.method !== 'POST' || request.url !== '/door') return end(response, 404);
    if (!isKey(request.headers.authorization, host.key)) return end(response, 403);
    void answerDoor(host, request).then(
      ({ status, body }) => end(response, status, body),
      (error: unknown) => {
        log(error);
        end(response, 500);
      },
    );
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    WebSocket: PlayersWebSocket,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (!isMeant(request)) return refuseUpgrade(socket, 403);
    if (isClosing) return refuseUpgrade(socket, 503);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
    if (pathname !== '/live') return refuseUpgrade(socket, 404);
    const refusal = host.players.refusal(Object.fromEntries(searchParams));
    if (refusal !== 0) return refuseUpgrade(socket, refusal);
    sockets.handleUpgrade(request, socket, head, (ws) => serve(host, ws, socket, { now, log }));
  });
  const framed = framing();
  let count = 0;
  const ages = new WeakMap<WebSocket, { opened: number; heard: number }>();
  function serve({ players }: Pick<HotHost, 'players'>, ws: WebSocket, socket: Duplex, options: Pick<ServeOptions, 'now' | 'log'>): void {
    const id = `h-${(count += 1)}`;
    const age = { opened: options.now(), heard: options.now() };
    ages.set(ws, age);
    const player = playerSocket(ws, socket, framed);
    let unanswered = 0;
    ws.on('message', (data: Buffer) => {
      age.heard = options.now();
      unanswered += 1;
      if (unanswered >= mostUnanswered) ws.pause();
      void players
        .hear(id, data.toString('utf8'), player)
        .catch((error: unknown) => {
          options.log(error);
          ws.terminate();
        })
        .finally(() => {
          unanswered -= 1;
          if (unanswered < mostUnanswered / 2 && ws.isPaused) ws.resume();
        });
    });
    // It closes by itself, with a code that says what was wrong.
    ws.on('error', () => {});
    ws.on('close', () => players.left(id));
    players.enter(id, player);
  }
  const aging = setInterval(() => {
    for (const ws of sockets.clients) {
      const age = ages.get(ws);
      if (age && (now() - age.opened > socketLimits.ms || now() - age.heard > socketLimits.idleMs)) ws.close(1001, 'Going away');
    }
  }, lookEvery);
  aging.unref();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, address, resolve));
  authority = `${address}:${(server.address() as AddressInfo).port}`;
  return {
    url: `ws://${authority}/live`,
    async close() {
      isClosing = true;
      clearInterval(aging);
      for (const ws of sockets.clients) ws.terminate();
      sockets.close();
      await sleep(lingers);
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Frames a message; where the same one comes again, for the next socket, its frame is there. */
function framing(): (message: Uint8Array) => Buffer {
  const frames = new WeakMap<Uint8Array, Buffer>();
  return (message) => {
    const known = frames.get(message);
    if (known !== undefined) return known;
    const frame = webSocketFrame(message, 'text');
    frames.set(message, frame);
    return frame;
  };
}

function playerSocket(ws: WebSocket, socket: Duplex, framed: (message: Uint8Array) => Buffer): PlayerSocket {
  return {
    // Header and message in one write: of a library's two, the system makes twice the work. Without compression it keeps nothing back either.
    send(message) {
      if (ws.readyState === ws.OPEN) socket.write(framed(message));
    },
    waiting: () => socket.writableLength,
    close: () => ws.close(1000),
  };
}

function isKey(header: string | undefined, key: string): boolean {
  const [given, wanted] = [Buffer.from(header ?? ''), Buffer.from(`Bearer ${key}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function answerDoor(host: Pick<HotHost, 'door'>, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const parsed = DoorRequest.safeParse(await bodyOf(request));
  if (!parsed.success) return { status: 400, body: { code: 'request-invalid', message: parsed.error.issues[0]?.message ?? 'no request' } };
  try {
    return { status: 200, body: await host.door(parsed.data) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { code, message, hint, where } = error;
    return { status: 409, body: { code, message, hint, where } };
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxDoorBytes) return undefined;
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A door comes on a connection of its own: one that waits for its next request might be cut off in the middle of it. */
function end(response: ServerResponse, status: number, body: unknown = {}): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'x-content-type-options': 'nosniff', connection: 'close' })
    .end(JSON.stringify(body));
}

const refuseUpgrade = (socket: Duplex, status: number): void =>
  void socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
