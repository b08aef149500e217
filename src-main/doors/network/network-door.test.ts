/** The door to the network, knocked at by everybody who should not come in; beside each stands somebody who may. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { connect as connectTcp, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type OpenProject, ProjectHandle, type ShareState } from '../../contract/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { openAssetStore } from '../../services/assets/index.ts';
import {
  askHost,
  connectHost,
  createSharing,
  guestAssets,
  hearHost,
  type JoinLink,
  parseLink,
  paths,
  Redeemed,
  type Sharing,
} from '../../services/sharing/index.ts';
import { openNetworkDoor } from './serve-network.ts';

const handle = ProjectHandle.parse('project-beer');
const project: OpenProject = {
  handle,
  id: 'beer',
  name: 'Beer game',
  restricted: false,
  levels: [],
  scripts: [],
  projectRoom: 'beer/project',
  problems: [],
};
const other = ProjectHandle.parse('project-cube');
const entry = (of: ProjectHandle, name: string) => ({ handle: of, dir: '/nowhere', name, openedAt: '', trusted: true });
const person = (name: string) => ({ id: name, name, colour: '#123456' });

let dataDir: string;
let sharing: Sharing;
let told: ShareState[];
let asked: { room: string; person: { id: string; name: string }; role: string | undefined }[];
let entered: string[];
let dismissed: string[];
let now: number;
let addresses: string[];
let questions: unknown[];

const create = (): Sharing =>
  createSharing({
    dataDir,
    owner: person('ada'),
    personNamed: person,
    registry: {
      recent: () => [entry(handle, 'Beer game'), entry(other, 'Cube')],
      find: () => ({}) as never,
    },
    projects: {
      open: (opened) => Promise.resolve(opened === other ? { ...project, handle: other, id: 'cube', name: 'Cube' } : project),
      look: () => Promise.resolve(project),
      ticket: (_handle, room, who, role) => {
        if (room !== 'beer/project') throw new LedgerError({ code: 'unknown-room', message: `This project has no room ${room}.` });
        asked.push({ room, person: who, role });
        return Promise.resolve({ room, role: role!, token: 'a-ticket', url: 'ws://secret' });
      },
      dismiss: (who) => Promise.resolve(void dismissed.push(who)),
      assets: () => openAssetStore(join(dataDir, 'assets')),
    },
    names: () => ['ada', 'Cleo'],
    ask: (guest, who, question) => {
      questions.push({ guest: guest.id, who: who.name, ...question });
      return Promise.resolve({ answered: question.channel });
    },
    enter: ({ request, socket }) => {
      entered.push(request.url ?? '');
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    },
    openDoor: openNetworkDoor,
    addresses: () => addresses,
    now: () => now,
    random: randomBytes,
    onChanged: (state) => told.push(state),
  });

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lq-network-'));
  [told, asked, entered, dismissed, questions, now, addresses] = [[], [], [], [], [], 1_800_000_000_000, ['127.0.0.1']];
  sharing = create();
});
afterEach(async () => {
  await sharing.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const started = async (): Promise<Extract<ShareState, { on: true }>> => {
  const state = await sharing.start({});
  if (!state.on) throw new Error('not started');
  return state;
};
const invited = (role: 'editor' | 'viewer' = 'editor'): JoinLink => parseLink(sharing.invite({ role }).link);
const redeem = ({ token, ...at }: JoinLink, more: object = {}): Promise<Redeemed> =>
  askHost(at, paths.redeem, Redeemed, { body: { project: at.project, token, name: 'Ben', ...more } });
const anything = z.looseObject({});

interface Answer {
  status: number;
  text: string;
}
/** As any program may ask that does not care about certificates. */
const raw = (
  path: string,
  { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> => {
  const state = sharing.state();
  const port = state.on ? state.port : 0;
  return new Promise((resolve, reject) => {
    const call = httpsRequest({ host: '127.0.0.1', port, path, method, headers, rejectUnauthorized: false, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    call.on('error', reject);
    call.end(body);
  });
};
/** What the first line of an answer to an upgrade says. */
const upgrade = (path: string, headers: Record<string, string>): Promise<string> => {
  const state = sharing.state();
  const port = state.on ? state.port : 0;
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      const lines = Object.entries({ Host: `127.0.0.1:${port}`, Connection: 'Upgrade', Upgrade: 'websocket', ...headers });
      socket.write(`GET ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
    });
    socket.once('data', (data: Buffer) => {
      resolve(data.toString().split('\r\n')[0]!);
      socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve('closed'));
  });
};

describe('an invitation', () => {
  test('is redeemed once, for what it was made for', async () => {
    await started();
    const link = invited('viewer');
    const redeemed = await redeem(link);
    expect(redeemed).toMatchObject({ role: 'viewer', host: 'ada', person: { name: 'Ben (guest)' } });
    await expect(redeem(link)).rejects.toMatchObject({ code: 'invitation-used' });
    const { credential } = redeemed;
    expect(await askHost(link, paths.project, anything, { credential })).toEqual({
      id: 'beer',
      name: 'Beer game',
      levels: [],
      scripts: [],
      projectRoom: 'beer/project',
      problems: [],
    });
    expect(await askHost(link, paths.ticket, anything, { credential, body: { room: 'beer/project' } })).toEqual({
      room: 'beer/project',
      role: 'viewer',
      token: 'a-ticket',
    });
    expect(asked).toEqual([{ room: 'beer/project', role: 'viewer', person: redeemed.person }]);
    expect(told.at(-1)!.guests).toEqual([{ id: redeemed.person.id, name: 'Ben', role: 'viewer', connected: false }]);
  });

  test('that has expired is refused', async () => {
    await started();
    const link = invited();
    now += 15 * 60_000 + 1;
    await expect(redeem(link)).rejects.toMatchObject({ code: 'invitation-expired' });
  });

  test('cannot be made more than it is: a role in the request is refused, and so is one in a ticket', async () => {
    await started();
    const link = invited('viewer');
    await expect(redeem(link, { role: 'owner' })).rejects.toMatchObject({ code: 'bad-request' });
    const { credential } = await redeem(link);
    await expect(
      askHost(link, paths.ticket, anything, { credential, body: { room: 'beer/project', role: 'owner' } }),
    ).rejects.toMatchObject({ code: 'bad-request' });
    expect(asked).toEqual([]);
  });

  test('opens no second project, and no way out of this one', async () => {
    await started();
    const link = invited();
    for (const another of ['cube', '../beer', '..%2fbeer', 'beer/../../etc', '', 'beer\0'])
      await expect(redeem({ ...link, project: another }), another).rejects.toMatchObject({
        code: another === 'cube' ? 'invitation-elsewhere' : 'bad-request',
      });
    const { credential } = await redeem(link);
    for (const room of ['cube/project', 'beer/script/scripts/../../x.ts', '../beer/project', 'beer/level/%2e%2e'])
      await expect(askHost(link, paths.ticket, anything, { credential, body: { room } }), room).rejects.toMatchObject({
        code: 'unknown-room',
      });
  });

  test.each(['', 'x'.repeat(65), 'Ben\r\nX: y', 'Ben\u202e', 'guest:me', '<b>'])('takes no name such as %j', async (name) => {
    await started();
    await expect(redeem(invited(), { name })).rejects.toMatchObject({ code: 'bad-request' });
    expect(() => sharing.invite({ role: 'editor', name })).toThrow(expect.objectContaining({ code: 'bad-name' }) as Error);
  });
});

describe('whoever comes without one', () => {
  test('meets a certificate that the link does not name, and says nothing to it', async () => {
    await started();
    const link = invited();
    const wrong = { ...link, fingerprint: 'A'.repeat(43) };
    await expect(redeem(wrong)).rejects.toMatchObject({
      code: 'wrong-fingerprint',
      message: expect.stringContaining(`its certificate is ${link.fingerprint}, the link says ${wrong.fingerprint}`) as string,
    });
    expect(await redeem(link)).toMatchObject({ role: 'editor' });
  });

  test('hears no news, and asks Studio nothing', async () => {
    const { project: of } = await started();
    const { credential } = await redeem(invited());
    const body = JSON.stringify({ channel: 'versions.list', request: {} });
    expect((await raw(paths.news)).status).toBe(401);
    expect((await raw(paths.ask, { method: 'POST', body })).status).toBe(401);
    expect(questions).toEqual([]);
    const authorization = `Bearer ${credential}`;
    for (const asked of [{ channel: 'share.invite', request: { role: 'editor' } }, { channel: 'project.trust', request: {} }, {}])
      expect((await raw(paths.ask, { method: 'POST', headers: { authorization }, body: JSON.stringify(asked) })).status).toBe(400);
    expect(questions).toEqual([]);
    expect((await raw(paths.ask, { method: 'POST', headers: { authorization }, body })).status).toBe(200);
    expect(questions).toEqual([{ guest: sharing.people(of)[0]!.id, who: 'Ben (guest)', channel: 'versions.list', request: {} }]);
  });

  test('finds nothing else at the port: no page, no files, no calls of Studio, no cloud', async () => {
    await started();
    const { credential } = await redeem(invited());
    const bearer = { authorization: `Bearer ${credential}` };
    for (const path of [
      '/',
      '/index.html',
      '/launch?person=ada',
      '/share/list',
      '/metrics',
      '/rpc',
      '/engine/x',
      '/v1/../../etc/passwd',
      '/%2e%2e/etc/passwd',
      '/v1/project/x',
      '/live',
      '*',
    ]) {
      expect((await raw(path)).status, path).toBe(401);
      expect((await raw(path, { headers: bearer })).status, path).toBe(404);
      await new Promise((resolve) => setTimeout(resolve, 0));
      // Ten wrong words a minute: a new door for the next ones.
      await sharing.stop();
      await sharing.start({});
    }
    for (const path of ['/rpc', '/', '/roomsx', '/v1/project'])
      expect(await upgrade(path, { Authorization: bearer.authorization }), path).toContain(' 404 ');
    expect((await raw(paths.project, { method: 'DELETE', headers: bearer })).status).toBe(404);
    expect((await raw(paths.project, { headers: bearer })).status).toBe(200);
    expect(entered).toEqual([]);
  });

  test('gets no socket of a room: without a credential, with a wrong one, as a page, or under another name', async () => {
    await started();
    const { credential } = await redeem(invited());
    const bearer = { Authorization: `Bearer ${credential}` };
    expect(await upgrade('/rooms/beer/project', {})).toContain(' 401 ');
    expect(await upgrade('/rooms/beer/project', { Authorization: `Bearer ${'x'.repeat(32)}` })).toContain(' 401 ');
    expect(await upgrade('/rooms/beer/project', { ...bearer, Origin: 'https://evil.example' })).toContain(' 403 ');
    expect(await upgrade('/rooms/beer/project', { ...bearer, Host: 'rebound.example' })).toContain(' 403 ');
    expect(entered).toEqual([]);
    expect(await upgrade('/rooms/beer/project', bearer)).toContain(' 101 ');
    expect(entered).toEqual(['/rooms/beer/project']);
  });

  test('is held up after ten wrong words, while guests go on', async () => {
    await started();
    const link = invited();
    const { credential } = await redeem(invited());
    const codes: unknown[] = [];
    for (let each = 0; each < 40; each += 1)
      codes.push(await redeem({ ...link, token: randomBytes(24).toString('base64url') }).catch((error: LedgerError) => error.code));
    expect(codes.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'invitation-unknown'));
    expect(new Set(codes.slice(10))).toEqual(new Set(['too-many-attempts']));
    await expect(redeem(link), 'the right one too, from that address').rejects.toMatchObject({ code: 'too-many-attempts' });
    expect(await askHost(link, paths.project, anything, { credential })).toMatchObject({ id: 'beer' });
    expect((await raw(paths.project)).status).toBe(429);
  });

  test('takes no more than its share of the connections, however many it opens and says nothing', async () => {
    const { port } = await started();
    const link = invited();
    const silent = Array.from({ length: 650 }, () => connectTcp({ port, host: '127.0.0.1', localAddress: '127.0.0.2' }));
    const closed = silent.map((socket) => new Promise<boolean>((resolve) => socket.on('error', () => {}).on('close', () => resolve(true))));
    try {
      expect(await Promise.all(closed.slice(100))).toHaveLength(550);
      expect(await redeem(link)).toMatchObject({ role: 'editor' });
    } finally {
      for (const socket of silent) socket.destroy();
    }
  });

  test('is not answered in plain HTTP, in an older TLS, in noise, and cannot fill the memory', async () => {
    const { port } = await started();
    const said = (bytes: string | Buffer): Promise<string> =>
      new Promise((resolve) => {
        const socket = connectTcp(port, '127.0.0.1', () => socket.write(bytes));
        let text = '';
        socket.on('data', (data) => (text += data.toString('latin1')));
        socket.on('error', () => {});
        socket.on('close', () => resolve(text));
      });
    expect(await said('GET / HTTP/1.1\r\nHost: x\r\n\r\n')).not.toContain('HTTP/');
    expect(await said(randomBytes(2000))).not.toContain('HTTP/');
    const old = await new Promise((resolve) => {
      const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, maxVersion: 'TLSv1.2' }, () => resolve('connected'));
      socket.on('error', () => resolve('refused'));
    });
    expect(old).toBe('refused');
    const much = await raw(paths.redeem, { method: 'POST', body: JSON.stringify({ token: 'x'.repeat(1 << 20) }) }).catch(() => ({
      status: 400,
    }));
    expect(much.status).toBe(400);
    for (const body of ['', '{', '[]', 'null', '{"__proto__":{"role":"owner"}}'])
      expect((await raw(paths.redeem, { method: 'POST', body })).status, body).toBe(400);
    expect(await redeem(invited()).catch(({ code }: LedgerError) => code)).toMatchObject({ role: 'editor' });
  });
});

describe('sharing', () => {
  test('is off until somebody starts it, and nothing can be asked of it', async () => {
    expect(sharing.state()).toEqual({ on: false, guests: [] });
    expect(sharing.hosts()).toEqual([]);
    expect(() => sharing.invite({ role: 'editor' })).toThrow(expect.objectContaining({ code: 'not-shared' }) as Error);
    await expect(sharing.stop()).rejects.toMatchObject({ code: 'not-shared' });
  });

  test('is on once', async () => {
    const { port } = await started();
    await expect(sharing.start({})).rejects.toMatchObject({ code: 'already-sharing', message: 'Beer game is shared already.' });
    expect(sharing.state()).toMatchObject({ on: true, port });
    const second = create();
    const both = await Promise.allSettled([second.start({}), second.start({})]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await second.close();
  });

  test('needs a network, and an address and a port that are to be had', async () => {
    addresses = [];
    await expect(sharing.start({})).rejects.toMatchObject({ code: 'no-network', hint: expect.stringContaining('--address') as string });
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    const { port } = taken.address() as AddressInfo;
    await expect(sharing.start({ address: '127.0.0.1', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(sharing.start({ address: '192.0.2.1' })).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
    await expect(sharing.start({ project: '../../etc', address: '127.0.0.1' })).rejects.toMatchObject({ code: 'unknown-project' });
    expect(sharing.state().on).toBe(false);
    expect(await sharing.start({ address: '127.0.0.1' })).toMatchObject({ on: true });
    await new Promise((done) => taken.close(done));
  });

  test('comes back at the same port with the same certificate, and at another port where that one is taken', async () => {
    const first = await started();
    await sharing.stop();
    const second = await started();
    expect([second.port, second.fingerprint]).toEqual([first.port, first.fingerprint]);
    await sharing.stop();
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(first.port, '127.0.0.1', done));
    const third = await started();
    expect(third.fingerprint).toBe(first.fingerprint);
    expect(third.port).not.toBe(first.port);
    await new Promise((done) => taken.close(done));
  });

  test('that is stopped ends every connection and every open invitation; guests come back, the removed do not', async () => {
    await started();
    const [link, unused] = [invited(), invited()];
    const [ben, cleo] = [await redeem(link), await redeem(invited(), { name: 'Vi' })];
    const socket = await connectHost(link);
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    await sharing.stop();
    await ended;
    await expect(redeem(unused)).rejects.toMatchObject({ code: 'host-away' });
    await started();
    await expect(redeem(unused)).rejects.toMatchObject({ code: 'invitation-unknown' });
    const { credential } = ben;
    expect(await askHost(link, paths.project, anything, { credential })).toMatchObject({ id: 'beer' });
    expect(await sharing.remove(ben.person.id)).toMatchObject({ name: 'Ben' });
    expect(dismissed).toContain(ben.person.id);
    await expect(askHost(link, paths.project, anything, { credential })).rejects.toMatchObject({ code: 'not-invited' });
    expect(await askHost(link, paths.project, anything, { credential: cleo.credential })).toMatchObject({ id: 'beer' });
    await expect(sharing.remove('nobody')).rejects.toMatchObject({
      code: 'unknown-guest',
      hint: expect.stringContaining('Vi (guest:') as string,
    });
  });

  test('of another project knows no guest of this one', async () => {
    await started();
    const link = invited();
    const { credential } = await redeem(link);
    await sharing.stop();
    await sharing.start({ project: 'Cube' });
    await expect(askHost(link, paths.project, anything, { credential })).rejects.toMatchObject({ code: 'not-invited' });
    await sharing.stop();
    await started();
    expect(await askHost(link, paths.project, anything, { credential })).toMatchObject({ id: 'beer' });
  });

  test('cuts what a removed guest still holds open', async () => {
    await started();
    const link = invited();
    const { credential, person: ben } = await redeem(link);
    const socket = await connectHost(link);
    socket.write(
      `GET /rooms/beer/project HTTP/1.1\r\nHost: 127.0.0.1:${link.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nAuthorization: Bearer ${credential}\r\n\r\n`,
    );
    await new Promise((resolve) => socket.once('data', resolve));
    expect(sharing.state().guests).toMatchObject([{ id: ben.id, connected: true }]);
    const ended = new Promise((resolve) => socket.once('close', resolve));
    await sharing.remove(ben.id);
    await ended;
    expect(told.at(-1)!.guests).toEqual([]);
  });
});

describe('a guest who listens', () => {
  const listen = (link: JoinLink, credential: string): string[] => {
    const heard: string[] = [];
    const stop = hearHost({
      at: link,
      credential,
      onPresence: (host) => heard.push(host),
      onVersions: () => heard.push('versions'),
      onLevels: () => heard.push('levels'),
      pauses: { first: 20, longest: 20 },
    });
    stops.push(stop);
    return heard;
  };
  const stops: (() => void)[] = [];
  afterEach(() => stops.splice(0).forEach((stop) => stop()));

  test('is told of versions of the shared project, that sharing stopped, that it is back, and that the host is gone', async () => {
    await started();
    const link = invited();
    const heard = listen(link, (await redeem(link)).credential);
    await expect.poll(() => heard).toEqual(['here']);
    sharing.changed(other, 'versions.changed');
    sharing.changed(handle, 'versions.changed');
    await expect.poll(() => heard).toEqual(['here', 'versions']);
    sharing.changed(handle, 'levels.changed');
    await expect.poll(() => heard).toEqual(['here', 'versions', 'levels']);
    await sharing.stop();
    await expect.poll(() => heard).toEqual(['here', 'versions', 'levels', 'stopped']);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard.at(-1), 'who said that they stop is not called away').toBe('stopped');
    await sharing.start({});
    await expect.poll(() => heard.at(-1)).toBe('here');
    await sharing.close();
    await expect.poll(() => heard.at(-1)).toBe('away');
  });

  test('is told that they are removed, at once or when they come back, and hears nothing any more', async () => {
    await started();
    const link = invited();
    const { credential, person: ben } = await redeem(link);
    const heard = listen(link, credential);
    await expect.poll(() => heard).toEqual(['here']);
    await sharing.remove(ben.id);
    sharing.changed(handle, 'versions.changed');
    expect(heard).toEqual(['here', 'removed']);
    const late = listen(link, credential);
    await expect.poll(() => late).toEqual(['removed']);
    await sharing.stop();
    await sharing.start({});
    expect([heard, late]).toEqual([['here', 'removed'], ['removed']]);
  });

  test('is one of those who can be named, under the name that the host stamps', async () => {
    const { project: of } = await started();
    await redeem(invited('viewer'));
    expect(sharing.people(of)).toMatchObject([{ id: expect.stringMatching(/^guest:/) as string, name: 'Ben (guest)', role: 'viewer' }]);
    expect(sharing.people(other)).toEqual([]);
    for (const name of ['Ada', 'cleo', 'BEN'])
      await expect(redeem(invited(), { name }), name).rejects.toMatchObject({
        code: 'name-taken',
        hint: expect.stringContaining('--name') as string,
      });
    expect(() => sharing.invite({ role: 'editor', name: 'ben' })).toThrow('called ben already');
    expect(sharing.people(of)).toHaveLength(1);
  });
});

describe('assets of the shared project', () => {
  const truck = randomBytes(300_000);
  const name = createHash('sha256').update(truck).digest('hex');
  async function* bytesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  }
  const reachedBy = async (role: 'editor' | 'viewer') => {
    const link = invited(role);
    const { credential } = await redeem(link, { name: role });
    return guestAssets(link, credential);
  };

  test('are read by every guest and written by editors only', async () => {
    await started();
    const [editor, viewer] = [await reachedBy('editor'), await reachedBy('viewer')];
    await expect(viewer.put(name, bytesOf(truck), truck.length)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(viewer.get(name)).rejects.toMatchObject({ code: 'unknown-asset' });
    await editor.put(name, bytesOf(truck), truck.length);
    const got = (await viewer.get(name))!;
    const parts: Uint8Array[] = [];
    for await (const part of got.bytes) parts.push(part);
    expect([got.size, Buffer.concat(parts)]).toEqual([truck.length, truck]);
  });

  test('are for guests alone, and for nobody who was removed', async () => {
    await started();
    const editor = await reachedBy('editor');
    await editor.put(name, bytesOf(truck), truck.length);
    const hosts = sharing.hosts();
    const asked = (headers: Record<string, string>): Promise<Answer> =>
      raw(`${paths.assets}${name}`, { headers: { host: hosts[0]!, ...headers } });
    expect((await asked({})).status).toBe(401);
    expect((await asked({ origin: 'http://evil.example' })).status).toBe(403);
    await sharing.remove('editor');
    await expect(editor.get(name)).rejects.toMatchObject({ code: 'not-invited' });
  });
});
