import type { z } from 'zod';
import type { CloudClient } from '../../client/client.ts';
import { requireRight } from '../../domain/publish/index.ts';
import { isTenant } from '../../events/index.ts';
import type { Member } from '../../ports/index.ts';
import { problem, problemOf, type Problem } from './problem.ts';
import { parameterOf, routes, type Links, type Route } from './routes.ts';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the proved token says. */
  readonly claims: Readonly<Record<string, unknown>>;
}

export interface ApiDeps {
  readonly client: (tenant: string) => CloudClient;
  readonly links: (tenant: string) => Links;
  readonly member: (tenant: string, id: string) => Promise<Member | undefined>;
  readonly now: () => number;
  readonly failed: (error: unknown) => void;
}

export interface ApiReply {
  readonly status: number;
  readonly document: unknown;
}

const bad = (parts: Parameters<typeof problem>[1], status = 400): ApiReply => reply(problem(status, parts));
const reply = (document: Problem): ApiReply => ({ status: document.status, document });

/** Answers one request of somebody whose token was proved. Every no is a problem document. */
export async function answer(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  try {
    const who = await whoIs(deps, request.claims);
    if (!who)
      return bad(
        { code: 'not-signed-in', detail: 'This token is of nobody who is in a tenant here.', hint: 'Sign in: lq login --tenant <tenant>' },
        401,
      );
    const found = routes.flatMap((route) => {
      const named = matched(route, request.path);
      return named === undefined ? [] : [{ route, named }];
    });
    if (found.length === 0)
      return bad(
        {
          code: 'route-unknown',
          detail: `The API has no ${request.path}.`,
          hint: 'What it has stands in docs/api/openapi.json.',
          where: request.path,
        },
        404,
      );
    const one = found.find(({ route }) => route.method === request.method);
    if (!one)
      return bad(
        {
          code: 'method-refused',
          detail: `${request.path} takes no ${request.method}.`,
          hint: `It takes ${found.map(({ route }) => route.method).join(', ')}.`,
          where: request.method,
        },
        405,
      );
    const { route, named } = one;
    const { tenant, member } = who;
    if (route.right !== undefined) requireRight(member, { tenant, called: member.name, to: route.right });
    const query = checked(route.query, request.query, 'parameter');
    if ('problem' in query) return query.problem;
    const body = route.body === undefined ? { value: undefined } : checked(route.body, parsed(request.body), 'field');
    if ('problem' in body) return body.problem;
    if (route.body === undefined && request.body !== '')
      return bad({ code: 'bad-request', detail: `${route.operation} takes no body.`, hint: 'Send it without one.', where: 'body' });
    const { client, links, now } = { client: deps.client(tenant), links: deps.links(tenant), now: deps.now };
    const given = await route.run({ client, links, tenant, member, ...named, now, query: query.value, body: body.value });
    // What the page on the API does not speak of is not told.
    return { status: route.status, document: route.answer.parse(given) };
  } catch (error) {
    const document = problemOf(error);
    if (document.status === 500) deps.failed(error);
    return reply(document);
  }
}

/** The member that a token means, in the roles that both the token and the directory give: who lost one has lost it now. */
async function whoIs(deps: ApiDeps, claims: ApiRequest['claims']): Promise<{ tenant: string; member: Member } | undefined> {
  const [tenant, user, use] = [claims['custom:tenant'], claims['cognito:username'], claims['token_use']];
  if (use !== 'id' || typeof tenant !== 'string' || typeof user !== 'string') return undefined;
  if (!isTenant(tenant) || !user.startsWith(`${tenant}.`)) return undefined;
  const member = await deps.member(tenant, user.slice(tenant.length + 1));
  // The gateway writes a list as `[one two]`.
  const written = claims['cognito:groups'];
  const groups: readonly string[] = typeof written === 'string' ? (written.match(/[\w-]+/g) ?? []) : [];
  return member && { tenant, member: { ...member, roles: member.roles.filter((role) => groups.includes(role)) } };
}

/** The session and the level that a path names, empty texts where the route has none; undefined where it is another route's. */
function matched({ path }: Route, asked: string): { session: string; level: string } | undefined {
  const [wanted, given] = [path.split('/'), asked.split('/')];
  if (wanted.length !== given.length) return undefined;
  const named = { session: '', level: '' };
  for (const [index, part] of wanted.entries()) {
    const name = parameterOf(part);
    if (name !== undefined && /^[\w-]{1,64}$/.test(given[index]!)) named[name] = given[index]!;
    else if (part !== given[index]) return undefined;
  }
  return named;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checked(schema: z.ZodType, value: unknown, called: 'parameter' | 'field'): { value: unknown } | { problem: ApiReply } {
  const { success, data, error } = schema.safeParse(value);
  if (success) return { value: data };
  const [issue] = error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined;
  const where = unknown ?? (issue?.path.join('.') || 'body');
  const detail = unknown === undefined ? `${where}: ${issue?.message ?? 'not valid'}.` : `There is no ${called} ${unknown} here.`;
  return {
    problem: bad({
      code: unknown === undefined ? 'bad-request' : `${called}-refused`,
      detail,
      hint: 'What it takes stands in docs/api/openapi.json.',
      where,
    }),
  };
}
