/** What people say about a level, over the real host: two windows, a viewer, a forger. */
import { afterEach, expect, test } from 'vitest';
import {
  commentsRoomOf,
  createHistory,
  EditOrigin,
  materialiseComments,
  observeComments,
  openCommentsDocument,
  putBackComment,
  type Role,
  setResolved,
  startThread,
  writeMessage,
} from '../../../engine/document/index.ts';
import { client, room as levelRoom, startServer, type TestClient, type TestServer, until } from './server.ts';

const name = commentsRoomOf(levelRoom);
const me = new EditOrigin('test');
const noon = Date.UTC(2026, 10, 27, 12);
const crate = { entity: 'crate', name: 'Crate' } as const;

let server: TestServer;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await server.close();
});
const start = async (dataDir?: string): Promise<void> => {
  server = await startServer({ clock: () => noon, ...(dataDir !== undefined && { dataDir }) });
  await server.rooms.room(name, () => {});
};
const join = async (person: string, role: Role = 'editor'): Promise<TestClient<'comments'>> => {
  const joined = client<'comments'>(() => server, person, { role, name });
  closers.push(() => joined.close());
  await joined.whenSynced();
  return joined;
};
const by = (id: string) => ({ id, name: id });
const texts = ({ document }: TestClient<'comments'>): string[] =>
  materialiseComments(document).flatMap(({ messages }) => messages.map(({ text }) => text));
const says = (window: TestClient<'comments'>, ...expected: string[]): Promise<void> =>
  until(
    () => JSON.stringify(texts(window)) === JSON.stringify(expected),
    (look) => observeComments(window.document, look),
    window.subscribe,
    window.onDocument,
  );

test('two people talk about an entity, and it is there after a restart', async () => {
  await start();
  const [ada, ben] = [await join('ada'), await join('ben')];
  expect(ada.person).toMatchObject(by('ada'));
  startThread(ada.document, { thread: 't', message: 'a' }, crate, { by: by('ada'), at: noon, text: 'Why here?' }, me);
  await says(ben, 'Why here?');
  writeMessage(ben.document, { thread: 't', message: 'b' }, { by: by('ben'), at: noon + 1, text: 'Because.' }, me);
  setResolved(ben.document, 't', true, { by: by('ben'), at: noon + 2 }, me);
  await says(ada, 'Why here?', 'Because.');
  await Promise.all([ada.whenSaved(), ben.whenSaved()]);
  expect([...ada.recovered, ...ben.recovered]).toEqual([]);
  await server.close();
  await start(server.dataDir);
  const cleo = await join('cleo');
  expect(texts(cleo)).toEqual(['Why here?', 'Because.']);
  expect(materialiseComments(cleo.document)[0]).toMatchObject({ resolved: true, changed: { by: by('ben') } });
});

test('undo takes back one’s own, over the room, and leaves the answer', async () => {
  await start();
  const [ada, ben] = [await join('ada'), await join('ben')];
  const history = createHistory();
  history.track(ada.document, (change, before) => putBackComment(ada.document, change, before, { ...by('ada'), owner: false }));
  history.step('Comment', (origin) =>
    startThread(ada.document, { thread: 't', message: 'a' }, crate, { by: by('ada'), at: noon, text: 'Why here?' }, origin),
  );
  await says(ben, 'Why here?');
  writeMessage(ben.document, { thread: 't', message: 'b' }, { by: by('ben'), at: noon + 1, text: 'Because.' }, me);
  await says(ada, 'Why here?', 'Because.');
  history.undo();
  await says(ben, 'Because.');
  history.redo();
  await says(ben, 'Why here?', 'Because.');
  await ada.whenSaved();
  expect(ada.recovered).toEqual([]);
});

test.each<[string, Role, { id: string; name: string }, number]>([
  ['who may only look', 'viewer', by('mallory'), noon],
  ['who speaks in another name', 'editor', by('ada'), noon],
  ['who speaks more than a day ahead', 'editor', by('mallory'), noon + 24 * 3_600_000 + 1],
])('%s is refused, keeps a copy, and nobody hears it', async (_who, role, author, at) => {
  await start();
  const [ada, mallory] = [await join('ada'), await join('mallory', role)];
  startThread(mallory.document, { thread: 't', message: 'a' }, crate, { by: author, at, text: 'Ada said so' }, me);
  await until(() => mallory.recovered.length === 1, mallory.subscribe);
  expect(materialiseComments(mallory.recovered[0]!.document as ReturnType<typeof openCommentsDocument>)).toHaveLength(1);
  await mallory.whenSynced();
  expect(texts(mallory)).toEqual([]);
  startThread(ada.document, { thread: 'u', message: 'b' }, crate, { by: by('ada'), at: noon, text: 'I did not' }, me);
  await says(mallory, 'I did not');
});
