import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { EditOrigin, encodeFrame, type LevelDocument, rename, setFields, setMeta, toLevelFile } from '../../../engine/document/index.ts';
import { type FilePort, nodeFiles } from '../../../src-main/services/collaboration/index.ts';
import { openHostedRoom } from '../../../src-main/services/collaboration/hosted-room.ts';
import { levelSchema } from '../../../engine/document/index.ts';
import * as Y from 'yjs';
import { openRoomClient, type OutboxStore, type RecoveredCopy } from '../../../src-renderer/studio/people/index.ts';
import { client, connectSocket, room, startServer, tempFolder, type TestServer, until } from './server.ts';

const me = new EditOrigin('test');
let server: TestServer;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await server?.close();
});
const nameOf = (document: LevelDocument, id: string) => toLevelFile(document).entities[id]?.name;
const enter = (person: string) => {
  const entered = client(() => server, person);
  closers.push(() => entered.close());
  return entered;
};

/** Ada's window with this store of unsent edits. */
const enterWith = (outbox: OutboxStore, onRecovered: (copy: RecoveredCopy) => unknown = () => {}) => {
  const opened = openRoomClient('level', {
    room,
    outbox,
    onRecovered,
    longAway: 0,
    admit: async () => ({
      url: server.url + room,
      token: server.rooms.ticket({ room, person: { id: 'ada', name: 'Ada', colour: '' }, role: 'editor' }),
    }),
    connect: connectSocket,
  });
  closers.push(() => opened.close());
  return opened;
};

test('edits made offline survive the window that made them, when a host keeps its outbox', async () => {
  server = await startServer();
  let kept: Uint8Array[] = [];
  const outbox: OutboxStore = { load: async () => kept, save: async (_, edits) => void (kept = [...edits]) };
  const first = enterWith(outbox);
  await first.whenSynced();
  server.unplug();
  await until(() => first.status().state === 'offline', first.subscribe);
  rename(first.document, 'crate', 'Made offline', me);
  first.close();
  expect(kept).toHaveLength(1);
  server.plug();
  const overlaps: RecoveredCopy[] = [];
  const second = enterWith(outbox, (copy) => overlaps.push(copy));
  await second.whenSynced();
  await second.whenSaved();
  expect(kept).toEqual([]);
  expect(overlaps).toEqual([]);
  const witness = enter('bob');
  await witness.whenSynced();
  expect(nameOf(witness.document, 'crate')).toBe('Made offline');
});

test('what an earlier window left is never kept in part', async () => {
  server = await startServer();
  const writer = openRoomClient('level', { room, admit: () => new Promise(() => {}), connect: connectSocket });
  closers.push(() => writer.close());
  const left: Uint8Array[] = [];
  writer.document.doc.on('update', (update: Uint8Array) => left.push(update));
  server.unplug();
  for (const name of ['one', 'two', 'three']) setMeta(writer.document, { name }, me);
  const sizes: number[] = [];
  const next = enterWith({ load: async () => left, save: async (_, edits) => void sizes.push(edits.length) });
  await until(() => next.status().state === 'offline', next.subscribe);
  expect(sizes).toEqual([left.length]);
});

test('where nothing can be stored edits are sent all the same, and the window knows that they live as long as it does', async () => {
  server = await startServer();
  const refuses = () => Promise.reject(new Error('the browser refused to store'));
  const ada = enterWith({ load: refuses, save: refuses });
  await ada.whenSynced();
  expect(ada.keepsEdits).toBe(false);
  rename(ada.document, 'crate', 'Kept in the window', me);
  await ada.whenSaved();
  const witness = enter('bob');
  await witness.whenSynced();
  expect(nameOf(witness.document, 'crate')).toBe('Kept in the window');
});

test('stored edits are thrown away only after the copy made of them is kept', async () => {
  server = await startServer();
  let kept: readonly Uint8Array[] = [];
  let cleared = (): void => {};
  const emptied = new Promise<void>((resolve) => (cleared = resolve));
  const outbox: OutboxStore = {
    load: async () => [],
    save: async (_, edits) => {
      kept = [...edits];
      if (edits.length === 0) cleared();
    },
  };
  let settle = (): void => {};
  const copies: RecoveredCopy[] = [];
  const ada = enterWith(outbox, (copy) => {
    copies.push(copy);
    return new Promise<void>((resolve) => (settle = resolve));
  });
  await ada.whenSynced();
  const again = new Promise((resolve) => void ada.onDocument(resolve));
  setFields(ada.document, [{ entity: 'crate', component: 'Transform', field: 'position', value: 'nowhere' }], me);
  await again;
  await ada.whenSynced();
  expect([copies.length, kept.length]).toEqual([1, 1]);
  settle();
  await emptied;
  expect(kept).toEqual([]);
});

test('when the copy cannot be kept the stored edits stay', async () => {
  server = await startServer();
  let kept: readonly Uint8Array[] = [];
  const ada = enterWith({ load: async () => [], save: async (_, edits) => void (kept = [...edits]) }, () =>
    Promise.reject(new Error('the browser refused to store')),
  );
  await ada.whenSynced();
  setFields(ada.document, [{ entity: 'crate', component: 'Transform', field: 'position', value: 'nowhere' }], me);
  await until(() => !ada.keepsEdits, ada.subscribe);
  await ada.whenSynced();
  expect(kept).toHaveLength(1);
});

test('a room that was made again from its files is another room: unsent edits are kept as a copy, never mixed in', async () => {
  server = await startServer();
  const ada = enter('ada');
  await ada.whenSynced();
  server.unplug();
  await until(() => ada.status().state === 'offline', ada.subscribe);
  rename(ada.document, 'crate', 'Into the void', me);
  await server.close();
  rmSync(join(server.dataDir, 'rooms'), { recursive: true });
  const { dataDir } = server;
  server = await startServer({ dataDir });
  ada.reconnect();
  await until(() => ada.recovered.length === 1 && ada.synced, ada.subscribe);
  expect(ada.recovered[0]).toMatchObject({ reason: 'replaced' });
  expect(nameOf(ada.recovered[0]!.document as LevelDocument, 'crate')).toBe('Into the void');
  expect(nameOf(ada.document, 'crate')).toBe('Crate');
  await ada.whenSaved();
});

test('a copy that was set aside comes with what the room held before, others’ edits and saved ones included', async () => {
  server = await startServer();
  const [ada, bob] = [enter('ada'), enter('bob')];
  await Promise.all([ada.whenSynced(), bob.whenSynced()]);
  rename(ada.document, 'driver', 'Saved', me);
  await ada.whenSaved();
  rename(bob.document, 'truck', 'By Bob', me);
  await until(
    () => nameOf(ada.document, 'truck') === 'By Bob',
    (listener) => ada.document.doc.on('update', listener),
  );
  ada.document.doc.transact(() => {
    rename(ada.document, 'crate', 'Mine', me);
    setFields(ada.document, [{ entity: 'crate', component: 'Transform', field: 'position', value: 'nowhere' }], me);
  }, me);
  await until(() => ada.recovered.length === 1, ada.subscribe);
  const [copy] = ada.recovered;
  const names = (document: unknown) => ['driver', 'truck', 'crate'].map((id) => nameOf(document as LevelDocument, id));
  expect(names(copy!.base)).toEqual(['Saved', 'By Bob', 'Crate']);
  expect(names(copy!.document)).toEqual(['Saved', 'By Bob', 'Mine']);
});

test('who comes back after a long time keeps their side of what others changed too, and only of that', async () => {
  server = await startServer();
  const ada = client(() => server, 'ada', { longAway: 0 });
  const bob = enter('bob');
  closers.push(() => ada.close());
  await Promise.all([ada.whenSynced(), bob.whenSynced()]);
  const awayAndBack = async (own: string, others: string): Promise<void> => {
    ada.setAway(true);
    await until(() => ada.status().state === 'offline', ada.subscribe);
    rename(ada.document, own, `${own} of Ada`, me);
    rename(bob.document, others, `${others} of Bob`, me);
    await bob.whenSaved();
    ada.setAway(false);
    ada.reconnect();
    await ada.whenSaved();
  };
  await awayAndBack('crate', 'truck');
  expect(ada.recovered).toEqual([]);
  await awayAndBack('driver', 'driver');
  expect(ada.recovered).toMatchObject([{ reason: 'overlap', room }]);
  expect(nameOf(ada.recovered[0]!.document as LevelDocument, 'driver')).toBe('driver of Ada');
  expect(nameOf(ada.recovered[0]!.base as LevelDocument, 'driver')).toBe('Driver');
  expect(nameOf(ada.recovered[0]!.theirs as LevelDocument, 'driver')).toBe('driver of Bob');
  await expect.poll(() => nameOf(bob.document, 'driver')).toBe(nameOf(ada.document, 'driver'));
});

test('a network that falls silent without closing anything is noticed, and what was edited meanwhile is sent when it is back', async () => {
  server = await startServer();
  const ada = client(() => server, 'ada', { heartbeat: { every: 20, within: 100 } });
  closers.push(() => ada.close());
  await ada.whenSynced();
  // Long enough to have been answered.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const states = new Set<string>();
  ada.subscribe(() => states.add(ada.status().state));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect([...states]).toEqual([]);
  ada.setSilent(true);
  rename(ada.document, 'crate', 'Made in silence', me);
  await until(() => ada.status().state === 'offline', ada.subscribe);
  expect(ada.status()).toEqual({ state: 'offline', waiting: 1 });
  ada.setSilent(false);
  await ada.whenSaved();
});

test('a window that slept is not taken for offline', async () => {
  server = await startServer();
  const ada = client(() => server, 'ada', { heartbeat: { every: 20, within: 100 } });
  closers.push(() => ada.close());
  await ada.whenSynced();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const states = new Set<string>();
  ada.subscribe(() => states.add(ada.status().state));
  const end = performance.now() + 400;
  while (performance.now() < end);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect([...states]).toEqual([]);
});

test('a full disk is a problem that people can read, keeps every edit waiting, and ends by itself', async () => {
  let isFull = false;
  const files: FilePort = {
    ...nodeFiles,
    async openForAppend(path) {
      const file = await nodeFiles.openForAppend(path);
      return {
        ...file,
        append: (bytes) => (isFull ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })) : file.append(bytes)),
      };
    },
  };
  const failures: string[] = [];
  server = await startServer({ files, onFailure: (_, error) => failures.push(error.code) });
  const [ada, bob] = [enter('ada'), enter('bob')];
  await Promise.all([ada.whenSynced(), bob.whenSynced()]);
  isFull = true;
  rename(ada.document, 'crate', 'No room for this', me);
  await until(() => ada.status().state === 'problem', ada.subscribe);
  expect(ada.status()).toMatchObject({
    state: 'problem',
    reason: 'disk-full',
    waiting: 1,
    message: expect.stringContaining('disk is full') as string,
  });
  expect(failures).toContain('disk-full');
  expect(nameOf(bob.document, 'crate')).toBe('Crate');
  isFull = false;
  ada.reconnect();
  bob.reconnect();
  await ada.whenSaved();
  expect(ada.status()).toEqual({ state: 'saved' });
  expect(ada.recovered).toEqual([]);
  await until(
    () => nameOf(bob.document, 'crate') === 'No room for this',
    (listener) => bob.document.doc.on('update', listener),
  );
});

test('many quick edits travel together, and all of them arrive', async () => {
  server = await startServer();
  const ada = enter('ada');
  await ada.whenSynced();
  for (let at = 0; at < 5000; at += 1) rename(ada.document, 'crate', `n${at}`, me);
  await ada.whenSaved();
  expect(ada.recovered).toEqual([]);
  const witness = enter('bob');
  await witness.whenSynced();
  expect(nameOf(witness.document, 'crate')).toBe('n4999');
});

test('a connection that does not read is cut instead of fed', async () => {
  server = undefined as unknown as TestServer;
  const hosted = await openHostedRoom({
    name: room,
    folder: tempFolder(),
    kind: 'level',
    schema: levelSchema([]),
    open: false,
    now: () => 0,
    create: () => ({ epoch: 'e', update: Y.encodeStateAsUpdate(new Y.Doc()), leases: new Map() }),
    onFailure: () => {},
  });
  let closed = '';
  let sent = 0;
  const seat = hosted.join(
    {
      send: () => (sent += 1),
      close: (code, reason) => (closed = `${code} ${reason}`),
      get bufferedAmount() {
        return sent >= 2 ? 9 << 20 : 0;
      },
    },
    { person: { id: 'slow', name: 'Slow', colour: '' }, role: 'editor', speaks: 'ours' },
  );
  await hosted.drain();
  expect(sent).toBe(2);
  seat.receive(encodeFrame({ type: 'step1', stateVector: new Uint8Array([0]) }));
  expect(closed).toMatch(/^4415 slow-consumer/);
  expect(hosted.room.sessionCount).toBe(0);
  await hosted.close();
});
