/**
 * The Publish sheet's estimate of what a session takes, held against the meter of sessions that were really played: the same players, turns, commands
 * and time, over the stack's own functions, stream and table. Both are priced by the one price list.
 *
 * Locked is the price of what is counted: calls, executions, messages, units, objects. What is time is not: GB-seconds, the loop's seconds and the
 * sockets' depend on the machine. By the clock they follow from the loop's own time, which is checked; in turns they are a twentieth of the price
 * on a quiet machine, and were up to two fifths on one that does much else. What is left of a difference: commands that find a slice in their way
 * try again, and a router's last call is counted with its next.
 * Run it alone: `npx vitest run --project node test/contract/session-price.test.ts`.
 */
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { costOf, usageOf } from '../../cloud/client/index.ts';
import { difference, functionMemory, noUsage } from '../../cloud/domain/metering/index.ts';
import type { Usage } from '../../cloud/ports/index.ts';
import { openHotPlayer, type HotPlayer } from './harness/hot-player.ts';
import { compileSample, openProductCloud, type ProductCloud } from './harness/product-cloud.ts';

const root = resolve(import.meta.dirname, '../..');
const hz = 20;
let cloud: ProductCloud;
const players: HotPlayer[] = [];

beforeAll(async () => {
  cloud = await openProductCloud({ taskEntry: (label) => ({ module: join(root, label), env: { IDLE_AFTER_MS: '1000' } }) });
  for (const name of ['hello-cube', 'supply-chain']) {
    const level = compileSample(cloud.engine, name);
    const proofs = cloud.engine.prove(level);
    await cloud.demo.publish({ tenant: 'demo', channel: 'live', level, engine: cloud.build.id, proofs, publisher: 'ada' });
  }
}, 240_000);
afterEach(() => players.splice(0).forEach((player) => player.close()));
afterAll(() => cloud.close());

const enter = async (of: { id: string; token: string }, name: string): Promise<HotPlayer> => {
  const player = await openHotPlayer(cloud.demo, { tenant: 'demo', session: of.id, token: of.token, player: name });
  players.push(player);
  return player;
};
const metered = (session: string): Promise<Usage> => cloud.demo.sessionUsage('demo', session);

/** Waits until the loop sleeps over all that was sent, and the audit has each of its commits. */
const asleep = (session: string): Promise<void> =>
  vi.waitFor(
    async () => {
      const [{ head }, { slices }] = await Promise.all([cloud.demo.session('demo', session), metered(session)]);
      expect({ loop: head.loop, seen: head.seen, slices }).toEqual({ loop: 'idle', seen: head.cmdSeq, slices: head.version });
    },
    { timeout: 60_000, interval: 50 },
  );

/** Dollars of what is counted. */
const priceOfCounts = (usage: Usage): number => Number(costOf({ ...usage, gbMs: 0, loopMs: 0, taskMs: 0, socketMs: 0 }).usd);
const told = (usage: Usage): string => {
  const { calls, loops, messages, readUnits, writeUnits, puts, signatures, slices, commands, gbMs, loopMs } = usage;
  return JSON.stringify({
    calls,
    loops,
    messages,
    readUnits,
    writeUnits,
    puts,
    signatures,
    slices,
    commands,
    gbMs,
    loopMs,
    usd: priceOfCounts(usage),
  });
};

/** Percent of the meter's price by which an estimate may be off. Measured on two busy cores: 1 to 8. */
const most = 20;

/** The estimate's price of what was played is the meter's. */
function expectEqual(meter: Usage, estimate: Usage): void {
  const off = Math.abs(priceOfCounts(estimate) / priceOfCounts(meter) - 1);
  expect(100 * off, `the meter counted ${told(meter)}, the sheet ${told(estimate)}`).toBeLessThan(most);
}

describe('the estimate of a session hour', () => {
  const stages = ['retailer', 'wholesaler', 'distributor', 'factory'];
  it.each([1, 3])(
    'in turns is what the meter counts of a game, with %i at the stages',
    async (count) => {
      const session = await cloud.demo.startSession({ tenant: 'demo', level: 'beer-game', person: 'ada', scenario: 'benchmark' });
      for (const stage of stages.slice(0, count)) {
        const player = await enter(session, `p-${stage}`);
        await player.send({ type: 'TakeStage', payload: { stage } });
        await asleep(session.id);
      }
      const playTurn = async (): Promise<void> => {
        for (const player of players) {
          await player.send({ type: 'PlaceOrder', payload: { quantity: 4 } });
          await asleep(session.id);
        }
      };
      await playTurn();
      const first = await metered(session.id);
      for (let turn = 0; turn < 7; turn += 1) await playTurn();
      const all = await metered(session.id);
      expect(all).toMatchObject({ ticks: 8, commands: count * 10 });
      const game = (turns: number): Usage => usageOf({ kind: 'turns', players: count, turns });
      expectEqual(all, game(8));
      // Without what it takes to come: the turns by themselves.
      expectEqual(difference(noUsage, all, first), difference(noUsage, game(8), game(1)));
    },
    300_000,
  );

  it.each(['interactive', 'relaxed'] as const)(
    'by the clock is what the meter counts of so many ticks, %s',
    async (latency) => {
      const session = await cloud.demo.startSession({ tenant: 'demo', level: 'hello-cube', person: 'ada', latency });
      const [one] = await Promise.all(['p-ada', 'p-ben', 'p-cem'].map((name) => enter(session, name)));
      const played = async (ticks: number): Promise<Usage> => {
        await vi.waitFor(async () => expect((await metered(session.id)).ticks).toBeGreaterThan(ticks), { timeout: 120_000, interval: 200 });
        return metered(session.id);
      };
      const before = await played(3 * hz);
      const turn = (async () => {
        for (let second = 0; second < 10; second += 1) {
          await one!.send({ type: 'SetSpin', payload: { speed: 1 + (second % 5) } });
          await pause(1000);
        }
      })();
      const after = await played(before.ticks + 14 * hz);
      await turn;
      const usage = difference(noUsage, after, before);
      const { ticks, commands, gbMs, loopMs } = usage;
      expect(commands).toBeGreaterThan(0);
      expectEqual(usage, usageOf({ kind: latency, hz, players: 3, minutes: ticks / hz / 60, commands }));
      // The rest of an hour is the function that waits for its slices.
      expect(gbMs).toBeGreaterThan((loopMs * functionMemory[latency === 'relaxed' ? 'relaxedSlice' : 'slice']) / 1024);
    },
    240_000,
  );

  it('on a host of its own is its task, and what the meter counts of its commits', async () => {
    const session = await cloud.demo.startSession({ tenant: 'demo', level: 'hello-cube', person: 'ada', host: 'hot' });
    const player = await enter(session, 'p-ada');
    const commits = async (count: number): Promise<Usage> => {
      await vi.waitFor(async () => expect((await metered(session.id)).slices).toBeGreaterThan(count), { timeout: 120_000, interval: 200 });
      return metered(session.id);
    };
    const before = await commits(2);
    for (let second = 0; second < 10; second += 1) {
      await player.send({ type: 'SetSpin', payload: { speed: 1 + (second % 5) } });
      await pause(1000);
    }
    const usage = difference(noUsage, await commits(before.slices + 12), before);
    expect(usage.taskMs).toBeGreaterThan(0);
    expectEqual(usage, usageOf({ kind: 'hot', hz, minutes: usage.slices / 60 }));
  }, 240_000);
});
