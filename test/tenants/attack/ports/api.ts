/** The HTTP API: every operation of its OpenAPI document, with tokens, ids and bodies that are not the caller's own. */
import { request } from 'node:http';
import { permissions } from '../../../../cloud/domain/publish/index.ts';
import { routes, type Route } from '../../../../cloud/handlers/api/routes.ts';
import { roles, type Role } from '../../../../cloud/ports/index.ts';
import { Refused, type Attack, type KnownTenant, type Strike } from '../attack.ts';
import { forged } from './tokens.ts';

interface Request {
  readonly method?: string;
  /** As it goes over the wire: nothing is tidied up. */
  readonly path: string;
  readonly token: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @throws Refused with the status of a no, which is 500 or more where the API failed */
function ask({ stack }: Strike, { method = 'GET', path, token, body, headers = {} }: Request): Promise<string> {
  const at = new URL(stack.target.outputs.ApiUrl);
  return new Promise((resolve, reject) => {
    const call = request({
      host: at.hostname,
      port: at.port,
      method,
      path: `${at.pathname}${path}`,
      headers: { ...(token !== '' && { authorization: `Bearer ${token}` }), 'content-type': 'application/json', ...headers },
    });
    call.once('error', reject);
    call.once('response', (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.once('error', reject);
      answer.once('end', () => {
        const text = Buffer.concat(parts).toString();
        if (answer.statusCode! < 400) resolve(text);
        else reject(Object.assign(new Refused(text), { status: answer.statusCode }));
      });
    });
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** What operations that take a body are asked for. */
const bodies: Readonly<Record<string, object>> = {
  startSession: { level: 'beer-game', scenario: 'benchmark' },
  changePhase: { change: 'resume' },
  redriveLetters: { system: 'audit' },
};
/** Every tenant that plays has a level of this name. */
const pathOf = ({ path }: Route, session: string, level = 'beer-game'): string =>
  path.replace('{session}', session).replace('{level}', level);
const asking = (route: Route, { session }: KnownTenant): Pick<Request, 'method' | 'path' | 'body'> => ({
  method: route.method,
  path: pathOf(route, session),
  body: bodies[route.operation],
});

/** A session's own answer; one that was started for that is ended again. */
async function asMember(s: Strike, route: Route): Promise<string> {
  const token = await s.own.idToken();
  const answered = await ask(s, { ...asking(route, s.own), token });
  if (route.operation !== 'startSession') return answered;
  const { id } = JSON.parse(answered) as { id: string };
  return ask(s, { method: 'POST', path: `/v1/sessions/${id}/phase`, body: { change: 'end' }, token });
}

/** The attacker's own token, and another tenant in the place of their own wherever one could be named. */
async function naming(s: Strike, route: Route): Promise<string> {
  const { name, session } = s.at;
  const token = await s.own.idToken();
  const asked = { ...asking(route, s.own), token };
  const inSession = route.path.includes('{session}');
  const [plain, body] = [asked.path, bodies[route.operation] ?? {}];
  const withPath = (path: string): Request => ({ ...asked, path });
  return ask(
    s,
    s.chance.pick<Request>([
      withPath(`${plain}?tenant=${name}`),
      withPath(`${plain}?custom:tenant=${name}`),
      withPath(plain.replace('/v1/', `/v1/tenants/${name}/`)),
      withPath(plain.replace('/v1/', `/v1/${name}/../${name}/`)),
      withPath(`/v1/../${name}${plain}`),
      withPath(`/${plain}%2f..%2f${name}`),
      { ...asked, body: { ...body, tenant: name } },
      { ...asked, body: { ...body, session, level: `../../${name}/levels/beer-game` } },
      ...(route.operation === 'startSession'
        ? [
            {
              ...asked,
              body: { ...body, level: s.chance.pick([`../${name}/beer-game`, `../../${name}/levels/beer-game`, `${name}#beer-game`]) },
            },
            { ...asked, body: { ...body, channel: `../../../${name}/levels/beer-game/live` } },
          ]
        : []),
      ...(route.path.includes('{level}')
        ? [
            ...[
              `..%2f..%2f${name}%2flevels%2fbeer-game`,
              `beer-game/../../${name}/levels/beer-game`,
              `${name}%23beer-game`,
              `${name}-beer-game`,
            ].map((level) => withPath(pathOf(route, s.own.session, level))),
            withPath(`${plain}?channel=..%2f..%2f..%2f${name}%2flevels%2fbeer-game%2flive`),
          ]
        : []),
      ...(inSession
        ? [
            session,
            `${s.own.session}/../${session}`,
            `${s.own.session}%2f..%2f${session}`,
            `..%2f..%2f${name}%2f${session}`,
            `${name}%23SESSION%23${session}`,
            `TENANT%23${name}%23SESSION%23${session}`,
            `${s.own.session}%00${session}`,
            `${session}*`,
            `${s.own.session.slice(0, -1)}${s.chance.pick(['g', '-', '_', 'Z'])}`,
          ].map((id) => withPath(pathOf(route, id)))
        : []),
    ]),
  );
}

/** Own token, own path, and headers that a careless door would take for who asks; what is answered may be about nobody else. */
async function bySideways(s: Strike, route: Route): Promise<string> {
  const { name, session, people } = s.at;
  const claims = JSON.stringify({ 'custom:tenant': name, 'cognito:username': `${name}.${people[0]}`, token_use: 'id' });
  const answered = await ask(s, {
    ...asking(route, s.own),
    token: await s.own.idToken(),
    headers: s.chance.pick([
      { 'x-tenant': name, 'x-tenant-id': name },
      { 'x-amzn-oidc-data': claims, 'x-amzn-request-context': claims },
      { cookie: `tenant=${name}; session=${session}` },
      { 'x-original-url': `/v1/sessions/${session}`, 'x-rewrite-url': `/v1/sessions/${session}` },
      { 'x-http-method-override': 'DELETE', 'x-forwarded-prefix': `/v1/tenants/${name}` },
    ]),
  });
  if ([`"${name}"`, session, ...people].some((word) => answered.includes(word))) return answered;
  throw new Refused('It was answered for the caller alone.');
}

const lacking = ({ right }: Route): Role[] =>
  roles.filter((role) => right !== undefined && !(permissions[right] as readonly Role[]).includes(role));

/** What somebody does who is in no tenant that they ask about, or may not do there what they ask for. */
const strikes = (s: Strike, route: Route): (() => Promise<string>)[] => {
  const theirs = asking(route, s.at);
  const changesNothing = route.method === 'GET';
  return [
    () => naming(s, route),
    () => ask(s, { ...theirs, token: forged(s) }),
    () => ask(s, { ...theirs, token: s.chance.pick(s.own.spentTokens(s.at.name)) }),
    () =>
      ask(s, { ...theirs, token: s.chance.pick(['', 'x.y.z', s.own.token, s.own.signedIn.access_token, s.own.signedIn.refresh_token]) }),
    ...(changesNothing ? [() => bySideways(s, route)] : []),
    ...lacking(route)
      .flatMap((role) => s.own.tokenOfRole[role] ?? [])
      .map((token) => () => ask(s, { ...asking(route, s.own), token })),
  ];
};

export const apiAttacks: readonly Attack[] = routes.map((route) => ({
  port: 'api',
  name: `asks ${route.operation}`,
  own: ['door'],
  by: ['door'],
  strike: (s) => (s.at.name === s.own.name ? asMember(s, route) : s.chance.pick(strikes(s, route))()),
}));
