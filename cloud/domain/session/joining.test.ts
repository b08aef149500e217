import { describe, expect, it } from 'vitest';
import { digest } from '../evidence.ts';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { acceptCommand, joinSession } from './index.ts';

/** A session, and a class whose routers share nothing but the table. */
async function classroom(limits: { players?: number } = {}) {
  const cloud = new ToyCloud();
  await cloud.publish();
  cloud.limitsOf.set('demo', limits);
  const { start } = await cloud.startSession();
  const join = (n: number, secret = `secret ${n}`) => joinSession(cloud.acceptDeps(), start, { player: `p-${n}`, secret });
  const log = async () => cloud.sessions.read(start, 0, 999);
  const head = async () => (await cloud.sessions.head(start))!;
  return { cloud, start, join, log, head };
}
const numbers = (count: number): number[] => [...Array(count).keys()].map((n) => n + 1);

describe('a class that joins at once', () => {
  it('is seated in a few transactions: whoever gets in seats all who wait', async () => {
    const { cloud, start, join, log, head } = await classroom();
    const joined = await Promise.all(numbers(30).map((n) => join(n)));
    expect(joined.map(({ sender }) => sender).toSorted((a, b) => a - b)).toEqual(numbers(30));
    // Each by itself, one after the other, took 465 attempts.
    expect(cloud.sessions.accepts).toBeLessThanOrEqual(60);

    const commands = await log();
    expect(commands.map(({ seq }) => seq)).toEqual(numbers(30));
    expect(await head()).toMatchObject({ cmdSeq: 30, seats: 30 });
    const seats = await cloud.sessions.seats(start);
    for (const [index, { sender, secret }] of joined.entries()) {
      expect(seats.filter((seat) => seat.sender === sender)).toEqual([
        { sender, player: `p-${index + 1}`, secretHash: digest(secret), lastSeq: 0, lastCommand: 0 },
      ]);
      expect(commands.filter(({ payload }) => (payload as { sender: number }).sender === sender)).toMatchObject([
        { payload: { sender, player: `p-${index + 1}` } },
      ]);
    }
    expect(await cloud.waiting.list(start), 'nobody waits any more').toEqual([]);
  });

  it('gives one seat to a player who asks by two sockets, also where another seats both', async () => {
    const { join, log } = await classroom();
    const joined = await Promise.all(numbers(20).map((n) => join(Math.ceil(n / 2))));
    expect(new Set(joined.map(({ sender }) => sender)).size).toBe(10);
    for (const [index, { sender }] of joined.entries()) expect(sender).toBe(joined[index ^ 1]!.sender);
    expect((await log()).length).toBe(10);
  });

  it('is seated as far as the tenant may; the others hear why not', async () => {
    const { join, head } = await classroom({ players: 7 });
    const joined = await Promise.allSettled(numbers(30).map((n) => join(n)));
    expect(joined.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
    const why = joined.flatMap((each) => (each.status === 'rejected' ? [(each.reason as { code: string }).code] : []));
    expect(new Set(why)).toEqual(new Set(['quota-players']));
    expect((await head()).seats).toBe(7);
  });

  it('sends commands at the same time, and every number is used once', async () => {
    const { cloud, start, join, log } = await classroom();
    const { sender } = await join(1);
    const order = (clientSeq: number) =>
      acceptCommand(cloud.acceptDeps(), start, { sender, clientSeq, type: 'Order', payload: { quantity: clientSeq } });
    await Promise.all([...numbers(12).map((n) => join(n + 1)), order(1), order(2), order(3)]);
    const commands = await log();
    expect(commands.map(({ seq }) => seq)).toEqual(numbers(16));
    expect(commands.filter(({ type }) => type === 'Order').map(({ clientSeq }) => clientSeq)).toEqual([1, 2, 3]);
  });

  it('seats nobody who waited with a router that is gone', async () => {
    const { cloud, start, join, head } = await classroom();
    await cloud.waiting.put(start, { kind: 'join', player: 'p-gone', secretHash: digest('gone'), at: cloud.now - 30_000 });
    await cloud.waiting.put(start, { kind: 'join', player: 'p-late', secretHash: digest('late'), at: cloud.now });
    await Promise.all([join(1), join(2)]);
    expect((await cloud.sessions.seats(start)).map(({ player }) => player).toSorted()).toEqual(['p-1', 'p-2', 'p-late']);
    expect((await head()).seats).toBe(3);
    expect((await join(3, 'late')).sender, 'and who comes back for it has the seat').toBe(3);
  });
});

describe('a class that sends at once', () => {
  it('is taken in after a few transactions: whoever gets in takes along what waits', async () => {
    const { cloud, start, join, log, head } = await classroom();
    for (const n of numbers(30)) await join(n);
    cloud.sessions.accepts = 0;
    const acks = await Promise.all(
      numbers(30).map((sender) =>
        acceptCommand(cloud.acceptDeps(), start, { sender, clientSeq: 1, type: 'Order', payload: { quantity: sender } }),
      ),
    );
    // Each by itself, one after the other, took 465 attempts.
    expect(cloud.sessions.accepts).toBeLessThanOrEqual(60);
    expect(acks.map(({ duplicate }) => duplicate)).toEqual(acks.map(() => false));
    const commands = (await log()).slice(30);
    expect(commands.map(({ seq }) => seq)).toEqual(numbers(60).slice(30));
    expect((await head()).cmdSeq).toBe(60);
    for (const [index, { seq, clientSeq }] of acks.entries())
      expect(commands.find((command) => command.seq === seq)).toMatchObject({
        sender: index + 1,
        clientSeq,
        payload: { quantity: index + 1 },
      });
    expect(await cloud.waiting.list(start), 'nothing waits any more').toEqual([]);
  });

  it('keeps the order of each player, whose commands come in any', async () => {
    const { cloud, start, join, log } = await classroom();
    for (const n of numbers(6)) await join(n);
    const sent = numbers(6).flatMap((sender) => numbers(3).map((clientSeq) => ({ sender, clientSeq: 4 - clientSeq })));
    await Promise.all(
      sent.map((one) => acceptCommand(cloud.acceptDeps(), start, { ...one, type: 'Order', payload: { quantity: one.clientSeq } })),
    );
    const commands = (await log()).slice(6);
    expect(commands).toHaveLength(18);
    for (const n of numbers(6)) expect(commands.filter(({ sender }) => sender === n).map(({ clientSeq }) => clientSeq)).toEqual([1, 2, 3]);
  });

  it('takes nothing along that is refused, that came too early, or whose router is gone', async () => {
    const { cloud, start, join, log } = await classroom();
    for (const n of numbers(3)) await join(n);
    const waits = { kind: 'command', type: 'Order', payload: { quantity: 9 }, at: cloud.now } as const;
    await cloud.waiting.put(start, { ...waits, sender: 3, clientSeq: 2 });
    await cloud.waiting.put(start, { ...waits, sender: 9, clientSeq: 1 });
    await cloud.waiting.put(start, { ...waits, sender: 3, clientSeq: 1, at: cloud.now - 30_000 });
    const order = (sender: number, quantity: unknown) =>
      acceptCommand(cloud.acceptDeps(), start, { sender, clientSeq: 1, type: 'Order', payload: { quantity } as never });
    const outcomes = await Promise.allSettled([order(1, 1), order(2, 'many'), order(1, 1)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await log()).slice(3).map(({ sender }) => sender)).toEqual([1]);
  });
});
