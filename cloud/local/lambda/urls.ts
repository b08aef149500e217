import type { IncomingMessage, ServerResponse } from 'node:http';
import { headersOf, type Edge } from '../edge/index.ts';
import { authorize } from '../iam/authorize.ts';
import type { Principal } from '../iam/principal.ts';
import { isObject, textOfJson, type Json } from '../json.ts';
import type { LocalHost } from '../storage/index.ts';
import { readBody } from '../wire/body.ts';
import { AwsError } from '../wire/error.ts';
import type { Functions } from './functions.ts';
import type { Invocations } from './invocations.ts';
import type { LambdaStore } from './store.ts';

/** A function's own address, open to everybody whom its resource policy lets in. */
export interface FunctionUrl {
  readonly id: string;
  readonly functionArn: string;
  readonly cors?: { readonly origins: readonly string[]; readonly headers: readonly string[]; readonly methods: readonly string[] };
}

export interface FunctionUrls {
  /** Returns the address, which ends in a slash. */
  readonly put: (url: FunctionUrl) => string;
  readonly delete: (id: string) => void;
}

const BODY_LIMIT = 6 << 20;
const PREFIX = '/lambda-url/';
const anonymous: Principal = {
  kind: 'session',
  accessKeyId: '',
  account: 'anonymous',
  arn: 'anonymous',
  userId: '',
  tags: {},
  policies: [],
};

/** Function URLs under `/lambda-url/<id>/` of the edge, in payload format 2.0. */
export function createFunctionUrls(
  edge: Edge,
  parts: { readonly store: LambdaStore; readonly functions: Functions; readonly invocations: Invocations; readonly host: LocalHost },
): FunctionUrls {
  const urls = new Map<string, FunctionUrl>();

  async function answer(url: FunctionUrl, request: IncomingMessage, at: URL): Promise<Reply> {
    const { store, functions, invocations, host } = parts;
    const resolved = functions.resolve(url.functionArn);
    const own = { policies: store.permissions(resolved.config.functionName) };
    for (const action of ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']) {
      const context = { 'lambda:FunctionUrlAuthType': 'NONE', 'lambda:InvokedViaFunctionUrl': 'true' };
      if (!authorize(anonymous, action, resolved.invokedArn, context, own).allowed) return { status: 403, body: '{"Message":"Forbidden"}' };
    }
    const body = await readBody(request, BODY_LIMIT);
    const event = eventOf(url.id, request, at, body, host);
    const { payload, functionError } = await invocations.run(resolved, JSON.stringify(event));
    return functionError === undefined ? replyOf(payload) : { status: 502, body: '{"Message":"Internal Server Error"}' };
  }

  edge.add({
    request(request, response, at) {
      const [id = ''] = at.pathname.startsWith(PREFIX) ? at.pathname.slice(PREFIX.length).split('/') : [];
      const url = urls.get(id);
      if (!url) return false;
      const cors = corsOf(url, request);
      if (request.method === 'OPTIONS') {
        response.writeHead(200, cors).end();
        return true;
      }
      void answer(url, request, at).then(
        (reply) => send(response, reply, cors),
        (error: unknown) => {
          const [status, message] = error instanceof AwsError ? [error.status, error.message] : [500, 'Internal Server Error'];
          send(response, { status, body: JSON.stringify({ Message: message }) }, cors);
        },
      );
      return true;
    },
  });

  return {
    put(url) {
      urls.set(url.id, url);
      return `http://${edge.domain()}${PREFIX}${url.id}/`;
    },
    delete: (id) => void urls.delete(id),
  };
}

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

function eventOf(id: string, request: IncomingMessage, at: URL, body: Uint8Array, host: LocalHost): unknown {
  const headers = headersOf(request);
  const isText = /^(?:text\/|application\/(?:json|javascript|xml|.*\+json|.*\+xml|x-www-form-urlencoded))/.test(
    headers['content-type'] ?? '',
  );
  const path = at.pathname.slice(PREFIX.length + id.length) || '/';
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
      domainName: headers['host'],
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
function replyOf(payload: string): Reply {
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

function corsOf({ cors }: FunctionUrl, { headers: { origin } }: IncomingMessage): Record<string, string> {
  if (!cors || origin === undefined || !(cors.origins.includes('*') || cors.origins.includes(origin))) return {};
  return {
    'access-control-allow-origin': cors.origins.includes('*') ? '*' : origin,
    'access-control-allow-methods': cors.methods.join(', '),
    'access-control-allow-headers': cors.headers.join(', '),
  };
}

function send(response: ServerResponse, { status, headers = {}, body }: Reply, cors: Readonly<Record<string, string>>): void {
  if (!response.destroyed) response.writeHead(status, { 'x-content-type-options': 'nosniff', ...headers, ...cors }).end(body);
}
