/**
 * The door to the own network, open only while its owner shares a project: TLS with this computer's certificate, one call that takes an
 * invitation, and for guests what a Studio of theirs needs: the list of levels and scripts, people and versions, tickets, the rooms' sockets, and
 * what changes meanwhile. Nothing else is here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { LedgerError } from '../../contract/error.ts';
import { serveAsset } from '../../services/assets/index.ts';
import {
  AskStudio,
  AskTicket,
  authorityOf,
  createAttempts,
  type GuestCalls,
  type NetworkDoor,
  type NetworkDoorOptions,
  type News,
  newsBeat,
  paths,
} from '../../services/sharing/index.ts';
import { targetOf } from '../web/guard.ts';
import { createStrangers } from './strangers.ts';

const largestBody = 4096;
const mostConnections = 600;
/** Connections from one address that have shown no invitation yet. */
const mostStrangers = 60;
/** Streams of news of one guest: each of their programs has one, and one that broke off may linger. */
const mostStreams = 8;
const patience = 10_000;
/** An asset from a guest may take its time; every other request is short, and strangers have `patience`. */
const longestUpload = 15 * 60_000;
const grace = 500;

const statusOf: Readonly<Record<string, number>> = { 'not-invited': 401, forbidden: 403, 'not-found': 404, 'too-many-attempts': 429 };

const notInvited = (): LedgerError =>
  new LedgerError({
    code: 'not-invited',
    message: 'You are not invited here, or not any more.',
    hint: 'Ask whoever shares the project for a new link.',
  });
const notHere = (): LedgerError => new LedgerError({ code: 'not-found', message: 'There is nothing of that name here.' });
const tooMany = (): LedgerError =>
  new LedgerError({ code: 'too-many-attempts', message: 'Too many wrong words from this address.', hint: 'Wait a minute.' });

/** @throws the machine's error for an address or port that cannot be had */
export async function openNetworkDoor({ addresses, port: wished, pem, calls, onConnected }: NetworkDoorOptions): Promise<NetworkDoor> {
  const attempts = createAttempts(() => performance.now());
  const strangers = createStrangers(mostStrangers);
  const sockets = new Map<Duplex, string>();
  const listeners = new Map<ServerResponse, string>();
  let port = wished;
  const hosts = (): string[] => addresses.map((host) => authorityOf({ host, port }));

  /** The guest who asks. @throws LedgerError `not-invited`, `too-many-attempts`, `forbidden` */
  const admit = (request: IncomingMessage): ReturnType<GuestCalls['recognise']> & object => {
    const from = addressOf(request);
    const credential = /^Bearer ([\w-]{22,128})$/.exec(request.headers.authorization ?? '')?.[1];
    const guest = credential === undefined ? undefined : calls.recognise(credential);
    // A flood from the address of somebody who is invited does not keep them out.
    if (guest) {
      strangers.isKnown(request.socket);
      return guest;
    }
    if (!attempts.allowed(from)) throw tooMany();
    attempts.failed(from);
    throw notInvited();
  };

  /** Pages have no business here, and nobody who means another name. @throws LedgerError `forbidden` */
  const check = ({ headers: { host, origin } }: IncomingMessage): void => {
    if (origin === undefined && host !== undefined && hosts().includes(host)) return;
    throw new LedgerError({
      code: 'forbidden',
      message: 'This door is for LedgerQuest on other computers.',
      hint: 'Join with: lq join <link>',
    });
  };

  const redeem = async (request: IncomingMessage): Promise<unknown> => {
    const from = addressOf(request);
    if (!attempts.allowed(from)) throw tooMany();
    try {
      return calls.redeem(await bodyOf(request));
    } catch (error) {
      attempts.failed(from);
      throw error;
    }
  };

  const answer = async (request: IncomingMessage): Promise<unknown> => {
    check(request);
    const asked = `${request.method} ${targetOf(request)?.pathname ?? ''}`;
    if (asked === `POST ${paths.redeem}`) return redeem(request);
    const guest = admit(request);
    if (asked === `GET ${paths.project}`) return calls.project(guest);
    if (asked === `POST ${paths.ticket}`) {
      const parsed = AskTicket.safeParse(await bodyOf(request));
      if (!parsed.success) throw new LedgerError({ code: 'bad-request', message: 'A ticket is for a room, and for nothing else.' });
      return calls.ticket(guest, parsed.data.room);
    }
    if (asked === `POST ${paths.ask}`) {
      const parsed = AskStudio.safeParse(await bodyOf(request));
      if (!parsed.success) throw new LedgerError({ code: 'bad-request', message: 'That is no question that a guest may ask.' });
      return calls.ask(guest, parsed.data);
    }
    throw notHere();
  };

  const hear = (request: IncomingMessage, response: ServerResponse): void => {
    check(request);
    const { id } = admit(request);
    const own = [...listeners].filter(([, guest]) => guest === id);
    if (own.length >= mostStreams) own[0]![0].end();
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    response.flushHeaders();
    listeners.set(response, id);
    response.once('close', () => listeners.delete(response));
  };
  const tell = (news: News, guest?: string): void => {
    for (const [listener, id] of listeners) if (guest === undefined || guest === id) listener.write(`${JSON.stringify(news)}\n`);
  };
  const beat = setInterval(() => listeners.forEach((_, listener) => listener.write('\n')), newsBeat);
  beat.unref();

  const reply = (request: IncomingMessage, response: ServerResponse): void => {
    const say = (status: number, said: unknown): void => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        connection: 'close',
      });
      response.end(JSON.stringify(said));
    };
    const refuse = (error: unknown): void => {
      if (!(error instanceof Error) || error.name !== 'LedgerError')
        return say(500, { error: { code: 'internal', message: 'Something went wrong on the host’s computer.' } });
      const { code, message, hint } = error as LedgerError;
      return say(statusOf[code] ?? 400, { error: { code, message, hint } });
    };
    const path = targetOf(request)?.pathname ?? '';
    const sha256 = path.startsWith(paths.assets) ? /^[0-9a-f]{64}$/.exec(path.slice(paths.assets.length))?.[0] : undefined;
    if (sha256 !== undefined && (request.method === 'GET' || request.method === 'PUT')) {
      try {
        check(request);
        void serveAsset(request, response, sha256, calls.assets(admit(request)));
      } catch (error) {
        refuse(error);
      }
      return;
    }
    if (request.method === 'GET' && path === paths.news) {
      try {
        hear(request, response);
      } catch (error) {
        refuse(error);
      }
      return;
    }
    answer(request).then((said) => say(200, said), refuse);
  };

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    try {
      check(request);
      const guest = admit(request);
      if (!targetOf(request)?.pathname.startsWith(paths.rooms)) throw notHere();
      sockets.set(socket, guest.id);
      socket.once('close', () => {
        sockets.delete(socket);
        onConnected();
      });
      calls.enter({ request, socket, head });
      onConnected();
    } catch (error) {
      const status = statusOf[(error as LedgerError).code] ?? 400;
      socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    }
  };

  const servers: Server[] = [];
  const raw = new Set<Socket>();
  const close = async (): Promise<void> => {
    clearInterval(beat);
    for (const socket of sockets.keys()) socket.end();
    for (const listener of listeners.keys()) listener.end();
    await Promise.all(
      servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve());
            setTimeout(() => raw.forEach((socket) => socket.destroy()), sockets.size + listeners.size > 0 ? grace : 0);
          }),
      ),
    );
  };
  const listen = (address: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const server = createServer(
        {
          key: pem,
          cert: pem,
          minVersion: 'TLSv1.3',
          handshakeTimeout: patience,
          headersTimeout: patience,
          requestTimeout: longestUpload,
          connectionsCheckingInterval: patience / 5,
        },
        reply,
      );
      server.maxConnections = mostConnections;
      // Of before the handshake too: whoever opens a socket and says nothing must go when the door closes.
      server.on('connection', (socket: Socket) => {
        raw.add(socket);
        socket.once('close', () => raw.delete(socket));
        if (!strangers.came(socket)) socket.destroy();
      });
      // Plain HTTP, another version of TLS, a port scan: nothing is answered.
      server.on('tlsClientError', (_error, socket) => socket.destroy());
      server.on('clientError', (_error: Error, socket: Duplex) => socket.destroy());
      server.on('upgrade', upgrade);
      server.once('error', reject);
      server.listen(port, address, () => {
        ({ port } = server.address() as AddressInfo);
        servers.push(server);
        resolve();
      });
    });
  try {
    for (const address of addresses) await listen(address);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    port,
    hosts: hosts(),
    connected: () => new Set(sockets.values()),
    tell,
    drop(guest) {
      for (const [socket, id] of sockets) if (id === guest) socket.destroy();
      for (const [listener, id] of listeners) if (id === guest) listener.end();
    },
    close,
  };
}

const addressOf = ({ socket }: IncomingMessage): string => socket.remoteAddress ?? '';

/** @throws LedgerError `bad-request` */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => request.destroy(), patience);
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > largestBody) break;
      parts.push(part);
    }
    if (size > largestBody) throw new SyntaxError('too much');
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
  } catch {
    throw new LedgerError({ code: 'bad-request', message: 'That is no request of LedgerQuest’s.' });
  } finally {
    clearTimeout(timer);
  }
}
