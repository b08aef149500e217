import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadToken, type Claims, type Cognito } from '../cognito/index.ts';
import { headersOf, type Edge, type EdgePart } from '../edge/index.ts';
import { servicePrincipal } from '../iam/trust.ts';
import type { FunctionInvoker } from '../lambda/invoker.ts';
import { httpEvent, replyOf, sendReply, type HttpReply } from '../lambda/http.ts';
import type { LocalHost } from '../storage/index.ts';
import { readBody } from '../wire/body.ts';
import { AwsError } from '../wire/error.ts';

/** An HTTP API with one route, `$default`, which leads to a function. */
export interface HttpApi {
  readonly id: string;
  functionArn?: string;
  /** Tokens that are believed; without it everybody may come. */
  jwt?: { readonly issuer: string; readonly audience: readonly string[] };
}

export interface HttpApis extends EdgePart {
  readonly apis: Map<string, HttpApi>;
}

const BODY_LIMIT = 10 << 20;

/** HTTP APIs under `/http-api/<id>/` of the edge. */
export function createHttpApis(parts: {
  readonly functions: FunctionInvoker;
  readonly cognito: Pick<Cognito, 'pools' | 'tokens' | 'issuerOf'>;
  readonly edge: Pick<Edge, 'domain'>;
  readonly host: LocalHost;
  readonly account: string;
  readonly region: string;
}): HttpApis {
  const { functions, cognito, edge, host, account, region } = parts;
  const apis = new Map<string, HttpApi>();
  const self = servicePrincipal('apigateway.amazonaws.com', account);

  /** What a bearer token says. @throws BadToken */
  async function proved({ issuer, audience }: NonNullable<HttpApi['jwt']>, authorization = ''): Promise<Claims> {
    const pool = [...cognito.pools.pools.values()].find((each) => cognito.issuerOf(each) === issuer);
    const token = /^(?:Bearer )?(\S+)$/i.exec(authorization)?.[1];
    if (!pool || token === undefined) throw new BadToken('There is no token.');
    return cognito.tokens.verify(pool, token, audience);
  }

  async function answer(api: HttpApi, request: IncomingMessage, at: URL): Promise<HttpReply> {
    const headers = headersOf(request);
    let claims: Claims | undefined;
    try {
      if (api.jwt) claims = await proved(api.jwt, headers['authorization']);
    } catch (error) {
      if (!(error instanceof BadToken)) throw error;
      const wrong = `Bearer error="invalid_token" error_description="${error.message}"`;
      return {
        status: 401,
        headers: { 'content-type': 'application/json', 'www-authenticate': wrong },
        body: '{"message":"Unauthorized"}',
      };
    }
    if (api.functionArn === undefined)
      return { status: 404, headers: { 'content-type': 'application/json' }, body: '{"message":"Not Found"}' };
    const event = httpEvent({
      id: api.id,
      prefix: `/http-api/${api.id}`,
      request,
      at,
      host,
      domainName: edge.domain(),
      body: await readBody(request, BODY_LIMIT),
      ...(claims && { authorizer: { jwt: { claims: textsOf(claims), scopes: null } } }),
    });
    const { payload, functionError } = await functions.invoke({
      functionName: api.functionArn,
      payload: JSON.stringify(event),
      principal: self,
      sourceArn: `arn:aws:execute-api:${region}:${account}:${api.id}/$default/$default`,
    });
    return functionError === undefined
      ? replyOf(payload)
      : { status: 500, headers: { 'content-type': 'application/json' }, body: '{"message":"Internal Server Error"}' };
  }

  return {
    apis,
    request(request: IncomingMessage, response: ServerResponse, at: URL) {
      const api = apis.get(/^\/http-api\/([^/]+)/.exec(at.pathname)?.[1] ?? '');
      if (!api) return false;
      void answer(api, request, at).then(
        (reply) => sendReply(response, reply),
        (error: unknown) => {
          const [status, message] = error instanceof AwsError ? [error.status, error.message] : [500, 'Internal Server Error'];
          sendReply(response, { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) });
        },
      );
      return true;
    },
  };
}

/** Claims as functions see them: each a text, a list in brackets. */
const textsOf = (claims: Claims): Record<string, string> =>
  Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, Array.isArray(value) ? `[${value.join(' ')}]` : String(value)]));
