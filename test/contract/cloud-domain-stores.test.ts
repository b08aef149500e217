/**
 * One suite, two sets of adapters: the domain's ports in memory, which its unit tests trust, and on AWS calls against the embedded cloud. What
 * holds for one must hold for the other. Run it alone: `vitest run --project node test/contract/cloud-domain-stores`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsAuditLog, DynamoMetering } from '../../cloud/adapters/aws/audit.ts';
import { noSpending, noUsage } from '../../cloud/domain/metering/index.ts';
import { awsClients, type AwsClients } from '../../cloud/adapters/aws/clients.ts';
import { DynamoDirectory } from '../../cloud/adapters/aws/directory.ts';
import { deployEngineBuild, S3EngineBuilds } from '../../cloud/adapters/aws/engine-builds.ts';
import { KmsKeys } from '../../cloud/adapters/aws/keys.ts';
import { DynamoBoard, S3Checkpoints, S3Levels } from '../../cloud/adapters/aws/levels.ts';
import { Objects } from '../../cloud/adapters/aws/objects.ts';
import { PersonVault } from '../../cloud/adapters/aws/person-vault.ts';
import { ensureKey } from '../../cloud/adapters/aws/make-key.ts';
import { DynamoConnections } from '../../cloud/adapters/aws/push.ts';
import { DynamoHostDirectory, DynamoHosted } from '../../cloud/adapters/aws/hosted.ts';
import { DynamoSessions } from '../../cloud/adapters/aws/sessions.ts';
import { Table } from '../../cloud/adapters/aws/table.ts';
import { digest } from '../../cloud/domain/evidence.ts';
import { MemoryAudit } from '../../cloud/domain/testing/memory-audit.ts';
import { MemoryBoard, MemoryLevels } from '../../cloud/domain/testing/memory-levels.ts';
import { MemorySessions } from '../../cloud/domain/testing/memory-sessions.ts';
import { createDynamoDb } from '../../cloud/local/dynamodb/index.ts';
import { createKms } from '../../cloud/local/kms/index.ts';
import { createS3 } from '../../cloud/local/s3/index.ts';
import type {
  AuditLog,
  ChannelHead,
  CommandLog,
  LevelStore,
  LoggedCommand,
  PublishBoard,
  Revision,
  SegmentHead,
  SessionStart,
  SessionStore,
  SliceCommit,
  Member,
} from '../../cloud/ports/index.ts';
import { openTestCloud, type TestCloud } from './harness/local-cloud.ts';

let cloud: TestCloud;
let clients: AwsClients;
let table: Table;
let objects: Objects;
const now = Date.UTC(2026, 10, 21, 9, 30);

beforeAll(async () => {
  cloud = await openTestCloud((context) => {
    const kms = createKms(context);
    return [...kms.services, ...createS3(context, { kms }).services, ...createDynamoDb(context).services];
  });
  clients = awsClients(cloud.client());
  for (const TableName of ['ledgerquest', 'person-keys'])
    await new DynamoDBClient(cloud.client()).send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
  for (const tenant of ['demo', 'acme', 'cloud']) await ensureKey(clients.kms, tenant, 'data');
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'ledgerquest', ObjectLockEnabledForBucket: true }));
  table = new Table(clients.dynamodb, 'ledgerquest');
  objects = new Objects(clients.s3, 'ledgerquest');
});
afterAll(async () => {
  clients.close();
  await cloud.close();
  if (cloud.failures.length > 0) throw new AggregateError(cloud.failures, 'The embedded cloud failed');
});

let count = 0;
const pins = (tenant = 'demo'): SessionStart => ({
  format: 1,
  tenant,
  session: `s-${String((count += 1)).padStart(4, '0')}`,
  project: 'supply-chain',
  level: 'beer-game',
  channel: 'live',
  revision: 1,
  packageHash: 'a'.repeat(64),
  engine: `engine@${'b'.repeat(64)}`,
  start: { scenario: 'benchmark', seed: 7, parameters: { s_prime: [28, 28, 28, 20] } },
  latency: 'turn',
  pace: 'realtime',
  hz: 0,
  startedBy: 'u-0123456789abcdef0123',
  at: now,
  tokenHash: 'c'.repeat(64),
});
const command = (seq: number, clientSeq: number, sender = 1): LoggedCommand => ({
  seq,
  sender,
  clientSeq,
  type: 'PlaceOrder',
  payload: { quantity: seq, note: '0.10', deep: [{ x: null }] },
  at: now + seq,
});
const commitOf = (version: number, loopEpoch: number): SliceCommit => ({
  expect: { version, loopEpoch },
  lastSlice: `${loopEpoch}:${version}`,
  cursor: version,
  ticks: version + 1,
  hash: '0123456789abcdef',
  chain: 'd'.repeat(64),
  waiting: ['retailer'],
  done: false,
  kpis: { total_cost: '204.00', weeks: 3 },
  log: [{ tick: version + 1, upTo: version }],
  slice: {
    fromTick: version,
    toTick: version + 1,
    hashes: ['0123456789abcdef'],
    consumed: [],
    fuel: 12,
    spent: { ...noSpending, bytes: 7, readUnits: 0.5, writeUnits: 1 },
    routed: noSpending,
    at: now,
  },
});

/** Ten thousand take half a minute on the wire. */
const races = process.env['LEDGERQUEST_LONG'] === undefined ? 500 : 10_000;

describe.each(['in memory', 'on the embedded cloud'])('sessions %s', (where) => {
  const open = (): SessionStore & CommandLog => (where === 'in memory' ? new MemorySessions() : new DynamoSessions(table, objects));
  const started = async () => {
    const store = open();
    const start = pins();
    await store.create(start);
    return { store, start };
  };
  const opening = (sender: number): Parameters<CommandLog['accept']>[1] => ({
    expect: { cmdSeq: sender - 1, loop: 'idle', seats: sender - 1 },
    command: { ...command(sender, 0, 0), type: '$join' },
    opens: { sender, player: `p-${sender}`, secretHash: digest(`secret ${sender}`), lastSeq: 0, lastCommand: 0 },
  });

  it('keep what they were started with, once', async () => {
    const { store, start } = await started();
    expect(await store.start(start)).toEqual(start);
    expect(await store.head(start)).toMatchObject({ version: 0, cmdSeq: 0, loop: 'idle', loopEpoch: 0, log: [], waiting: [] });
    expect(await store.create({ ...start, engine: 'engine@other' })).toBe(false);
    expect(await store.start(start)).toEqual(start);
    expect(await store.list('demo')).toContain(start.session);
    expect(await store.list('acme')).not.toContain(start.session);
    expect(await store.start({ tenant: 'acme', session: start.session })).toBeUndefined();
  });

  it('keep the sealed token of their players beside that, in bytes, and say when there is none', async () => {
    const { store, start } = await started();
    expect(await store.sealedToken(start)).toBeUndefined();
    const other = pins();
    await store.create(other, Uint8Array.of(1, 2, 3));
    expect(await store.sealedToken(other)).toEqual(Uint8Array.of(1, 2, 3));
    expect(await store.start(other)).toEqual(other);
  });

  it('take a command with its number, or nothing at all', async () => {
    const { store, start } = await started();
    expect(await store.accept(start, opening(1))).toBe('accepted');
    const accept = (seq: number, clientSeq: number) =>
      store.accept(start, { expect: { cmdSeq: seq - 1, loop: 'idle', seats: 1 }, command: command(seq, clientSeq) });
    expect(await accept(2, 1)).toBe('accepted');
    expect(await accept(2, 2)).toBe('moved');
    expect(await accept(3, 1)).toBe('not-next');
    expect(await accept(3, 3)).toBe('not-next');
    expect(await accept(3, 2)).toBe('accepted');
    expect(await store.head(start)).toMatchObject({ cmdSeq: 3, seats: 1 });
    expect(await store.read(start, 1, 3)).toEqual([command(2, 1), command(3, 2)]);
    expect(await store.read(start, 3, 3)).toEqual([]);
    expect(await store.seat(start, 1)).toEqual({ sender: 1, player: 'p-1', secretHash: digest('secret 1'), lastSeq: 2, lastCommand: 3 });
  });

  it('take what waits along with a command, all of it or nothing', async () => {
    const { store, start } = await started();
    await store.accept(start, opening(1));
    await store.accept(start, opening(2));
    const of = (sender: number, seq: number, clientSeq: number) => ({ ...command(seq, clientSeq), sender });
    const accept = (...others: NonNullable<Parameters<CommandLog['accept']>[1]['others']>) =>
      store.accept(start, { expect: { cmdSeq: 2, loop: 'idle', seats: 2 }, command: of(1, 3, 1), others });
    const third = opening(3).opens!;
    expect(await accept({ command: of(2, 4, 2) }), 'not the next of its seat').toBe('moved');
    expect(await accept({ command: command(4, 0, 0), opens: opening(2).opens! }), 'a seat that is given').toBe('moved');
    expect(await store.head(start)).toMatchObject({ cmdSeq: 2, seats: 2 });
    expect(await store.read(start, 2, 9)).toEqual([]);
    expect(await accept({ command: of(2, 4, 1) }, { command: command(5, 0, 0), opens: third })).toBe('accepted');
    expect(await store.head(start)).toMatchObject({ cmdSeq: 5, seats: 3 });
    expect((await store.read(start, 2, 5)).map(({ seq, sender }) => [seq, sender])).toEqual([
      [3, 1],
      [4, 2],
      [5, 0],
    ]);
    expect((await store.seats(start)).map(({ sender, lastSeq, lastCommand }) => [sender, lastSeq, lastCommand])).toEqual([
      [1, 1, 3],
      [2, 1, 4],
      [3, 0, 0],
    ]);
  });

  it('add up what routers spend on the commands that they take', async () => {
    const { store, start } = await started();
    const spent = (calls: number) => ({ ...noSpending, calls, gbMs: 1.5, writeUnits: 6 });
    await store.accept(start, { ...opening(1), spent: spent(1) });
    expect(await store.accept(start, { ...opening(1), spent: spent(9) })).toBe('moved');
    await store.accept(start, { expect: { cmdSeq: 1, loop: 'idle', seats: 1 }, command: command(2, 1), spent: spent(2) });
    expect((await store.head(start))?.routed).toEqual({ ...noSpending, calls: 3, gbMs: 3, writeUnits: 12 });
  });

  it('use up the next number of a seat without a command, and no other', async () => {
    const { store, start } = await started();
    await store.accept(start, opening(1));
    expect(await store.skip(start, 1, 2)).toBe(false);
    expect(await store.skip(start, 1, 1)).toBe(true);
    expect(await store.skip(start, 1, 1)).toBe(false);
    expect(await store.accept(start, { expect: { cmdSeq: 1, loop: 'idle', seats: 1 }, command: command(2, 2) })).toBe('accepted');
  });

  it('refuse a command that saw another loop state, and a seat that was given meanwhile', async () => {
    const { store, start } = await started();
    await store.accept(start, opening(1));
    await store.takeLoop(start, { seen: 0, owner: 'x-1', at: now });
    expect(await store.accept(start, { expect: { cmdSeq: 1, loop: 'idle', seats: 1 }, command: command(2, 1) })).toBe('moved');
    expect(await store.accept(start, { ...opening(1), expect: { cmdSeq: 1, loop: 'running', seats: 0 } })).toBe('moved');
    expect((await store.seats(start)).map(({ sender }) => sender)).toEqual([1]);
  });

  it('give a loop to one of those who saw the same epoch', async () => {
    const { store, start } = await started();
    const takes = await Promise.all(['x-1', 'x-2', 'x-3'].map((owner) => store.takeLoop(start, { seen: 0, owner, at: now })));
    expect(takes.filter(Boolean)).toHaveLength(1);
    expect(await store.head(start)).toMatchObject({ loop: 'running', loopEpoch: 1 });
  });

  it('commit a slice once; who comes second is told what stands there', async () => {
    const { store, start } = await started();
    await store.takeLoop(start, { seen: 0, owner: 'x-1', at: now });
    expect(await store.commit(start, commitOf(0, 1))).toEqual({ ok: true });
    const again = await store.commit(start, commitOf(0, 1));
    expect(again).toMatchObject({
      ok: false,
      head: { version: 1, lastSlice: '1:0', hash: '0123456789abcdef', kpis: { total_cost: '204.00', weeks: 3 } },
    });
    const { expect: _, ...written } = commitOf(0, 1);
    expect(await store.head(start)).toMatchObject({ ...written, version: 1 });
  });

  it('have one winner of each slice for which two workers race', async () => {
    const { store, start } = await started();
    await store.takeLoop(start, { seen: 0, owner: 'x-1', at: now });
    const hashes = ['1'.repeat(16), '2'.repeat(16)];
    for (let version = 0; version < races; version += 1) {
      const outcomes = await Promise.all(hashes.map((hash) => store.commit(start, { ...commitOf(version, 1), hash })));
      const winner = outcomes.findIndex(({ ok }) => ok);
      // Who lost is told the winner's state, not their own.
      expect(outcomes[1 - winner], `slice ${version}`).toMatchObject({ ok: false, head: { version: version + 1, hash: hashes[winner] } });
    }
    expect(await store.head(start)).toMatchObject({ version: races, ticks: races });
  }, 240_000);

  it('fence a commit of an older epoch', async () => {
    const { store, start } = await started();
    await store.takeLoop(start, { seen: 0, owner: 'x-1', at: now });
    await store.takeLoop(start, { seen: 1, owner: 'x-2', at: now });
    expect(await store.commit(start, commitOf(0, 1))).toMatchObject({ ok: false, head: { version: 0, loopEpoch: 2 } });
  });

  it('stop only when nothing came in, and empty the log when a checkpoint was taken', async () => {
    const { store, start } = await started();
    await store.takeLoop(start, { seen: 0, owner: 'x-1', at: now });
    await store.commit(start, commitOf(0, 1));
    const stop = { loopEpoch: 1, cmdSeq: 0, calls: 0, waiting: [], at: now, checkpoint: { tick: 1, cursor: 0, sha256: 'e'.repeat(64) } };
    await store.call(start);
    expect(await store.stopLoop(start, stop)).toBe(false);
    expect(await store.stopLoop(start, { ...stop, calls: 1, cmdSeq: 1 })).toBe(false);
    expect(await store.stopLoop(start, { ...stop, calls: 1, loopEpoch: 2 })).toBe(false);
    expect(await store.stopLoop(start, { ...stop, calls: 1 })).toBe(true);
    expect(await store.head(start)).toMatchObject({ loop: 'idle', log: [], checkpoint: stop.checkpoint });
  });

  it('park with a reason, and forget it when a loop begins again', async () => {
    const { store, start } = await started();
    await store.takeLoop(start, { seen: 0, owner: 'x-1', at: now });
    expect(await store.park(start, { loopEpoch: 9, fault: 'late', at: now })).toBe(false);
    expect(await store.park(start, { loopEpoch: 1, fault: 'a script would not load', at: now })).toBe(true);
    expect(await store.head(start)).toMatchObject({ loop: 'parked', fault: 'a script would not load' });
    expect(await store.takeLoop(start, { seen: 1, owner: 'x-2', at: now })).toBe(true);
    expect((await store.head(start))?.loop).toBe('running');
  });

  it('let a slice commit while commands come in', async () => {
    const { store, start } = await started();
    await store.accept(start, opening(1));
    await store.takeLoop(start, { seen: 0, owner: 'x-1', at: now });
    const commits = (async () => {
      for (let version = 0; version < 25; version += 1) expect(await store.commit(start, commitOf(version, 1))).toEqual({ ok: true });
    })();
    const accepts = (async () => {
      for (let clientSeq = 1; clientSeq <= 25; clientSeq += 1)
        for (let outcome = ''; outcome !== 'accepted';) {
          const { cmdSeq } = (await store.head(start))!;
          outcome = await store.accept(start, { expect: { cmdSeq, loop: 'running', seats: 1 }, command: command(cmdSeq + 1, clientSeq) });
        }
    })();
    await Promise.all([commits, accepts]);
    expect(await store.head(start)).toMatchObject({ version: 25, cmdSeq: 26 });
  });

  it('number forty racing commands without a gap', async () => {
    const { store, start } = await started();
    await store.accept(start, opening(1));
    const race = async (clientSeq: number): Promise<string> => {
      const head = (await store.head(start))!;
      // The system's own commands: a player's also have to come in their own order.
      return store.accept(start, {
        expect: { cmdSeq: head.cmdSeq, loop: 'idle', seats: 1 },
        command: command(head.cmdSeq + 1, clientSeq, 0),
      });
    };
    const outcomes: string[] = [];
    for (let round = 0; round < 10; round += 1) outcomes.push(...(await Promise.all([1, 2, 3, 4].map((n) => race(round * 4 + n)))));
    const accepted = outcomes.filter((outcome) => outcome === 'accepted').length;
    const logged = await store.read(start, 0, 99);
    expect(logged.map(({ seq }) => seq)).toEqual([...Array(accepted + 1).keys()].map((n) => n + 1));
    expect((await store.head(start))?.cmdSeq).toBe(accepted + 1);
  });
});

describe.each(['in memory', 'on the embedded cloud'])('levels %s', (where) => {
  const open = (): { levels: LevelStore; board: PublishBoard } =>
    where === 'in memory'
      ? { levels: new MemoryLevels(), board: new MemoryBoard() }
      : { levels: new S3Levels(objects), board: new DynamoBoard(table) };
  const revision = (n: number, request = `p-${n}`): Revision => ({
    format: 1,
    tenant: 'demo',
    channel: 'live',
    revision: n,
    project: 'supply-chain',
    level: 'beer-game',
    name: 'Beer Game',
    packageHash: String(n).repeat(64).slice(0, 64),
    engine: `engine@${'b'.repeat(64)}`,
    goldenHash: 'c'.repeat(64),
    cloudHash: 'c'.repeat(64),
    proofs: [],
    publisher: 'ada',
    publishedAt: now,
    request,
    signature: { algorithm: 'ECDSA_SHA_256', key: 'k', value: 'AA==' },
  });
  const head = (n: number): ChannelHead => ({
    format: 1,
    latest: n,
    request: `p-${n}`,
    movedBy: 'ada',
    movedAt: now,
    revision: revision(n),
  });

  it('store content once and give it back', async () => {
    const { levels } = open();
    const bytes = new TextEncoder().encode(`asset ${where}`);
    expect(await levels.asset('demo', digest(bytes))).toBeUndefined();
    expect(await levels.putAsset('demo', digest(bytes), bytes)).toBe('stored');
    expect(await levels.putAsset('demo', digest(bytes), new TextEncoder().encode('other'))).toBe('present');
    expect(await levels.asset('demo', digest(bytes))).toEqual(bytes);
    expect(await levels.asset('acme', digest(bytes))).toBeUndefined();
  });

  it('move a channel by compare-and-set', async () => {
    const { levels } = open();
    expect(await levels.channel('demo', 'beer-game', 'live')).toBeUndefined();
    expect(await levels.moveChannel('demo', 'beer-game', 'live', head(1), undefined)).toBe(true);
    expect(await levels.moveChannel('demo', 'beer-game', 'live', head(2), undefined)).toBe(false);
    const first = (await levels.channel('demo', 'beer-game', 'live'))!;
    expect(first.head).toEqual(head(1));
    expect(await levels.moveChannel('demo', 'beer-game', 'live', head(2), first.tag)).toBe(true);
    expect(await levels.moveChannel('demo', 'beer-game', 'live', head(3), first.tag)).toBe(false);
    expect((await levels.channel('demo', 'beer-game', 'live'))?.head.latest).toBe(2);
  });

  it('never change a revision', async () => {
    const { levels } = open();
    expect(await levels.putRevision(revision(1))).toBe('stored');
    expect(await levels.putRevision(revision(1, 'p-other'))).toBe('present');
    expect(await levels.revision('demo', 'beer-game', 'live', 1)).toEqual(revision(1));
    expect(await levels.revision('demo', 'beer-game', 'live', 2)).toBeUndefined();
  });

  it('tell how far a request came, and what is live with its picture', async () => {
    const { board } = open();
    expect(await board.state('demo', 'p-1')).toBeUndefined();
    await board.report('demo', { id: 'p-1', stage: 'received' });
    await board.report('demo', { id: 'p-1', stage: 'refused', error: { code: 'proof-differs', message: 'No.', where: 'benchmark' } });
    expect(await board.state('demo', 'p-1')).toMatchObject({
      id: 'p-1',
      stage: 'refused',
      error: { code: 'proof-differs', where: 'benchmark' },
    });
    await board.record({ head: head(1), thumbnail: { state: 'pending' } });
    await board.recordThumbnail('demo', 'beer-game', 'live', head(2).revision.packageHash, { state: 'ready', adapter: 'late' });
    expect(await board.list('demo')).toEqual([{ head: head(1), thumbnail: { state: 'pending' } }]);
    await board.recordThumbnail('demo', 'beer-game', 'live', head(1).revision.packageHash, { state: 'unavailable', reason: 'no adapter' });
    expect(await board.list('demo')).toEqual([{ head: head(1), thumbnail: { state: 'unavailable', reason: 'no adapter' } }]);
    expect(await board.list('acme')).toEqual([]);
  });
});

describe('the commands of a session with its own host', () => {
  const many = (from: number, to: number, what = 'x') =>
    Array.from({ length: to - from + 1 }, (_, index) => ({ ...command(from + index, 1, from + index), payload: { what } }));
  const opened = async () => {
    const start = pins();
    await new DynamoSessions(table, objects).create(start);
    return { start, hosted: new DynamoHosted(table, objects), sessions: new DynamoSessions(table, objects) };
  };

  it('are read one by one out of their segments, small and large, from any number to any', async () => {
    const { start, hosted, sessions } = await opened();
    const all = [...many(1, 3), ...many(4, 300, 'y'.repeat(200)), ...many(301, 302)];
    await hosted.keepCommands(start, all.slice(0, 3), 1);
    await hosted.keepCommands(start, all.slice(3, 300), 1);
    await hosted.keepCommands(start, all.slice(300), 1);
    expect(await sessions.read(start, 0, 302)).toEqual(all);
    for (const [after, upTo] of [
      [2, 4],
      [3, 300],
      [5, 6],
      [299, 301],
      [302, 302],
    ] as const)
      expect(await sessions.read(start, after, upTo), `${after} to ${upTo}`).toEqual(all.slice(after, upTo));
  });

  it('count once where a dead host stored them too, and those of the later epoch where it did not know of them', async () => {
    const { start, hosted, sessions } = await opened();
    await hosted.keepCommands(start, many(1, 5), 1);
    await hosted.keepCommands(start, many(1, 3, 'late'), 2);
    await hosted.keepCommands(start, many(4, 8, 'late'), 2);
    expect(await sessions.read(start, 0, 8)).toEqual(many(1, 8, 'late'));
    // One that is no longer the session's writes over nothing.
    await hosted.keepCommands(start, many(4, 8, 'zombie'), 1);
    expect(await sessions.read(start, 3, 8)).toEqual(many(4, 8, 'late'));
  });

  it('that HEAD never had are in nobody’s way at the end of the session, and in that of everything else', async () => {
    const { start, hosted, sessions } = await opened();
    await hosted.keepCommands(start, many(1, 1), 1);
    const entered = (type: string, to: 'paused' | 'ended') =>
      sessions.accept(start, {
        expect: { cmdSeq: 0, loop: 'idle', seats: 0 },
        command: { seq: 1, sender: 0, clientSeq: 1, type, payload: {}, at: 7 },
        turns: { to, loopEpoch: 0 },
      });
    expect(await entered('$pause', 'paused')).toBe('moved');
    expect(await entered('$end', 'ended')).toBe('accepted');
    expect(await sessions.head(start)).toMatchObject({ cmdSeq: 1, phase: 'ended' });
    expect(await sessions.read(start, 0, 1)).toEqual([{ seq: 1, sender: 0, clientSeq: 1, type: '$end', payload: {}, at: 7 }]);
    expect(await entered('$end', 'ended'), 'a command of the log is written over by nobody').toBe('moved');
  });

  it('and its address are announced by the latest host only', async () => {
    const { start } = await opened();
    const hosts = new DynamoHostDirectory(table);
    expect(await hosts.announced(start)).toBeUndefined();
    await hosts.announce(start, { epoch: 2, url: 'ws://127.0.0.1:2/live', key: 'b' });
    await hosts.announce(start, { epoch: 1, url: 'ws://127.0.0.1:1/live', key: 'a' });
    expect(await hosts.announced(start)).toEqual({ epoch: 2, url: 'ws://127.0.0.1:2/live', key: 'b' });
  });
});

describe.each(['in memory', 'on the embedded cloud'])('the audit %s', (where) => {
  const open = (): AuditLog =>
    where === 'in memory'
      ? new MemoryAudit()
      : new AwsAuditLog(table, objects, { retention: { mode: 'GOVERNANCE', days: 1 }, now: Date.now });
  const usage = { ...noUsage, slices: 1, ticks: 1, fuel: 10, commands: 2, bytes: 3, readUnits: 0.5, writeUnits: 1.5 };
  const ref = (name: string) => ({ tenant: where === 'in memory' ? 'memory' : 'cloud', session: `s-${name}` });
  const record = (seq: number) => ({ seq, record: `{"seq":${seq}}`, hash: digest(`{"seq":${seq}}`) });
  const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
    const all: T[] = [];
    for await (const item of items) all.push(item);
    return all;
  };

  it('appends a record once and counts it once', async () => {
    const audit = open();
    expect(await audit.append(ref('a'), record(0), { ...usage, at: now })).toBe('appended');
    expect(await audit.append(ref('a'), { ...record(0), record: '{"forged":true}' }, { ...usage, at: now })).toBe('present');
    expect(await audit.append(ref('a'), record(1), { ...usage, at: now })).toBe('appended');
    expect(await collect(audit.records(ref('a')))).toEqual([record(0), record(1)]);
    expect(await audit.record(ref('a'), 1)).toEqual(record(1));
    if (where === 'in memory') return;
    expect(await new DynamoMetering(table).hours('cloud')).toEqual([
      { hour: '2026-11-21T09', usage: { ...noUsage, slices: 2, ticks: 2, fuel: 20, commands: 4, bytes: 6, readUnits: 1, writeUnits: 3 } },
    ]);
    expect(await new DynamoMetering(table).session(ref('a'))).toEqual({
      ...noUsage,
      slices: 2,
      ticks: 2,
      fuel: 20,
      commands: 4,
      bytes: 6,
      readUnits: 1,
      writeUnits: 3,
    });
    expect(await new DynamoMetering(table).session(ref('other'))).toEqual(noUsage);
  });

  it('keeps a record that no item holds, whole and once', async () => {
    const audit = open();
    const text = `{"seq":0,"big":"${'x'.repeat(500_000)}"}`;
    const big = { seq: 0, record: text, hash: digest(text) };
    expect(await audit.append(ref('big'), big, { ...usage, at: now })).toBe('appended');
    expect(await audit.append(ref('big'), big, { ...usage, at: now })).toBe('present');
    expect(await audit.record(ref('big'), 0)).toEqual(big);
    expect(await collect(audit.records(ref('big')))).toEqual([big]);
  });

  it('keeps sealed segments with their heads, and links of the digest in order', async () => {
    const audit = open();
    const bytes = new TextEncoder().encode('{"seq":0}\n');
    const head: SegmentHead = {
      format: 1,
      ...ref('b'),
      from: 0,
      to: 0,
      sha256: digest(bytes),
      hash: 'h',
      prev: '',
      signature: { algorithm: 'ECDSA_SHA_256', key: 'k', value: 'AA==' },
    };
    expect(await audit.lastSegment(ref('b'))).toBeUndefined();
    expect(await audit.storedFrom(ref('b'), 0)).toBeUndefined();
    expect(await audit.seal(head, bytes)).toEqual(head);
    expect(await audit.seal({ ...head, signature: { ...head.signature, value: 'BB==' } }, bytes)).toEqual(head);
    expect(await audit.storedFrom(ref('b'), 0)).toBe(0);
    expect(await audit.storedFrom(ref('b'), 1)).toBeUndefined();
    expect(await audit.lastSegment(ref('b'))).toBeUndefined();
    await audit.noteSealed(head);
    expect(await audit.lastSegment(ref('b'))).toEqual(head);
    expect(await collect(audit.segments(ref('b')))).toMatchObject([{ head, bytes }]);
    const { tenant, session } = ref('b');
    const link = (n: number) => ({
      format: 1 as const,
      tenant,
      n,
      session,
      seq: n,
      hash: 'h',
      prev: '',
      at: now,
      signature: head.signature,
    });
    expect(await audit.lastDigest(tenant)).toBeUndefined();
    for (const n of [0, 1, 2]) expect(await audit.putDigest(link(n))).toBe(true);
    expect(await audit.putDigest(link(2))).toBe(false);
    expect(await audit.lastDigest(tenant)).toEqual(link(2));
    expect((await collect(audit.digests(tenant))).map(({ digest: found }) => found)).toEqual([link(0), link(1), link(2)]);
  });
});

describe('on the embedded cloud', () => {
  it('a signature holds for its tenant, its purpose and its text, and for nothing else', async () => {
    for (const tenant of ['demo', 'acme'])
      for (const purpose of ['publish', 'audit'] as const) await ensureKey(clients.kms, tenant, purpose);
    const keys = new KmsKeys(clients.kms);
    const signature = await keys.sign('demo', 'publish', 'revision 7');
    expect(await keys.verify('demo', 'publish', 'revision 7', signature)).toBe(true);
    expect(await keys.verify('demo', 'publish', 'revision 8', signature)).toBe(false);
    expect(await keys.verify('demo', 'audit', 'revision 7', signature)).toBe(false);
    expect(await keys.verify('acme', 'publish', 'revision 7', signature)).toBe(false);
    expect(await keys.verify('demo', 'publish', 'revision 7', { ...signature, value: 'bm90IGEgc2lnbmF0dXJl' })).toBe(false);
    for (const value of [`${signature.value}=`, ` ${signature.value}`, `${signature.value}\n`, signature.value.replace(/^./, '$& ')])
      expect(await keys.verify('demo', 'publish', 'revision 7', { ...signature, value }), 'a signature has one text').toBe(false);
  });

  it('a checkpoint is kept under its hash', async () => {
    const checkpoints = new S3Checkpoints(objects);
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);
    expect(await checkpoints.put('demo', bytes)).toBe(digest(bytes));
    expect(await checkpoints.get('demo', digest(bytes))).toEqual(bytes);
    expect(await checkpoints.get('acme', digest(bytes))).toBeUndefined();
  });

  it('the directory knows tenants and the roles of their people', async () => {
    const directory = new DynamoDirectory(table, new PersonVault(clients.kms, new Table(clients.dynamodb, 'person-keys')));
    await directory.putTenant('demo');
    const ada: Member = { id: 'u-0123456789abcdef0123', name: 'ada', roles: ['owner', 'analyst'], key: 'a2V5' };
    const pia: Member = { id: 'u-00000000000000000001', name: 'pia', roles: ['player'] };
    await directory.putMember('demo', ada);
    await directory.putMember('demo', pia);
    expect(await directory.tenants()).toEqual(['demo']);
    const { name: _, ...membership } = ada;
    expect(await directory.named('demo', ada.id)).toEqual(ada);
    expect(await new DynamoDirectory(table).member('demo', ada.id), 'without a key to names').toEqual(membership);
    expect(await directory.member('acme', ada.id)).toBeUndefined();
    expect(await directory.members('demo')).toEqual([pia, ada]);
    await directory.removeMember('demo', ada.id);
    await directory.removeTenant('demo');
    expect([await directory.members('demo'), await directory.tenants()]).toEqual([[pia], []]);
  });

  describe('a socket', () => {
    const opened = async (name: string, clock = () => now) => {
      const connections = new DynamoConnections({ sockets: table, sessions: async () => table, now: clock });
      const ref = { tenant: 'demo', session: `s-${name}` };
      await connections.open(ref, { id: `c-${name}`, sender: 0, needsKeyframe: false, missed: 0 });
      return { connections, ref, id: `c-${name}` };
    };

    it('leads to its session, and is forgotten when it closes', async () => {
      const { connections, ref, id } = await opened('sockets');
      expect(await connections.change(ref, id, { sender: 3, needsKeyframe: true })).toBe(true);
      expect(await connections.find(id)).toEqual({ ...ref, id, sender: 3, needsKeyframe: true, missed: 0 });
      expect(await connections.list(ref)).toEqual([{ id, sender: 3, needsKeyframe: true, missed: 0 }]);
      expect(await connections.close(id)).toEqual(ref);
      expect(await connections.close(id)).toBeUndefined();
      expect(await connections.list(ref)).toEqual([]);
    });

    it('keeps the seat that it joined while a slice served it', async () => {
      const { connections, ref, id } = await opened('joins');
      const [seen] = await connections.list(ref);
      await connections.change(ref, id, { sender: 3 });
      await connections.change(ref, seen!.id, { needsKeyframe: false, missed: 0 });
      expect(await connections.find(id)).toMatchObject({ sender: 3 });
    });

    it('that closed while a slice served it does not come back', async () => {
      const { connections, ref, id } = await opened('leaves');
      await connections.close(id);
      expect(await connections.change(ref, id, { needsKeyframe: false })).toBe(false);
      expect(await connections.list(ref)).toEqual([]);
      expect(await connections.find(id)).toBeUndefined();
    });

    it('is forgotten by its session also when nothing leads to it any more', async () => {
      const { connections, ref, id } = await opened('ghost');
      await table.delete({ pk: `SOCKET#${id}`, sk: 'SOCKET' });
      expect(await connections.close(id, ref)).toEqual(ref);
      expect(await connections.list(ref)).toEqual([]);
    });

    it('that outlived its two hours is nobody, before the table has removed it', async () => {
      let time = now;
      const { connections, ref } = await opened('old', () => time);
      time += 4 * 3_600_000;
      expect(await connections.list(ref)).toEqual([]);
    });
  });

  it('an engine build runs only when every byte is what its name stands for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'engine-build-'));
    const code = (answer: number): Uint8Array =>
      new TextEncoder().encode(`export const openEngine = async ({ id }) => ({ id, answer: ${answer} });\n`);
    const wasm = Uint8Array.of(0, 97, 115, 109);
    const files = [
      { path: 'engine.mjs', sha256: digest(code(1)), size: code(1).length },
      { path: 'quickjs.wasm', sha256: digest(wasm), size: wasm.length },
    ];
    const manifest = new TextEncoder().encode(JSON.stringify({ entry: 'engine.mjs', files, format: 1 }));
    const id = `engine@${digest(manifest)}`;
    for (const [name, bytes] of [
      ['engine.json', manifest],
      ['engine.mjs', code(1)],
      ['quickjs.wasm', wasm],
    ] as const)
      writeFileSync(join(folder, name), bytes);
    await expect(deployEngineBuild(objects, { id: `engine@${'0'.repeat(64)}`, dir: folder })).rejects.toMatchObject({
      code: 'engine-altered',
      where: 'engine.json',
    });
    expect(await deployEngineBuild(objects, { id, dir: folder })).toBe('stored');
    expect(await deployEngineBuild(objects, { id, dir: folder })).toBe('present');
    const open = (name: string) => new S3EngineBuilds(objects, join(folder, name));
    expect(await open('first').list()).toEqual([id]);
    expect(await open('first').load(id)).toEqual({ id, answer: 1 });
    await expect(open('first').load(`engine@${'1'.repeat(64)}`)).rejects.toMatchObject({ code: 'engine-unknown' });
    await clients.s3.send(new PutObjectCommand({ Bucket: 'ledgerquest', Key: `engines/${digest(manifest)}/engine.mjs`, Body: code(2) }));
    await expect(open('second').load(id)).rejects.toMatchObject({ code: 'engine-altered', where: 'engine.mjs' });
    rmSync(folder, { recursive: true, force: true });
  });

  it('what a write costs is known', async () => {
    table.capacity();
    await table.update({ key: { pk: 'TENANT#demo#SESSION#cost', sk: 'HEAD' }, set: { text: 'x'.repeat(2500) } });
    expect(table.capacity()).toEqual({ readUnits: 0, writeUnits: 3 });
    await table.get({ pk: 'TENANT#demo#SESSION#cost', sk: 'HEAD' });
    expect(table.capacity()).toEqual({ readUnits: 1, writeUnits: 0 });
  });
});
