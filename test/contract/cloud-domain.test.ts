/**
 * The product's main job on its own cloud, through the synthesized template, the bundled functions and the wire: publish, play, audit, verify;
 * and what is refused on the way. Run it alone: `vitest run --project node test/contract/cloud-domain.test.ts`.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { CloudClient, PublishProgress, SessionSummary } from '../../cloud/client/index.ts';
import type { Engine, LevelPackage } from '../../engine/run/index.ts';
import { encryptionFor } from '../../cloud/adapters/aws/object-encryption.ts';
import { unpackText } from '../../cloud/adapters/aws/packed-text.ts';
import { compileSample, openProductCloud, type ProductCloud } from './harness/product-cloud.ts';

let cloud: ProductCloud;
let engine: Engine;
let beer: LevelPackage;

beforeAll(async () => {
  cloud = await openProductCloud();
  engine = cloud.engine;
  beer = compileSample(engine, 'supply-chain');
}, 240_000);
afterAll(() => cloud.close());

const publish = (
  client: CloudClient,
  tenant: string,
  publisher: string,
  level: LevelPackage,
  onProgress?: (progress: PublishProgress) => void,
) => client.publish({ tenant, channel: 'live', level, engine: cloud.build.id, proofs: engine.prove(level), publisher }, onProgress);

/** Waits for something that the cloud does by itself. */
const eventually = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 40_000, interval: 50 });
const reaches = (tenant: string, id: string, ticks: number): Promise<SessionSummary> =>
  eventually(async () => {
    const session = await cloud.everyone.session(tenant, id);
    expect(session.ticks, JSON.stringify(session.head)).toBeGreaterThanOrEqual(ticks);
    return session;
  });

/** A turn game by one player who holds one stage. */
async function play(quantities: readonly number[], tenant: 'demo' | 'acme' = 'demo'): Promise<string> {
  const client = cloud[tenant];
  const { id: session } = await client.startSession({
    tenant,
    level: 'beer-game',
    person: tenant === 'demo' ? 'ada' : 'ben',
    scenario: 'benchmark',
  });
  const ref = { tenant, session };
  await client.sendCommand(ref, { type: 'TakeStage', payload: { stage: 'wholesaler' }, player: 'p-1' });
  for (const [turn, quantity] of quantities.entries()) {
    await client.sendCommand(ref, { type: 'PlaceOrder', payload: { quantity }, player: 'p-1' });
    await reaches(tenant, session, turn + 1);
  }
  return session;
}

/** How long a tick is, as the bundled engine says it: some part of the build has it. */
const rule = 'stepMicros / 1e6';

describe('publishing', () => {
  it('replays the proofs in the cloud, which come to the publisher’s hashes, and tells how far it is', async () => {
    const stages: string[] = [];
    const result = await publish(cloud.demo, 'demo', 'ada', beer, ({ stage }) => stages.push(stage));
    expect(result).toMatchObject({
      tenant: 'demo',
      level: 'beer-game',
      channel: 'live',
      revision: 1,
      packageHash: beer.hash,
      unchanged: false,
    });
    expect(result.cloudHash).toBe(result.goldenHash);
    expect(result.goldenHash).toBe(engine.proofDigest(engine.prove(beer)));
    expect(stages[0]).toBe('upload');
    expect(stages.at(-1)).toBe('done');
  }, 120_000);

  it('recognises the same content, uploads nothing and starts nothing', async () => {
    const stages: string[] = [];
    expect(await publish(cloud.demo, 'demo', 'ada', beer, ({ stage }) => stages.push(stage))).toMatchObject({
      revision: 1,
      unchanged: true,
    });
    expect(stages).toEqual(['done']);
  });

  it('gives another content the next number; a rollback leads back, and the numbers go on', async () => {
    const changed = compileSample(engine, 'supply-chain', (files) => {
      const level = JSON.parse(new TextDecoder().decode(files.get('levels/beer-game.json'))) as { name: string };
      files.set('levels/beer-game.json', new TextEncoder().encode(JSON.stringify({ ...level, name: 'Harbour road' })));
    });
    expect(await publish(cloud.demo, 'demo', 'ada', changed)).toMatchObject({ revision: 2 });
    expect(await cloud.demo.rollback({ tenant: 'demo', level: 'beer-game', channel: 'live', revision: 1, publisher: 'ada' })).toMatchObject(
      { revision: 1, packageHash: beer.hash },
    );
    const [live] = await cloud.demo.publications('demo');
    expect(live).toMatchObject({ revision: 1, latest: 2, packageHash: beer.hash, publisher: 'ada' });
    const { scenarios } = beer.level;
    expect(await cloud.demo.scenarios('demo', 'beer-game', beer.hash)).toEqual(
      Object.entries(scenarios).map(([id, { name, ticks }]) => ({ id, name, ticks })),
    );
  }, 120_000);

  it('goes on without a picture and says why', async () => {
    await publish(cloud.acme, 'acme', 'ben', beer);
    await eventually(async () => {
      const [live] = await cloud.acme.publications('acme');
      expect(live?.thumbnail).toMatchObject({ state: 'unavailable', reason: expect.stringContaining('could not be started') as string });
    });
  }, 120_000);

  it('replays long scenarios side by side, and comes to the publisher’s hashes all the same', async () => {
    const long = compileSample(engine, 'hello-cube', (files) => {
      const edit = (path: string, change: (document: any) => void): void => {
        const document = JSON.parse(new TextDecoder().decode(files.get(path)));
        change(document);
        files.set(path, new TextEncoder().encode(JSON.stringify(document)));
      };
      edit('levels/hello-cube.json', (level) => (level.id = 'long-cube'));
      edit('ledgerquest.json', ({ scenarios }) => (scenarios.calm.ticks = 20_000));
    });
    const result = await publish(cloud.acme, 'acme', 'ben', long);
    expect(result.cloudHash).toBe(result.goldenHash);
    const sfn = new SFNClient({ ...cloud.local, credentials: cloud.local.operator });
    const { executions = [] } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: cloud.target.outputs.PublishMachineArn, maxResults: 1 }),
    );
    const { events = [] } = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn: executions[0]!.executionArn!, maxResults: 1000 }),
    );
    expect(events.filter(({ type }) => type === 'MapIterationStarted')).toHaveLength(2);
  }, 120_000);

  it('is refused when the cloud’s engine has one changed rule, naming the scenario', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'changed-engine-'));
    cpSync(cloud.build.dir, dir, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(dir, 'engine.json'), 'utf8')) as { files: { path: string; sha256: string }[] };
    const source = (path: string): string => readFileSync(join(dir, path), 'utf8');
    const { path } = manifest.files.find((file) => file.path.endsWith('.mjs') && source(file.path).includes(rule))!;
    writeFileSync(join(dir, path), source(path).replace(rule, `${rule} * 1.01`));
    const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
    for (const file of manifest.files) file.sha256 = sha256(readFileSync(join(dir, file.path)));
    const text = JSON.stringify(manifest);
    writeFileSync(join(dir, 'engine.json'), text);
    const id = `engine@${sha256(text)}`;
    await cloud.operator.deployEngine({ id, dir });
    rmSync(dir, { recursive: true, force: true });

    const cube = compileSample(engine, 'hello-cube');
    const publishing = cloud.demo.publish({
      tenant: 'demo',
      channel: 'live',
      level: cube,
      engine: id,
      proofs: engine.prove(cube),
      publisher: 'ada',
    });
    await expect(publishing).rejects.toMatchObject({ code: 'proof-differs', where: expect.stringMatching(/^(calm|whirl)$/) as string });
    expect((await cloud.demo.publications('demo')).map(({ level }) => level)).toEqual(['beer-game']);
  }, 120_000);

  it('is refused when a file of the package was changed after it was made, naming the file', async () => {
    const cube = compileSample(engine, 'hello-cube');
    const { sha256 } = cube.manifest.files.find(({ path }) => path.endsWith('.js'))!;
    const Key = `tenants/demo/assets/${sha256}`;
    const s3 = new S3Client({ ...keysOf(cloud.everyone), forcePathStyle: true });
    const Bucket = cloud.target.outputs.BucketName;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'function onTick() { kpi("turns", 0); }' }));
    await expect(publish(cloud.demo, 'demo', 'ada', cube)).rejects.toMatchObject({
      code: 'package-altered',
      where: expect.stringMatching(/\.js$/) as string,
    });
    await s3.send(
      new PutObjectCommand({ Bucket, Key, Body: cube.files.get(cube.manifest.files.find((file) => file.sha256 === sha256)!.path)! }),
    );
    s3.destroy();
  }, 120_000);

  it.each([
    ['pia', 'demo', 'only player'],
    ['eve', 'demo', 'no role'],
    ['ada', 'acme', 'no role'],
  ])('is forbidden for %s in %s, who has %s there, and names the roles that may', async (publisher, tenant) => {
    const client = tenant === 'demo' ? cloud.demo : cloud.acme;
    await expect(publish(client, tenant, publisher, beer)).rejects.toMatchObject({
      code: 'forbidden',
      hint: expect.stringContaining('owner or designer or analyst') as string,
    });
  });

  it('is refused for an engine build that the target does not run, and lists those it does', async () => {
    const order = {
      tenant: 'demo',
      channel: 'live',
      level: beer,
      engine: `engine@${'0'.repeat(64)}`,
      proofs: engine.prove(beer),
      publisher: 'ada',
    };
    await expect(cloud.demo.publish(order)).rejects.toMatchObject({
      code: 'engine-unknown',
      hint: expect.stringContaining(cloud.build.id) as string,
    });
  });
});

describe('a session', () => {
  it('takes orders, advances by turns, and its audit replays to the same hashes as a local run', async () => {
    const session = await play([4, 9, 2, 7, 12]);
    const verdict = await cloud.demo.verifySession('demo', session);
    expect(verdict).toMatchObject({ ticks: 5, diverged: false, findings: [], assurance: 'local' });

    const recording = await cloud.demo.recording('demo', session);
    const world = engine.createWorld(beer, recording.start);
    const hashes = Array.from(
      { length: recording.ticks },
      (_, index) => world.step(recording.commands.filter(({ tick }) => tick === index + 1)).hash,
    );
    expect(hashes).toEqual(recording.hashes);
    expect((await cloud.demo.session('demo', session)).hash).toBe(hashes.at(-1));
    expect(recording.commands.map(({ type, payload }) => [type, payload])).toContainEqual(['PlaceOrder', { quantity: 12 }]);
    world.dispose();
  }, 120_000);

  it('leaves its entities to whoever asks, as its last checkpoint had them', async () => {
    const session = await play([9]);
    const found = await eventually(async () => {
      const entities = await cloud.demo.entities({ tenant: 'demo', session });
      expect(entities.state?.tick).toBe(1);
      return entities;
    });
    const stages = found.rows.filter(({ component }) => component === 'Stage');
    expect(stages.map(({ name }) => name)).toEqual(expect.arrayContaining(['Retailer', 'Wholesaler', 'Distributor', 'Factory']));
    expect(found.rows.some(({ component }) => component === 'Transform')).toBe(false);
    expect(await cloud.demo.entities({ tenant: 'demo', session }, stages[0]!.entity)).toMatchObject({
      rows: found.rows.filter(({ entity }) => entity === stages[0]!.entity),
    });
    await expect(cloud.acme.entities({ tenant: 'demo', session })).rejects.toMatchObject({ name: 'AccessDeniedException' });
  }, 120_000);

  it('goes on past a turn’s deadline by the seat’s own policy, and a replay does the same', async () => {
    const hasty = compileSample(engine, 'supply-chain', (files) => {
      const level = JSON.parse(new TextDecoder().decode(files.get('levels/beer-game.json'))) as { clock: object };
      files.set(
        'levels/beer-game.json',
        new TextEncoder().encode(JSON.stringify({ ...level, clock: { ...level.clock, deadline: 0.001 } })),
      );
    });
    await cloud.demo.publish({
      tenant: 'demo',
      channel: 'hasty',
      level: hasty,
      engine: cloud.build.id,
      proofs: engine.prove(hasty),
      publisher: 'ada',
    });
    const { id } = await cloud.demo.startSession({
      tenant: 'demo',
      level: 'beer-game',
      channel: 'hasty',
      person: 'ada',
      scenario: 'benchmark',
    });
    const ref = { tenant: 'demo', session: id };
    const send = (player: string, type: string, payload: object) =>
      cloud.demo.sendCommand(ref, { type, payload: payload as never, player });
    await send('p-1', 'TakeStage', { stage: 'retailer' });
    await send('p-2', 'TakeStage', { stage: 'factory' });
    await send('p-1', 'PlaceOrder', { quantity: 4 });
    await eventually(async () => {
      await cloud.operator.sweep();
      expect((await cloud.demo.session('demo', id)).ticks).toBe(1);
    });
    // The audit is written behind the table.
    await eventually(async () => {
      const { commands } = await cloud.demo.recording('demo', id);
      expect(commands).toContainEqual(expect.objectContaining({ tick: 1, sender: 0, type: 'PassTurn', payload: { stage: 'Factory' } }));
    });
    expect(await cloud.demo.verifySession('demo', id)).toMatchObject({ ticks: 1, diverged: false, findings: [] });
  }, 120_000);

  it('acknowledges a repeated command again, with no effect', async () => {
    const session = await play([4]);
    const ref = { tenant: 'demo', session };
    const again = await cloud.demo.sendCommand(ref, { type: 'PlaceOrder', payload: { quantity: 4 }, player: 'p-1', seq: 2 });
    expect(again).toMatchObject({ duplicate: true, clientSeq: 2 });
    expect((await cloud.demo.session('demo', session)).head.cmdSeq).toBe(3);
  }, 120_000);

  it('runs to its scenario’s end by itself when it is fast: 204.00', async () => {
    const { id } = await cloud.demo.startSession({
      tenant: 'demo',
      level: 'beer-game',
      person: 'ada',
      scenario: 'benchmark',
      pace: 'fast',
    });
    const done = await reaches('demo', id, 36);
    expect(done).toMatchObject({
      state: 'finished',
      ticks: 36,
      hash: engine.prove(beer).find(({ scenario }) => scenario === 'benchmark')!.hash,
    });
    expect(done.kpis).toMatchObject({
      total_cost: '204.00',
      retailer_cost: '46.00',
      wholesaler_cost: '50.00',
      distributor_cost: '54.00',
      factory_cost: '54.00',
    });
    await expect(
      cloud.demo.sendCommand({ tenant: 'demo', session: id }, { type: 'PlaceOrder', payload: { quantity: 1 }, player: 'p-1' }),
    ).rejects.toMatchObject({ code: 'session-finished' });
  }, 120_000);

  it('of a realtime level keeps running, takes commands in flight, and verifies', async () => {
    const cube = compileSample(engine, 'hello-cube');
    await publish(cloud.demo, 'demo', 'ada', cube);
    const { id } = await cloud.demo.startSession({ tenant: 'demo', level: cube.manifest.level, person: 'ada' });
    await reaches('demo', id, 5);
    const ref = { tenant: 'demo', session: id };
    for (const speed of [1, 2, 3]) await cloud.demo.sendCommand(ref, { type: 'SetSpin', payload: { speed }, player: 'p-1' });
    const { ticks } = await eventually(async () => {
      const session = await cloud.demo.session('demo', id);
      expect(session.head.cursor).toBe(session.head.cmdSeq);
      return session;
    });
    await reaches('demo', id, ticks + 10);

    // Paused, it stands where it stood when the pause was answered, whatever was under way.
    await cloud.demo.changePhase({ ...ref, change: 'pause', person: 'ada' });
    const paused = await cloud.demo.session('demo', id);
    await cloud.demo.sendCommand(ref, { type: 'SetSpin', payload: { speed: 9 }, player: 'p-1' });
    await eventually(async () => {
      const { head } = await cloud.demo.session('demo', id);
      expect([head.loop, head.seen]).toEqual(['idle', head.cmdSeq]);
    });
    expect(await cloud.demo.session('demo', id)).toMatchObject({ state: 'paused', ticks: paused.ticks, hash: paused.hash });
    await cloud.demo.changePhase({ ...ref, change: 'resume', person: 'ada' });
    await reaches('demo', id, paused.ticks + 5);
    expect(await cloud.demo.verifySession('demo', id)).toMatchObject({ diverged: false, findings: [] });
  }, 120_000);

  it.each([
    [{ level: 'nosuch' }, 'level-unpublished'],
    [{ scenario: 'nosuch' }, 'scenario-unknown'],
    [{ parameters: { theta: 7 } }, 'bad-parameter'],
    [{ person: 'pia' }, 'forbidden'],
  ])('is not started with %j: %s', async (order, code) => {
    await expect(cloud.demo.startSession({ tenant: 'demo', level: 'beer-game', person: 'ada', ...order })).rejects.toMatchObject({ code });
  });
});

describe('a player', () => {
  const open = async (
    query: Record<string, string>,
  ): Promise<{ socket: WebSocket; messages: { type: string; [member: string]: unknown }[] }> => {
    const socket = new WebSocket(`${cloud.target.outputs.WebSocketUrl}?${new URLSearchParams(query).toString()}`);
    const messages: { type: string }[] = [];
    socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as { type: string }));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return { socket, messages };
  };

  it('joins by link, sees the world, orders, and sees the effect', async () => {
    const { id, token } = await cloud.demo.startSession({ tenant: 'demo', level: 'beer-game', person: 'ada', scenario: 'benchmark' });
    const { socket, messages } = await open({ tenant: 'demo', session: id, token });
    const next = (type: string) =>
      eventually(async () => {
        const found = messages.find((message) => message.type === type);
        expect(found, JSON.stringify(messages.map((message) => message.type))).toBeDefined();
        return found!;
      });
    const send = (message: object): void => socket.send(JSON.stringify(message));

    // A binary frame is taken as its text.
    socket.send(Buffer.from('{"type":"hello"}'));
    expect(await next('welcome')).toMatchObject({ session: id, level: { id: 'beer-game', clock: { kind: 'turns', unit: 'week' } } });
    expect(await next('keyframe')).toMatchObject({ tick: 0, done: false });
    send({ type: 'join', player: 'p-7' });
    expect(await next('joined')).toMatchObject({ sender: 1 });
    send({ type: 'command', seq: 1, command: { type: 'TakeStage', payload: { stage: 'retailer' } } });
    expect(await next('ack')).toMatchObject({ clientSeq: 1, duplicate: false });
    expect(await next('waiting')).toMatchObject({ waiting: ['retailer'] });
    send({ type: 'command', seq: 2, command: { type: 'PlaceOrder', payload: { quantity: 6 } } });
    const frames = await next('frames');
    expect(frames).toMatchObject({ fromTick: 0, toTick: 1, waiting: ['retailer'] });
    expect(frames['hash']).toBe((await cloud.demo.session('demo', id)).hash);
    expect(frames['kpis']).toMatchObject({ total_cost: '24.00' });
    send({ type: 'command', seq: 3, command: { type: 'PlaceOrder', payload: { quantity: -1 } } });
    expect(await next('refused')).toMatchObject({ clientSeq: 3 });
    socket.send('{"type":"command","seq":4,"command":{"type":"PlaceOrder","payload":{"__proto__":{}}}}');
    await eventually(async () => expect(messages).toContainEqual(expect.objectContaining({ code: 'message-invalid', clientSeq: 4 })));
    send({ type: 'command', seq: 5, command: { type: 'PlaceOrder', payload: { quantity: 6 } } });
    await eventually(async () => expect(messages).toContainEqual(expect.objectContaining({ type: 'ack', clientSeq: 5 })));
    socket.close();
    expect(await cloud.demo.verifySession('demo', id)).toMatchObject({ diverged: false, findings: [] });
  }, 120_000);

  it('is told when its session is paused, goes on and is ended; what it sent in the pause counts, and nothing after the end', async () => {
    const { id, token } = await cloud.demo.startSession({ tenant: 'demo', level: 'beer-game', person: 'ada', scenario: 'benchmark' });
    const ref = { tenant: 'demo', session: id };
    const link = { ...ref, token };
    const { socket, messages } = await open(link);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const next = (type: string, about: object = {}) =>
      eventually(async () => expect(messages).toContainEqual(expect.objectContaining({ type, ...about })));
    const order = (seq: number, type: string, payload: object): void =>
      socket.send(JSON.stringify({ type: 'command', seq, command: { type, payload } }));
    socket.send(JSON.stringify({ type: 'hello' }));
    socket.send(JSON.stringify({ type: 'join', player: 'p-7' }));
    await next('joined');
    order(1, 'TakeStage', { stage: 'retailer' });
    await next('waiting');

    // Who plays may not, by any message, nor who facilitates another tenant.
    for (const type of ['pause', 'end']) socket.send(JSON.stringify({ type }));
    order(2, '$end', { person: 'u-1', at: 0 });
    await next('refused', { code: 'message-invalid' });
    await next('refused', { code: 'command-unknown', clientSeq: 2 });
    for (const person of ['pia', 'ben'])
      await expect(cloud.everyone.changePhase({ ...ref, change: 'end', person })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(cloud.acme.changePhase({ ...ref, change: 'end', person: 'ben' })).rejects.toThrow(/not authorized/);
    expect((await cloud.demo.session('demo', id)).state).toBe('waiting');

    const by = { ...ref, person: 'ada' };
    await cloud.demo.changePhase({ ...by, change: 'pause' });
    await next('paused', { tick: 0 });
    order(3, 'PlaceOrder', { quantity: 6 });
    await next('ack', { clientSeq: 3 });
    expect(await cloud.demo.session('demo', id)).toMatchObject({ state: 'paused', ticks: 0 });
    await cloud.demo.changePhase({ ...by, change: 'resume' });
    await next('resumed');
    await next('frames', { toTick: 1, kpis: expect.objectContaining({ total_cost: '24.00' }) as unknown });

    await cloud.demo.changePhase({ ...by, change: 'end' });
    await closed;
    expect(messages.at(-1)).toEqual({ type: 'ended', tick: 1 });
    await expect(cloud.demo.sendCommand(ref, { type: 'PlaceOrder', payload: { quantity: 1 }, player: 'p-7' })).rejects.toMatchObject({
      code: 'session-ended',
    });
    const late = await open(link);
    late.socket.send(JSON.stringify({ type: 'hello' }));
    await eventually(async () => expect(late.messages.at(-1)).toMatchObject({ type: 'keyframe', tick: 1, done: true }));
    expect(late.messages.slice(0, 2)).toMatchObject([{ type: 'welcome', tick: 1 }, { type: 'ended' }]);
    late.socket.close();
    expect(await cloud.demo.session('demo', id)).toMatchObject({ state: 'ended', ticks: 1, head: { checkpoint: { tick: 1 } } });
    expect(await cloud.demo.verifySession('demo', id)).toMatchObject({ ticks: 1, diverged: false, findings: [] });
    const deeds: { type: string; payload: unknown }[] = [];
    for await (const record of cloud.demo.audit('demo', id))
      if (record.kind === 'slice') deeds.push(...record.commands.filter(({ type }) => /^\$(?!join)/.test(type)));
    expect(deeds.map(({ type }) => type)).toEqual(['$pause', '$resume', '$end']);
    const names = deeds.map(({ payload }) => cloud.demo.nameOf('demo', (payload as { person: string }).person));
    expect(new Set(await Promise.all(names))).toEqual(new Set(['ada']));
  }, 120_000);

  it('with a wrong token, of another session or of none, is not let in', async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(() => cloud.demo.startSession({ tenant: 'demo', level: 'beer-game', person: 'ada' })),
    );
    for (const query of [
      { tenant: 'demo', session: one!.id, token: other!.token },
      { tenant: 'demo', session: one!.id, token: '' },
      { tenant: 'acme', session: one!.id, token: one!.token },
      { tenant: 'demo', session: 's-none', token: one!.token },
    ])
      await expect(open(query), JSON.stringify(query)).rejects.toThrow(/403/);
  }, 120_000);
});

const keysOf = ({ target: { endpoint, region, credentials } }: CloudClient) => ({
  endpoint: endpoint!,
  region,
  credentials,
  maxAttempts: 1,
});

/** A key and how an object is put there. */
const sealed = (Key: string) => ({ Key, ...encryptionFor(Key) });

describe('two tenants', () => {
  const clients = (client: CloudClient) => ({
    s3: new S3Client({ ...keysOf(client), forcePathStyle: true }),
    dynamodb: new DynamoDBClient(keysOf(client)),
    kms: new KMSClient(keysOf(client)),
    sfn: new SFNClient(keysOf(client)),
  });
  const tries = (session: string) => {
    const { BucketName: Bucket, TableName, LoopMachineArn } = cloud.target.outputs;
    const item = (sk: string) => ({ pk: { S: `TENANT#demo#SESSION#${session}` }, sk: { S: sk } });
    const manifest = `tenants/demo/levels/beer-game/manifests/${beer.hash}.json`;
    type Clients = ReturnType<typeof clients>;
    return {
      both: {
        'reading a manifest': ({ s3 }: Clients) => s3.send(new GetObjectCommand({ Bucket, Key: manifest })),
        'listing objects': ({ s3 }: Clients) => s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'tenants/demo/' })),
        'storing an asset': ({ s3 }: Clients) =>
          s3.send(new PutObjectCommand({ Bucket, ...sealed(`tenants/demo/assets/${'9'.repeat(64)}`), Body: 'x', IfNoneMatch: '*' })),
        'reading HEAD': ({ dynamodb }: Clients) => dynamodb.send(new GetItemCommand({ TableName, Key: item('HEAD') })),
        'querying a session': ({ dynamodb }: Clients) =>
          dynamodb.send(
            new QueryCommand({ TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': item('HEAD').pk } }),
          ),
        'writing to a session': ({ dynamodb }: Clients) =>
          dynamodb.send(
            new UpdateItemCommand({
              TableName,
              Key: item('NOTE'),
              UpdateExpression: 'SET note = :n',
              ExpressionAttributeValues: { ':n': { S: 'x' } },
            }),
          ),
      },
      nobody: {
        'moving a channel': ({ s3 }: Clients) =>
          s3.send(new PutObjectCommand({ Bucket, ...sealed('tenants/demo/levels/beer-game/live/HEAD'), Body: '{}' })),
        'storing over what was uploaded': ({ s3 }: Clients) => s3.send(new PutObjectCommand({ Bucket, ...sealed(manifest), Body: 'x' })),
        'listing without a tenant': ({ s3 }: Clients) => s3.send(new ListObjectsV2Command({ Bucket })),
        'listing a tenant whose name only begins like theirs': ({ s3 }: Clients) =>
          s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'tenants/demo2/' })),
        'reading a tenant whose name only begins like theirs': ({ dynamodb }: Clients) =>
          dynamodb.send(new GetItemCommand({ TableName, Key: { pk: { S: 'TENANT#demo2#SESSION#s' }, sk: { S: 'HEAD' } } })),
        'changing an audit record': ({ dynamodb }: Clients) =>
          dynamodb.send(
            new UpdateItemCommand({
              TableName,
              Key: item('AUDIT#000000000001'),
              UpdateExpression: 'SET #r = :r',
              ExpressionAttributeNames: { '#r': 'record' },
              ExpressionAttributeValues: { ':r': { S: '{}' } },
            }),
          ),
        'replacing an audit record': ({ dynamodb }: Clients) =>
          dynamodb.send(new PutItemCommand({ TableName, Item: { ...item('AUDIT#000000000001'), note: { S: 'x' } } })),
        'deleting an audit record': ({ dynamodb }: Clients) =>
          dynamodb.send(new DeleteItemCommand({ TableName, Key: item('AUDIT#000000000001') })),
        'signing with the tenant’s key': ({ kms }: Clients) =>
          kms.send(
            new SignCommand({
              KeyId: 'alias/ledgerquest/demo/publish',
              Message: new TextEncoder().encode('x'),
              SigningAlgorithm: 'ECDSA_SHA_256',
            }),
          ),
        'starting a loop': ({ sfn }: Clients) => sfn.send(new StartExecutionCommand({ stateMachineArn: LoopMachineArn, input: '{}' })),
        'changing who belongs to the tenant': ({ dynamodb }: Clients) =>
          dynamodb.send(
            new UpdateItemCommand({
              TableName,
              Key: { pk: { S: 'TENANT#demo#DIRECTORY' }, sk: { S: 'PERSON#pia' } },
              UpdateExpression: 'SET #r = :r',
              ExpressionAttributeNames: { '#r': 'roles' },
              ExpressionAttributeValues: { ':r': { L: [{ S: 'owner' }] } },
            }),
          ),
      },
    };
  };

  it('reach what is theirs; the other is refused at each of the same calls, by a policy that is named', async () => {
    const session = await play([4]);
    const [own, other] = [clients(cloud.demo), clients(cloud.acme)];
    const { both } = tries(session);
    for (const [name, attempt] of Object.entries(both)) {
      await expect(attempt(own), `${name} as demo`).resolves.toBeDefined();
      cloud.denied.length = 0;
      await expect(attempt(other), `${name} as acme`).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) as string });
      const refusal = cloud.denied.find(({ principal }) => principal.endsWith('user/ledgerquest-acme'));
      expect(refusal?.reason, name).toMatch(/policy "door"/);
    }
  }, 120_000);

  it('cannot do what no door may, in their own tenant or another, however they ask', async () => {
    const session = await play([4]);
    for (const [who, client] of [
      ['demo', cloud.demo],
      ['acme', cloud.acme],
    ] as const)
      for (const [name, attempt] of Object.entries(tries(session).nobody))
        await expect(attempt(clients(client)), `${name} as ${who}`).rejects.toMatchObject({
          name: expect.stringMatching(/^AccessDenied/) as string,
        });
    expect(await cloud.demo.verifySession('demo', session)).toMatchObject({ diverged: false, findings: [] });
  }, 120_000);

  it('see no session of the other', async () => {
    const session = await play([4]);
    expect((await cloud.demo.sessions('demo')).map(({ id }) => id)).toContain(session);
    expect(await cloud.acme.sessions('acme')).toEqual([]);
    await expect(cloud.acme.sessions('demo')).rejects.toThrow(/not authorized/);
    await expect(cloud.acme.session('acme', session)).rejects.toMatchObject({ code: 'session-unknown' });
  }, 120_000);
});

describe('the audit', () => {
  const table = () => new DynamoDBClient(keysOf(cloud.everyone));
  const key = (session: string, seq: number) => ({
    TableName: cloud.target.outputs.TableName,
    Key: { pk: { S: `TENANT#demo#SESSION#${session}` }, sk: { S: `AUDIT#${String(seq).padStart(12, '0')}` } },
  });
  const namesOf = (findings: readonly { kind: string; name: string; session: string }[], session: string) =>
    findings.filter((finding) => finding.session === session).map(({ kind, name }) => `${kind} ${name}`);

  it('of all sessions so far holds', async () => {
    expect((await cloud.demo.verifyAudit('demo')).findings).toEqual([]);
  }, 120_000);

  it('names a record of which one byte was changed', async () => {
    const session = await play([4, 5]);
    await eventually(async () => expect((await cloud.demo.verifySession('demo', session)).records).toBe(3));
    const found = await table().send(new GetItemCommand(key(session, 1)));
    const record = unpackText(found.Item!['record']!.B ?? found.Item!['record']!.S)!.replace('"quantity":4', '"quantity":5');
    await table().send(new PutItemCommand({ TableName: cloud.target.outputs.TableName, Item: { ...found.Item, record: { S: record } } }));
    const { findings } = await cloud.demo.verifyAudit('demo');
    expect(namesOf(findings, session)).toContain('record AUDIT#000000000001');
    expect(new Set(findings.map((finding) => finding.session))).toEqual(new Set([session]));
    expect((await cloud.demo.verifySession('demo', session)).diverged).toBe(true);
    await table().send(new PutItemCommand({ TableName: cloud.target.outputs.TableName, Item: found.Item! }));
  }, 120_000);

  it('misses a last record that was deleted', async () => {
    const session = await play([4, 5]);
    const found = await eventually(async () => {
      const { Item } = await table().send(new GetItemCommand(key(session, 2)));
      expect(Item).toBeDefined();
      return Item!;
    });
    await table().send(new DeleteItemCommand(key(session, 2)));
    expect(namesOf((await cloud.demo.verifyAudit('demo')).findings, session)).toContain('record AUDIT#000000000002');
    await table().send(new PutItemCommand({ TableName: cloud.target.outputs.TableName, Item: found }));
  }, 120_000);

  it('names a sealed segment of which one byte was changed', async () => {
    const session = await play([4]);
    const s3 = new S3Client({ ...keysOf(cloud.everyone), forcePathStyle: true });
    const Bucket = cloud.target.outputs.BucketName;
    const Key = await eventually(async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `tenants/demo/audit/${session}/` }));
      const [segment] = Contents.map((object) => object.Key!).filter((name) => name.endsWith('.ndjson'));
      expect(segment).toBeDefined();
      return segment!;
    });
    const honest = await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString();
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: honest.replace('demo', 'dem0') }));
    expect(namesOf((await cloud.demo.verifyAudit('demo')).findings, session)).toEqual([`segment ${Key}`]);
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: honest }));
  }, 120_000);

  it('counts what the engine counted', async () => {
    const session = await play([4, 5, 6], 'acme');
    const records = await eventually(async () => {
      const found = [];
      for await (const record of cloud.acme.audit('acme', session)) if (record.kind === 'slice') found.push(record);
      expect(found).toHaveLength(3);
      return found;
    });
    const counted = {
      ticks: records.length,
      commands: records.flatMap((record) => record.commands).length,
      fuel: records.reduce((total, record) => total + record.fuel, 0),
    };
    expect(sum(await cloud.acme.usage('acme'))).toEqual(counted);
    const usage = await cloud.acme.sessionUsage('acme', session);
    expect(usage).toMatchObject({ ...counted, slices: records.length });
    // Three commits, each of at least one unit, by functions that took their time.
    for (const spent of [usage.calls, usage.gbMs, usage.loops, usage.loopMs, usage.writeUnits / 3]) expect(spent).toBeGreaterThanOrEqual(1);
    expect(await cloud.acme.sessionUsage('acme', 's-unknown')).toMatchObject({ slices: 0, calls: 0 });
  }, 120_000);
});

const sum = (meters: Awaited<ReturnType<CloudClient['usage']>>) =>
  meters.reduce(
    (total, { usage }) => ({ ticks: total.ticks + usage.ticks, commands: total.commands + usage.commands, fuel: total.fuel + usage.fuel }),
    { ticks: 0, commands: 0, fuel: 0 },
  );
