/** A level of one tenant whose script takes too long, and a level of another tenant beside it. */
import { setTimeout as pause } from 'node:timers/promises';
import { burningLevel, burnsAbove } from '../../contract/harness/burning-level.ts';
import type { ProductCloud } from '../../contract/harness/product-cloud.ts';
import { end, join, type Player } from './sessions.ts';

export interface Neighbours {
  /** Rates that the slow session's world was given, in order. */
  readonly rates: readonly number[];
  /** How long a command of the other tenant took until its other player was told, p99 in ms: before, beside the slow session, after. */
  readonly alone: number;
  readonly beside: number;
  readonly after: number;
  /** Rates that the other session's world was given. */
  readonly otherRates: readonly number[];
}

interface Seated {
  readonly id: string;
  readonly players: readonly Player[];
}

async function seat(cloud: ProductCloud, { tenant, hz, count }: { tenant: 'demo' | 'acme'; hz: number; count: number }): Promise<Seated> {
  const level = burningLevel(cloud.engine, { id: 'hello-cube', hz });
  const person = tenant === 'demo' ? 'ada' : 'ben';
  const engine = cloud.build.id;
  await cloud[tenant].publish({ tenant, channel: 'live', level, engine, proofs: cloud.engine.prove(level), publisher: person });
  const { id, token } = await cloud[tenant].startSession({ tenant, level: level.manifest.level, person });
  const players = await Promise.all(Array.from({ length: count }, () => join(cloud, { tenant, session: id, token })));
  return { id, players };
}

/** Sends a command each 150 ms and returns how long each took until another player was told, in ms. */
async function latencies({ players: [sender, other] }: Seated, seconds: number, seq: { next: number }): Promise<number[]> {
  const sent = new Map<string, number>();
  const took: number[] = [];
  other!.onText = (text) => {
    for (const [mark, at] of sent)
      if (text.includes(mark)) {
        took.push(performance.now() - at);
        sent.delete(mark);
      }
  };
  for (const until = performance.now() + seconds * 1000; performance.now() < until;) {
    const speed = 1 + seq.next / 100_000;
    sent.set(`"speed":${speed}`, performance.now());
    sender!.spin(seq.next, speed);
    seq.next += 1;
    await pause(150);
  }
  await pause(1500);
  if (sent.size > 0) throw new Error(`${sent.size} commands were not told to the other player`);
  return took.toSorted((a, b) => a - b);
}

const p99 = (sorted: readonly number[]): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.99) - 1)]!;

/** The rates that the breaker gave a session's world. */
export async function ratesOf(cloud: ProductCloud, tenant: 'demo' | 'acme', session: string): Promise<number[]> {
  const deeds = await cloud[tenant].queryAudit(tenant, session, { type: 'SetTickRate' });
  return deeds.map(({ payload }) => (payload as { hz: number }).hz);
}

/** A at 60 Hz, slow for a while; B at 20 Hz beside it. */
export async function playNeighbours(cloud: ProductCloud, seconds: number): Promise<Neighbours> {
  const slow = await seat(cloud, { tenant: 'demo', hz: 60, count: 1 });
  const other = await seat(cloud, { tenant: 'acme', hz: 20, count: 2 });
  const seq = { next: 1 };
  await latencies(other, 2, seq);
  const alone = p99(await latencies(other, seconds, seq));
  slow.players[0]!.spin(1, burnsAbove + 1);
  await pause(2000);
  const beside = p99(await latencies(other, seconds, seq));
  slow.players[0]!.spin(2, 1);
  // The breaker rests for five seconds and more, once for each time that the full rate was tried in vain.
  for (let waited = 0; (await ratesOf(cloud, 'demo', slow.id)).at(-1) !== 60 && waited < 60; waited += 1) await pause(1000);
  const after = p99(await latencies(other, seconds, seq));
  const rates = await ratesOf(cloud, 'demo', slow.id);
  const otherRates = await ratesOf(cloud, 'acme', other.id);
  for (const player of [...slow.players, ...other.players]) player.close();
  await end(cloud, slow.id);
  await cloud.acme.changePhase({ tenant: 'acme', session: other.id, change: 'end', person: 'ben' });
  return { rates, alone, beside, after, otherRates };
}
