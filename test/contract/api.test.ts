/**
 * The HTTP API through the gateway: every route answers as its schema says, to those who may and to nobody else; every no is a problem document;
 * links end, and lead to one's own tenant alone. Run it alone: `vitest run --project node test/contract/api.test.ts`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openApi } from '../../cloud/handlers/api/openapi.ts';
import { Problem } from '../../cloud/handlers/api/problem.ts';
import { routes } from '../../cloud/handlers/api/routes.ts';
import { permissions } from '../../cloud/domain/publish/index.ts';
import { awsClients, type AwsCredentials } from '../../cloud/adapters/aws/clients.ts';
import { DynamoLetters } from '../../cloud/adapters/aws/letters.ts';
import { Table } from '../../cloud/adapters/aws/table.ts';
import { roles, type Role } from '../../cloud/ports/index.ts';
import { compileSample, openProductCloud, type ProductCloud } from './harness/product-cloud.ts';
import { signIn, type SignedIn } from './harness/sign-in.ts';

let cloud: ProductCloud;
let session: string;
const tokens = new Map<string, SignedIn>();
const password = 'correct horse battery';
const people = Object.fromEntries(roles.map((role) => [`${role}-person`, [role]]));

/** Brings the tenant to these people; its doors keep their keys. */
const provision = (theirs: Record<string, Role[]>): Promise<unknown> =>
  cloud.operator.provisionTenant('demo', {
    people: { ...theirs, ada: ['owner'] },
    keys: cloud.demo.target.credentials as AwsCredentials,
  });

beforeAll(async () => {
  cloud = await openProductCloud();
  await provision(people);
  for (const role of roles)
    tokens.set(role, await signIn(cloud, await cloud.operator.setPassword('demo', `${role}-person`, password), password));
  tokens.set('acme', await signIn(cloud, await cloud.operator.setPassword('acme', 'ben', password), password));
  const level = compileSample(cloud.engine, 'supply-chain');
  await cloud.everyone.publish({
    tenant: 'demo',
    channel: 'live',
    level,
    engine: cloud.build.id,
    proofs: cloud.engine.prove(level),
    publisher: 'ada',
  });
  ({ id: session } = (await ask('owner', 'POST', '/v1/sessions', { level: 'beer-game', scenario: 'benchmark' })).document as {
    id: string;
  });
  const player = { session, tenant: 'demo' };
  await cloud.demo.sendCommand(player, { type: 'TakeStage', payload: { stage: 'retailer' }, player: 'u-x' });
  await cloud.demo.sendCommand(player, { type: 'PlaceOrder', payload: { quantity: 4 }, player: 'u-x' });
  await vi.waitFor(isKept, {
    timeout: 60_000,
    interval: 100,
  });
}, 240_000);
afterAll(() => cloud.close());

/** Asleep, and so with a checkpoint. */
async function isKept(): Promise<void> {
  if (!(await cloud.demo.session('demo', session)).head.checkpoint) throw new Error('there is no checkpoint yet');
}

async function ask(
  who: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; type: string; document: unknown }> {
  const { id_token: token } = tokens.get(who) ?? { id_token: who };
  const answer = await fetch(`${cloud.target.outputs.ApiUrl}${path}`, {
    method,
    headers: { ...(who !== '' && { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', document: await answer.json() };
}

/** What makes each route with a body do something that changes nothing more. */
const bodies: Readonly<Record<string, unknown>> = {
  startSession: { level: 'beer-game', scenario: 'benchmark' },
  changePhase: { change: 'resume' },
  redriveLetters: { system: 'audit' },
};
const pathOf = (path: string, id = session): string => path.replace('{session}', id).replace('{level}', 'beer-game');

describe('the API', () => {
  it.each(routes.map((route) => [route.operation, route] as const))(
    '%s: answers as its schema says, whoever has the right, and refuses the rest',
    async (_, route) => {
      for (const role of roles) {
        const { status, type, document } = await ask(role, route.method, pathOf(route.path), bodies[route.operation]);
        const isOpen = route.right === undefined || (permissions[route.right] as readonly Role[]).includes(role);
        const wanted = isOpen
          ? { status: route.status, type: 'application/json', document: route.answer.parse(document) }
          : {
              status: 403,
              type: 'application/problem+json',
              document: { ...Problem.parse(document), code: 'forbidden', where: 'demo' },
            };
        expect({ status, type, document }, `${role}: ${JSON.stringify(cloud.denied.at(-1))}`).toEqual(wanted);
      }
    },
    60_000,
  );

  it('says in docs/api/openapi.json what its routes say', () => {
    const file = join(import.meta.dirname, '../../docs/api/openapi.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(openApi())));
  });

  it('keeps what it opened: many requests cost no more connections than a few', async () => {
    const connections = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
    for (let at = 0; at < 5; at += 1) await ask('owner', 'GET', '/v1/me');
    const before = connections();
    for (let at = 0; at < 40; at += 1) expect((await ask('owner', 'GET', `/v1/sessions/${session}`)).status).toBe(200);
    expect(connections() - before).toBeLessThan(20);
  });

  it('hands out what lets players in, and notes who got it', async () => {
    const before = (await cloud.demo.reads('demo')).length;
    const { document } = await ask('facilitator', 'POST', `/v1/sessions/${session}/link`);
    expect(await cloud.demo.admits('demo', session, (document as { token: string }).token)).toBe(true);
    const { id: reader } = (await ask('facilitator', 'GET', '/v1/me')).document as { id: string };
    expect((await cloud.demo.reads('demo')).slice(before)).toMatchObject([{ session, reader, what: 'link' }]);
    expect((await ask('acme', 'POST', `/v1/sessions/${session}/link`)).status).toBe(404);
  });

  it('lets a tenant see nothing of another’s sessions', async () => {
    const found = await ask('acme', 'GET', `/v1/sessions/${session}`);
    expect(found).toMatchObject({ status: 404, document: { code: 'session-unknown' } });
    expect(((await ask('acme', 'GET', '/v1/sessions')).document as { sessions: unknown[] }).sessions).toEqual([]);
    expect((await ask('acme', 'POST', `/v1/sessions/${session}/phase`, { change: 'end' })).status).toBe(404);
    for (const route of routes.filter(({ path }) => path.includes('{session}'))) {
      const of = async (named: string) => {
        const body = route.operation === 'changePhase' ? { change: 'end' } : undefined;
        const { status, type, document } = await ask('acme', route.method, route.path.replace('{session}', named), body);
        return { status, type, document: JSON.stringify(document).replaceAll(named, '<session>') };
      };
      expect(await of(session), route.operation).toEqual(await of('s-none'));
    }
  });

  it.each([
    ['an unknown route', 'GET', '/v1/nothing', undefined, 404, 'route-unknown', '/v1/nothing'],
    ['another method', 'DELETE', '/v1/sessions', undefined, 405, 'method-refused', 'DELETE'],
    ['an unknown parameter', 'GET', '/v1/sessions?limit=3', undefined, 400, 'parameter-refused', 'limit'],
    ['an unknown field', 'POST', '/v1/sessions', { level: 'beer-game', force: true }, 400, 'field-refused', 'force'],
    ['a value that is none of those there are', 'POST', '/v1/sessions/x/phase', { change: 'burn' }, 400, 'bad-request', 'change'],
    ['a body where none is taken', 'POST', '/v1/sessions/x/snapshot', { a: 1 }, 400, 'bad-request', 'body'],
    ['an unknown session', 'GET', '/v1/sessions/nobody', undefined, 404, 'session-unknown', 'nobody'],
    ['an unknown session in its usage', 'GET', '/v1/sessions/nobody/usage', undefined, 404, 'session-unknown', 'nobody'],
    ['a level that was not published', 'GET', '/v1/levels/nothing/revisions', undefined, 404, 'level-unknown', 'nothing#live'],
    ['a channel that is none', 'GET', '/v1/levels/beer-game/revisions?channel=../x', undefined, 400, 'bad-request', 'channel'],
    ['a revision that is no number', 'GET', '/v1/levels/beer-game/revisions?before=x', undefined, 400, 'bad-request', 'before'],
    ['a system that is none', 'GET', '/v1/letters?system=post', undefined, 400, 'bad-request', 'system'],
    ['an unknown letter', 'POST', '/v1/letters/redrive', { system: 'audit', id: 'nothing' }, 404, 'letter-unknown', 'nothing'],
    ['an unknown level', 'POST', '/v1/sessions', { level: 'nothing' }, 400, 'level-unpublished', 'nothing#live'],
  ] as const)('names %s', async (_, method, path, body, status, code, where) => {
    const answer = await ask('owner', method, path, body);
    expect([answer.status, answer.type]).toEqual([status, 'application/problem+json']);
    const document = Problem.parse(answer.document);
    expect(document.status).toBe(status);
    expect([document.code, document.where]).toEqual([code, where]);
    expect(document.hint).toBeTruthy();
  });

  it('tells what a channel has shown, and what is live since a way back', async () => {
    const before = (await ask('designer', 'GET', '/v1/levels/beer-game/revisions')).document;
    expect(before).toMatchObject({ level: 'beer-game', channel: 'live', live: 1, latest: 1, movedBy: 'ada' });
    const level = compileSample(cloud.engine, 'supply-chain', (files) => {
      const path = 'levels/beer-game.json';
      files.set(path, new TextEncoder().encode(new TextDecoder().decode(files.get(path)).replaceAll('Harbour street', 'Harbour lane')));
    });
    const order = { tenant: 'demo', channel: 'live', publisher: 'ada' };
    await cloud.everyone.publish({ ...order, level, engine: cloud.build.id, proofs: cloud.engine.prove(level) });
    await cloud.everyone.rollback({ ...order, level: 'beer-game', revision: 1 });
    const { document } = await ask('auditor', 'GET', '/v1/levels/beer-game/revisions');
    const { live, latest, revisions } = document as { live: number; latest: number; revisions: { revision: number; live: boolean }[] };
    expect([live, latest, revisions.map(({ revision, live: shown }) => [revision, shown])]).toEqual([
      1,
      2,
      [
        [2, false],
        [1, true],
      ],
    ]);
    expect((await ask('auditor', 'GET', '/v1/levels/beer-game/revisions?before=2')).document).toMatchObject({
      revisions: [{ revision: 1 }],
    });
  });

  it('sends letters of a tenant again, and no other tenant’s', async () => {
    const clients = awsClients(cloud.target);
    const letters = new DynamoLetters(new Table(clients.dynamodb, cloud.target.outputs.TableName));
    for (const tenant of ['demo', 'acme'])
      await letters.file({ tenant, system: 'events', id: 'one', about: session, at: 1, error: 'it failed', tries: 3, event: '{}' });
    clients.close();
    const listed = async (who: string) => ((await ask(who, 'GET', '/v1/letters?system=events')).document as { letters: unknown[] }).letters;
    expect(await listed('operator')).toHaveLength(1);
    expect((await ask('designer', 'POST', '/v1/letters/redrive', { system: 'events' })).status).toBe(403);
    const { status, document } = await ask('operator', 'POST', '/v1/letters/redrive', { system: 'events', id: 'one' });
    expect([status, document]).toEqual([202, { asked: [{ system: 'events', id: 'one' }], left: 0 }]);
    await vi.waitFor(async () => expect(await listed('operator')).not.toMatchObject([{ tries: 3 }]), { timeout: 30_000, interval: 100 });
    expect(await cloud.everyone.letters('acme')).toMatchObject([{ id: 'one', tries: 3 }]);
  });

  it('lets in nobody without a token, with one that is changed, or with one that says who may come and not who it is', async () => {
    const { id_token: token, access_token: access } = tokens.get('owner')!;
    const [header, claims = '', signature] = token.split('.');
    const other = Buffer.from(Buffer.from(claims, 'base64url').toString().replace('"demo"', '"acme"')).toString('base64url');
    for (const wrong of [
      '',
      'x.y.z',
      `${header}.${other}.${signature}`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${other}.`,
    ])
      expect((await ask(wrong, 'GET', '/v1/me')).status, wrong).toBe(401);
    expect(await ask(access, 'GET', '/v1/me')).toMatchObject({ status: 401, document: { code: 'not-signed-in' } });
    expect((await ask(token, 'GET', '/v1/me')).status).toBe(200);
  });

  it('asks the directory each time: who lost a role or left may nothing more, with a token that is still good', async () => {
    expect((await ask('operator', 'GET', '/v1/letters')).status).toBe(200);
    const { 'operator-person': _, ...others } = people;
    await provision({ ...others, 'designer-person': ['player'] });
    expect((await ask('operator', 'GET', '/v1/letters')).status).toBe(401);
    expect((await ask('designer', 'GET', '/v1/levels')).status).toBe(403);
    await provision(people);
  });
});

describe('a link', () => {
  it('to a snapshot leads to its bytes, to those alone, and to nothing once it is changed or has ended', async () => {
    const { document } = await ask('auditor', 'POST', `/v1/sessions/${session}/snapshot`);
    const { url, expiresAt } = document as { url: string; expiresAt: string };
    const left = Date.parse(expiresAt) - Date.now();
    expect(left > 30_000 && left <= 60_000).toBe(true);
    expect((await fetch(url)).status).toBe(200);
    const changed = (edit: (link: URL) => void): Promise<Response> => {
      const link = new URL(url);
      edit(link);
      return fetch(link);
    };
    expect((await changed((link) => (link.pathname = link.pathname.replace('/demo/', '/acme/')))).status).toBe(403);
    expect((await changed((link) => link.searchParams.set('X-Amz-Expires', '86400'))).status).toBe(403);
    expect((await changed((link) => link.searchParams.set('X-Amz-Date', '20200101T000000Z'))).ok).toBe(false);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
  });

  it('to an export leads to lines that begin with what they are, and the read is logged', async () => {
    const before = (await cloud.demo.reads('demo')).length;
    const { document } = await ask('auditor', 'POST', `/v1/sessions/${session}/audit/export`);
    const text = await (await fetch((document as { url: string }).url)).text();
    const lines: string[] = [];
    for await (const line of cloud.demo.exportAudit('demo', session)) lines.push(line);
    expect(text.split('\n')[0]).toBe(lines[0]);
    expect((await cloud.demo.reads('demo')).length).toBe(before + 1);
  });
});
