/**
 * A level whose script takes too long halves its own rate and gets it back; a level of another tenant beside it hears nothing of that. And however
 * long a player plays, the cloud holds no more connections for it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { join, type Player } from '../bench/cloud/sessions.ts';
import { ratesOf } from '../bench/cloud/neighbour.ts';
import { burningLevel, burnsAbove } from './harness/burning-level.ts';
import { openProductCloud, type ProductCloud } from './harness/product-cloud.ts';

let cloud: ProductCloud;
beforeAll(async () => {
  cloud = await openProductCloud();
}, 120_000);
afterAll(() => cloud.close());

async function play(tenant: 'demo' | 'acme', person: string, hz: number): Promise<{ id: string; player: Player }> {
  const level = burningLevel(cloud.engine, { id: 'hello-cube', hz });
  const order = { tenant, channel: 'live', level, engine: cloud.build.id, proofs: cloud.engine.prove(level), publisher: person };
  await cloud[tenant].publish(order);
  const { id, token } = await cloud[tenant].startSession({ tenant, level: level.manifest.level, person });
  return { id, player: await join(cloud, { tenant, session: id, token }) };
}

async function until(what: () => Promise<boolean>, every = 500): Promise<void> {
  for (let waited = 0; waited < 120; waited += 1) {
    if (await what()) return;
    await pause(every);
  }
}

it('a level that takes too long drops to half its rate and recovers when it is fast again; another tenant’s keeps its own', async () => {
  const slow = await play('demo', 'ada', 60);
  const other = await play('acme', 'ben', 20);
  const rates = (): Promise<number[]> => ratesOf(cloud, 'demo', slow.id);
  await pause(1000);
  slow.player.spin(1, burnsAbove + 1);
  await until(async () => (await rates()).includes(30));
  slow.player.spin(2, 1);
  await until(async () => (await rates()).at(-1) === 60);
  expect((await rates()).slice(0, 1)).toEqual([30]);
  expect((await rates()).at(-1)).toBe(60);
  expect(await ratesOf(cloud, 'acme', other.id)).toEqual([]);
  expect((await cloud.acme.session('acme', other.id)).ticks).toBeGreaterThan(0);
  for (const { player } of [slow, other]) player.close();
}, 180_000);

it('answers many commands over connections that it keeps', async () => {
  const { player } = await play('demo', 'ada', 20);
  const acked = new Set<number>();
  player.onText = (text) => {
    if (text.startsWith('{"type":"ack"')) acked.add((JSON.parse(text) as { clientSeq: number }).clientSeq);
  };
  const send = async (from: number, upTo: number): Promise<void> => {
    for (let seq = from; seq <= upTo; seq += 1) {
      player.spin(seq);
      await until(async () => acked.has(seq), 20);
    }
  };
  const connections = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
  await send(1, 10);
  const before = connections();
  await send(11, 110);
  expect(acked.size).toBe(110);
  expect(connections() - before).toBeLessThan(40);
  player.close();
}, 60_000);
