/** `lq collab serve --open`, as a stock y-websocket provider and an unmodified Yjs document meet it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { main } from '../../../src-main/doors/cli/lq.ts';
import { tempFolder, until } from './server.ts';

const root = join(import.meta.dirname, '../../..');
const running: ChildProcess[] = [];
const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

const lq = (...args: string[]): ChildProcess => {
  const child = spawn(process.execPath, [join(root, 'src-main/doors/cli/lq.ts'), 'collab', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  return child;
};

interface Serving {
  child: ChildProcess;
  url: string;
}

async function serve(dataDir: string, ...more: string[]): Promise<Serving> {
  const child = lq('serve', '--data', dataDir, '--open', '--json', ...more);
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return { child, url };
}

async function stop({ child }: Serving, signal: 'SIGINT' | 'SIGTERM'): Promise<number> {
  child.kill(signal);
  const [code] = (await once(child, 'exit')) as [number];
  return code;
}

/** How a call ends that cannot serve. */
async function refused(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = lq(...args);
  const [out, err]: string[] = ['', ''];
  const said = { out: out!, err: err! };
  child.stdout!.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, ...said };
}

function connect(url: string, room: string, doc = new Y.Doc()): { doc: Y.Doc; provider: WebsocketProvider; synced: Promise<void> } {
  const provider = new WebsocketProvider(url, room, doc, { WebSocketPolyfill: WebSocket as never, disableBc: true });
  closers.push(() => provider.destroy());
  return { doc, provider, synced: new Promise((resolve) => provider.once('sync', () => resolve())) };
}

const textOf = (doc: Y.Doc): string => doc.getText('text').toJSON();

const changed =
  ({ doc }: { doc: Y.Doc }) =>
  (listener: () => void) =>
    doc.on('update', listener);

describe('a stock y-websocket provider and an unmodified document', () => {
  test('sync both ways, see each other, and find everything again after a restart', async () => {
    const dataDir = tempFolder();
    const first = await serve(dataDir);
    expect(first.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/rooms$/);
    const [a, b] = [connect(first.url, 'Our notes'), connect(first.url, 'Our notes')];
    await Promise.all([a.synced, b.synced]);

    a.doc.getText('text').insert(0, 'from a');
    a.doc.getMap('map').set('nested', new Y.Map([['deep', new Y.Array()]]));
    await until(() => textOf(b.doc) === 'from a' && b.doc.getMap('map').has('nested'), changed(b));
    b.doc.getText('text').insert(0, 'b then ');
    ((b.doc.getMap('map').get('nested') as Y.Map<Y.Array<number>>).get('deep') as Y.Array<number>).push([1, 2, 3]);
    b.doc.getText('text').delete(0, 2);
    await until(() => textOf(a.doc) === 'then from a', changed(a));
    expect(a.doc.toJSON()).toEqual(b.doc.toJSON());

    a.provider.awareness.setLocalStateField('user', { name: 'Ada' });
    const seenBy = (one: typeof a): unknown[] => [...one.provider.awareness.getStates().values()].map((state) => state['user']);
    const told = (one: typeof a) => (listener: () => void) => one.provider.awareness.on('change', listener);
    await until(() => JSON.stringify(seenBy(b)).includes('Ada'), told(b));
    const late = connect(first.url, 'Our notes');
    await until(() => JSON.stringify(seenBy(late)).includes('Ada'), told(late));
    a.provider.destroy();
    await until(() => !JSON.stringify(seenBy(b)).includes('Ada'), told(b));

    const kept = b.doc.toJSON();
    for (const { provider } of [b, late]) provider.destroy();
    expect(await stop(first, 'SIGTERM')).toBe(0);
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
    const second = await serve(dataDir);
    const after = connect(second.url, 'Our notes');
    await after.synced;
    for (const [name, type] of [
      ['text', Y.Text],
      ['map', Y.Map],
    ] as const)
      after.doc.get(name, type as never);
    expect(after.doc.toJSON()).toEqual(kept);
    expect(await stop(second, 'SIGINT')).toBe(0);
  });

  test('go on by themselves when the server was killed and came back, with what was written meanwhile', async () => {
    const dataDir = tempFolder();
    const first = await serve(dataDir);
    const { port } = new URL(first.url);
    const [a, b] = [connect(first.url, 'x'), connect(first.url, 'x')];
    await Promise.all([a.synced, b.synced]);
    a.doc.getArray('list').push(['before']);
    await until(() => b.doc.getArray('list').length === 1, changed(b));
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    a.doc.getArray('list').push(['while it was away']);
    await serve(dataDir, '--port', port);
    await until(() => b.doc.getArray('list').length === 2, changed(b));
    expect(b.doc.getArray('list').toJSON()).toEqual(['before', 'while it was away']);
  });

  test('bring along a document that several people wrote, and ten thousand edits at once', async () => {
    const { url } = await serve(tempFolder());
    const doc = new Y.Doc();
    for (let person = 0; person < 5; person += 1) {
      const theirs = new Y.Doc();
      Y.applyUpdate(theirs, Y.encodeStateAsUpdate(doc));
      theirs.getText('text').insert(theirs.getText('text').length >> 1, `person ${person} `);
      theirs.getArray('gone').push([new Y.Map()]);
      if (person > 2) theirs.getArray('gone').delete(0, 1);
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(theirs));
    }
    const [a, b] = [connect(url, 'old', doc), connect(url, 'old')];
    await Promise.all([a.synced, b.synced]);
    for (let at = 0; at < 10_000; at += 1) a.doc.getMap('map').set(`k${at % 100}`, at);
    await until(() => b.doc.getMap('map').get('k99') === 9999, changed(b));
    expect(textOf(b.doc)).toBe(textOf(doc));
    expect(a.provider.wsconnected).toBe(true);
  });

  test('are met at the bare address too, as y-websocket’s own server does it', async () => {
    const { url } = await serve(tempFolder());
    const [a, b] = [connect(url, 'same'), connect(new URL('/', url).href.replace(/\/$/, ''), 'same')];
    await Promise.all([a.synced, b.synced]);
    a.doc.getMap('m').set('k', 1);
    await until(() => b.doc.getMap('m').has('k'), changed(b));
    expect(b.doc.getMap('m').get('k')).toBe(1);
  });
});

test('how the rooms are doing stands under /metrics, for programs that ask by name of this machine', async () => {
  const { url } = await serve(tempFolder());
  const { doc, synced } = connect(url, 'Our notes');
  await synced;
  const other = connect(url, 'Our notes');
  doc.getText('text').insert(0, 'hello');
  await until(() => textOf(other.doc) === 'hello', changed(other));
  const metrics = new URL('/metrics', url.replace('ws:', 'http:'));
  const response = await fetch(metrics);
  expect(response.headers.get('content-type')).toContain('version=0.0.4');
  const text = await response.text();
  for (const line of ['ledgerquest_rooms 1', 'ledgerquest_room_connections 2', 'ledgerquest_room_updates_total 1'])
    expect(text.split('\n')).toContain(line);
  expect((await fetch(metrics, { method: 'POST' })).status).toBe(426);
  const status = await new Promise((resolve) =>
    get(metrics, { headers: { host: 'evil.example' } }, ({ statusCode }) => resolve(statusCode)),
  );
  expect(status).toBe(421);
});

describe('what cannot be served is said in a sentence, with exit code 2', () => {
  test('a folder that another process has open, and one that is not for open rooms', async () => {
    const dataDir = tempFolder();
    const { child } = await serve(dataDir);
    expect(await refused('serve', '--data', dataDir, '--open')).toEqual({
      code: 2,
      out: '',
      err: expect.stringContaining(`The data folder ${dataDir} is in use by process ${child.pid}.`) as string,
    });
    const studio = tempFolder();
    mkdirSync(join(studio, 'rooms'));
    writeFileSync(join(studio, 'members.json'), '{}');
    expect(await refused('serve', '--data', studio, '--open')).toMatchObject({
      code: 2,
      err: `${studio} is not a folder of open rooms: it holds members.json. Open rooms have a folder of their own: name a new one with --data.\n`,
    });
    expect(existsSync(join(studio, 'lock'))).toBe(false);
  });

  test('a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    closers.push(() => other.close());
    const { port } = other.address() as AddressInfo;
    expect(await refused('serve', '--data', tempFolder(), '--open', '--port', String(port))).toEqual({
      code: 2,
      out: '',
      err: `Another program already listens on 127.0.0.1:${port}. Stop it and try again.\n`,
    });
  });

  test.each([
    [
      ['serve', '--data', 'x'],
      'lq collab serve serves rooms without tickets only. Say so with --open. Rooms with tickets are those of Studio: lq up.',
    ],
    [['serve', '--open'], 'Open rooms have a folder of their own. Name it: lq collab serve --open --data <dir>'],
    [['serve', '--open', '--data', 'x', '--port', 'high'], '--port high is not a whole number from 1. See lq help.'],
    [['serve', '--open', '--data', 'x', '--port', '70000'], '--port 70000 is more than 65535. See lq help.'],
    [
      ['serve', '--open', '--data', 'x', '--origin', 'localhost'],
      '--origin localhost is not an origin. One looks like http://localhost:5173.',
    ],
    [['serve', '--opne'], "Unknown option '--opne'. See lq help."],
    [['server', '--open'], 'There is no command lq collab server. There is lq collab serve.'],
  ])('lq collab %j', async (args, sentence) => {
    const lines: string[] = [];
    const say = (line: string): unknown => lines.push(line);
    expect([await main(['collab', ...args], { out: say, err: say }), lines]).toEqual([2, [sentence]]);
  });
});

test('a page of another origin is turned away unless it was named', async () => {
  const dataDir = tempFolder();
  const { url } = await serve(dataDir, '--origin', 'http://localhost:5173');
  const attempt = (origin: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${url}/x`, { headers: { origin } });
      socket.on('open', () => resolve('open'));
      socket.on('unexpected-response', (_, response) => resolve(String(response.statusCode)));
      socket.on('error', () => {});
      closers.push(() => socket.terminate());
    });
  expect([
    await attempt('http://localhost:5173'),
    await attempt('http://evil.example'),
    await attempt(new URL(url).origin.replace('ws', 'http')),
  ]).toEqual(['open', '403', 'open']);
  expect(readFileSync(join(dataDir, 'open-rooms'), 'utf8')).toContain('lq collab serve --open');
});
