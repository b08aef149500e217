/**
 * Who may do what through the two doors that people have, the command line and Studio's socket: each refusal beside somebody to whom the same
 * is allowed. Run it alone: `vitest run --project node test/contract/cli-rights.test.ts`.
 */
import { cpSync, existsSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { EditOrigin, rename, toLevelFile } from '../../engine/document/index.ts';
import type { LedgerError } from '../../src-main/contract/error.ts';
import { main } from '../../src-main/doors/cli/lq.ts';
import { openRoomClient } from '../../src-renderer/studio/people/index.ts';
import { documents } from './cli-documents.ts';
import { connectSocket, until } from './collab/server.ts';
import { openHome, root, type Home, type Up } from './harness/up.ts';
import { openWindow, type StudioWindow } from './harness/window.ts';

// Many processes on a busy machine: nothing here depends on how long they take.
vi.setConfig({ testTimeout: 180_000 });

const me = new EditOrigin('test');
let home: Home;
let cloud: Up;
let id: string;
const windows: StudioWindow[] = [];
beforeAll(async () => {
  home = openHome();
  vi.stubEnv('LQ_DATA', home.data);
  cloud = await home.up();
  await json(['publish', 'samples/supply-chain', '--tenant', 'demo', '--as', 'ada']);
  const started = (await json(['session', 'start', '--level', 'beer-game', '--tenant', 'demo', '--pace', 'fast'])) as { id: string };
  ({ id } = started);
  await finished();
}, 300_000);
afterAll(async () => {
  windows.forEach((window) => window.close());
  await cloud?.stop();
  home?.remove();
  vi.unstubAllEnvs();
});

async function finished(): Promise<void> {
  const client = cloud.client('demo');
  await vi.waitFor(async () => expect((await client.session('demo', id)).state).toBe('finished'), { timeout: 60_000, interval: 50 });
}

/** `lq` in this process: what is asked here is who may, not how a process ends. */
async function lq(...args: string[]): Promise<{ code: number; out: string[]; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(args, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out, err: err.join('\n') };
}
async function json(args: readonly string[]): Promise<unknown> {
  const { code, out, err } = await lq(...args, '--json');
  expect([code, out.length], err).toEqual([0, 1]);
  return JSON.parse(out[0]!);
}

/** A window of Studio for somebody. */
async function studio(person: string, ...more: string[]): Promise<StudioWindow> {
  const { url } = documents.open.parse(await json(['open', '--as', person, ...more]));
  const window = await openWindow(url);
  windows.push(window);
  return window;
}
const reads = async () => documents.auditReads.parse(await json(['audit', 'reads', '--tenant', 'demo', '--as', 'otto'])).reads;

describe('on the command line', () => {
  it.each<[string, () => string[], string, string, string]>([
    ['level list', () => ['level', 'list', '--tenant', 'demo'], 'otto', 'pia', 'owner or designer'],
    ['level history', () => ['level', 'history', 'beer-game', '--tenant', 'demo'], 'otto', 'pia', 'owner or designer'],
    ['session list', () => ['session', 'list', '--tenant', 'demo'], 'ada', 'mallory', 'owner or designer'],
    ['session show', () => ['session', 'show', id], 'otto', 'pia', 'owner or designer'],
    ['session verify', () => ['session', 'verify', id], 'otto', 'pia', 'auditor'],
    ['audit verify', () => ['audit', 'verify', '--tenant', 'demo'], 'otto', 'pia', 'auditor'],
    ['usage', () => ['usage', '--tenant', 'demo'], 'otto', 'pia', 'auditor'],
    ['entities', () => ['entities', id], 'otto', 'pia', 'auditor'],
    ['audit reads', () => ['audit', 'reads', '--tenant', 'demo'], 'otto', 'mallory', 'auditor'],
    ['session link', () => ['session', 'link', id], 'ada', 'otto', 'owner or designer or analyst or facilitator'],
    ['session end', () => ['session', 'end', id, '--confirm', id], 'ada', 'otto', 'owner or facilitator or operator'],
    ['session start', () => ['session', 'start', '--level', 'beer-game', '--tenant', 'demo'], 'ada', 'otto', 'facilitator'],
  ])('lq %s is for some roles; the others exit with 3 and are told which', async (_, args, may, mayNot, role) => {
    expect(await lq(...args(), '--as', may)).toMatchObject({ code: 0 });
    const { code, out, err } = await lq(...args(), '--as', mayNot, '--json');
    expect([code, out]).toEqual([3, []]);
    expect(err).toContain(`${mayNot} may not`);
    expect(err).toContain(role);
  });

  it('lq session send is for those who play; who only looks exits with 3, and nothing is sent', async () => {
    const game = (await json(['session', 'start', '--level', 'beer-game', '--tenant', 'demo', '--as', 'ada'])) as { id: string };
    const take = ['session', 'send', game.id, 'TakeStage', '{"stage": "retailer"}', '--as'];
    expect((await lq(...take, 'otto')).code).toBe(3);
    expect((await lq(...take, 'mallory')).code, 'who knows of no such session').toBe(2);
    expect(await json(['session', 'show', game.id])).toMatchObject({ players: 0, commands: { accepted: 0 } });
    expect((await lq(...take, 'pia')).code).toBe(0);
    expect(await json(['session', 'show', game.id])).toMatchObject({ players: 1 });
  });

  it('lq session pause, resume and end are for who runs sessions; a player and an auditor change nothing', async () => {
    const game = (await json(['session', 'start', '--level', 'beer-game', '--tenant', 'demo', '--as', 'ada'])) as { id: string };
    const sure = (verb: string): string[] => (verb === 'end' ? ['--confirm', game.id] : []);
    for (const more of [[], ['--json'], ['--confirm', 's-other']])
      expect(await lq('session', 'end', game.id, '--as', 'ada', ...more), 'an end that is not confirmed').toMatchObject({
        code: 2,
        err: `This ends session ${game.id} for good, and shows its players out. If you mean it: lq session end ${game.id} --confirm ${game.id}`,
      });
    for (const person of ['pia', 'otto'])
      for (const verb of ['pause', 'resume', 'end']) {
        const { code, err } = await lq('session', verb, game.id, ...sure(verb), '--as', person);
        expect([code, err], `${verb} as ${person}`).toEqual([3, expect.stringContaining('owner or facilitator or operator')]);
      }
    expect(await json(['session', 'show', game.id])).toMatchObject({ commands: { accepted: 0 } });
    const shown = async () => documents.sessionShow.parse(await json(['session', 'show', game.id])).state;
    for (const [verb, state, changed] of [
      ['pause', 'paused', true],
      ['pause', 'paused', false],
      ['resume', 'idle', true],
      ['end', 'ended', true],
      ['end', 'ended', false],
    ] as const) {
      const told = documents.sessionPhase.parse(await json(['session', verb, game.id, ...sure(verb), '--as', 'ada']));
      expect(told).toEqual({ session: game.id, tenant: 'demo', change: verb, changed });
      await vi.waitFor(async () => expect(await shown()).toBe(state), { timeout: 20_000, interval: 50 });
    }
    const { code, err } = await lq('session', 'resume', game.id, '--as', 'ada');
    expect([code, err]).toEqual([2, expect.stringContaining('was ended by who runs it')]);
    expect((await lq('session', 'list', '--tenant', 'demo')).out.find((line) => line.startsWith(game.id))).toContain('ended');
  });

  it.each<[string, (session: string) => string[]]>([
    ['session show', (session) => ['session', 'show', session]],
    ['session verify', (session) => ['session', 'verify', session]],
    ['session record', (session) => ['session', 'record', session, '--to', join(home.dir, 'never.lqr')]],
    ['session link', (session) => ['session', 'link', session]],
    ['session send', (session) => ['session', 'send', session, 'TakeStage', '{"stage": "retailer"}']],
    ['session pause', (session) => ['session', 'pause', session]],
    ['session resume', (session) => ['session', 'resume', session]],
    ['session end', (session) => ['session', 'end', session, '--confirm', session]],
    ['audit query', (session) => ['audit', 'query', session]],
    ['audit export', (session) => ['audit', 'export', session, '--to', join(home.dir, 'never.json')]],
    ['entities', (session) => ['entities', session]],
    ['usage', (session) => ['usage', session]],
    ['achievements list', (session) => ['achievements', 'list', session]],
    ['trace', (session) => ['trace', session, '1']],
  ])('lq %s says to who has no role in its tenant what it says of a session that nobody has', async (_, args) => {
    for (const named of [[], ['--tenant', 'demo'], ['--json']])
      for (const person of ['ben', 'mallory']) {
        const of = async (session: string) => {
          const { code, out, err } = await lq(...args(session), ...named, '--as', person);
          return { code, out, err: err.replaceAll(session, '<session>') };
        };
        const [theirs, nobodys] = [await of(id), await of('s-none')];
        expect(theirs, `${named.join(' ')} as ${person}`).toEqual(nobodys);
        expect(theirs).toMatchObject({
          code: 2,
          out: [],
          err: expect.stringContaining('no tenant that has a session <session>') as string,
        });
        expect(theirs.err.replaceAll('<session>', '')).not.toContain('demo');
      }
  });

  it('a target is local; any other is refused, naming those there are', async () => {
    expect((await lq('session', 'list', '--tenant', 'demo', '--target', 'local')).code).toBe(0);
    for (const args of [
      ['session', 'list'],
      ['audit', 'verify'],
      ['publish', 'samples/supply-chain'],
    ]) {
      const { code, err } = await lq(...args, '--tenant', 'demo', '--target', 'staging');
      expect([code, err], args.join(' ')).toEqual([2, expect.stringContaining('There is no target staging. There is local')]);
    }
    vi.stubEnv('LQ_TARGET', 'staging');
    expect((await lq('session', 'list', '--tenant', 'demo')).code).toBe(2);
    expect((await lq('session', 'list', '--tenant', 'demo', '--target', 'local')).code).toBe(0);
    vi.stubEnv('LQ_TARGET', 'local');
    expect((await lq('session', 'list', '--tenant', 'demo')).code).toBe(0);
  });
});

describe('through Studio’s socket', () => {
  it('a link for somebody without a role reads nothing of any tenant', async () => {
    const [mallory, ada] = [await studio('mallory'), await studio('ada')];
    const session = { tenant: 'demo', session: id };
    for (const [channel, request] of [
      ['cloud.publications', { tenant: 'demo' }],
      ['cloud.sessions', { tenant: 'demo' }],
      ['cloud.audit', session],
      ['cloud.verify', session],
      ['cloud.openSession', session],
    ] as const) {
      const saidOf = async (asked: object) => {
        const { code, message, hint, where } = await mallory.invoke(channel, asked as never).then(
          () => expect.unreachable(channel),
          (error: LedgerError) => error,
        );
        return { code, message, hint, where };
      };
      expect(await saidOf(request), channel).toMatchObject({ code: 'forbidden' });
      expect(await saidOf(request), channel).toEqual(await saidOf({ ...request, ...('session' in request && { session: 's-none' }) }));
      await expect(ada.invoke(channel, request as never), channel).resolves.toBeDefined();
    }
    expect(await mallory.invoke('cloud.status', {})).toMatchObject({ tenants: [] });
  });

  it('an opened session leaves one entry that outlasts it, a refused one leaves none', async () => {
    const before = await reads();
    const [ben, otto] = [await studio('ben'), await studio('otto')];
    await expect(ben.invoke('cloud.openSession', { tenant: 'demo', session: id })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await reads()).toEqual(before);
    await otto.invoke('cloud.openSession', { tenant: 'demo', session: id });
    const after = await reads();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length)).toMatchObject([{ session: id, reader: expect.not.stringContaining('otto') as string }]);
  });

  it('an opened session finds its engine build, whatever was on this disk', async () => {
    const engines = join(home.data, 'engines');
    rmSync(engines, { recursive: true, force: true });
    const otto = await studio('otto');
    const { engine } = await otto.invoke('cloud.openSession', { tenant: 'demo', session: id });
    const build = join(engines, engine.id.slice('engine@'.length));
    expect(['engine.mjs', 'quickjs.wasm'].filter((file) => !existsSync(join(build, file)))).toEqual([]);
    expect((await fetch(new URL(`${engine.url}/engine.mjs`, cloud.discovery.studio))).status).toBe(200);
  });

  it('who was invited to look on gets no other ticket, makes nothing and publishes nothing', async () => {
    const ada = await studio('ada');
    const { handle: project, levels } = await ada.invoke('project.create', { template: 'hello-cube' });
    const { room, id: level } = levels[0]!;
    const cleo = await studio('cleo', '--role', 'viewer');
    expect(await cleo.invoke('room.join', { project, room })).toMatchObject({ role: 'viewer' });
    await expect(cleo.invoke('project.create', { template: 'hello-cube' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(cleo.invoke('publish.start', { project, level, tenant: 'demo', channel: 'live' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(cleo.invoke('project.trust', { project })).rejects.toMatchObject({ code: 'forbidden' });

    const ben = await studio('ben', '--role', 'editor');
    expect(await ben.invoke('room.join', { project, room })).toMatchObject({ role: 'editor' });
  });

  it('an edit of who looks on is refused by the room and kept as a copy; invited to edit, the same window edits', async () => {
    const ada = await studio('ada');
    const { handle: project, levels } = await ada.invoke('project.create', { template: 'hello-cube' });
    const { room } = levels[0]!;
    const recovered: string[] = [];
    const enter = (window: StudioWindow) =>
      openRoomClient('level', {
        room,
        admit: () => window.invoke('room.join', { project, room }),
        connect: connectSocket,
        onRecovered: ({ reason }) => recovered.push(reason),
      });
    const [hers, lookedAt] = [enter(ada), enter(await studio('dana', '--role', 'viewer'))];
    try {
      await Promise.all([hers.whenSynced(), lookedAt.whenSynced()]);
      const [entity] = Object.keys(toLevelFile(hers.document).entities);
      const name = (): string | undefined => toLevelFile(hers.document).entities[entity!]?.name;
      const before = name();
      const first = lookedAt.document;
      rename(first, entity!, 'Not mine', me);
      await until(() => recovered.length === 1 && lookedAt.document !== first && lookedAt.synced, lookedAt.subscribe);
      expect([recovered, name()]).toEqual([['forbidden'], before]);

      await json(['open', '--as', 'dana', '--role', 'editor']);
      await until(() => lookedAt.role === 'editor' && lookedAt.synced, lookedAt.subscribe);
      rename(lookedAt.document, entity!, 'Ours', me);
      await until(
        () => name() === 'Ours',
        (listener) => hers.document.doc.on('update', listener),
      );
    } finally {
      hers.close();
      lookedAt.close();
    }
  });

  it('an invitation to be what nobody can be given is refused', async () => {
    for (const [person, role, sentence] of [
      ['cleo', 'king', 'editor or viewer'],
      ['ada', 'viewer', 'stays its owner'],
    ] as const) {
      const { code, err } = await lq('open', '--as', person, '--role', role);
      expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
    }
  });
});

describe('a project from elsewhere', () => {
  it('opens restricted by lq open, is refused a publish by both doors, and is published once it is trusted', async () => {
    const dir = join(home.dir, 'cloned');
    cpSync(join(root, 'samples/supply-chain'), dir, { recursive: true });
    const ada = await studio('ada', dir);
    const { projects } = await ada.invoke('project.recent', {});
    const { handle: project } = projects[0]!;
    const { restricted, levels } = await ada.invoke('project.open', { project });
    expect(restricted).toBe(true);
    const publish = { project, level: levels[0]!.id, tenant: 'demo', channel: 'cloned' };
    await expect(ada.invoke('publish.start', publish)).rejects.toMatchObject({ code: 'project-restricted' });
    const order = ['publish', dir, '--tenant', 'demo', '--channel', 'cloned', '--as', 'ada'];
    const { code, err } = await lq(...order);
    expect([code, err]).toEqual([2, expect.stringContaining('lq trust')]);

    documents.trust.parse(await json(['trust', dir]));
    expect(await ada.invoke('project.open', { project })).toMatchObject({ restricted: false });
    await expect(ada.invoke('publish.start', publish)).resolves.toMatchObject({ publish: expect.any(String) as string });
    expect((await lq(...order)).code).toBe(0);
  });

  it('is not one that lq init made here', async () => {
    const dir = join(home.dir, 'mine');
    await json(['init', dir]);
    const ada = await studio('ada', dir);
    const { projects } = await ada.invoke('project.recent', {});
    expect(await ada.invoke('project.open', { project: projects[0]!.handle })).toMatchObject({ restricted: false });
  });

  it('that is no project is refused, naming the folder', async () => {
    const { code, err } = await lq('open', home.dir);
    expect([code, err]).toEqual([2, expect.stringContaining(`${home.dir} has no ledgerquest.json.`)]);
    expect(await lq('trust', home.dir)).toMatchObject({ code: 2 });
  });
});

describe('the Playground’s page', () => {
  it('may open its session’s socket; another page may not', async () => {
    const { playUrl } = (await json(['session', 'start', '--level', 'beer-game', '--tenant', 'demo'])) as { playUrl: string };
    const url = new URL(cloud.discovery.websocket);
    url.search = new URL(playUrl).hash.slice(1);
    const open = (origin: string): Promise<boolean> =>
      new Promise((settle) => {
        const socket = new WebSocket(url, { headers: { origin } });
        socket.once('open', () => (socket.terminate(), settle(true)));
        socket.once('error', () => settle(false));
      });
    expect(await open(new URL(cloud.discovery.playground).origin)).toBe(true);
    expect(await open('http://evil.example')).toBe(false);
  });

  it('learns from its own door how a session is run only with the token that opens it', async () => {
    const order = ['session', 'start', '--level', 'beer-game', '--tenant', 'demo', '--host', 'hot'];
    const { id: hot, playUrl } = (await json(order)) as { id: string; playUrl: string };
    const { origin, hash } = new URL(playUrl);
    const token = new URLSearchParams(hash.slice(1)).get('token')!;
    const ask = async (session: string, shown?: string): Promise<string> => {
      const asked = new URLSearchParams({ tenant: 'demo', session }).toString();
      const headers = shown === undefined ? {} : { authorization: `Bearer ${shown}` };
      const answer = await fetch(`${origin}/config.json?${asked}`, { headers });
      return `${answer.status} ${await answer.text()}`;
    };
    const unknown = await ask('s-none', token);
    expect(unknown).toMatch(/^403 /);
    expect(await Promise.all([ask('s-none'), ask(hot), ask(hot, 'x'.repeat(32)), ask(id, token)])).toEqual(Array(4).fill(unknown));
    const own = `${origin.replace('http', 'ws')}/live`;
    expect(await ask(hot, token)).toBe(`200 ${JSON.stringify({ websocket: own })}`);
    const knock = (session: string, shown: string): Promise<number> =>
      new Promise((settle) => {
        const socket = new WebSocket(`${own}?${new URLSearchParams({ tenant: 'demo', session, token: shown }).toString()}`);
        socket.once('open', () => (socket.terminate(), settle(101)));
        socket.once('unexpected-response', (_, { statusCode = 0 }) => settle(statusCode));
        socket.on('error', () => {});
      });
    expect(await Promise.all([knock(hot, token), knock(hot, 'x'), knock('s-none', token), knock(id, token)])).toEqual([101, 403, 403, 403]);
    expect((await lq('session', 'end', hot, '--confirm', hot, '--as', 'ada')).code).toBe(0);
  });

  it('may call nothing of the cloud, and reads no word of its answers', async () => {
    const { origin } = new URL(cloud.discovery.playground);
    const response = await new Promise<IncomingMessage>((settle, fail) => {
      get(cloud.discovery.endpoint, { headers: { origin } }, settle).on('error', fail);
    });
    expect(await text(response)).toContain(`Pages of ${origin} may not call this server.`);
    expect(response.statusCode).toBe(403);
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
  });
});
