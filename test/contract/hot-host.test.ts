/**
 * The session's own host, through the synthesized template, ECS and the wire: two players in a real-time level and in a game of turns, pauses and
 * ends, the audit, and kill -9 of its process at named moments with commands in flight. Run it alone:
 * `npx vitest run --project node test/contract/hot-host.test.ts`.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { frameOf } from '../../cloud/adapters/hot/frames.ts';
import { isRunning, openTarget, type SessionHealth } from '../../cloud/client/index.ts';
import type { LevelPackage } from '../../engine/run/index.ts';
import { openHotPlayer, type HotPlayer } from './harness/hot-player.ts';
import { compileSample, openProductCloud, type ProductCloud } from './harness/product-cloud.ts';

const root = resolve(import.meta.dirname, '../..');
let cloud: ProductCloud;
let ecs: ECSClient;
/** Of the next hosts that start, in their order. */
const kills: string[] = [];

const publish = (level: LevelPackage) =>
  cloud.demo.publish({
    tenant: 'demo',
    channel: 'live',
    level,
    engine: cloud.build.id,
    proofs: cloud.engine.prove(level),
    publisher: 'ada',
  });

beforeAll(async () => {
  cloud = await openProductCloud({
    taskEntry: (label) => {
      const killAt = kills.shift();
      const env = { IDLE_AFTER_MS: '1000', ...(killAt !== undefined && { KILL_AT: killAt }) };
      return { module: join(root, label), env };
    },
  });
  ecs = new ECSClient({ endpoint: cloud.local.endpoint, region: cloud.local.region, credentials: cloud.local.operator });
  await publish(compileSample(cloud.engine, 'hello-cube'));
  await publish(compileSample(cloud.engine, 'supply-chain'));
}, 240_000);
afterAll(async () => {
  ecs.destroy();
  await cloud.close();
});

const players: HotPlayer[] = [];
const enter = async (who: Parameters<typeof openHotPlayer>[1]): Promise<HotPlayer> => {
  const player = await openHotPlayer(cloud.demo, who);
  players.push(player);
  return player;
};
// One that is left comes back for ever, and keeps a host.
afterEach(() => players.splice(0).forEach((player) => player.close()));

const eventually = <T>(check: () => Promise<T> | T): Promise<T> => vi.waitFor(check, { timeout: 30_000, interval: 50 });
const start = (level: string, more: object = {}) => cloud.demo.startSession({ tenant: 'demo', level, person: 'ada', host: 'hot', ...more });
const healthOf = async (session: string): Promise<SessionHealth> => (await cloud.demo.health('demo')).find(({ id }) => id === session)!;
const hosts = async (): Promise<number> => {
  const cluster = (cloud.local.outputs as Record<string, string>)['HostClusterArn'];
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, desiredStatus: 'RUNNING' }));
  return taskArns.length;
};
/** The joins and phases of a session that the analytics heard of, in order. */
async function toldOf(session: string): Promise<object[]> {
  type Told = { type: string; id: string; session: string; first?: number; players?: string[]; to?: string };
  const told: Told[] = [];
  for await (const line of cloud.demo.analytics('demo', {})) told.push(JSON.parse(line) as Told);
  return told
    .filter((event) => event.session === session && /^Player|^SessionPhase/.test(event.type))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ type, first = 0, players, to }) => ({
      type,
      ...(players && { seats: players.map((_, n) => first + n) }),
      ...(to !== undefined && { to }),
    }));
}
const whole = (session: string) =>
  eventually(async () => {
    const verdict = await cloud.demo.verifySession('demo', session);
    expect(verdict).toMatchObject({ diverged: false, findings: [] });
    return verdict;
  });

describe('a session with a host of its own', () => {
  it('plays a real-time level with two players, frame by frame, and its replay equals its audit; with nobody there its process ends', async () => {
    const { id, token } = await start('hello-cube');
    const ref = { tenant: 'demo', session: id, token };
    const [ada, ben] = await Promise.all(['p-ada', 'p-ben'].map((player) => enter({ ...ref, player })));
    expect([ada!.sender(), ben!.sender()].toSorted((a, b) => a - b)).toEqual([1, 2]);
    for (let speed = 1; speed <= 10; speed += 1)
      expect(await Promise.all([ada!, ben!].map((one) => one.send({ type: 'SetSpin', payload: { speed } })))).toEqual([
        { seq: expect.any(Number), duplicate: false },
        { seq: expect.any(Number), duplicate: false },
      ]);
    expect(await ada!.send({ type: 'SetSpin', payload: { speed: 'fast' } })).toEqual({ code: 'value-refused' });
    expect(await ada!.send({ type: 'SetSpin', payload: { speed: 3 } })).toMatchObject({ duplicate: false });
    const frames = await eventually(() => {
      const found = ada!.messages.filter(({ type }) => type === 'frames');
      expect(found.length).toBeGreaterThan(20);
      return found;
    });
    expect(new Set(frames.map(({ fromTick, toTick }) => Number(toTick) - Number(fromTick)))).toEqual(new Set([1]));
    ada!.close();
    ben!.close();
    await eventually(async () => expect(await cloud.demo.session('demo', id)).toMatchObject({ state: 'idle' }));
    await eventually(async () => expect(await hosts()).toBe(0));
    const { head } = await cloud.demo.session('demo', id);
    expect(head).toMatchObject({ cmdSeq: 23, cursor: 23, seats: 2 });
    await whole(id);
    expect(await cloud.demo.sessionUsage('demo', id)).toMatchObject({ ticks: head.ticks, commands: 23, calls: expect.any(Number) });
  }, 120_000);

  it('plays a game of turns, keeps what is sent in a pause, takes what doors send, and ends for good', async () => {
    const { id, token } = await start('beer-game', { scenario: 'benchmark' });
    const ref = { tenant: 'demo', session: id, token };
    const [ada, ben] = await Promise.all(['p-ada', 'p-ben'].map((player) => enter({ ...ref, player })));
    await ada!.send({ type: 'TakeStage', payload: { stage: 'retailer' } });
    await ben!.send({ type: 'TakeStage', payload: { stage: 'factory' } });
    for (let week = 1; week <= 3; week += 1) {
      await Promise.all([ada!, ben!].map((one) => one.send({ type: 'PlaceOrder', payload: { quantity: 4 + week } })));
      await eventually(() => expect(ben!.messages).toContainEqual(expect.objectContaining({ type: 'frames', toTick: week })));
    }
    const facilitate = (change: 'pause' | 'resume' | 'end') =>
      cloud.demo.changePhase({ tenant: 'demo', session: id, change, person: 'ada' });
    expect(await facilitate('pause')).toEqual({ changed: true });
    expect(await facilitate('pause')).toEqual({ changed: false });
    await eventually(() => expect(ada!.messages).toContainEqual(expect.objectContaining({ type: 'paused', tick: 3 })));
    // Its host stays, and its loop with it; nothing of it runs, whatever its figures were a moment ago.
    await eventually(async () => expect(await healthOf(id)).toMatchObject({ state: 'paused', loop: 'running' }));
    const paused = await healthOf(id);
    expect(isRunning(paused)).toBe(false);
    expect(paused).not.toHaveProperty('pulse');
    await Promise.all([ada!, ben!].map((one) => one.send({ type: 'PlaceOrder', payload: { quantity: 4 } })));
    expect(await facilitate('resume')).toEqual({ changed: true });
    await eventually(async () => expect(isRunning(await healthOf(id))).toBe(true));
    await eventually(() => expect(ada!.messages).toContainEqual(expect.objectContaining({ type: 'frames', toTick: 4 })));
    const send = (payload: object, type = 'PlaceOrder') =>
      cloud.demo.sendCommand({ tenant: 'demo', session: id }, { type, payload: payload as never, player: 'p-ada' });
    expect(await send({ quantity: 9 })).toMatchObject({ sender: ada!.sender(), duplicate: false });
    await expect(send({ quantity: -1 })).rejects.toMatchObject({ code: 'value-refused' });
    expect(await facilitate('end')).toEqual({ changed: true });
    await eventually(() => expect(ben!.messages).toContainEqual(expect.objectContaining({ type: 'ended' })));
    await expect(send({ quantity: 9 })).rejects.toMatchObject({ code: 'session-ended' });
    ada!.close();
    ben!.close();
    await eventually(async () => expect(await hosts()).toBe(0));
    expect(await cloud.demo.session('demo', id)).toMatchObject({ state: 'ended', ticks: 4 });
    await whole(id);
    const deeds = await cloud.demo.queryAudit('demo', id, {});
    expect(deeds.map(({ type }) => type).filter((type) => type.startsWith('$'))).toEqual([
      '$start',
      '$join',
      '$join',
      '$pause',
      '$resume',
      '$end',
    ]);
    // Who joined and what became of it is said on the bus, as of any session.
    await eventually(async () =>
      expect(await toldOf(id)).toEqual([
        { type: 'PlayersJoined.v1', seats: [1, 2] },
        ...['paused', 'open', 'ended'].map((to) => ({ type: 'SessionPhaseChanged.v2', to })),
      ]),
    );
    // What nobody runs takes commands as any session does.
    await expect(send({ quantity: 9 })).rejects.toMatchObject({ code: 'session-ended' });
  }, 120_000);

  it('is woken by a command that a door sends while nobody runs it, and lets no stranger in', async () => {
    const { id, token } = await start('beer-game', { scenario: 'benchmark' });
    const send = (payload: object, type: string) =>
      cloud.demo.sendCommand({ tenant: 'demo', session: id }, { type, payload: payload as never, player: 'p-ada' });
    await send({ stage: 'retailer' }, 'TakeStage');
    await send({ quantity: 4 }, 'PlaceOrder');
    await eventually(async () => expect(await cloud.demo.session('demo', id)).toMatchObject({ ticks: 1 }));
    const url = await cloud.demo.socketUrl('demo', id);
    const knock = (query: Record<string, string>, headers: Record<string, string> = {}): Promise<number> =>
      new Promise((done) => {
        const socket = new WebSocket(`${url}?${new URLSearchParams(query).toString()}`, { headers });
        socket.once('unexpected-response', (_, { statusCode = 0 }) => done(statusCode));
        socket.once('open', () => (socket.close(), done(101)));
        socket.on('error', () => {});
      });
    const mine = { protocol: '2', tenant: 'demo', session: id, token };
    expect(
      await Promise.all([
        knock(mine),
        knock({ ...mine, token: 'x' }),
        knock({ ...mine, tenant: 'acme' }),
        knock({ ...mine, protocol: '9' }),
      ]),
    ).toEqual([101, 403, 403, 426]);
    expect(await Promise.all([knock(mine, { origin: 'http://evil.example' }), knock(mine, { host: 'evil.example' })])).toEqual([403, 403]);
    const door = new URL('/door', url.replace('ws', 'http'));
    const ask = async (key: string): Promise<number> =>
      (
        await fetch(door, {
          method: 'POST',
          headers: { authorization: key },
          body: JSON.stringify({ op: 'phase', change: 'end', id: 'u-1' }),
        })
      ).status;
    expect([await ask('Bearer x'), await ask('')]).toEqual([403, 403]);
    // The functions have nothing to do with it.
    const gateway = new WebSocket(`${cloud.target.outputs.WebSocketUrl}?${new URLSearchParams(mine).toString()}`);
    expect(
      await new Promise((done) => gateway.once('unexpected-response', (_, { statusCode }) => done(statusCode)).on('error', () => {})),
    ).toBe(421);
    await eventually(async () => expect(await hosts()).toBe(0));
    await whole(id);
  }, 120_000);

  /** A session with a host of its own, of a tenant made for it. */
  const ofNewTenant = async (tenant: string) => {
    const credentials = await cloud.operator.provisionTenant(tenant, { people: { gil: ['owner'] } });
    const client = openTarget({ ...cloud.target, credentials });
    const level = compileSample(cloud.engine, 'hello-cube');
    const proofs = cloud.engine.prove(level);
    await client.publish({ tenant, channel: 'live', level, engine: cloud.build.id, proofs, publisher: 'gil' });
    const { id, token } = await client.startSession({ tenant, level: 'hello-cube', person: 'gil', host: 'hot' });
    return { client, id, token };
  };

  it('ends with its tenant’s erasing, however many commands come, and writes nothing behind its back', async () => {
    const { client: globex, id, token } = await ofNewTenant('globex');
    const player = await openHotPlayer(globex, { tenant: 'globex', session: id, token, player: 'p-gil' });
    players.push(player);
    expect(await player.send({ type: 'SetSpin', payload: { speed: 1 } })).toMatchObject({ duplicate: false });
    const sending = setInterval(() => void player.send({ type: 'SetSpin', payload: { speed: 2 } }), 50);
    try {
      expect(await cloud.operator.eraseTenant('globex')).toMatchObject({ tenant: 'globex' });
      await eventually(async () => expect(await hosts()).toBe(0));
    } finally {
      clearInterval(sending);
      globex.close();
    }
    const table = new DynamoDBClient({ endpoint: cloud.local.endpoint, region: cloud.local.region, credentials: cloud.local.operator });
    const { Items = [] } = await table.send(new ScanCommand({ TableName: cloud.target.outputs.TableName, ConsistentRead: true }));
    table.destroy();
    expect(Items.map(({ pk, sk }) => `${pk!.S} ${sk!.S}`).filter((key) => key.startsWith('TENANT#globex#'))).toEqual([]);
  }, 120_000);

  it('leaves no log of an erased tenant on the volume, also where it is parked with one', async () => {
    const { client: initech, id } = await ofNewTenant('initech');
    const spin = () => initech.sendCommand({ tenant: 'initech', session: id }, { type: 'SetSpin', payload: { speed: 1 }, player: 'p-gil' });
    await spin();
    await eventually(async () => expect((await initech.session('initech', id)).head).toMatchObject({ loop: 'idle', cursor: 2 }));
    const tasks = join(cloud.dataDir, 'volumes');
    const volume = join(
      tasks,
      readdirSync(tasks).find((task) => existsSync(join(tasks, task, 'ticks')))!,
      'ticks',
    );
    const log = join(volume, 'initech', id, '00000001-000000.ticks');
    // It deletes its log once HEAD says that it is asleep.
    await eventually(async () => expect(readdirSync(dirname(log)), 'it ended with nothing left').toEqual([]));
    // As one that ended without giving its session back leaves it, with a log that no host believes: its first write follows another one.
    writeFileSync(log, Buffer.concat(frameOf(Buffer.from('["x",1,1]'), Buffer.alloc(32)).bytes));
    const table = new DynamoDBClient({ endpoint: cloud.local.endpoint, region: cloud.local.region, credentials: cloud.local.operator });
    await table.send(
      new UpdateItemCommand({
        TableName: cloud.target.outputs.TableName,
        Key: { pk: { S: `TENANT#initech#SESSION#${id}` }, sk: { S: 'HEAD' } },
        UpdateExpression: 'REMOVE stoppedEpoch SET #loop = :running, beat = :never',
        ExpressionAttributeNames: { '#loop': 'loop' },
        ExpressionAttributeValues: { ':running': { S: 'running' }, ':never': { N: '0' } },
      }),
    );
    table.destroy();
    await expect(spin()).rejects.toMatchObject({ code: 'host-missing', message: expect.stringContaining('log-damaged') });
    expect((await initech.session('initech', id)).head).toMatchObject({ loop: 'parked' });
    expect(existsSync(`${log}.taken`)).toBe(true);
    await cloud.operator.eraseTenant('initech');
    expect(readdirSync(volume)).not.toContain('initech');
    // Called again it finds nothing, and leaves the others'.
    mkdirSync(join(volume, 'initech-2'));
    await cloud.operator.eraseTenant('initech');
    expect(readdirSync(volume)).toContain('initech-2');
    initech.close();
  }, 240_000);

  it('is parked once five of its hosts were killed before they could take it, and taken over after one that was', async () => {
    const { id } = await start('beer-game', { scenario: 'benchmark' });
    const order = (type: string, payload: object) =>
      cloud.demo.sendCommand({ tenant: 'demo', session: id }, { type, payload: payload as never, player: 'p-ada' });
    kills.push(...Array.from({ length: 5 }, () => 'started'));
    await order('TakeStage', { stage: 'retailer' });
    const parked = { loop: 'parked', ticks: 0, fault: expect.stringContaining('5 times') as string };
    // Five processes begin, one after the other.
    await vi.waitFor(async () => expect((await cloud.demo.session('demo', id)).head).toMatchObject(parked), {
      timeout: 120_000,
      interval: 50,
    });
    expect(kills).toEqual([]);
    kills.push('head-committed#1', 'started');
    await order('PlaceOrder', { quantity: 4 });
    await eventually(async () => expect(await cloud.demo.session('demo', id)).toMatchObject({ head: { loop: 'idle', ticks: 1 } }));
    expect(kills).toEqual([]);
    await whole(id);
  }, 240_000);

  it('says of each of many who join once that they did, though its host is killed when it has stored them', async () => {
    kills.push('segment-stored#1', 'segment-stored#2', 'segment-stored#2');
    const { id, token } = await start('hello-cube');
    const doors = Array.from({ length: 4 }, (_, door) => door);
    const joining = async (door: number): Promise<void> => {
      for (let n = 0; n < 15 || kills.length > 0; n += 1) await enter({ tenant: 'demo', session: id, token, player: `p-${door}-${n}` });
    };
    await Promise.all(doors.map(joining));
    for (const player of players.splice(0)) player.close();
    await eventually(async () => expect(await cloud.demo.session('demo', id)).toMatchObject({ state: 'idle' }));
    const { seats } = (await cloud.demo.session('demo', id)).head;
    expect(seats).toBeGreaterThanOrEqual(60);
    const seatsTold = async (): Promise<number[]> => (await toldOf(id)).flatMap((told) => (told as { seats?: number[] }).seats ?? []);
    await eventually(async () => expect(new Set(await seatsTold()).size).toBe(seats));
    expect((await seatsTold()).toSorted((a, b) => a - b)).toEqual(Array.from({ length: seats }, (_, n) => n + 1));
    await whole(id);
  }, 240_000);

  it.each([
    ['written and not yet synced', 'appended#9'],
    ['synced and not yet acknowledged', 'synced#9'],
    ['told to players and not yet committed', 'pushed#40'],
    ['stored as a segment that HEAD does not name', 'segment-stored#3'],
    ['committed and not yet cut off the log', 'head-committed#3'],
  ])(
    'loses nothing that was acknowledged and does nothing twice when it is killed with commands %s',
    async (_, point) => {
      kills.push(point);
      const { id, token } = await start('hello-cube');
      const player = await enter({ tenant: 'demo', session: id, token, player: 'p-ada' });
      const answers: Promise<unknown>[] = [];
      const spin = async (): Promise<void> => {
        answers.push(player.send({ type: 'SetSpin', payload: { speed: answers.length % 7 } }));
        await pause(15);
      };
      while (player.returns() === 0) await spin();
      for (let more = 0; more < 10; more += 1) await spin();
      await Promise.all(answers);
      expect([...player.acknowledged.keys()].toSorted((x, y) => x - y)).toEqual(answers.map((__, n) => n + 1));
      player.close();
      await eventually(async () => expect(await hosts()).toBe(0));
      await whole(id);
      const spins = (await cloud.demo.queryAudit('demo', id, {})).filter(({ type }) => type === 'SetSpin');
      expect(spins.map(({ payload }) => payload)).toEqual(answers.map((__, n) => ({ speed: n % 7 })));
      // What a player was told is what the audit says: no tick was seen with another hash than the one that counts.
      const hashes = new Map<number, string>();
      for await (const record of cloud.demo.audit('demo', id))
        if (record.kind === 'slice') record.hashes.forEach((hash, index) => hashes.set(record.fromTick + index + 1, hash));
      const seen = player.messages.filter(({ type }) => type === 'frames');
      expect(seen.filter(({ toTick, hash }) => hashes.get(Number(toTick)) !== hash)).toEqual([]);
    },
    120_000,
  );
});
