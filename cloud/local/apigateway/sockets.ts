import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { headersOf, refuseUpgrade as refuse, type Edge, type EdgePart } from '../edge/index.ts';
import { servicePrincipal } from '../iam/trust.ts';
import { isObject, type Json } from '../json.ts';
import type { FunctionInvoker, InvokeResult } from '../lambda/invoker.ts';
import type { LocalHost } from '../storage/index.ts';
import type { Timers } from '../timers/timers.ts';
import { within } from '../timers/within.ts';
import type { Apis, Route, Stage } from './apis.ts';
import { runAuthorizer } from './authorize.ts';
import type { Connection, Connections } from './connections.ts';
import { proxyEvent, requestParts, type SocketEvent } from './events.ts';
import { createFrameMeter } from './frame-meter.ts';
import { createTurns } from './turns.ts';

export interface SocketsOptions {
  readonly apis: Apis;
  readonly connections: Connections;
  readonly functions: FunctionInvoker;
  readonly host: LocalHost;
  readonly timers: Timers;
  readonly account: string;
  readonly region: string;
  readonly edge: Pick<Edge, 'domain'>;
}

/** The socket side of API Gateway: clients open `ws://127.0.0.1:<port>/<api>/<stage>`. */
export interface Sockets extends EdgePart {
  /** Runs `$disconnect` for clients that an earlier process lost. */
  readonly resume: () => void;
  readonly close: () => void;
}

/** A message, and one of its frames, in bytes. */
export const MESSAGE_LIMIT = 128 * 1024;
export const FRAME_LIMIT = 32 * 1024;
const INTEGRATION_LIMIT = 29_000;
/** New connections within one second. */
const CONNECT_RATE = 500;
const TOO_BIG = 1009;
/**
 * Messages that integrations have at the same time: of one socket and of all. AWS has room for thousands; on one machine a socket that floods
 * would hold everybody else up.
 */
const UNDER_WAY = { each: 2, all: 8 };
/** A socket with so many waiting is not read until half of them have begun. */
const MOST_WAITING = 32;

export function createSockets(options: SocketsOptions): Sockets {
  const { apis, connections, functions, host, timers, account, region, edge } = options;
  const now = (): number => host.clock.now();
  const closing = new AbortController();
  const self = servicePrincipal('apigateway.amazonaws.com', account);
  const upgrades = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT, perMessageDeflate: false });
  const turns = createTurns(UNDER_WAY);
  let second = { start: 0, count: 0 };

  async function open(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL, stage: Stage): Promise<void> {
    if (!admitted()) return refuse(socket, 429);
    const headers = headersOf(request);
    const connectionId = Buffer.from(host.random.bytes(11)).toString('base64url');
    const event: SocketEvent = {
      type: 'CONNECT',
      routeKey: '$connect',
      stage,
      connectionId,
      connectedAt: now(),
      requestId: host.ids.next('request'),
      time: now(),
      domainName: edge.domain(),
      sourceIp: '127.0.0.1',
      userAgent: headers['user-agent'] ?? '',
    };
    const parts = requestParts(headers, url.searchParams);
    const route = apis.route(stage.apiId, '$connect');
    const authorizer = route?.authorizerId === undefined ? undefined : apis.authorizer(route.authorizerId);
    let granted: Readonly<Record<string, unknown>> | undefined;
    if (authorizer) {
      const methodArn = `arn:aws:execute-api:${region}:${account}:${stage.apiId}/${stage.name}/$connect`;
      const payload = JSON.parse(proxyEvent(event, parts)) as Record<string, unknown>;
      const outcome = await runAuthorizer(authorizer, { headers, query: url.searchParams, methodArn, event: payload }, (arn, body) =>
        functions.invoke({
          functionName: arn,
          payload: body,
          principal: self,
          sourceArn: `arn:aws:execute-api:${region}:${account}:${stage.apiId}/authorizers/${authorizer.id}`,
        }),
      );
      if (outcome.status !== 200) return refuse(socket, outcome.status);
      granted = outcome.context;
    }
    const known = granted ? { ...event, authorizer: granted } : event;
    if (route) {
      const status = statusOf(await invoke(route, stage, proxyEvent(known, parts)));
      if (status < 200 || status > 299) return refuse(socket, status);
    }
    if (socket.destroyed) return disconnected(known, 1006, 'The client went away.');
    upgrades.handleUpgrade(request, socket, head, (client) => accept(client, socket, known));
  }

  function accept(client: WebSocket, socket: Duplex, event: SocketEvent): void {
    const { connectionId: id, stage, connectedAt, sourceIp, userAgent, authorizer } = event;
    const connection: Connection = {
      id,
      stage,
      connectedAt,
      sourceIp,
      userAgent,
      socket: client,
      lastActiveAt: connectedAt,
      ...(authorizer && { authorizer }),
    };
    const oversized = createFrameMeter(FRAME_LIMIT);
    socket.prependListener('data', (chunk: Buffer) => {
      if (oversized(chunk)) client.close(TOO_BIG, 'Frame is larger than 32 KB');
    });
    client.on('message', (data: Buffer, binary: boolean) => {
      if (client.readyState !== client.OPEN) return;
      connections.touch(connection);
      turns.run(id, () => {
        if (client.isPaused && turns.waiting(id) <= MOST_WAITING / 2) client.resume();
        return receive(connection, data, binary);
      });
      if (turns.waiting(id) >= MOST_WAITING) client.pause();
    });
    client.on('error', () => undefined);
    client.on('close', (code, reason) => {
      if (connections.remove(id)) void disconnected(event, code, reason.toString());
    });
    connections.add(connection);
  }

  async function receive(connection: Connection, data: Buffer, binary: boolean): Promise<void> {
    const { stage } = connection;
    const requestId = host.ids.next('request');
    const key = routeKeyOf(apis.api(stage.apiId)!.routeSelectionExpression, data);
    const route = (key === undefined ? undefined : apis.route(stage.apiId, key)) ?? apis.route(stage.apiId, '$default');
    const complain = (message: string): void => reply(connection, JSON.stringify({ message, connectionId: connection.id, requestId }));
    if (!route) return complain('Forbidden');
    const event: SocketEvent = {
      ...connection,
      type: 'MESSAGE',
      routeKey: route.key,
      connectionId: connection.id,
      requestId,
      time: now(),
      domainName: edge.domain(),
    };
    const body = { body: data.toString(binary ? 'base64' : 'utf8'), isBase64Encoded: binary };
    try {
      const result = await invoke(route, stage, proxyEvent(event, body, { messageId: host.ids.next('message') }));
      if (statusOf(result) >= 500) return complain('Internal server error');
      if (!route.responds) return;
      const answer = JSON.parse(result.payload) as { body?: unknown } | null;
      if (typeof answer?.body === 'string') reply(connection, answer.body);
    } catch {
      if (!closing.signal.aborted) complain('Internal server error');
    }
  }

  async function disconnected(event: SocketEvent, code: number, reason: string): Promise<void> {
    const route = apis.route(event.stage.apiId, '$disconnect');
    if (!route || closing.signal.aborted) return;
    const goodbye: SocketEvent = {
      ...event,
      type: 'DISCONNECT',
      routeKey: '$disconnect',
      requestId: host.ids.next('request'),
      time: now(),
    };
    // Nobody is left to be told of a failure, which is in the function's log.
    await invoke(route, event.stage, proxyEvent(goodbye, {}, { disconnectStatusCode: code, disconnectReason: reason })).catch(
      () => undefined,
    );
  }

  function invoke(route: Route, stage: Stage, payload: string): Promise<InvokeResult> {
    const sourceArn = `arn:aws:execute-api:${region}:${account}:${stage.apiId}/${stage.name}/${route.key}`;
    const call = (): Promise<InvokeResult> =>
      functions.invoke({ functionName: apis.functionOf(route), payload, principal: self, sourceArn });
    return within(timers, now() + INTEGRATION_LIMIT, closing.signal, call, () => new Error('The integration took longer than 29 s.'));
  }

  function reply(connection: Connection, text: string): void {
    if (connection.socket.readyState !== connection.socket.OPEN) return;
    connections.touch(connection);
    connection.socket.send(text);
  }

  function stageOf(path: string): Stage | undefined {
    const [first, second, ...more] = path.split('/').filter((part) => part !== '');
    if (more.length > 0 || first === undefined) return undefined;
    return second === undefined ? apis.onlyStage(first) : apis.stage(first, second);
  }

  function admitted(): boolean {
    if (now() - second.start >= 1000) second = { start: now(), count: 0 };
    second.count += 1;
    return second.count <= CONNECT_RATE;
  }

  return {
    upgrade(request, socket, head, url) {
      const stage = stageOf(url.pathname);
      if (stage) void open(request, socket, head, url, stage).catch(() => refuse(socket, 500));
      return stage !== undefined;
    },
    resume() {
      for (const { id, api, stage: name, connected } of connections.takeLost()) {
        const stage = apis.stage(api, name);
        if (!stage) continue;
        const event: SocketEvent = {
          type: 'DISCONNECT',
          routeKey: '$disconnect',
          stage,
          connectionId: id,
          connectedAt: connected,
          requestId: '',
          time: now(),
          domainName: edge.domain(),
          sourceIp: '127.0.0.1',
          userAgent: '',
        };
        void disconnected(event, 1006, 'The cloud was restarted.');
      }
    },
    close() {
      closing.abort(new Error('The cloud is closing.'));
      connections.closeAll();
      upgrades.close();
    },
  };
}

/** The status that a function answered with: what it says, 200 for a plain answer, 502 for a failure. */
function statusOf(result: InvokeResult): number {
  if (result.functionError !== undefined) return 502;
  const answer = JSON.parse(result.payload) as Json;
  const status = isObject(answer) ? answer['statusCode'] : undefined;
  return typeof status === 'number' ? status : typeof status === 'string' ? Number(status) : 200;
}

/** What an expression such as `$request.body.action` finds in a message; undefined for anything but a text. */
function routeKeyOf(expression: string, data: Buffer): string | undefined {
  const path = /^\$\{?request\.body\.([\w.]+)\}?$/.exec(expression)?.[1];
  if (path === undefined) return undefined;
  try {
    let value = JSON.parse(data.toString()) as Json | undefined;
    for (const key of path.split('.')) value = isObject(value) ? value[key] : undefined;
    return typeof value === 'string' && !value.startsWith('$') ? value : undefined;
  } catch {
    return undefined;
  }
}
