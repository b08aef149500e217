/** Documents of other versions, over the real host: older ones are brought up once, newer ones are left alone, windows of another version are told. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  closeReasons,
  decodeFrame,
  type DocumentVersions,
  EditOrigin,
  encodeFrame,
  rename,
  toLevelFile,
  versionOf,
} from '../../../engine/document/index.ts';
import { client, connectSocket, room, startServer, type TestServer } from './server.ts';

let server: TestServer | undefined;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await server?.close();
  server = undefined;
});

let carriedOut = 0;
/** As it may be one day: names are written in capitals. */
const second: DocumentVersions = {
  current: 2,
  migrations: [
    {
      kind: 'level',
      to: 2,
      change: (document) => {
        carriedOut += 1;
        if (document.kind !== 'level') return;
        for (const [id, { name = id }] of Object.entries(toLevelFile(document).entities))
          rename(document, id, name.toUpperCase(), new EditOrigin('migration', 'disk'));
      },
    },
    { kind: 'level', to: 3, change: () => expect.fail('a step beyond the current version') },
    { kind: 'script', to: 2, change: () => expect.fail('a step of another kind') },
  ],
};

const documentOf = async (versions?: DocumentVersions, dataDir?: string) => {
  server = await startServer({ ...(versions && { versions }), ...(dataDir !== undefined && { dataDir }) });
  const { document } = await server.rooms.room(room);
  if (document.kind !== 'level') return expect.fail(document.kind);
  return { document, dataDir: server.dataDir, namesOf: () => Object.values(toLevelFile(document).entities).map(({ name }) => name) };
};

/** Says hello and tells the reason with which the room closes, or what it answers first. */
const hello = (documents: number | undefined): Promise<string> =>
  new Promise((settle) => {
    const token = server!.rooms.ticket({ room, person: { id: 'ada', name: 'Ada', colour: '' }, role: 'editor' });
    const socket = connectSocket(server!.url + room);
    closers.push(() => socket.close());
    socket.binaryType = 'arraybuffer';
    socket.onopen = () =>
      socket.send(
        encodeFrame({ type: 'hello', text: JSON.stringify({ protocol: 1, token, ...(documents !== undefined && { documents }) }) }),
      );
    socket.onmessage = ({ data }) => {
      const frame = decodeFrame(new Uint8Array(data as ArrayBuffer));
      if (frame?.type === 'welcome') settle('welcome');
    };
    socket.onclose = ({ code }) => settle(Object.entries(closeReasons).find(([, reason]) => reason.code === code)?.[0] ?? String(code));
  });

const bytesOf = (dataDir: string): string[] => {
  const folder = join(dataDir, 'rooms', encodeURIComponent(room));
  return readdirSync(folder).map((name) => `${name} ${readFileSync(join(folder, name)).toString('base64')}`);
};

test('an older document is brought up once, in one step that is on the disk before anybody is in', async () => {
  carriedOut = 0;
  const before = await documentOf();
  expect(versionOf(before.document.doc)).toBe(1);
  expect(before.namesOf()).toContain('Crate');
  await server!.close();

  const brought = await documentOf(second, before.dataDir);
  expect([versionOf(brought.document.doc), carriedOut]).toEqual([2, 1]);
  expect(brought.namesOf()).toContain('CRATE');
  await server!.close();

  const again = await documentOf(second, before.dataDir);
  expect([versionOf(again.document.doc), carriedOut], 'not a second time').toEqual([2, 1]);
  expect(again.namesOf()).toEqual(brought.namesOf());
});

test('a new document is of the current version from the start', async () => {
  carriedOut = 0;
  const { document, namesOf } = await documentOf(second);
  expect([versionOf(document.doc), carriedOut]).toEqual([2, 0]);
  expect(namesOf()).toContain('Crate');
});

test('a document of a newer LedgerQuest is not opened, and not touched', async () => {
  const { dataDir } = await documentOf(second);
  await server!.close();
  const written = bytesOf(dataDir);
  server = undefined;
  await expect(startServer({ dataDir })).rejects.toMatchObject({
    code: 'newer-document',
    message: `${room} was written by a newer LedgerQuest: its documents have version 2, this one reads them up to 1.`,
    hint: 'Update LedgerQuest on this computer. Nothing was changed.',
  });
  expect(bytesOf(dataDir)).toEqual(written);
});

test('a window that does not read these documents is told so, whichever of the two is older', async () => {
  await documentOf(second);
  expect(await hello(undefined), 'from before versions were said').toBe('client-too-old');
  expect(await hello(1)).toBe('client-too-old');
  expect(await hello(2)).toBe('welcome');
  expect(await hello(3)).toBe('host-too-old');
  const window = client(() => server!, 'ada');
  closers.push(() => window.close());
  await new Promise<void>((settle) => window.subscribe(() => window.status().state === 'problem' && settle()));
  expect(window.status()).toMatchObject({ state: 'problem', reason: 'client-too-old' });
});

test('no window can say of what version a document is', async () => {
  const { document } = await documentOf();
  const window = client(() => server!, 'ada');
  closers.push(() => window.close());
  await window.whenSynced();
  const again = new Promise((settle) => void window.onDocument(settle));
  (window.document.doc as Y.Doc).getMap('$document').set('version', 7);
  await again;
  await window.whenSynced();
  expect(window.recovered).toHaveLength(1);
  expect(versionOf(document.doc)).toBe(1);
});
