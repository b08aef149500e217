import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authorize } from '../iam/authorize.ts';
import type { AuditedDecision } from '../iam/decision.ts';
import type { PolicyContext } from '../iam/policy.ts';
import type { Principal } from '../iam/principal.ts';
import type { CredentialSource } from '../sigv4/credentials.ts';
import { verifyRequest } from '../sigv4/verify.ts';
import type { LocalHost } from '../storage/host.ts';
import { readBody } from './body.ts';
import { AwsError, unsupported } from './error.ts';
import { loopbackGuard, type Guard } from './guard.ts';
import { asAwsError, writeError, writeReply, type RawReply } from './reply.ts';
import { createDirectory, findAction, findService, refusalStyle } from './route.ts';
import type { AwsCall, Headers, LocalService, Protocol, RestRequest } from './service.ts';

export interface WireOptions {
  readonly services: readonly LocalService[];
  readonly credentials: CredentialSource;
  readonly host: LocalHost;
  readonly region: string;
  /** Origins of pages that may call, for example `http://127.0.0.1:4100`; none when absent. */
  readonly allowedOrigins?: readonly string[];
  /** When what an answer may tell of is on disk; undefined when it is. */
  settled?(): Promise<unknown> | undefined;
  /** Told of every permission asked for and its outcome. */
  onDecision?(decision: AuditedDecision): void;
  /** Told of failures that are bugs of ours, not refusals. */
  onFailure?(failure: { readonly requestId: string; readonly service: string; readonly action: string; readonly error: unknown }): void;
}

export interface Wire {
  /** Begins to answer on 127.0.0.1; port 0 or absent takes a free one. */
  listen(port?: number): Promise<{ readonly port: number; readonly endpoint: string }>;
  /**
   * A call from one service of the cloud to another of a JSON protocol, with the rights of `principal`.
   * Returns the output document; throws the AwsError that a client would get.
   */
  invoke(call: {
    readonly service: string;
    readonly action: string;
    readonly input: unknown;
    readonly principal: Principal;
    readonly sourceArn?: string;
  }): Promise<unknown>;
  /** Ends open calls and stops answering. */
  close(): Promise<void>;
}

/** Largest body taken, by protocol; larger S3 objects come in parts. */
const MAX_BODY: Readonly<Record<Protocol, number>> = {
  'json-1.0': 17 << 20,
  'json-1.1': 17 << 20,
  query: 1 << 20,
  'rest-json': 17 << 20,
  'rest-xml': 512 << 20,
};

/** Creates the front of the embedded cloud: it authenticates, finds the service and speaks its protocol. */
export function createWire(options: WireOptions): Wire {
  const { host, services, credentials, region, allowedOrigins = [] } = options;
  const directory = createDirectory(services);
  const closing = new AbortController();
  let guard: Guard = () => 'This server is not ready.';

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });

  // Clients keep connections for a minute; one that we close first would cost them a failed request.
  server.keepAliveTimeout = 75_000;

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const refused = guard(message.headers);
    if (refused !== undefined)
      return send(message, response, { status: 403, headers: { 'content-type': 'text/plain' }, body: Buffer.from(refused) });
    if (message.method === 'OPTIONS') return send(message, response, { status: 204, headers: preflight(message), body: new Uint8Array() });
    send(message, response, await reply(message, response));
  }

  async function reply(message: IncomingMessage, response: ServerResponse): Promise<RawReply> {
    const requestId = host.ids.next('request');
    const request = parse(message);
    let protocol: Protocol = request.headers['x-amz-target'] === undefined ? 'rest-xml' : 'json-1.0';
    let service: LocalService | undefined;
    let action = '';
    try {
      service = findService(directory, request);
      protocol = service.protocol;
      const raw = await readBody(message, MAX_BODY[protocol]);
      const verified = verifyRequest(
        { method: request.method, url: message.url ?? '/', headers: request.headers, query: request.query, body: raw },
        { credentials, region, now: host.clock.now(), style: refusalStyle(service) },
      );
      if (verified.service !== (service.signingName ?? service.name)) {
        throw new AwsError(
          'InvalidSignatureException',
          `Credential should be scoped to service ${service.signingName ?? service.name}.`,
          403,
        );
      }
      const form = protocol === 'query' ? new URLSearchParams(Buffer.from(verified.body).toString()) : undefined;
      const route = findAction(service, request, form);
      action = route.action;
      const call = makeCall(
        {
          ...request,
          headers: { ...request.headers, ...verified.trailers },
          service: service.name,
          action,
          requestId,
          principal: verified.principal,
          params: route.params,
          body: verified.body,
          json: form ? Object.fromEntries(form) : jsonOf(protocol, verified.body),
          signal: () => AbortSignal.any([closing.signal, gone(response)]),
        },
        protocol,
      );
      const reply = await service.handle(call);
      const settling = options.settled?.();
      if (settling) await settling;
      return writeReply(protocol, reply, requestId);
    } catch (error) {
      if (!(error instanceof AwsError)) options.onFailure?.({ requestId, service: service?.name ?? '', action, error });
      return writeError(protocol, asAwsError(error), requestId, request.path);
    }
  }

  function makeCall(
    { signal, ...parts }: Omit<AwsCall, 'permit' | 'signal'> & { signal: () => AbortSignal },
    protocol: Protocol,
    sourceArn?: string,
  ): AwsCall {
    const source = sourceArn === undefined ? {} : { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': parts.principal.account };
    let asked: AbortSignal | undefined;
    return {
      ...parts,
      // Few actions wait for anything that could be given up.
      get signal() {
        return (asked ??= signal());
      },
      permit(action, resource, context = {}, own) {
        const decision = authorize(parts.principal, action, resource, { ...requestContext(), ...source, ...context }, own);
        const { arn } = parts.principal;
        options.onDecision?.({ ...decision, time: host.clock.now(), requestId: parts.requestId, principal: arn, action, resource });
        if (!decision.allowed)
          throw accessDenied(protocol, `User: ${arn} is not authorized to perform: ${action} on resource: ${resource}: ${decision.reason}`);
      },
    };
  }

  function requestContext(): PolicyContext {
    const now = host.clock.now();
    return {
      'aws:CurrentTime': new Date(now).toISOString(),
      'aws:EpochTime': Math.floor(now / 1000),
      'aws:RequestedRegion': region,
      // Bytes never leave the machine, which is what the key is asked for.
      'aws:SecureTransport': true,
      'aws:SourceIp': '127.0.0.1',
    };
  }

  function send(message: IncomingMessage, response: ServerResponse, { status, headers, body }: RawReply): void {
    if (response.destroyed) return;
    response.writeHead(status, {
      date: new Date(host.clock.now()).toUTCString(),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      ...(status !== 204 && status !== 304 && { 'content-length': String(body.length) }),
      // What was not read of a refused request is not waited for.
      ...(!message.complete && { connection: 'close' }),
      ...cors(message, allowedOrigins),
      ...headers,
    });
    response.end(message.method === 'HEAD' ? undefined : body);
    message.resume();
  }

  return {
    async listen(port = 0) {
      await listening(server, port);
      const bound = (server.address() as AddressInfo).port;
      guard = loopbackGuard(bound, allowedOrigins);
      return { port: bound, endpoint: `http://127.0.0.1:${bound}` };
    },
    async invoke({ service: name, action, input, principal, sourceArn }) {
      const service = services.find((each) => each.name === name && each.has(action));
      if (!service || service.protocol === 'rest-xml' || service.protocol === 'query') throw unsupported(name, action);
      const parts = { method: 'POST', path: '/', query: new URLSearchParams(), headers: {}, params: {}, body: new Uint8Array() };
      const requestId = host.ids.next('request');
      const call = makeCall(
        { ...parts, service: name, action, requestId, principal, json: input, signal: () => closing.signal },
        service.protocol,
        sourceArn,
      );
      return (await service.handle(call)).json ?? {};
    },
    async close() {
      closing.abort();
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parse(message: IncomingMessage): RestRequest {
  const url = message.url ?? '/';
  const question = url.indexOf('?');
  const headers: Headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
  );
  return {
    method: message.method ?? 'GET',
    path: decode(question < 0 ? url : url.slice(0, question)),
    query: new URLSearchParams(question < 0 ? '' : url.slice(question + 1)),
    headers,
  };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function jsonOf(protocol: Protocol, body: Uint8Array): unknown {
  if (protocol !== 'json-1.0' && protocol !== 'json-1.1') return undefined;
  try {
    return body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString());
  } catch {
    throw new AwsError('SerializationException', 'The body is not a JSON document.');
  }
}

function accessDenied(protocol: Protocol, message: string): AwsError {
  if (protocol === 'rest-xml' || protocol === 'query') return new AwsError('AccessDenied', message, 403);
  return new AwsError('AccessDeniedException', message, protocol === 'rest-json' ? 403 : 400);
}

function gone(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  else response.once('close', () => !response.writableFinished && controller.abort());
  return controller.signal;
}

/** A page on the list may read the answer; nobody else gets a word about other origins. */
function cors(message: IncomingMessage, allowed: readonly string[]): Record<string, string> {
  const { origin } = message.headers;
  return origin === undefined || !allowed.includes(origin)
    ? {}
    : { 'access-control-allow-origin': origin, 'access-control-expose-headers': '*', vary: 'Origin' };
}

function preflight(message: IncomingMessage): Record<string, string> {
  return {
    'access-control-allow-methods': 'GET, HEAD, PUT, POST, DELETE',
    'access-control-allow-headers': String(message.headers['access-control-request-headers'] ?? ''),
    'access-control-max-age': '600',
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
