/**
 * The session's own host, through the synthesized template, ECS and the wire: two players in a real-time level and in a game of turns, pauses and
 * ends, the audit, and kill -9 of its process at named moments with commands in flight. Run it alone:
 * `npx vitest run --project node test/contract/hot-host.test.ts`.
 */
import { join, resolve } from 'node:path';
import { ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { LevelPackage } from '../../engine/run/index.ts';
import { openHotPlayer } from './harness/hot-player.ts';
import { compileSample, openProductCloud, type ProductCloud } from './harness/product-cloud.ts';

const root = resolve(import.meta.dirname, '../..');
let cloud: ProductCloud;
let ecs: ECSClient;
/** Of the next host that starts. */
let killAt: string | undefined;

const publish = (level: LevelPackage) =>
  cloud.demo.publish({ tenant: 'demo', channel: 'live', level, engine: cloud.build.id, proofs: cloud.engine.prove(level), publisher: 'ada' });

beforeAll(async () => {
  cloud = await openProductCloud({
    taskEntry: (label) => {
      const env = { IDLE_AFTER_MS: '1000', ...(killAt !== undefined && { KILL_AT: killAt }) };
      killAt = undefined;
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

const eventually = <T>(check: () => Promise<T> | T): Promise<T> => vi.waitFor(check, { timeout: 30_000, interval: 50 });
const start = (level: string, more: object = {}) => cloud.demo.startSession({ tenant: 'demo', level, person: 'ada', host: 'hot', ...more });
const hosts = async (): Promise<number> => {
  const cluster = (cloud.local.outputs as Record<string, string>)['HostClusterArn'];
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, desiredStatus: 'RUNNING' }));
  return taskArns.length;
};
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
    const [ada, ben] = await Promise.all(['p-ada', 'p-ben'].map((player) => openHotPlayer(cloud.demo, { ...ref, player })));
    expect([ada!.sender(), ben!.sender()].toSorted()).toEqual([1, 2]);
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
});
void WebSocket;
