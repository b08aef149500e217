import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import type { SliceCommit } from '../../ports/index.ts';
import { eventsOf, readableEventsOf } from './events-of-record.ts';
import type { Objects } from './objects.ts';
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
