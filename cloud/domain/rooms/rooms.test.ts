import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { addEntity, EditOrigin, type LevelDocument, openDocument, rename, seedFrom } from '../../../engine/document/index.ts';
import { street } from '../../../engine/document/testing/levels.ts';
import { encodeState } from '../../../src-main/services/collaboration/encode-state.ts';
import { newPersonKeys, personSignatures, signAs } from '../../adapters/person-keys.ts';
import { packing } from '../../adapters/packing.ts';
import type { LoggedRecord, Member, RoomHead, RoomStore } from '../../ports/index.ts';
import { answer, type AnswerDeps } from './answer.ts';
import { compact } from './compact.ts';
import { Replicas } from './replicas.ts';
import { claimsText, type RoomClaims, tokenOf } from './token.ts';

const room = 'demo/level/street';
const me = new EditOrigin('test');
const keys = { ada: newPersonKeys(), vic: newPersonKeys(), eve: newPersonKeys() };
const members: Record<string, Member> = {
  ada: { id: 'ada', name: 'Ada', roles: ['designer'], key: keys.ada.publicKey },
  vic: { id: 'vic', name: 'Vic', roles: ['auditor'], key: keys.vic.publicKey },
};

/** One log that several functions write to. */
function memoryRooms() {
  const records: LoggedRecord[] = [];
  const files = new Map<number, Uint8Array>();
  let head: RoomHead | undefined;
  const trace: string[] = [];
  const store: RoomStore = {
    create: async (_, first) => {
      if (head) return false;
      head = first;
      return true;
    },
    head: async () => head,
    async *after(_, __, seq) {
      trace.push(`read after ${seq}`);
      yield* records.slice(seq);
    },
    append: async (_, __, { seq, session, record }) => {
      const isFree = records.length === seq - 1;
      trace.push(`append ${seq} ${isFree ? 'kept' : 'taken'}`);
      if (isFree) records.push({ seq, session, record });
      return isFree;
    },
    putSnapshot: async (_, __, seq, file) => {
      const outcome = files.has(seq) ? 'present' : 'stored';
      if (outcome === 'stored') files.set(seq, file);
      return outcome;
    },
    snapshot: async (_, __, seq) => files.get(seq),
    snapshotPart: async (_, __, seq, from, count) => {
      const file = files.get(seq);
      return file && { bytes: file.subarray(from, from + count), size: file.length };
    },
    moveSnapshot: async (_, epoch, seq) => {
      if (head!.snapshot >= seq) return false;
      head = { epoch, snapshot: seq };
      return true;
    },
    expire: async (_, __, upTo) => void trace.push(`expire ${upTo}`),
  };
  return { store, records, files, trace, head: () => head };
}

let log: ReturnType<typeof memoryRooms>;
let published: unknown[];
let now: number;
beforeEach(() => {
  log = memoryRooms();
  published = [];
  now = 1_000_000;
});

/** A function of its own, with what it has read. */
function graph(more: Partial<RoomStore> = {}): AnswerDeps {
  return {
    forTenant: () => ({
      store: { ...log.store, ...more },
      directory: { member: async (_, id) => members[id] },
      packing,
      compactAfter: { records: 500, bytes: 1 << 20 },
      now: () => now,
    }),
    channel: {
      publish: async (_, events) => {
        log.trace.push('publish');
        published.push(...events);
      },
      address: () => ({ realtime: 'wss://r', host: 'h', channel: '/rooms/x' }),
    },
    signatures: personSignatures,
    replicas: new Replicas(4),
    random: { bytes: (n) => new Uint8Array(n) },
    now: () => now,
  };
}

function tokenFor(person: keyof typeof keys, change: Partial<RoomClaims> = {}): string {
  const claims = { tenant: 'demo', room, person, colour: '', until: now + 60_000, ...change };
  return tokenOf(claims, signAs(keys[person], claimsText(claims)));
}
const seed = (): string => {
  const document = openDocument('level');
  document.doc.clientID = 1;
  seedFrom(document, street, me);
  return packing.pack(encodeState(document));
};

/** Somebody in the room: a document of their own, and what it became since. */
async function enter(deps: AnswerDeps, person: keyof typeof keys = 'ada') {
  const token = tokenFor(person);
  const joined = (await answer(deps, { op: 'join', room, token, protocol: 1 })) as { session: number; role: string; epoch: string };
  const { session, role } = joined;
  const base = { room, token, session, role };
  const edits: string[] = [];
  const document: LevelDocument = openDocument('level');
  const synced = (await answer(deps, { op: 'sync', ...base, vector: 'AA==' })) as { update: string };
  Y.applyUpdate(document.doc, packing.unpack(synced.update, 1 << 24)!);
  document.doc.clientID = session;
  document.doc.on('update', (update: Uint8Array) => edits.push(packing.pack(update)));
  const take = (): string[] => edits.splice(0);
  return { ...joined, base, document, take };
}

describe('a room in the cloud', () => {
  test('keeps first, then says so, then tells the others', async () => {
    const deps = graph();
    expect(await answer(deps, { op: 'create', room, token: tokenFor('ada'), seed: seed() })).toEqual({ created: true });
    const ada = await enter(deps);
    log.trace.length = 0;
    rename(ada.document, 'crate', 'Kept', me);
    expect(await answer(deps, { op: 'submit', ...ada.base, updates: ada.take() })).toEqual({ acked: 1, seqs: [2] });
    expect(log.trace).toEqual(['append 2 kept', 'publish']);
    expect(published.at(-1)).toMatchObject({ kind: 'record', seq: 2, session: ada.session, part: 0, of: 1 });
  });

  test('acknowledges nothing that the log did not take, and tells nobody of it', async () => {
    await answer(graph(), { op: 'create', room, token: tokenFor('ada'), seed: seed() });
    const deps = graph();
    const ada = await enter(deps);
    const before = published.length;
    const broken = graph({ append: () => Promise.reject(new Error('the table is away')) });
    rename(ada.document, 'crate', 'Lost', me);
    const updates = ada.take();
    await expect(answer(broken, { op: 'submit', ...ada.base, updates })).rejects.toThrow('away');
    expect([log.records.length, published.length]).toEqual([1, before]);
    expect(await answer(deps, { op: 'submit', ...ada.base, updates })).toEqual({ acked: 1, seqs: [2] });
  });

  test('is written by several functions: who was slower reads what came between and judges again; a second time is nothing new', async () => {
    const [one, two] = [graph(), graph()];
    await answer(one, { op: 'create', room, token: tokenFor('ada'), seed: seed() });
    const [ada, again] = [await enter(one), await enter(two)];
    rename(ada.document, 'crate', 'One', me);
    rename(again.document, 'truck', 'Two', me);
    const [first, second] = [ada.take(), again.take()];
    await answer(one, { op: 'submit', ...ada.base, updates: first });
    log.trace.length = 0;
    expect(await answer(two, { op: 'submit', ...again.base, updates: second })).toEqual({ acked: 1, seqs: [4] });
    expect(log.trace).toEqual(['append 3 taken', 'read after 2', 'append 4 kept', 'publish']);
    expect(await answer(one, { op: 'submit', ...again.base, updates: second })).toEqual({ acked: 1, seqs: [] });
    expect(log.records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  test('refuses against the newest state only: an edit of what another function has written is no gap', async () => {
    const [one, two] = [graph(), graph()];
    await answer(one, { op: 'create', room, token: tokenFor('ada'), seed: seed() });
    const [ada, again] = [await enter(one), await enter(two)];
    addEntity(ada.document, { id: 'new-by-ada-one', name: 'New', components: {} }, { parent: null }, me);
    const made = ada.take();
    await answer(one, { op: 'submit', ...ada.base, updates: made });
    for (const update of made) Y.applyUpdate(again.document.doc, packing.unpack(update, 1 << 20)!);
    again.take();
    rename(again.document, 'new-by-ada-one', 'Renamed', me);
    const updates = again.take();
    log.trace.length = 0;
    expect(await answer(two, { op: 'submit', ...again.base, updates })).toEqual({ acked: 1, seqs: [4] });
    expect(log.trace).toEqual(['read after 2', 'append 4 kept', 'publish']);
  });

  test('takes what comes before a refusal, and names the refusal', async () => {
    const deps = graph();
    await answer(deps, { op: 'create', room, token: tokenFor('ada'), seed: seed() });
    const ada = await enter(deps);
    rename(ada.document, 'crate', 'Good', me);
    ada.document.doc.clientID = 99;
    rename(ada.document, 'crate', 'Forged', me);
    const refused = { acked: 1, rejected: { reason: 'invalid-update', message: expect.stringContaining('99') as string } };
    expect(await answer(deps, { op: 'submit', ...ada.base, updates: ada.take() })).toEqual(refused);
  });

  test('lets in who the directory knows, as what it says now, for the room and time of their token', async () => {
    const deps = graph();
    await answer(deps, { op: 'create', room, token: tokenFor('ada'), seed: seed() });
    const join = (token: string, at = room) => answer(deps, { op: 'join', room: at, token, protocol: 1 });
    const out = { rejected: { reason: 'not-signed-in' } };
    expect(await join(tokenFor('vic'))).toMatchObject({ role: 'viewer', person: { id: 'vic', name: 'Vic' } });
    expect(await join(tokenFor('eve'))).toMatchObject(out);
    expect(await join(tokenFor('eve', { person: 'ada' }))).toMatchObject(out);
    expect(await join(tokenFor('ada', { room: 'demo/level/other' }))).toMatchObject(out);
    expect(await join(tokenFor('ada', { until: now }))).toMatchObject(out);
    expect(await join(tokenFor('ada', { until: now + 7_200_000 }))).toMatchObject(out);
    const [claims, signature] = tokenFor('vic').split('.');
    const forged = btoa(atob(claims!).replace('"vic"', '"ada"')).replaceAll('=', '');
    expect(await join(`${forged}.${signature}`)).toMatchObject(out);
    const respelt = (text: string): string => text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1);
    const spaced = Buffer.from(Buffer.from(claims!, 'base64url').toString().replace(',', ', ')).toString('base64url');
    for (const other of [
      `${claims}.${respelt(signature!)}`,
      `${claims}.${signature}==`,
      `${claims}=.${signature}`,
      `${claims} .${signature}`,
      `${spaced}.${signature}`,
      `${Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(claims!, 'base64url')]).toString('base64url')}.${signature}`,
      `${claims!.replaceAll('-', '+').replaceAll('_', '/')} .${signature}`,
    ])
      expect(await join(other), 'a token has one text').toMatchObject(out);
    const vic = await enter(deps, 'vic');
    rename(vic.document, 'crate', 'No', me);
    const updates = vic.take();
    expect(await answer(deps, { op: 'submit', ...vic.base, updates })).toMatchObject({ acked: 0, rejected: { reason: 'forbidden' } });
    expect(await answer(deps, { op: 'submit', ...vic.base, role: 'editor', updates })).toMatchObject({
      rejected: { reason: 'role-changed' },
    });
    const ada = await enter(deps);
    expect(await answer(deps, { op: 'submit', ...ada.base, session: vic.session, updates })).toMatchObject(out);
  });

  test('is compacted to one file of its number, never backwards, and read from it with what came after', async () => {
    const deps = graph();
    await answer(deps, { op: 'create', room, token: tokenFor('ada'), seed: seed() });
    const ada = await enter(deps);
    const edit = (name: string) => {
      rename(ada.document, 'crate', name, me);
      return answer(deps, { op: 'submit', ...ada.base, updates: ada.take() });
    };
    await edit('Before');
    const place = { tenant: 'demo', room };
    const parts = { store: log.store, packing, now: () => now };
    expect(await compact(place, parts)).toBe(2);
    expect(await compact(place, parts)).toBeUndefined();
    expect([log.head()?.snapshot, [...log.files.keys()]]).toEqual([2, [0, 2]]);
    expect(log.trace.filter((each) => each.startsWith('expire'))).toEqual(['expire 2']);
    await edit('After');
    log.trace.length = 0;
    const cold = graph();
    expect(await answer(cold, { op: 'after', ...ada.base, seq: 2 })).toMatchObject({ last: 3, records: [{ seq: 3 }] });
    expect(log.trace[0]).toBe('read after 2');
  });

  test('does not step over a record that is gone', async () => {
    const deps = graph();
    await answer(deps, { op: 'create', room, token: tokenFor('ada'), seed: seed() });
    const ada = await enter(deps);
    for (const name of ['a', 'b']) {
      rename(ada.document, 'crate', name, me);
      await answer(deps, { op: 'submit', ...ada.base, updates: ada.take() });
    }
    const holed = graph({
      async *after(_, __, seq) {
        yield* log.records.slice(seq).filter((record) => record.seq !== 2);
      },
    });
    await expect(answer(holed, { op: 'after', ...ada.base, seq: 1 })).rejects.toThrow('Record 3 does not follow record 1');
  });
});
