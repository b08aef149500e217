/** The services of a sign-in as their documentation has them, on the loopback; a test changes one answer and the rest stays right. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

type Answer = readonly [status: number, body: unknown];
type Service = (request: { body: string; url: URL; headers: IncomingMessage['headers'] }) => Answer;

export interface TestAws {
  origin: string;
  /** Names of what was asked, in order. */
  asked: string[];
  /** Answers put before the usual ones, by name; each is used once. */
  instead: Map<string, Service[]>;
  close: () => void;
}

const refused = (error: string): Answer => [400, { error, error_description: `it was ${error}` }];
export const clientId = 'client1';
export const pool = 'eu-central-1_Pool';
export const jwt = (claims: object): string =>
  ['{"alg":"RS256"}', JSON.stringify(claims), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');

export async function startTestAws(now: () => number): Promise<TestAws> {
  const codes = new Map<string, { challenge: string; redirect: string; nonce: string }>();
  let count = 0;
  const claims = (nonce?: string): object => ({
    iss: `${aws.origin}/issuer`,
    aud: clientId,
    exp: now() / 1000 + 3600,
    token_use: 'id',
    ...(nonce !== undefined && { nonce }),
  });
  const services: Record<string, Service> = {
    'POST /client/register': () => [200, { clientId: 'c', clientSecret: 's', clientSecretExpiresAt: now() / 1000 + 90 * 86_400 }],
    'POST /device_authorization': ({ body }) =>
      (JSON.parse(body) as { startUrl: string }).startUrl.endsWith('/nobody')
        ? refused('invalid_request')
        : [
            200,
            {
              deviceCode: 'device',
              userCode: 'ABCD-EFGH',
              verificationUri: `${aws.origin}/device`,
              verificationUriComplete: `${aws.origin}/device?user_code=ABCD-EFGH`,
              expiresIn: 600,
              interval: 1,
            },
          ],
    'POST /token': ({ body }) => {
      const { grantType, refreshToken } = JSON.parse(body) as { grantType: string; refreshToken?: string };
      if (grantType === 'refresh_token' && refreshToken !== `refresh${count}`) return refused('invalid_grant');
      count += 1;
      return [200, { accessToken: `access${count}`, tokenType: 'Bearer', expiresIn: 3600, refreshToken: `refresh${count}` }];
    },
    'GET /federation/credentials': ({ url, headers }) => {
      if (headers['x-amz-sso_bearer_token'] !== `access${count}`) return [401, { message: 'Session token not found or invalid' }];
      if (url.searchParams.get('role_name') !== 'Designer') return [403, { message: 'No access' }];
      return [
        200,
        {
          roleCredentials: {
            accessKeyId: `KEY${count}`,
            secretAccessKey: 'secret',
            sessionToken: 'session',
            expiration: now() + 3_600_000,
          },
        },
      ];
    },
    'GET /assignment/accounts': ({ url }) =>
      url.searchParams.has('next_token')
        ? [200, { accountList: [{ accountId: '222222222222', accountName: 'Second' }], nextToken: null }]
        : [200, { accountList: [{ accountId: '111111111111', accountName: 'First' }], nextToken: 'more' }],
    'GET /assignment/roles': () => [200, { roleList: [{ roleName: 'Designer', accountId: 'x' }] }],
    'POST /logout': () => [200, {}],
    'POST /oauth2/token': ({ body }) => {
      const fields = new URLSearchParams(body);
      if (fields.get('grant_type') === 'refresh_token') return [200, { id_token: jwt(claims()), expires_in: 3600 }];
      const found = codes.get(fields.get('code') ?? '');
      codes.delete(fields.get('code') ?? '');
      const proof = createHash('sha256')
        .update(fields.get('code_verifier') ?? '')
        .digest('base64url');
      if (!found || found.challenge !== proof || found.redirect !== fields.get('redirect_uri')) return refused('invalid_grant');
      return [200, { id_token: jwt(claims(found.nonce)), access_token: 'a', refresh_token: 'r', expires_in: 3600, token_type: 'Bearer' }];
    },
    'POST /oauth2/revoke': () => [200, {}],
    'POST /identity': ({ headers, body }) => {
      const { Logins } = JSON.parse(body) as { Logins: Record<string, string> };
      if (Object.keys(Logins)[0] !== `cognito-idp.eu-central-1.amazonaws.com/${pool}`) return [400, { __type: 'NotAuthorizedException' }];
      return headers['x-amz-target']?.toString().endsWith('.GetId') === true
        ? [200, { IdentityId: 'eu-central-1:1' }]
        : [200, { Credentials: { AccessKeyId: 'POOL', SecretKey: 'secret', SessionToken: 'session', Expiration: now() / 1000 + 3600 } }];
    },
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const name = `${request.method} ${url.pathname}`;
    aws.asked.push(name);
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      // The person in the browser: signs in, and is sent back with a code.
      if (name === 'GET /oauth2/authorize') {
        const field = (wanted: string): string => url.searchParams.get(wanted) ?? '';
        const code = `code${codes.size + 1}`;
        codes.set(code, { challenge: field('code_challenge'), redirect: field('redirect_uri'), nonce: field('nonce') });
        const back = `${field('redirect_uri')}?${new URLSearchParams({ code, state: field('state') }).toString()}`;
        return void response.writeHead(302, { location: back }).end();
      }
      const service = aws.instead.get(name)?.shift() ?? services[name] ?? (() => [404, {}] as const);
      const [status, answer] = service({ body, url, headers: request.headers });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const aws: TestAws = {
    origin: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    asked: [],
    instead: new Map(),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return aws;
}
