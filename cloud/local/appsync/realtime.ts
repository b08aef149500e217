import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { headersOf, refuseUpgrade } from '../edge/index.ts';
import { isObject, textOfJson, type Json } from '../json.ts';
import type { Timers } from '../timers/timers.ts';
import type { EventApi } from './apis.ts';
import { authorizeAct, type AuthorizeParts } from './authorize.ts';
import type { Channels } from './channels.ts';
import { badRequest, errorsOf, EventError } from './event-error.ts';

const SUBPROTOCOL = 'aws-appsync-event-ws';
/** How long a client may hear nothing before it takes the connection for dead; milliseconds. */
const CONNECTION_TIMEOUT = 300_000;
const KEEP_ALIVE = 60_000;
const MESSAGE_LIMIT = 5 * 240 * 1024 + 64 * 1024;
/** A client that does not read is cut, bytes. */
const BACKLOG_LIMIT = 8 << 20;

/** The socket side of event APIs: `connection_init`, `subscribe`, `publish`, `unsubscribe`, and `data` on the way back. */
export interface Realtime {
  readonly open: (api: EventApi, request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly close: () => void;
}

export function createRealtime(channels: Channels, parts: AuthorizeParts & { readonly timers: Timers }): Realtime {
  const { host, timers } = parts;
  const upgrades = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_LIMIT,
    perMessageDeflate: false,
    handleProtocols: () => SUBPROTOCOL,
  });
  const clients = new Set<WebSocket>();

  async function open(api: EventApi, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const offered = (headersOf(request)['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
    const headers = authorizationOf(offered.find((each) => each.startsWith('header-')));
    if (!offered.includes(SUBPROTOCOL) || !headers) return refuseUpgrade(socket, 400);
    try {
      await authorizeAct(parts, api, api.connect, { act: { operation: 'EVENT_CONNECT' }, headers });
    } catch (error) {
      return refuseUpgrade(socket, errorsOf(error).status);
    }
    if (!socket.destroyed) upgrades.handleUpgrade(request, socket, head, (client) => accept(api, client));
  }

  function accept(api: EventApi, client: WebSocket): void {
    clients.add(client);
    const subscriptions = new Map<string, () => void>();
    let cancel = (): void => undefined;
    let ready = false;
    const say = (message: Record<string, unknown>): void => {
      if (client.readyState !== client.OPEN) return;
      if (client.bufferedAmount > BACKLOG_LIMIT) client.terminate();
      else client.send(JSON.stringify(message));
    };
    const keepAlive = (): void => {
      say({ type: 'ka' });
      cancel = timers.at(host.clock.now() + KEEP_ALIVE, keepAlive);
    };

    async function answer(data: Buffer): Promise<void> {
      const message = parse(data);
      const { type, id } = message;
      if (type === 'connection_init') {
        ready = true;
        say({ type: 'connection_ack', connectionTimeoutMs: CONNECTION_TIMEOUT });
        cancel();
        return keepAlive();
      }
      if (type !== 'subscribe' && type !== 'publish' && type !== 'unsubscribe')
        throw new EventError('UnsupportedOperation', `${textOfJson(type)} is not a message of the realtime endpoint.`);
      if (typeof id !== 'string' || id === '') throw badRequest('A message has an id.');
      try {
        if (!ready) throw badRequest('The first message of a connection is connection_init.');
        const proof = { headers: lowerCased(message['authorization']) };
        if (type === 'publish') say({ type: 'publish_success', id, ...(await channels.publish(api, message, proof)) });
        else if (type === 'unsubscribe') {
          const stop = subscriptions.get(id);
          if (!stop) throw badRequest(`There is no subscription ${id}.`);
          stop();
          subscriptions.delete(id);
          say({ type: 'unsubscribe_success', id });
        } else {
          if (subscriptions.has(id)) throw badRequest(`There is a subscription ${id} already.`);
          subscriptions.set(id, () => undefined);
          try {
            const stop = await channels.subscribe(api, message['channel'], proof, (event) => say({ type: 'data', id, event }));
            if (client.readyState === client.OPEN) subscriptions.set(id, stop);
            else return stop();
          } catch (error) {
            subscriptions.delete(id);
            throw error;
          }
          say({ type: 'subscribe_success', id });
        }
      } catch (error) {
        say({ type: `${type}_error`, id, errors: errorsOf(error).errors });
      }
    }

    client.on('message', (data: Buffer) => {
      void answer(data).catch((error: unknown) => say({ type: 'error', errors: errorsOf(error).errors }));
    });
    client.on('error', () => undefined);
    client.on('close', () => {
      clients.delete(client);
      cancel();
      for (const stop of subscriptions.values()) stop();
      subscriptions.clear();
    });
  }

  return {
    open: (api, request, socket, head) => void open(api, request, socket, head).catch(() => refuseUpgrade(socket, 500)),
    close() {
      for (const client of clients) client.terminate();
      upgrades.close();
    },
  };
}

function parse(data: Buffer): { readonly [key: string]: Json } {
  let message: unknown;
  try {
    message = JSON.parse(data.toString());
  } catch {
    throw badRequest('The message is not JSON.');
  }
  if (!isObject(message)) throw badRequest('The message is not an object.');
  return message;
}

/** The headers within a subprotocol `header-<base64url of JSON>`. */
function authorizationOf(protocol: string | undefined): Record<string, string> | undefined {
  if (protocol === undefined) return undefined;
  try {
    const headers: unknown = JSON.parse(Buffer.from(protocol.slice('header-'.length), 'base64url').toString());
    return isObject(headers) ? lowerCased(headers) : undefined;
  } catch {
    return undefined;
  }
}

const lowerCased = (headers: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(isObject(headers) ? headers : {}).map(([name, value]) => [name.toLowerCase(), textOfJson(value)]));
