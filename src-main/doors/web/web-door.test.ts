import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { refuse } from '../../../cloud/domain/refusal.ts';
import { openAssetStore, projectAssets } from '../../services/assets/index.ts';
import { contentSecurityPolicy } from '../../services/pages/content-security-policy.ts';
import { createLaunchDesk } from './launch.ts';
import { openPlaygroundDoor, openStudioDoor } from './serve.ts';

const rendererDir = mkdtempSync(join(tmpdir(), 'lq-door-'));
writeFileSync(join(rendererDir, 'index.html'), 'studio');
writeFileSync(join(rendererDir, 'play.html'), 'play');
const enginesDir = join(rendererDir, 'engines');
const build = 'a'.repeat(64);
mkdirSync(join(enginesDir, build), { recursive: true });
writeFileSync(join(enginesDir, build, 'engine.mjs'), 'export {}');

const desk = createLaunchDesk((bytes) => randomBytes(bytes).toString('hex'));
const signedIn: string[] = [];
const assets = openAssetStore(join(rendererDir, 'kept'));
let studio: Awaited<ReturnType<typeof openStudioDoor>>;
/** Stands for a session's own host. */
let hot: WebSocketServer;
const seat = 'e'.repeat(32);
let playground: Awaited<ReturnType<typeof openPlaygroundDoor>>;

beforeAll(async () => {
  studio = await openStudioDoor({
    rendererDir,
    enginesDirs: ['/nowhere', enginesDir],
    owner: {
      secret: 'launch-secret',
      invite: ({ person }) => ({ token: desk.mint(person) }),
      metrics: () => 'rooms 1\n',
      share: (verb) => Promise.resolve({ verb }),
    },
    policy: (port) => contentSecurityPolicy({ connect: [`ws://127.0.0.1:${port}`] }),
    desk,
    invoke: async (caller, channel) => {
      if (channel === 'refuse') refuse({ code: 'forbidden', message: 'ada may not.', hint: 'Ask.', where: 'demo' });
      if (channel === 'break') throw new Error('a secret of ours');
      return { channel, person: caller.person };
    },
    onSigned: (caller) => {
      signedIn.push(caller.person);
      return () => undefined;
    },
    rooms: ({ socket }) => socket.end('HTTP/1.1 418 Rooms\r\n\r\n'),
    assets: (person) => projectAssets(() => assets, { name: person, role: person === 'vera' ? 'viewer' : 'editor' }),
    log: () => undefined,
  });
  hot = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  hot.on('connection', (socket, request) => socket.send(`${request.url} from ${request.headers.origin}`));
  await new Promise((resolve) => hot.once('listening', resolve));
  playground = await openPlaygroundDoor({
    rendererDir,
    policy: () => contentSecurityPolicy({ connect: [] }),
    websocket: () => 'ws://127.0.0.1:9/live',
    admits: async (tenant, session, token) => tenant === 'demo' && ['s-1', 's-hot', 's-cold'].includes(session) && token === 'k',
    achievements: async ({ tenant, session, token, player, secret }) =>
      tenant === 'demo' && session === 's-1' && token === 'k' && player === 'p-1' && secret === seat
        ? [{ achievement: 'first-game', label: 'Played a game to its end', session, at: '2026-11-28T09:00:00.000Z' }]
        : undefined,
    hot: {
      isHot: async (_, session, token) => session === 's-hot' && token === 'k',
      hostFor: async (tenant, session, token) => {
        if (session === 's-gone') throw new Error('no host');
        return tenant === 'demo' && session === 's-hot' && token === 'k'
          ? `ws://127.0.0.1:${(hot.address() as AddressInfo).port}/live`
          : undefined;
      },
    },
  });
});
afterAll(async () => {
  studio.close();
  await playground.close();
  hot.close();
});

const get = (
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }> =>
  new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    })
      .on('error', reject)
      .end();
  });

const connect = (path: string, headers: Record<string, string> = {}): Promise<WebSocket | number> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${studio.port}${path}`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => undefined);
  });

const nextMessage = (socket: WebSocket): Promise<Record<string, unknown>> =>
  new Promise((resolve) =>
    socket.once('message', (data) => resolve(JSON.parse((data as Buffer).toString('utf8')) as Record<string, unknown>)),
  );
const closed = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve));

const hello = async (credential: object): Promise<{ socket: WebSocket; answer: Record<string, unknown> }> => {
  const socket = (await connect('/rpc')) as WebSocket;
  const answered = nextMessage(socket);
  socket.send(JSON.stringify({ hello: credential }));
  return { socket, answer: await answered };
};

describe('the web door', () => {
  test('refuses a foreign Host, so that DNS rebinding finds nobody', async () => {
    expect((await get(studio.port, '/', { host: 'evil.example' })).status).toBe(421);
    expect(await connect('/rpc', { host: 'evil.example' })).toBe(421);
  });

  test('refuses a page of another origin on HTTP and on upgrade', async () => {
    expect((await get(studio.port, '/', { origin: 'https://evil.example' })).status).toBe(403);
    expect(await connect('/rpc', { origin: 'https://evil.example' })).toBe(403);
    expect(await connect('/rooms/x', { origin: `http://127.0.0.1:${playground.port}` })).toBe(403);
  });

  test.each(['//', '///x', '/\\', '//evil.example:99999/'])('survives a request for %s on every door', async (path) => {
    for (const port of [studio.port, playground.port]) expect((await get(port, path)).status).toBeGreaterThanOrEqual(400);
    expect(await connect(path)).toBe(404);
    expect((await get(studio.port, '/')).status).toBe(200);
    expect((await get(playground.port, '/')).status).toBe(200);
  });

  test('answers its own page, sends no CORS header and only GET', async () => {
    const page = await get(studio.port, '/', { origin: studio.origin });
    expect(page).toMatchObject({ status: 200, text: 'studio' });
    expect(page.headers['access-control-allow-origin']).toBeUndefined();
    expect((await get(studio.port, '/', {}, 'POST')).status).toBe(405);
  });

  test('serves an engine build by its hash and nothing beside it', async () => {
    expect((await get(studio.port, `/engine/${build}/engine.mjs`)).headers['content-type']).toContain('text/javascript');
    expect((await get(studio.port, `/engine/${build}/../../index.html`)).text).not.toBe('export {}');
    expect((await get(studio.port, '/engine/current.json')).status).toBe(404);
  });

  test('tells what the rooms have done to whoever can read the discovery file, and to nobody else', async () => {
    expect(await get(studio.port, '/metrics', { 'x-launch-secret': 'launch-secret' })).toMatchObject({ status: 200, text: 'rooms 1\n' });
    for (const headers of [{}, { 'x-launch-secret': 'a guess' }])
      expect(await get(studio.port, '/metrics', headers)).toMatchObject({ status: 403, text: 'Not yours to open.\n' });
  });

  test('swaps a launch token once for a session, which a reload may resume', async () => {
    const token = desk.mint('ada');
    const first = await hello({ launch: token });
    const { session } = first.answer['welcome'] as { session: string };
    expect(first.answer['welcome']).toMatchObject({ person: 'ada' });

    const second = await hello({ launch: token });
    expect(second.answer['refused']).toMatchObject({ code: 'signed-out', hint: 'Run: npx lq open' });
    expect(await closed(second.socket)).toBe(4401);

    const reload = await hello({ session });
    expect(reload.answer['welcome']).toMatchObject({ person: 'ada' });
    const reply = nextMessage(reload.socket);
    reload.socket.send(JSON.stringify({ id: 7, channel: 'host.describe', request: {} }));
    expect(await reply).toEqual({ id: 7, ok: true, value: { channel: 'host.describe', person: 'ada' } });
    first.socket.close();
    reload.socket.close();
  });

  test('hands a refusal on as it was said, from wherever it comes, and tells nothing of a bug', async () => {
    const { socket } = await hello({ launch: desk.mint('ada') });
    const ask = async (id: number, channel: string) => {
      const reply = nextMessage(socket);
      socket.send(JSON.stringify({ id, channel, request: {} }));
      return reply;
    };
    expect(await ask(1, 'refuse')).toEqual({
      id: 1,
      ok: false,
      error: { code: 'forbidden', message: 'ada may not.', hint: 'Ask.', where: 'demo' },
    });
    const broken = await ask(2, 'break');
    expect(broken).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(broken)).not.toContain('secret');
    socket.close();
  });

  test('mints a link for whoever has the secret of the discovery file, and for nobody else', async () => {
    expect((await get(studio.port, '/launch?person=ada')).status).toBe(403);
    expect((await get(studio.port, '/launch?person=ada', { 'x-launch-secret': 'guess' })).status).toBe(403);
    expect((await get(studio.port, '/launch?person=%3Cb%3E', { 'x-launch-secret': 'launch-secret' })).status).toBe(400);
    const minted = await get(studio.port, '/launch?person=ada', { 'x-launch-secret': 'launch-secret' });
    const { token } = JSON.parse(minted.text) as { token: string };
    const { socket, answer } = await hello({ launch: token });
    expect(answer['welcome']).toMatchObject({ person: 'ada' });
    socket.close();
  });

  test('takes no call before the hello, and nothing that is not JSON', async () => {
    const early = (await connect('/rpc')) as WebSocket;
    early.send(JSON.stringify({ id: 1, channel: 'host.describe', request: {} }));
    expect(await closed(early)).toBe(4401);
    const noise = (await connect('/rpc')) as WebSocket;
    noise.send('}{');
    expect(await closed(noise)).toBe(4400);
  });

  test('hands rooms on only after its checks, and refuses unknown sockets', async () => {
    expect(await connect('/rooms/level')).toBe(418);
    expect(await connect('/anything')).toBe(404);
  });
});

describe('the Playground door', () => {
  test('is an origin of its own that serves no Studio and is not isolated', async () => {
    expect(playground.port).not.toBe(studio.port);
    const page = await get(playground.port, '/');
    expect(page).toMatchObject({ status: 200, text: 'play' });
    expect(page.headers['cross-origin-opener-policy']).toBeUndefined();
    expect((await get(playground.port, '/index.html')).status).toBe(404);
    expect((await get(playground.port, '/config.json')).status).toBe(403);
  });

  test('tells a page that shows its link’s token at once whether it opens the session', async () => {
    const ask = async (query: string, authorization: string) =>
      (await get(playground.port, `/config.json?${query}`, { authorization })).status;
    expect(await ask('tenant=demo&session=s-1', 'Bearer k')).toBe(200);
    for (const [query, shown] of [
      ['tenant=demo&session=s-1', 'Bearer 0000'],
      ['tenant=demo&session=s-1', 'Bearer %E2%80%A6'],
      ['tenant=demo&session=s-1', ''],
      ['tenant=demo&session=s-2', 'Bearer k'],
      ['tenant=acme&session=s-1', 'Bearer k'],
    ] as const)
      expect(await ask(query, shown), `${query} ${shown}`).toBe(403);
  });
});

describe('a session with a host of its own', () => {
  const knock = (query: string, headers: Record<string, string> = {}): Promise<number | string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${playground.port}/live?${query}`, { headers });
      socket.once('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode));
      socket.once('message', (data: Buffer) => (socket.close(), resolve(data.toString())));
      socket.on('error', () => {});
    });

  test('is reached by the Playground’s own origin, so that the page’s policy need name no host', async () => {
    const config = async (query: string) =>
      JSON.parse((await get(playground.port, `/config.json?${query}`, { authorization: 'Bearer k' })).text) as object;
    expect(await config('tenant=demo&session=s-hot')).toEqual({ websocket: `ws://127.0.0.1:${playground.port}/live` });
    expect(await config('tenant=demo&session=s-cold')).toEqual({ websocket: 'ws://127.0.0.1:9/live' });
    expect(await knock('tenant=demo&session=s-hot&token=k')).toBe('/live?tenant=demo&session=s-hot&token=k from undefined');
  });

  test('lets in nobody without its token, no page of another origin, and says when its host does not come', async () => {
    expect(await knock('tenant=demo&session=s-hot&token=x')).toBe(403);
    expect(await knock('tenant=acme&session=s-hot&token=k')).toBe(403);
    expect(await knock('tenant=demo&session=s-gone&token=k')).toBe(503);
    expect(await knock('tenant=demo&session=s-hot&token=k', { origin: 'http://evil.example' })).toBe(403);
    expect(await knock('tenant=demo&session=s-hot&token=k', { host: 'evil.example' })).toBe(421);
  });
});

describe('what a player has achieved', () => {
  const ask = (query: string, headers: Record<string, string>) => get(playground.port, `/achievements.json?${query}`, headers);
  const mine = { authorization: 'Bearer k', 'x-seat': `p-1 ${seat}` };
  const here = 'tenant=demo&session=s-1';

  test('is told to who shows the link’s token and the secret of the seat', async () => {
    const { status, text } = await ask(here, mine);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ achievements: [{ label: 'Played a game to its end', session: 's-1' }] });
  });

  test('is told to nobody else, and to no page of another origin', async () => {
    const statusOf = async (query: string, headers: Record<string, string>) => (await ask(query, headers)).status;
    expect(await statusOf(here, { ...mine, 'x-seat': `p-1 ${'f'.repeat(32)}` })).toBe(403);
    expect(await statusOf(here, { ...mine, 'x-seat': `p-2 ${seat}` })).toBe(403);
    expect(await statusOf(here, { ...mine, authorization: 'Bearer x' })).toBe(403);
    expect(await statusOf('tenant=acme&session=s-1', mine)).toBe(403);
    expect(await statusOf(here, { authorization: 'Bearer k' })).toBe(400);
    expect(await statusOf(here, { 'x-seat': `p-1 ${seat}` })).toBe(400);
    expect(await statusOf(here, { ...mine, origin: 'http://evil.example' })).toBe(403);
    expect(await statusOf(here, { ...mine, host: 'evil.example' })).toBe(421);
  });
});

describe('assets at the door', () => {
  const truck = Buffer.from('<script>alert(1)</script>');
  const name = createHash('sha256').update(truck).digest('hex');
  const at = (sha256 = name, port = studio.port): string => `http://127.0.0.1:${port}/project/project-1/assets/${sha256}`;
  const signIn = (person: string): Record<string, string> => ({ authorization: `Bearer ${desk.redeem(desk.mint(person))!.secret}` });
  const codeOf = async (response: Response): Promise<string> => ((await response.json()) as { error: { code: string } }).error.code;

  test('are taken from an editor, and given to whoever is signed in, as bytes that no browser runs', async () => {
    expect((await fetch(at(), { method: 'PUT', headers: signIn('ada'), body: truck })).status).toBe(200);
    const got = await fetch(at(), { headers: signIn('vera') });
    expect(Buffer.from(await got.arrayBuffer())).toEqual(truck);
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=31536000, immutable',
    });
  });

  test('are refused to strangers, from viewers, under a wrong name, and from pages of other origins', async () => {
    const put = (headers: Record<string, string>, sha256 = name): Promise<Response> =>
      fetch(at(sha256), { method: 'PUT', headers, body: truck });
    const nobody = await fetch(at());
    expect([nobody.status, await codeOf(nobody)]).toEqual([401, 'signed-out']);
    const viewer = await put(signIn('vera'));
    expect([viewer.status, await codeOf(viewer)]).toEqual([403, 'forbidden']);
    expect(await codeOf(await put(signIn('ada'), '0'.repeat(64)))).toBe('asset-differs');
    expect((await put({ ...signIn('ada'), origin: 'http://evil.example' })).status).toBe(403);
    expect((await fetch(at('1'.repeat(64)), { headers: signIn('ada') })).status).toBe(404);
    expect((await fetch(at(), { method: 'DELETE', headers: signIn('ada') })).status).toBe(405);
  });

  test('of two gigabytes are refused before a byte of them is read', async () => {
    const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const call = httpRequest(at(), { method: 'PUT', headers: { ...signIn('ada'), 'content-length': 2 ** 31 } }, (response) => {
        let said = '';
        response.on('data', (part: Buffer) => (said += part.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: said }));
      });
      call.on('error', reject);
      call.flushHeaders();
    });
    expect(status).toBe(413);
    expect(JSON.parse(text)).toMatchObject({
      error: { code: 'asset-too-big', message: 'This file has 2,048 MB; an asset has at most 256 MB.' },
    });
  });
});
