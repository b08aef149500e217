import type { IncomingMessage } from 'node:http';
import type { Edge } from '../edge/index.ts';
import { authorize } from '../iam/authorize.ts';
import type { Principal } from '../iam/principal.ts';
import type { LocalHost } from '../storage/index.ts';
import { readBody } from '../wire/body.ts';
import { AwsError } from '../wire/error.ts';
import type { Functions } from './functions.ts';
import { httpEvent, replyOf, sendReply, type HttpReply } from './http.ts';
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

  async function answer(url: FunctionUrl, request: IncomingMessage, at: URL): Promise<HttpReply> {
    const { store, functions, invocations, host } = parts;
    const resolved = functions.resolve(url.functionArn);
    const own = { policies: store.permissions(resolved.config.functionName) };
    for (const action of ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']) {
      const context = { 'lambda:FunctionUrlAuthType': 'NONE', 'lambda:InvokedViaFunctionUrl': 'true' };
      if (!authorize(anonymous, action, resolved.invokedArn, context, own).allowed) return { status: 403, body: '{"Message":"Forbidden"}' };
    }
    const body = await readBody(request, BODY_LIMIT);
    const event = httpEvent({ id: url.id, prefix: `${PREFIX}${url.id}`, request, at, body, host, domainName: edge.domain() });
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
        (reply) => sendReply(response, reply, cors),
        (error: unknown) => {
          const [status, message] = error instanceof AwsError ? [error.status, error.message] : [500, 'Internal Server Error'];
          sendReply(response, { status, body: JSON.stringify({ Message: message }) }, cors);
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

function corsOf({ cors }: FunctionUrl, { headers: { origin } }: IncomingMessage): Record<string, string> {
  if (!cors || origin === undefined || !(cors.origins.includes('*') || cors.origins.includes(origin))) return {};
  return {
    'access-control-allow-origin': cors.origins.includes('*') ? '*' : origin,
    'access-control-allow-methods': cors.methods.join(', '),
    'access-control-allow-headers': cors.headers.join(', '),
  };
}
