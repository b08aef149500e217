/** What people say about a level: who may write what, what undo takes back, what a file makes of it. */
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { type CommentMessage, commentLimits, CommentsFile } from '../../model/comments.ts';
import { admit } from '../firewall/firewall.ts';
import { createHistory, type History } from '../history/history.ts';
import { EditOrigin } from '../origin.ts';
import { testSchema } from '../testing/levels.ts';
import { applyCommentChanges, commentRegisters } from './apply.ts';
import { type CommentWriter, putBackComment } from './check.ts';
import { type CommentsDocument, openCommentsDocument, registersIn } from './document.ts';
import { anchorThread, removeMessage, setResolved, startThread, writeMessage } from './edit.ts';
import { materialiseComments, toCommentsFile } from './materialise.ts';

const noon = Date.UTC(2026, 10, 27, 12);
const me = new EditOrigin('test');
const crate = { entity: 'crate', name: 'Crate' } as const;

interface Window {
  writer: CommentWriter;
  document: CommentsDocument;
  history: History;
  says: (text: string, at?: number) => CommentMessage;
}

/** A room and the windows around it; what the room refuses is thrown. */
function table() {
  const room = openCommentsDocument();
  room.doc.clientID = 1;
  const windows: Window[] = [];
  const leases = new Map<number, string>();
  const join = (name: string, owner = false): Window => {
    const document = openCommentsDocument();
    Y.applyUpdate(document.doc, Y.encodeStateAsUpdate(room.doc), 'room');
    document.doc.clientID = 16 + leases.size;
    leases.set(document.doc.clientID, name);
    const by = { id: name.toLowerCase(), name };
    const writer = { ...by, owner, latest: noon };
    const history = createHistory();
    history.track(document, (change, before) => putBackComment(document, change, before, writer));
    const window: Window = { writer, document, history, says: (text, at = noon) => ({ by, at, text }) };
    document.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'room') send(window, update);
    });
    windows.push(window);
    return window;
  };
  const send = (from: Window, update: Uint8Array): void => {
    const admission = admit(room.doc, update, {
      kind: 'comments',
      schema: testSchema,
      writer: from.writer,
      mayWriteAs: (client) => leases.get(client) === from.writer.name,
    });
    if (!admission.ok) throw new Error(admission.message);
    Y.applyUpdate(room.doc, admission.update);
    for (const { document } of windows) Y.applyUpdate(document.doc, admission.update, 'room');
  };
  return { room, join };
}

const started = () => {
  const { room, join } = table();
  const [ada, ben, otto] = [join('Ada'), join('Ben'), join('Otto', true)];
  startThread(ada.document, { thread: 't', message: 'm' }, crate, ada.says('Why here?'), me);
  return { room, join, ada, ben, otto };
};
const texts = (document: CommentsDocument): string[] =>
  materialiseComments(document).flatMap(({ messages }) => messages.map(({ text }) => text));

describe('a thread', () => {
  test('is about an entity, has messages in the order of their time, and is resolved and reopened by anybody who edits', () => {
    const { room, ada, ben } = started();
    writeMessage(ben.document, { thread: 't', message: 'b' }, ben.says('Because.', noon - 1), me);
    writeMessage(ben.document, { thread: 't', message: 'a' }, ben.says('Look.', noon), me);
    setResolved(ben.document, 't', true, { by: { id: 'ben', name: 'Ben' }, at: noon }, me);
    const [thread] = materialiseComments(room);
    expect(thread).toMatchObject({ id: 't', anchor: crate, resolved: true, changed: { by: { id: 'ben' }, at: noon } });
    expect(texts(room)).toEqual(['Because.', 'Look.', 'Why here?']);
    setResolved(ada.document, 't', false, { by: { id: 'ada', name: 'Ada' }, at: noon }, me);
    expect(materialiseComments(room)[0]?.resolved).toBe(false);
  });

  test('is anchored elsewhere by anybody who edits', () => {
    const { room, ben } = started();
    anchorThread(ben.document, 't', { point: [1, 2, 3] }, me);
    expect(materialiseComments(room)[0]?.anchor).toEqual({ point: [1, 2, 3] });
  });

  test('is gone with its last message', () => {
    const { room, ada } = started();
    removeMessage(ada.document, { thread: 't', message: 'm' }, 'author', me);
    expect(materialiseComments(room)).toEqual([]);
  });

  test('without an anchor that can be read is about nothing, and a message that cannot be read is left out', () => {
    const document = openCommentsDocument();
    const registers = registersIn(document);
    registers.set('t/message/m', { by: { id: 'ada', name: 'Ada' }, at: noon, text: 'Here' });
    registers.set('t/anchor', { entity: '../etc' });
    registers.set('t/message/x', { text: 'Nobody said this' });
    registers.set('__proto__', 1);
    expect(materialiseComments(document)).toMatchObject([{ id: 't', anchor: undefined, resolved: false, messages: [{ text: 'Here' }] }]);
  });
});

describe('a room of comments refuses', () => {
  const put = (window: Window, key: string, value: unknown) => () =>
    window.document.doc.transact(() => registersIn(window.document).set(key, value), me);
  const message = (more: object) => ({ by: { id: 'ben', name: 'Ben' }, at: noon, text: 'x', ...more });
  const anchor = (value: unknown) => ['t/anchor', value] as const;

  test.each<[string, RegExp, string, unknown]>([
    ['a message in another name', /in the name of Ada/, 'n/message/x', message({ by: { id: 'ada', name: 'Ada' } })],
    ['a message under another’s name and one’s own id', /in the name of Ada/, 'n/message/x', message({ by: { id: 'ben', name: 'Ada' } })],
    ['a decision in another name', /in the name of Ada/, 't/state', { resolved: true, by: { id: 'ada', name: 'Ada' }, at: noon }],
    ['another’s message edited', /somebody else/, 't/message/m', message({})],
    ['another’s message edited in their name', /somebody else/, 't/message/m', message({ by: { id: 'ada', name: 'Ada' } })],
    ['another’s message removed', /somebody else/, 't/gone/m', true],
    ['…or removed as only the owner does', /only the owner/, 't/removed/m', true],
    ['a removal of what is not there', /no such message/, 't/gone/nothing', true],
    ['a message of a time to come', /time to come/, 'n/message/x', message({ at: noon + 1 })],
    ['…or edited then', /time to come/, 'n/message/x', message({ edited: noon + 1 })],
    ['a time that is none', /no good at/, 'n/message/x', message({ at: -1 })],
    ['no text', /no good text/, 'n/message/x', message({ text: '' })],
    ['blank text', /no good text/, 'n/message/x', message({ text: ' \n' })],
    ['a text that is too long', /within the limits/, 'n/message/x', message({ text: 'x'.repeat(commentLimits.text + 1) })],
    ['a text that is none', /no good text/, 'n/message/x', message({ text: 7 })],
    ['a field that there is not', /does not fit/, 'n/message/x', message({ html: '<b>' })],
    [
      'too many mentions',
      /no good mentions/,
      'n/message/x',
      message({ mentions: Array(commentLimits.mentions + 1).fill({ id: 'a', name: 'A' }) }),
    ],
    ['a mention that is none', /no good mentions/, 'n/message/x', message({ mentions: ['ada'] })],
    ['an anchor without a name', /does not fit|no good/, ...anchor({ entity: 'crate' })],
    ['an anchor that leads elsewhere', /does not fit|no good/, ...anchor({ entity: '../crate', name: 'x' })],
    ['an anchor on two things', /does not fit|no good/, ...anchor({ entity: 'crate', name: 'Crate', point: [0, 0, 0] })],
    [
      'an anchor with a field that is no name',
      /does not fit|no good/,
      ...anchor({ ...crate, field: { component: 'Transform', field: '$' } }),
    ],
    ['a point that is nowhere', /plain JSON/, ...anchor({ point: [Number.NaN, 0, 0] })],
    ['a point too far out', /does not fit|no good/, ...anchor({ point: [1e10, 0, 0] })],
    ['a point with two coordinates', /does not fit|no good/, ...anchor({ point: [0, 0] })],
    ['a state that is none', /no good/, 't/state', { resolved: 'yes', by: { id: 'ben', name: 'Ben' }, at: noon }],
    ['a removal that is none', /not a register|true or false|somebody else/, 't/gone/m', 'yes'],
    ['a register that there is not', /not a register/, 't/votes', 1],
    ['a thread called __proto__', /not a register/, '__proto__/anchor', crate],
    ['a path as an id', /not a register/, 't/message/a/b', message({})],
    ['a map instead of a value', /plain values/, 'n/message/x', new Y.Map()],
    ['a list instead of a value', /plain values/, 'n/message/x', new Y.Array()],
  ])('%s: said by name, and nothing changes', (_name, why, key, value) => {
    const { room, ben } = started();
    const before = toCommentsFile(room);
    expect(put(ben, key, value)).toThrow(why);
    expect(toCommentsFile(room)).toEqual(before);
  });

  test('another root', () => {
    const { ben } = started();
    expect(() => ben.document.doc.getMap('level').set('x', 1)).toThrow(/no place/);
  });

  test('another’s message taken out of the document', () => {
    const { ben, room } = started();
    expect(() => registersIn(ben.document).delete('t/message/m')).toThrow(/somebody else/);
    expect(texts(room)).toEqual(['Why here?']);
  });

  test('a tombstone beside another’s message, which would take its place', () => {
    const { ben, room } = started();
    const blank = openCommentsDocument();
    blank.doc.clientID = ben.document.doc.clientID;
    registersIn(blank).set('t/message/m', message({}));
    registersIn(blank).delete('t/message/m');
    const update = Y.encodeStateAsUpdate(blank.doc);
    const verdict = admit(room.doc, update, { kind: 'comments', schema: testSchema, writer: ben.writer, mayWriteAs: () => true });
    expect(verdict).toMatchObject({ ok: false, message: expect.stringContaining('somebody else') });
    Y.applyUpdate(room.doc, update);
    expect(texts(room)).toEqual([]);
  });

  test('a message that its author took back, brought again by somebody else', () => {
    const { ada, ben, join } = started();
    registersIn(ada.document).delete('t/message/m');
    expect(put(ben, 't/message/m', message({}))).toThrow(/somebody else/);
    expect(put(join('Cleo'), 't/gone/m', true)).toThrow(/somebody else/);
  });

  test('another time for a message that is there', () => {
    const { ada } = started();
    expect(put(ada, 't/message/m', ada.says('Earlier', noon - 1))).toThrow(/another time/);
  });

  test('comments from nobody', () => {
    const room = openCommentsDocument();
    const doc = new Y.Doc();
    doc.clientID = 77;
    doc.getMap('comments').set('t/anchor', crate);
    const verdict = admit(room.doc, Y.encodeStateAsUpdate(doc), { kind: 'comments', schema: testSchema, mayWriteAs: () => true });
    expect(verdict).toMatchObject({ ok: false, message: 'Nobody knows who writes this comment.' });
  });

  test('more threads than a level holds', () => {
    const { room, join } = table();
    room.doc.transact(() => {
      for (let n = 0; n < commentLimits.threads; n += 1)
        startThread(room, { thread: `t${n}`, message: 'm' }, crate, { by: { id: 'x', name: 'X' }, at: 1, text: 'x' }, me);
    });
    const ada = join('Ada');
    writeMessage(ada.document, { thread: 't0', message: 'more' }, ada.says('An answer is none'), me);
    expect(() => startThread(ada.document, { thread: 'new', message: 'm' }, crate, ada.says('One more'), me)).toThrow(
      `A level holds at most ${commentLimits.threads} threads of comments.`,
    );
  });
});

describe('one’s own messages', () => {
  test('are edited and removed', () => {
    const { room, ada } = started();
    writeMessage(ada.document, { thread: 't', message: 'm' }, { ...ada.says('Why there?'), edited: noon }, me);
    expect(texts(room)).toEqual(['Why there?']);
    removeMessage(ada.document, { thread: 't', message: 'm' }, 'author', me);
    expect(texts(room)).toEqual([]);
  });

  test('may be removed in the update that makes them', () => {
    const { room, ada } = started();
    ada.document.doc.transact(() => {
      writeMessage(ada.document, { thread: 't', message: 'slip' }, ada.says('Oops'), me);
      writeMessage(ada.document, { thread: 't', message: 'slip' }, ada.says('Oops!'), me);
      removeMessage(ada.document, { thread: 't', message: 'slip' }, 'author', me);
    }, me);
    expect(texts(room)).toEqual(['Why here?']);
  });

  test('are the owner’s to remove, and to bring back', () => {
    const { room, ben, otto } = started();
    writeMessage(ben.document, { thread: 't', message: 'rude' }, ben.says('Rude'), me);
    otto.history.step('Remove', (origin) => removeMessage(otto.document, { thread: 't', message: 'rude' }, 'owner', origin));
    expect(texts(room)).toEqual(['Why here?']);
    otto.history.undo();
    expect(texts(room)).toEqual(['Why here?', 'Rude']);
  });
});

describe('undo of comments', () => {
  test('takes a thread back, and redo brings it again', () => {
    const { room, join } = table();
    const ada = join('Ada');
    ada.history.step('Comment', (origin) => startThread(ada.document, { thread: 't', message: 'm' }, crate, ada.says('Why?'), origin));
    ada.history.undo();
    expect(texts(room)).toEqual([]);
    ada.history.redo();
    expect(texts(room)).toEqual(['Why?']);
    expect(materialiseComments(room)[0]?.anchor).toEqual(crate);
  });

  test('of a thread leaves what others answered, on its anchor', () => {
    const { room, join } = table();
    const [ada, ben] = [join('Ada'), join('Ben')];
    ada.history.step('Comment', (origin) => startThread(ada.document, { thread: 't', message: 'm' }, crate, ada.says('Why?'), origin));
    writeMessage(ben.document, { thread: 't', message: 'b' }, ben.says('Because.'), me);
    ada.history.undo();
    expect(materialiseComments(room)).toMatchObject([{ anchor: crate, messages: [{ text: 'Because.' }] }]);
  });

  test('of an edit and of a removal brings the text back', () => {
    const { room, ada } = started();
    ada.history.step('Edit', (origin) =>
      writeMessage(ada.document, { thread: 't', message: 'm' }, { ...ada.says('Why there?'), edited: noon }, origin),
    );
    ada.history.step('Remove', (origin) => removeMessage(ada.document, { thread: 't', message: 'm' }, 'author', origin));
    ada.history.undo();
    ada.history.undo();
    expect(texts(room)).toEqual(['Why here?']);
  });

  test('of a reopening says who resolved the thread now, not who had', () => {
    const { room, ada, ben } = started();
    setResolved(ben.document, 't', true, { by: { id: 'ben', name: 'Ben' }, at: noon - 5 }, me);
    ada.history.step('Reopen', (origin) => setResolved(ada.document, 't', false, { by: { id: 'ada', name: 'Ada' }, at: noon }, origin));
    ada.history.undo();
    expect(materialiseComments(room)[0]).toMatchObject({ resolved: true, changed: { by: { id: 'ada', name: 'Ada' } } });
  });

  test('of a change on disk leaves alone what only its author may take back', () => {
    const { room, ben } = started();
    const theirs = { by: { id: 'cleo', name: 'Cleo' }, at: noon, text: 'From git' };
    writeMessage(ben.document, { thread: 't', message: 'b' }, ben.says('Mine'), me);
    const before = Y.encodeStateVector(room.doc);
    room.doc.transact(() => {
      registersIn(room).set('t/message/c', theirs);
      registersIn(room).set('t/removed/m', true);
    });
    // The window sends it back, and the room knows it already.
    const disk = new EditOrigin('comments/street.json changed on disk', 'disk');
    Y.applyUpdate(ben.document.doc, Y.encodeStateAsUpdate(room.doc, before), disk);
    expect(texts(room)).toEqual(['Mine', 'From git']);
    expect(ben.history.undo()).toMatchObject({ label: undefined, skipped: ['comments/street.json changed on disk'] });
    expect(texts(room)).toEqual(['Mine', 'From git']);
  });
});

describe('a comments file', () => {
  test('says what the room says, and back', () => {
    const { room, ben } = started();
    setResolved(ben.document, 't', true, { by: { id: 'ben', name: 'Ben' }, at: noon }, me);
    const file = toCommentsFile(room);
    expect(CommentsFile.parse(file)).toEqual(file);
    const other = openCommentsDocument();
    applyCommentChanges(other, new Map(), commentRegisters(file), me);
    expect(toCommentsFile(other)).toEqual(file);
  });

  test('changed outside brings what it changed and nothing else; a message that is gone from it is removed, and comes back with it', () => {
    const { room, ben } = started();
    const base = commentRegisters(toCommentsFile(room));
    writeMessage(ben.document, { thread: 't', message: 'b' }, ben.says('Meanwhile'), me);
    applyCommentChanges(room, base, new Map(), me);
    expect(texts(room)).toEqual(['Meanwhile']);
    applyCommentChanges(room, new Map(), base, me);
    expect(texts(room)).toEqual(['Meanwhile', 'Why here?']);
  });
});
