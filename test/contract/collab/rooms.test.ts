import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import {
  createHistory,
  decodeFrame,
  deleteEntities,
  encodeFrame,
  levelSchema,
  type LevelDocument,
  materialise,
  moveEntity,
  openLevelDocument,
  readScript,
  rename,
  replaceScript,
  type ScriptDocument,
  setFields,
  toLevelFile,
} from '../../../engine/document/index.ts';
import { builtinComponents } from '../../../engine/model/components/index.ts';
import { EditOrigin } from '../../../engine/document/index.ts';
import { client, room, startServer, type TestServer, until } from './server.ts';

const schema = levelSchema(builtinComponents);
const me = new EditOrigin('test');
let server: TestServer;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await server.close();
});
const join = (person: string, role?: 'viewer' | 'editor') => {
  const joined = client(server, person, role ? { role } : {});
  closers.push(() => joined.close());
  return joined;
};
const watch = (document: LevelDocument) => (listener: () => void) => document.doc.on('update', listener);
const nameOf = (document: LevelDocument, id: string) => toLevelFile(document).entities[id]?.name;
const positionOf = (document: LevelDocument, id: string) => toLevelFile(document).entities[id]?.components['Transform']?.['position'];

describe('a room', () => {
  test('shows an edit of one window in the other, and calls it saved once it is on disk', async () => {
    server = await startServer();
    const [ada, bob] = [join('ada'), join('bob')];
    await Promise.all([ada.whenSynced(), bob.whenSynced()]);
    rename(ada.document, 'crate', 'Kiste', me);
    expect(ada.status()).toEqual({ state: 'syncing', waiting: 1 });
    await until(() => nameOf(bob.document, 'crate') === 'Kiste', watch(bob.document));
    await ada.whenSaved();
    expect(ada.status()).toEqual({ state: 'saved' });
    await server.close();
    server = await startServer({ dataDir: server.dataDir });
    const later = join('cleo');
    await later.whenSynced();
    expect(nameOf(later.document, 'crate')).toBe('Kiste');
  });

  test('says who is connected to the rooms of a project, each person once, until they leave', async () => {
    server = await startServer();
    const [ada, again, bob] = [join('ada'), join('ada'), join('bob')];
    await Promise.all([ada.whenSynced(), again.whenSynced(), bob.whenSynced()]);
    const here = (): string[] => server.rooms.people('demo').map(({ id }) => id);
    expect(here().toSorted()).toEqual(['ada', 'bob']);
    expect(server.rooms.people('another')).toEqual([]);
    bob.close();
    await until(() => ada.presence.peers().every(({ person }) => person.id !== 'bob'), ada.presence.subscribe);
    expect(here()).toEqual(['ada']);
  });

  test('leaves the other person alone when one undoes', async () => {
    server = await startServer();
    const [ada, bob] = [join('ada'), join('bob')];
    await Promise.all([ada.whenSynced(), bob.whenSynced()]);
    const history = createHistory();
    history.track(ada.document);
    history.step('Move Crate', (origin) =>
      setFields(ada.document, [{ entity: 'crate', component: 'Transform', field: 'position', value: [9, 9, 9] }], origin),
    );
    history.step('Rename Truck', (origin) => rename(ada.document, 'truck', 'Lorry', origin));
    await until(() => nameOf(bob.document, 'truck') === 'Lorry', watch(bob.document));
    rename(bob.document, 'truck', 'Van', me);
    setFields(bob.document, [{ entity: 'driver', component: 'Label', field: 'text', value: 'Bob' }], me);
    await until(() => nameOf(ada.document, 'truck') === 'Van', watch(ada.document));
    const outcome = history.undo();
    expect(outcome).toMatchObject({ label: 'Move Crate', skipped: ['Rename Truck'] });
    await until(() => JSON.stringify(positionOf(bob.document, 'crate')) === '[1,0,2]', watch(bob.document));
    expect(nameOf(bob.document, 'truck')).toBe('Van');
    expect(toLevelFile(bob.document).entities['driver']?.components['Label']?.['text']).toBe('Bob');
  });

  test('takes edits made offline, and tells how many wait', async () => {
    server = await startServer();
    const [ada, bob] = [join('ada'), join('bob')];
    await Promise.all([ada.whenSynced(), bob.whenSynced()]);
    server.unplug();
    await until(() => ada.status().state === 'offline' && bob.status().state === 'offline', ada.subscribe, bob.subscribe);
    rename(ada.document, 'crate', 'Offline', me);
    moveEntity(ada.document, 'crate', { parent: 'truck' }, me);
    rename(bob.document, 'truck', 'Elsewhere', me);
    expect(ada.status()).toEqual({ state: 'offline', waiting: 2 });
    server.plug();
    ada.reconnect();
    bob.reconnect();
    await Promise.all([ada.whenSaved(), bob.whenSaved()]);
    await until(
      () => nameOf(ada.document, 'truck') === 'Elsewhere' && nameOf(bob.document, 'crate') === 'Offline',
      watch(ada.document),
      watch(bob.document),
    );
    expect(materialise(ada.document, schema)).toEqual(materialise(bob.document, schema));
  });

  test('says who is here, as the server knows them, and forgets who left', async () => {
    server = await startServer();
    const [ada, bob] = [join('ada'), join('bob', 'viewer')];
    await Promise.all([ada.whenSynced(), bob.whenSynced()]);
    ada.setPresence({ selection: ['crate'], pointer: [1, 2, 3] });
    await until(() => bob.presence.peers()[0]?.state.selection?.[0] === 'crate', bob.presence.subscribe);
    expect(bob.presence.peers()).toMatchObject([{ person: { id: 'ada' }, role: 'editor' }]);
    expect(ada.presence.peers()).toMatchObject([{ person: { id: 'bob' }, role: 'viewer', state: {} }]);
    expect(ada.setPresence({ selection: Array.from({ length: 50 }, () => 'x'.repeat(60)) })).toBe(false);
    ada.close();
    await until(() => bob.presence.peers().length === 0, bob.presence.subscribe);
  });

  test("keeps a refused author's copy and opens the room afresh", async () => {
    server = await startServer();
    const [ada, mal] = [join('ada'), join('mal', 'viewer')];
    await Promise.all([ada.whenSynced(), mal.whenSynced()]);
    const before = mal.document;
    rename(mal.document, 'crate', 'Mine', me);
    await until(() => mal.recovered.length === 1 && mal.document !== before && mal.synced, mal.subscribe);
    expect(mal.recovered[0]).toMatchObject({ room, reason: 'forbidden' });
    expect(nameOf(mal.recovered[0]!.document as LevelDocument, 'crate')).toBe('Mine');
    expect(nameOf(mal.document, 'crate')).toBe('Crate');
    rename(ada.document, 'crate', 'Fine', me);
    await until(() => nameOf(mal.document, 'crate') === 'Fine', watch(mal.document));
  });

  test('enters an outside change as one step that anybody can undo', async () => {
    server = await startServer();
    const ada = join('ada');
    await ada.whenSynced();
    const history = createHistory();
    history.track(ada.document);
    const handle = await server.rooms.room(room);
    const changed = until(() => nameOf(ada.document, 'truck') === 'Outside', watch(ada.document));
    await handle.edit('levels/street.json changed on disk', (origin) => {
      rename(handle.document as LevelDocument, 'truck', 'Outside', origin);
      deleteEntities(handle.document as LevelDocument, ['crate'], origin);
    });
    await changed;
    expect(history.steps).toEqual([{ label: 'levels/street.json changed on disk', by: 'disk' }]);
    history.undo();
    await ada.whenSaved();
    expect(toLevelFile(handle.document as LevelDocument).entities).toMatchObject({ truck: { name: 'Truck' }, crate: { name: 'Crate' } });
  });

  test('enters what the host does for a person as one step over its rooms, which is that person’s only', async () => {
    const script = 'demo/script/scripts/street.ts';
    server = await startServer();
    await server.rooms.room(script, () => {});
    const [ada, bob, text] = [join('ada'), join('bob'), client<'script'>(server, 'ada', { name: script })];
    closers.push(() => text.close());
    await Promise.all([ada.whenSynced(), bob.whenSynced(), text.whenSynced()]);
    const [own, others] = [createHistory(), createHistory()];
    own.track(ada.document);
    own.track(text.document);
    others.track(bob.document);
    const handles = [await server.rooms.room(room), await server.rooms.room(script)] as const;
    const changed = Promise.all([
      until(() => nameOf(ada.document, 'truck') === 'Old', watch(ada.document)),
      until(() => nameOf(bob.document, 'truck') === 'Old', watch(bob.document)),
      until(
        () => readScript(text.document) === 'old',
        (listener) => text.document.doc.on('update', listener),
      ),
    ]);
    const askedBy = { person: 'ada', step: 'one' };
    const label = 'Ada restored “Old”';
    await handles[0].edit(label, (origin) => rename(handles[0].document as LevelDocument, 'truck', 'Old', origin), askedBy);
    await handles[1].edit(label, (origin) => replaceScript(handles[1].document as ScriptDocument, 'old', origin), askedBy);
    await changed;
    expect([own.steps, others.steps]).toEqual([[{ label, by: 'host' }], []]);
    own.undo();
    await Promise.all([ada.whenSaved(), text.whenSaved()]);
    expect(nameOf(handles[0].document as LevelDocument, 'truck')).toBe('Truck');
    expect(readScript(handles[1].document as ScriptDocument)).toBe('');
  });

  test('tells when the last person has left a project', async () => {
    server = await startServer();
    const left: string[] = [];
    server.rooms.onDeserted((project) => left.push(project));
    const [ada, bob] = [join('ada'), join('bob')];
    await Promise.all([ada.whenSynced(), bob.whenSynced()]);
    bob.close();
    await until(() => server.rooms.people('demo').length === 1, ada.presence.subscribe);
    expect(left).toEqual([]);
    ada.close();
    await expect.poll(() => left).toEqual(['demo']);
  });

  test('refuses a foreign origin, a foreign host, a used ticket and a ticket of another room', async () => {
    server = await startServer();
    const attempt = (headers: Record<string, string>, token: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = new WebSocket(server.url + room, { headers });
        socket.on('open', () => socket.send(encodeFrame({ type: 'hello', text: JSON.stringify({ protocol: 1, token }) })));
        socket.on('message', (data: Buffer) => {
          const frame = decodeFrame(new Uint8Array(data));
          if (frame?.type === 'welcome') resolve('welcome');
          if (frame?.type === 'reject') resolve((JSON.parse(frame.text) as { reason: string }).reason);
        });
        socket.on('unexpected-response', (_, response) => resolve(String(response.statusCode)));
        socket.on('error', () => {});
        closers.push(() => socket.terminate());
      });
    const ticket = (name = room) => server.rooms.ticket({ room: name, person: { id: 'ada', name: 'Ada', colour: '' }, role: 'editor' });
    const good = ticket();
    expect(await attempt({}, good)).toBe('welcome');
    expect(await attempt({}, good)).toBe('not-signed-in');
    expect(await attempt({}, ticket('demo/level/other'))).toBe('not-signed-in');
    expect(await attempt({ origin: `http://127.0.0.1:${server.port}` }, ticket())).toBe('welcome');
    expect(await attempt({ origin: 'http://evil.example' }, ticket())).toBe('403');
    expect(await attempt({ host: 'evil.example' }, ticket())).toBe('403');
  });
});

describe('an open room', () => {
  test('serves a stock y-websocket provider: edits, awareness, reconnect', async () => {
    server = await startServer({ open: true });
    const docs = [new Y.Doc(), new Y.Doc()];
    const providers = docs.map(
      (doc) => new WebsocketProvider(server.url.slice(0, -1), room, doc, { WebSocketPolyfill: WebSocket as never, disableBc: true }),
    );
    for (const provider of providers) closers.push(() => provider.destroy());
    await Promise.all(providers.map((provider) => new Promise<void>((resolve) => provider.once('sync', () => resolve()))));
    const [a, b] = docs as [Y.Doc, Y.Doc];
    const entity = new Y.Map();
    entity.set('@', ['#root', 'a0', 1, '#root']);
    entity.set('name', 'From a stock client');
    a.getMap('entities').set('stock0000001', entity);
    await until(
      () => b.getMap('entities').has('stock0000001'),
      (listener) => b.on('update', listener),
    );
    expect(nameOf(openLevelDocument(b), 'stock0000001')).toBe('From a stock client');
    providers[0]!.awareness.setLocalStateField('user', 'ada');
    await until(
      () => [...providers[1]!.awareness.getStates().values()].some((state) => state['user'] === 'ada'),
      (listener) => providers[1]!.awareness.on('change', listener),
    );
    const ours = client(server, 'ada');
    closers.push(() => ours.close());
    await ours.whenSynced();
    rename(ours.document, 'stock0000001', 'Renamed', me);
    await until(
      () => nameOf(openLevelDocument(a), 'stock0000001') === 'Renamed',
      (listener) => a.on('update', listener),
    );
  });
});
