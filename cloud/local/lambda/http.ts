import type { IncomingMessage, ServerResponse } from 'node:http';
import { headersOf } from '../edge/index.ts';
import { isObject, textOfJson, type Json } from '../json.ts';
import type { LocalHost } from '../storage/index.ts';

/** An answer to a request that a function was asked. */
export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A request as functions get it, in payload format 2.0. */
export function httpEvent({
  id,
  prefix,
  request,
  at,
  body,
  host,
  domainName,
  authorizer,
}: {
  /** Of the function URL or the API. */
  readonly id: string;
  /** What stands before its own paths. */
  readonly prefix: string;
  readonly request: IncomingMessage;
  readonly at: URL;
  readonly body: Uint8Array;
  readonly host: LocalHost;
  readonly domainName: string;
  /** What was proved of who asks. */
  readonly authorizer?: unknown;
}): unknown {
  const headers = headersOf(request);
  const isText = /^(?:text\/|application\/(?:json|javascript|xml|.*\+json|.*\+xml|x-www-form-urlencoded))/.test(
    headers['content-type'] ?? '',
  );
  const path = at.pathname.slice(prefix.length) || '/';
  const now = host.clock.now();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: at.search.slice(1),
    headers,
    ...(at.search !== '' && { queryStringParameters: Object.fromEntries(at.searchParams) }),
    requestContext: {
      accountId: 'anonymous',
      apiId: id,
      domainName,
      ...(authorizer !== undefined && { authorizer }),
      domainPrefix: id,
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: host.ids.next('request'),
      routeKey: '$default',
      stage: '$default',
      time: new Date(now).toISOString(),
      timeEpoch: now,
    },
    ...(body.length > 0 && { body: Buffer.from(body).toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** What a function returned, as a response: with a status code it says all by itself, anything else is a document. */
export function replyOf(payload: string): HttpReply {
  const value = JSON.parse(payload) as Json;
  if (!isObject(value) || value['statusCode'] === undefined)
    return { status: 200, headers: { 'content-type': 'application/json' }, body: typeof value === 'string' ? value : payload };
  const { statusCode, headers, body, isBase64Encoded } = value;
  const text = typeof body === 'string' ? body : '';
  return {
    status: Number(statusCode),
    headers: {
      'content-type': 'application/json',
      ...(isObject(headers) && Object.fromEntries(Object.entries(headers).map(([name, each]) => [name.toLowerCase(), textOfJson(each)]))),
    },
    body: isBase64Encoded === true ? Buffer.from(text, 'base64') : text,
  };
}

export function sendReply(
  response: ServerResponse,
  { status, headers = {}, body }: HttpReply,
  cors: Readonly<Record<string, string>> = {},
): void {
  if (!response.destroyed) response.writeHead(status, { 'x-content-type-options': 'nosniff', ...headers, ...cors }).end(body);
}
