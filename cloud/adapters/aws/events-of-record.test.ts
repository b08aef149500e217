import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import type { LoggedCommand, SliceCommit } from '../../ports/index.ts';
import { eventsOf, readableEventsOf } from './events-of-record.ts';
import type { Objects } from './objects.ts';
import { segmentItem, segmentsOf } from './segments.ts';
import { DynamoSessions } from './sessions.ts';
import type { StreamRecord } from './stream.ts';
import type { Change, Table } from './table.ts';

const record = (pk: string, sk: string, item: object, before?: object): StreamRecord => ({
  eventID: 'e',
  eventName: before === undefined ? 'INSERT' : 'MODIFY',
  dynamodb: {
    SequenceNumber: '1',
    ApproximateCreationDateTime: 1_795_253_520,
    Keys: marshall({ pk, sk }),
    NewImage: marshall({ pk, sk, ...item }),
    ...(before && { OldImage: marshall({ pk, sk, ...before }) }),
  },
});
const session = 'TENANT#demo#SESSION#s-1';
const levels = 'TENANT#demo#LEVELS';
const idsOf = (...args: Parameters<typeof record>) => eventsOf(record(...args)).map(({ type, detail }) => [type, detail.id, detail.at]);

describe('a record of the stream', () => {
  it('of a segment, a refusal or a command says so at its second, and the same again', () => {
    const head = JSON.stringify({ tenant: 'demo', session: 's-1', from: 0, to: 63, sha256: 'a', hash: 'b' });
    const at = 1_795_253_520_000;
    expect(idsOf(session, 'SEALED', { head })).toEqual([['AuditSealed.v1', 's-1.sealed.000000000063', at]]);
    expect(idsOf(session, 'SEALED', { head }, { head })).toEqual([]);
    const error = { code: 'proof-differs', message: 'm' };
    expect(idsOf(levels, 'REQUEST#p-1', { stage: 'refused', error }, { stage: 'verified' })).toEqual([
      ['LevelRefused.v1', 'p-1.refused', at],
    ]);
    const join = { sender: 0, clientSeq: 0, type: '$join', payload: JSON.stringify({ sender: 2, player: 'p-2' }), at: 7 };
    expect(idsOf(session, 'CMD#000000000001', join)).toEqual([['PlayerJoined.v1', 's-1.joined.00002', 7]]);
    const asRead = record(session, 'SEALED', { head });
    const date = { ...asRead, dynamodb: { ...asRead.dynamodb, ApproximateCreationDateTime: new Date(at + 999) } };
    expect(eventsOf(date), 'read by an SDK').toEqual(eventsOf(asRead));
  });

  it('of a segment says what the host’s own commands in it mean, wherever its lines lie', async () => {
    const order = (seq: number): LoggedCommand => ({
      seq,
      sender: 1,
      clientSeq: seq,
      type: 'Order',
      payload: { note: 'x'.repeat(200) },
      at: 9,
    });
    const hosts = (seq: number, type: string, payload: object): LoggedCommand => ({
      seq,
      sender: 0,
      clientSeq: 0,
      type,
      payload: payload as never,
      at: seq,
    });
    const stored = new Map<string, Uint8Array>();
    const objects = { create: async (key: string, bytes: Uint8Array) => void stored.set(key, bytes) } as unknown as Objects;
    const segment = (commands: readonly LoggedCommand[]) => segmentItem({ tenant: 'demo', session: 's-1' }, commands, objects);
    const orders = Array.from({ length: 40 }, (_, n) => order(n + 10));
    const joins = [hosts(1, '$join', { sender: 3, player: 'p-3' }), hosts(2, '$join', { sender: 4, player: 'p-4' })];
    const large = await segment([...joins, ...orders, hosts(50, '$pause', { person: 'u-1' })]);
    expect(stored.size).toBe(1);
    const told = [
      ['PlayersJoined.v1', 's-1.joined.00003-00004', 2],
      ['SessionPhaseChanged.v2', 's-1.phase.000000000050', 50],
    ];
    expect(idsOf(session, 'CMD#000000000050', large)).toEqual(told);
    expect(idsOf(session, 'CMD#000000000050', large, large), 'written again').toEqual([]);
    expect(idsOf(session, 'CMD#000000000001', await segment(joins))).toEqual(told.slice(0, 1));
    expect(await segment(orders)).not.toHaveProperty('own');
  });

  it('is of the tenant and session of its key, whatever it says itself', () => {
    const sealed = { tenant: 'acme', session: 's-9', from: 0, to: 63, sha256: 'a'.repeat(64), hash: 'b'.repeat(64) };
    expect(eventsOf(record(session, 'SEALED', { head: JSON.stringify(sealed) }))).toMatchObject([
      { type: 'AuditSealed.v1', detail: { tenant: 'demo', session: 's-1', id: 's-1.sealed.000000000063' } },
    ]);
    const board = { request: 'p-1', latest: 1, movedBy: 'u-1', movedAt: 7, revision: { tenant: 'acme', level: 'chess', channel: 'live' } };
    expect(eventsOf(record(levels, 'LEVEL#chess#live', { head: JSON.stringify(board) }))).toMatchObject([
      { type: 'LevelPublished.v1', detail: { tenant: 'demo', level: 'chess' } },
    ]);
  });

  it('that says what no event may say, or more than the bus takes, says nothing and holds up nobody', () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    const joined = (...players: unknown[]) => ({
      from: 1,
      count: players.length,
      own: players.map((player, n) => JSON.stringify([n + 1, 0, 0, '$join', { sender: n + 1, player }, 7])).join('\n'),
    });
    const told = (item: object) => readableEventsOf(record(session, 'CMD#000000000009', item)).map(({ detail }) => detail);
    expect(told(joined('p-1', '__proto__'))).toEqual([
      { id: 's-1.joined.00001-00002', tenant: 'demo', at: 7, session: 's-1', first: 1, players: ['p-1', '__proto__'] },
    ]);
    for (const player of ['x'.repeat(300_000), 'Ada Lovelace', 'p\r\nx', '', 7, null, { toString: 'x' }, ['p-1']])
      expect(told(joined(player))).toEqual([]);
    expect(told(joined(...Array.from({ length: 1001 }, (_, n) => `p-${n}`)))).toEqual([]);
    expect(told({ from: 1, own: '[1,0,0,"$join",null,7]' })).toEqual([]);
    const taken = (payload: unknown) => told({ sender: 0, clientSeq: 0, type: '$join', payload: JSON.stringify(payload), at: 7 });
    expect(taken({ sender: 1, player: 'p-1' })).toHaveLength(1);
    for (const payload of [
      { sender: 1, player: 'x'.repeat(300_000) },
      { sender: '../1', player: 'p-1' },
      { sender: 1e9, player: 'p 1' },
    ])
      expect(taken(payload)).toEqual([]);
    expect(told({ sender: 0, clientSeq: 0, type: '$end', payload: JSON.stringify({ person: 'x'.repeat(300_000) }), at: 7 })).toEqual([]);
    logged.mockRestore();
  });

  it('that nobody can read says nothing and holds up nobody', () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(readableEventsOf(record(session, 'START', { pins: 'no JSON' }))).toEqual([]);
    expect(readableEventsOf(record(session, 'SEALED', { head: 'no JSON' }))).toEqual([]);
    expect(logged).toHaveBeenCalledTimes(2);
    logged.mockRestore();
  });

  it('of anything else says nothing', () => {
    for (const [pk, sk] of [
      [session, 'SEAT#00001'],
      [session, 'AUDIT#000000000001'],
      [levels, 'planted'],
      ['TENANT#demo#LETTERS', 'LETTER#audit#x'],
      ['TENANT#demo#PLAYER#p', 'GAMES'],
      ['SOCKET#c', 'SOCKET'],
    ] as const)
      expect(idsOf(pk, sk, { note: 'x' }), sk).toEqual([]);
    expect(idsOf(session, 'CMD#000000000002', { sender: 1, clientSeq: 1, type: 'PlaceOrder', payload: '{}', at: 7 })).toEqual([]);
  });
});

it('HEAD says which commits sum a session up: the 64th, and not those beside it', async () => {
  const written: Change[] = [];
  const table = { update: async (change: Change) => (written.push(change), { ok: true }) } as unknown as Table;
  const commit = (version: number) =>
    new DynamoSessions(table, {} as Objects).commit({ tenant: 'demo', session: 's-1' }, {
      expect: { version: version - 1, loopEpoch: 1 },
      slice: { at: 5 },
    } as unknown as SliceCommit);
  for (const version of [63, 64, 65, 128]) await commit(version);
  expect(written.map(({ set }) => set?.['summed'])).toEqual([false, true, false, true]);
});

it('five thousand who join at once fit into items', async () => {
  const joins = Array.from({ length: 5000 }, (_, n): LoggedCommand => {
    const payload = { sender: n + 1, player: `u-${'x'.repeat(32)}` };
    return { seq: n + 1, sender: 0, clientSeq: 0, type: '$join', payload, at: 1_795_253_520_000 };
  });
  const objects = { create: async () => 'stored' } as unknown as Objects;
  const items = await Promise.all(segmentsOf(joins).map((each) => segmentItem({ tenant: 'demo', session: 's-1' }, each, objects)));
  expect(items.map(({ from }) => from)).toEqual([1, 1001, 2001, 3001, 4001]);
  for (const item of items) expect(JSON.stringify(item).length).toBeLessThan(200_000);
});
