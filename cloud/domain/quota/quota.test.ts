import { describe, expect, it } from 'vitest';
import { acceptCommand, beginLoop, joinSession, pauseSpent, runSlice, type SliceResult } from '../session/index.ts';
import type { BudgetNote } from '../../ports/index.ts';
import { AuditRecord, queryAudit } from '../audit/index.ts';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { toyPackage } from '../testing/toy-engine.ts';
import { budgetOf } from './index.ts';

async function published(clock: 'turns' | 'realtime' = 'realtime'): Promise<ToyCloud> {
  const cloud = new ToyCloud();
  await cloud.publish(toyPackage({ clock }));
  return cloud;
}
const budgetDeps = (cloud: ToyCloud, noted: BudgetNote[] = []) => ({
  ...cloud.acceptDeps(),
  metering: cloud.audit,
  notes: { note: async (_: string, note: BudgetNote) => void noted.push(note) },
});

describe('a tenant', () => {
  it('starts as many sessions at once as it may, and another when one has ended', async () => {
    const cloud = await published('turns');
    cloud.limitsOf.set('demo', { sessions: 2 });
    const { start } = await cloud.startSession();
    await cloud.startSession();
    await expect(cloud.startSession()).rejects.toMatchObject({
      code: 'quota-sessions',
      message: 'Tenant demo has 2 open sessions, and may have 2 at once.',
      hint: expect.stringContaining('lq tenant quota demo --sessions') as string,
    });
    await cloud.changePhase({ session: start.session, change: 'end' });
    await expect(cloud.startSession()).resolves.toBeDefined();
    await expect(cloud.startSession(), 'and no more than that').rejects.toMatchObject({ code: 'quota-sessions' });
  });

  it('seats as many players in a session as it may; who has a seat comes back to it', async () => {
    const cloud = await published('turns');
    cloud.limitsOf.set('demo', { players: 1 });
    const { start } = await cloud.startSession();
    const first = await joinSession(cloud.acceptDeps(), start, { player: 'p-1', secret: 'one' });
    await expect(joinSession(cloud.acceptDeps(), start, { player: 'p-2', secret: 'two' })).rejects.toMatchObject({
      code: 'quota-players',
      hint: expect.stringContaining('lq tenant quota demo --players') as string,
    });
    expect((await joinSession(cloud.acceptDeps(), start, { player: 'p-1', secret: 'one' })).sender).toBe(first.sender);
    expect((await cloud.sessions.head(start))!.seats).toBe(1);
  });

  it('has so many commands a second taken of a session; the next one keeps its number for the next second', async () => {
    const cloud = await published();
    cloud.limitsOf.set('demo', { commandsPerSecond: 2 });
    const { start } = await cloud.startSession();
    const other = await cloud.startSession();
    const deps = cloud.acceptDeps();
    const { sender } = await joinSession(deps, start, { player: 'p-1', secret: 'one' });
    const send = (clientSeq: number) => acceptCommand(deps, start, { sender, clientSeq, type: 'Order', payload: { quantity: 1 } });
    cloud.now = 1_700_000_000_000;
    await send(1);
    await send(2);
    await expect(send(3)).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('takes 2 commands in a second') as string,
    });
    expect(await send(2), 'a repeated one is not counted').toMatchObject({ duplicate: true });
    const there = await joinSession(deps, other.start, { player: 'p-1', secret: 'one' });
    await expect(
      acceptCommand(deps, other.start, { sender: there.sender, type: 'Order', payload: { quantity: 1 } }),
      'another session',
    ).resolves.toBeDefined();
    cloud.now += 1000;
    expect(await send(3)).toMatchObject({ clientSeq: 3, duplicate: false });
  });
});

describe('a budget', () => {
  /** A session that nobody stops, with its loop under way. */
  async function runaway(dollars: string) {
    const cloud = await published();
    cloud.limitsOf.set('demo', { dollars });
    const { start } = await cloud.startSession();
    const deps = cloud.sliceDeps();
    cloud.listeners.push({ ...start, id: 'c-1', sender: 0, needsKeyframe: false, missed: 0 });
    const [asked] = cloud.started.splice(0);
    let state: SliceResult = await beginLoop(deps, asked!, { id: 'x', startedAt: cloud.now });
    const run = async (slices: number): Promise<void> => {
      for (let n = 0; n < slices && state.next !== 'stop'; n += 1) state = await runSlice(deps, state);
      await cloud.runAudit();
    };
    return { cloud, start, deps, run, next: () => state.next, head: async () => (await cloud.sessions.head(start))! };
  }

  it('that was raised a moment ago is not spent, whatever somebody remembers', async () => {
    const { cloud, run, head } = await runaway('0.0005');
    await run(200);
    const remembering = {
      ...budgetDeps(cloud),
      limits: { limits: async (_: string, now?: 'now') => ({ dollars: now === undefined ? '0.000000001' : '1' }) },
    };
    expect(await pauseSpent(remembering, 'demo')).toBe(0);
    expect(await head()).toMatchObject({ phase: 'open' });
    expect(await budgetOf(remembering, 'demo')).toMatchObject({ limit: '1', isSpent: false });
  });

  it('that is spent pauses what runs, and says why: in HEAD, and in the audit as the system’s', async () => {
    const { cloud, start, run, next, head } = await runaway('0.0005');
    let sweeps = 0;
    while ((await head()).phase === 'open' && sweeps < 200) {
      await run(20);
      await pauseSpent(budgetDeps(cloud), 'demo');
      sweeps += 1;
    }
    expect(sweeps).toBeGreaterThan(1);
    expect(sweeps).toBeLessThan(200);
    expect(await budgetOf(budgetDeps(cloud), 'demo')).toMatchObject({ month: '2023-11', limit: '0.0005', isSpent: true });
    const { ticks, why } = await head();
    expect(why).toBe('budget');
    await run(100);
    expect([(await head()).ticks, next()]).toEqual([ticks, 'stop']);
    expect(await pauseSpent(budgetDeps(cloud), 'demo'), 'once').toBe(0);

    await cloud.runLoops();
    cloud.limitsOf.set('demo', { dollars: '1' });
    await cloud.changePhase({ session: start.session, change: 'resume' });
    expect(await head()).toMatchObject({ phase: 'open' });
    expect((await head()).why, 'it goes on for no reason of the cloud’s').toBeUndefined();
    await cloud.runLoops({ limit: 5 });
    expect((await head()).ticks).toBeGreaterThan(ticks);
    await cloud.runAudit();
    const records: AuditRecord[] = [];
    for await (const { record } of cloud.audit.records(start)) records.push(AuditRecord.parse(JSON.parse(record)));
    expect(queryAudit(records, { type: '$pause' })).toMatchObject([{ who: 'system', payload: { why: 'budget' } }]);
    expect(await cloud.verifySession(start)).toMatchObject({ diverged: false, findings: [] });
  });

  it('that is spent starts and resumes nothing, names the limit and who can raise it, and is another month’s no more', async () => {
    const { cloud, start, run } = await runaway('0.00001');
    await run(30);
    const refusal = {
      code: 'budget-spent',
      message: expect.stringMatching(/^Tenant demo has spent \$0\.\d{9} in 2023-11, and its budget for a month is \$0\.00001\.$/) as string,
      hint: 'The cloud’s operator can raise it: lq tenant quota demo --budget <dollars>',
    };
    await expect(cloud.startSession()).rejects.toMatchObject(refusal);
    expect(await pauseSpent(budgetDeps(cloud), 'demo')).toBe(1);
    await expect(cloud.changePhase({ session: start.session, change: 'resume' })).rejects.toMatchObject(refusal);
    cloud.now += 31 * 86_400_000;
    await expect(cloud.changePhase({ session: start.session, change: 'resume' })).resolves.toEqual({ changed: true });
  });

  it('is told of at 80 % and when all of it is spent, and not before', async () => {
    const { cloud, run } = await runaway('1');
    await run(30);
    const noted: BudgetNote[] = [];
    const deps = budgetDeps(cloud, noted);
    const { spent } = await budgetOf(deps, 'demo');
    const of = async (share: number) => {
      cloud.limitsOf.set('demo', { dollars: (Number(spent) / share).toFixed(9) });
      await pauseSpent(deps, 'demo');
      return noted.splice(0);
    };
    expect(await of(0.79)).toEqual([]);
    expect(await of(0.81)).toMatchObject([{ month: '2023-11', percent: 80, spentUsd: spent, at: cloud.now }]);
    expect(await of(1.5)).toMatchObject([{ percent: 100 }]);
  });

  it('that is spent pauses what runs also where that cannot be noted', async () => {
    const { cloud, run } = await runaway('0.00001');
    await run(30);
    const failures: unknown[] = [];
    const away = { note: () => Promise.reject(new Error('the table is away')) };
    const deps = { ...budgetDeps(cloud), notes: away, failed: (error: unknown, session?: string) => void failures.push([error, session]) };
    expect(await pauseSpent(deps, 'demo')).toBe(1);
    expect(failures).toEqual([[new Error('the table is away'), undefined]]);
  });

  it('of one tenant stops nobody else’s sessions', async () => {
    const { cloud, run } = await runaway('0.00001');
    await cloud.publish(toyPackage({ clock: 'realtime' }), { tenant: 'acme' });
    const { start } = await cloud.startSession({ tenant: 'acme', person: 'ben' });
    await run(30);
    expect(await pauseSpent(budgetDeps(cloud), 'demo')).toBe(1);
    expect(await pauseSpent(budgetDeps(cloud), 'acme')).toBe(0);
    expect((await cloud.sessions.head(start))!.phase).toBe('open');
    await expect(cloud.startSession({ tenant: 'acme', person: 'ben' })).resolves.toBeDefined();
  });
});

describe('a tenant’s region', () => {
  it('is where its data is taken; elsewhere neither a publish nor a session begins', async () => {
    const cloud = await published('turns');
    cloud.homes.set('demo', 'eu-central-1');
    expect((await cloud.startSession()).start.region).toBe('eu-central-1');
    cloud.region = 'us-east-1';
    const refusal = {
      code: 'residency',
      message: 'The data of tenant demo stays in eu-central-1, and this target is in us-east-1: nothing of it was taken.',
    };
    await expect(cloud.startSession()).rejects.toMatchObject(refusal);
    await expect(cloud.publish(toyPackage({ clock: 'realtime' }), { id: 'p-2' })).rejects.toMatchObject(refusal);
    await cloud.publish(toyPackage({ clock: 'turns' }), { tenant: 'acme' });
    await expect(cloud.startSession({ tenant: 'acme', person: 'ben' }), 'who named none').resolves.toBeDefined();
  });
});
