import { describe, expect, it, vi } from 'vitest';
import { readEvent, type EventOf } from '../../events/catalogue/index.ts';
import type { SessionHead, SessionRef } from '../../ports/index.ts';
import { acceptCommand, joinSession, packageCache, runSlice, beginLoop, warmLevel, type SliceDeps } from '../session/index.ts';
import { MemoryInbox } from '../testing/memory-inbox.ts';
import { ToyCloud } from '../testing/toy-cloud.ts';
import {
  awardFinished,
  channelMoved,
  budgetMoved,
  commandTaken,
  headMoved,
  noticeOf,
  requestMoved,
  sessionStarted,
  summaryEvery,
  warmAtQuorum,
  type AwardDeps,
  type WarmDeps,
} from './index.ts';

/** A session that these players play to its end, or that is ended before. */
async function game(cloud: ToyCloud, players: readonly string[], { lookers = [] as readonly string[], ends = false } = {}) {
  const { start } = await cloud.startSession();
  const deps = cloud.acceptDeps();
  for (const [n, player] of players.entries()) {
    const { sender } = await joinSession(deps, start, { player, secret: `secret of ${player}` });
    await acceptCommand(deps, start, { sender, type: 'Take', payload: { stage: n === 0 ? 'shop' : 'mill' } });
  }
  for (const player of lookers) await joinSession(deps, start, { player, secret: `secret of ${player}` });
  if (ends) await cloud.changePhase({ session: start.session, change: 'end' });
  for (let week = 0; week < 6 && !ends; week += 1) {
    for (const n of players.keys()) await acceptCommand(deps, start, { sender: n + 1, type: 'Order', payload: { quantity: 4 } });
    await cloud.runLoops();
  }
  await cloud.runLoops();
  const head = (await cloud.sessions.head(start))!;
  expect(head.done).toBe(true);
  const finished = headMoved(start, { ...head, done: false }, head).find(({ type }) => type === 'SessionFinished.v1');
  return { start, head, finished: finished as EventOf<'SessionFinished.v1'> };
}
async function published(): Promise<ToyCloud> {
  const cloud = new ToyCloud();
  await cloud.publish();
  return cloud;
}

const kpis = { total: { label: 'Total', kind: 'number' as const, better: 'higher' as const } };
const reference = (total: string) => ({
  base: { name: 'Base', values: {}, ticks: 6, seed: 7, reference: { kpis: { total }, source: 'A book' } },
});
const awarding = (cloud: ToyCloud, inbox: MemoryInbox, beats = '1'): AwardDeps => ({
  sessions: cloud.sessions,
  level: async () => ({ kpis, scenarios: reference(beats) }),
  achievements: inbox,
  inbox,
});
const awards = async (inbox: MemoryInbox, player: string) =>
  (await inbox.of('demo', player)).map(({ achievement }) => achievement).toSorted();
const state = (inbox: MemoryInbox) => [...inbox.held].toSorted(([a], [b]) => (a < b ? -1 : 1));

describe('achievements', () => {
  it('are for those who played to the end; who only looked on or was sent home has none', async () => {
    const cloud = await published();
    const inbox = new MemoryInbox();
    const { finished } = await game(cloud, ['p-1', 'p-2'], { lookers: ['p-3'] });
    await awardFinished(awarding(cloud, inbox), finished);
    // A refused command uses up a number of whoever sent it, also when all is over.
    await cloud.sessions.skip({ tenant: 'demo', session: finished.detail.session }, 3, 1);
    await awardFinished(awarding(cloud, inbox), finished);
    const cut = await game(cloud, ['p-4'], { ends: true });
    await awardFinished(awarding(cloud, inbox), cut.finished);
    expect(await Promise.all(['p-1', 'p-2', 'p-3', 'p-4'].map((player) => awards(inbox, player)))).toEqual([
      ['beat-reference', 'first-game'],
      ['beat-reference', 'first-game'],
      [],
      [],
    ]);
  });

  it('ask what the level says is better, and the scenario as it was published', async () => {
    const cloud = await published();
    const { finished, start } = await game(cloud, ['p-1']);
    const of = async (deps: Partial<AwardDeps>) => {
      const inbox = new MemoryInbox();
      await awardFinished({ ...awarding(cloud, inbox), ...deps }, finished);
      return awards(inbox, 'p-1');
    };
    expect(await of({ level: async () => ({ kpis, scenarios: reference('999999999') }) })).toEqual(['first-game']);
    const { better: _, ...undirected } = kpis.total;
    expect(await of({ level: async () => ({ kpis: { total: undirected }, scenarios: reference('1') }) })).toEqual(['first-game']);
    expect(await of({ level: async () => ({ kpis: { total: { ...kpis.total, better: 'lower' } }, scenarios: reference('1') }) })).toEqual([
      'first-game',
    ]);
    expect(await of({ level: async () => ({ kpis, scenarios: {} }) })).toEqual(['first-game']);
    const changed = { ...start, start: { ...start.start, parameters: { pull: 1 } } };
    expect(
      await of({
        sessions: { start: async () => changed, head: (ref) => cloud.sessions.head(ref), seats: (ref) => cloud.sessions.seats(ref) },
      }),
    ).toEqual(['first-game']);
  });

  it('count ten games, whichever is told first, and however often', async () => {
    const cloud = await published();
    const finished: EventOf<'SessionFinished.v1'>[] = [];
    for (let n = 0; n < 10; n += 1) finished.push((await game(cloud, ['p-1'])).finished);
    const inbox = new MemoryInbox();
    for (const event of [...finished.toReversed(), ...finished]) await awardFinished(awarding(cloud, inbox), event);
    expect(await inbox.games('demo', 'p-1')).toBe(10);
    expect(await awards(inbox, 'p-1')).toEqual(['beat-reference', 'first-game', 'ten-games']);
  });

  it('survive who dies between two players, and two who count at once', async () => {
    const cloud = await published();
    const { finished } = await game(cloud, ['p-1', 'p-2']);
    const once = new MemoryInbox();
    await awardFinished(awarding(cloud, once), finished);

    const died = new MemoryInbox();
    died.reach = (_event, part) => {
      if (part === 'p-2') throw new Error('out of breath');
    };
    await expect(awardFinished(awarding(cloud, died), finished)).rejects.toThrow('out of breath');
    died.reach = () => {};
    await awardFinished(awarding(cloud, died), finished);
    expect(state(died)).toEqual(state(once));

    const raced = new MemoryInbox();
    raced.held.set('demo games p-1', '4');
    let behind = true;
    const games = async (tenant: string, player: string) => {
      const read = await raced.games(tenant, player);
      return behind && player === 'p-1' ? ((behind = false), read - 1) : read;
    };
    await awardFinished({ ...awarding(cloud, raced), achievements: { games, of: (tenant, player) => raced.of(tenant, player) } }, finished);
    expect(raced.held.get('demo games p-1')).toBe('5');
  });
});

describe('opening ahead', () => {
  const joined = (ref: SessionRef, sender: number): EventOf<'PlayerJoined.v1'> => ({
    type: 'PlayerJoined.v1',
    detail: { id: `${ref.session}.joined.${sender}`, tenant: ref.tenant, at: 5, session: ref.session, player: `p-${sender}`, sender },
  });

  it('happens once a quorum has joined, once for a session, in whatever order and however often it is told', async () => {
    const cloud = await published();
    const { start } = await cloud.startSession();
    const inbox = new MemoryInbox();
    const warmed: string[] = [];
    const deps = { sessions: cloud.sessions, inbox, warmer: { warm: async ({ session }: SessionRef) => void warmed.push(session) } };
    await joinSession(cloud.acceptDeps(), start, { player: 'p-1', secret: 's1' });
    await warmAtQuorum(deps, joined(start, 1));
    await warmAtQuorum(deps, joined(start, 2));
    expect(warmed, 'the table knows of one player only').toEqual([]);
    for (const n of [2, 3]) await joinSession(cloud.acceptDeps(), start, { player: `p-${n}`, secret: `s${n}` });
    for (const n of [3, 1, 2, 2, 3, 1]) await warmAtQuorum(deps, joined(start, n));
    expect(warmed).toEqual([start.session]);
    const before = state(inbox);
    await warmAtQuorum(deps, joined({ tenant: 'demo', session: 's-none' }, 2));
    expect(state(inbox)).toEqual(before);
  });

  it('is not for a session that has a host of its own', async () => {
    const cloud = await published();
    const { start } = await cloud.startSession({ host: 'hot' });
    const inbox = new MemoryInbox();
    const warm = vi.fn<WarmDeps['warmer']['warm']>();
    for (const n of [1, 2]) await joinSession(cloud.acceptDeps(), start, { player: `p-${n}`, secret: `s${n}` });
    await warmAtQuorum({ sessions: cloud.sessions, inbox, warmer: { warm } }, joined(start, 2));
    expect(warm).not.toHaveBeenCalled();
  });

  it('leaves nothing to open to the first slice of the same function', async () => {
    const firstSlice = async (isWarm: boolean): Promise<number> => {
      const cloud = await published();
      const { start } = await cloud.startSession();
      const packages = packageCache(cloud.openLevel);
      const deps: SliceDeps = { ...cloud.sliceDeps(), level: packages.open };
      if (isWarm) await warmLevel(deps, start);
      const before = packages.opened();
      await joinSession(cloud.acceptDeps(), start, { player: 'p-1', secret: 'hush' });
      await runSlice(deps, await beginLoop(deps, cloud.started.shift()!, { id: 'x', startedAt: cloud.now }));
      return packages.opened() - before;
    };
    expect(await firstSlice(false)).toBe(1);
    expect(await firstSlice(true)).toBe(0);
  });

  it('is tried again where opening failed', async () => {
    let opened = 0;
    const cloud = await published();
    const { start } = await cloud.startSession();
    const failing = packageCache(async (engine, named) => {
      opened += 1;
      if (opened === 1) throw new Error('the bucket is away');
      return cloud.openLevel(engine, named);
    });
    const deps = { engines: cloud.engines, level: failing.open };
    await expect(warmLevel(deps, start)).rejects.toThrow('away');
    await warmLevel(deps, start);
    await warmLevel(deps, start);
    expect(failing.opened()).toBe(2);
  });
});

describe('what changes say', () => {
  const ref = { tenant: 'demo', session: 's-1' };

  it('a session in play is summed up now and then, and whenever its loop stops, by a number that both know', async () => {
    const cloud = await published();
    const { head } = await game(cloud, ['p-1']);
    const at = (version: number, more: Partial<SessionHead> = {}): SessionHead => ({
      ...head,
      done: false,
      loop: 'running',
      version,
      ...more,
    });
    const said = (before: SessionHead, after: SessionHead) => headMoved(ref, before, after).map(({ type, detail }) => [type, detail.id]);
    expect(said(at(1), at(2))).toEqual([]);
    const summary = [['SliceCommitted.v1', 's-1.commit.000000000064']];
    expect(said(at(summaryEvery - 1), at(summaryEvery))).toEqual(summary);
    expect(said(at(summaryEvery), at(summaryEvery)), 'a command that came in').toEqual([]);
    expect(said(at(summaryEvery), at(summaryEvery, { loop: 'idle' }))).toEqual(summary);
    expect(headMoved(ref, at(summaryEvery), at(summaryEvery, { loop: 'idle', cmdSeq: 99, beat: 99, waiting: ['x'] }))).toEqual(
      headMoved(ref, at(summaryEvery - 1), at(summaryEvery)),
    );
    const looked = { lastSlice: '1:0', loopEpoch: 2 };
    expect(said(at(summaryEvery, looked), at(summaryEvery, { ...looked, loop: 'idle' })), 'it committed nothing').toEqual([]);
    expect(said(at(6), at(6, { loop: 'parked', loopEpoch: 3, fault: 'secret words' }))).toEqual([
      ['SliceCommitted.v1', 's-1.commit.000000000006'],
      ['SessionParked.v1', 's-1.parked.000000000003'],
    ]);
  });

  it('a player joins and who runs it acts; what players send is nobody else’s business', () => {
    const command = { seq: 12, sender: 0, clientSeq: 0, at: 7 };
    expect(commandTaken(ref, { ...command, type: '$join', payload: { sender: 3, player: 'p-3' } })).toMatchObject({
      type: 'PlayerJoined.v1',
      detail: { id: 's-1.joined.00003', at: 7, player: 'p-3' },
    });
    const by = `u-${'0'.repeat(20)}`;
    expect(commandTaken(ref, { ...command, type: '$pause', payload: { person: by, at: 7 } })).toMatchObject({
      detail: { id: 's-1.phase.000000000012', to: 'paused', by },
    });
    const budget = commandTaken(ref, { ...command, type: '$pause', payload: { why: 'budget', at: 7 } })!;
    expect(budget.detail).toMatchObject({ to: 'paused', why: 'budget' });
    expect(budget.detail).not.toHaveProperty('by');
    expect(readEvent({ source: 'ledgerquest.session', 'detail-type': budget.type, detail: budget.detail })).toEqual(budget);
    expect(commandTaken(ref, { ...command, type: 'Order', payload: { quantity: 4 } })).toBeUndefined();
  });

  it('a share of the budget, once', () => {
    const note = { month: '2026-11', percent: 80, spentUsd: '0.81', budgetUsd: '1', at: 7 };
    const event = budgetMoved('demo', undefined, note)!;
    expect(event.detail).toMatchObject({ id: '2026-11.spent.80', tenant: 'demo', percent: 80 });
    expect(readEvent({ source: 'ledgerquest.budget', 'detail-type': event.type, detail: event.detail })).toEqual(event);
    expect(noticeOf(event)).toMatchObject({ kind: 'budget', about: '2026-11', said: { percent: 80 } });
    expect(budgetMoved('demo', note, note)).toBeUndefined();
    expect(budgetMoved('demo', note, { ...note, percent: 100 })).toMatchObject({ detail: { id: '2026-11.spent.100' } });
  });

  it('a channel that moved and a request that was refused, once', async () => {
    const cloud = await published();
    const { head } = (await cloud.board.list('demo'))[0]!;
    const event = channelMoved('demo', undefined, head)!;
    expect(event.detail).toMatchObject({ level: 'counter', revision: 1, publisher: head.movedBy });
    expect(channelMoved('demo', head, head)).toBeUndefined();
    expect(noticeOf(event)).toMatchObject({ kind: 'published', about: 'counter', said: { revision: 1, latest: 1 } });
    const refused = { id: 'p-1', stage: 'refused' as const, error: { code: 'proof-differs', message: 'long' } };
    expect(requestMoved('demo', { stage: 'verified' }, refused, 5)).toMatchObject({ detail: { id: 'p-1.refused', code: 'proof-differs' } });
    expect(requestMoved('demo', { stage: 'refused' }, refused, 5)).toBeUndefined();
    expect(requestMoved('demo', undefined, { id: 'p-1', stage: 'verified' }, 5)).toBeUndefined();
    const { start } = await cloud.startSession();
    expect(noticeOf(sessionStarted(start))).toBeUndefined();
  });
});
