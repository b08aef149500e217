import { describe, expect, it } from 'vitest';
import type { Role } from '../../ports/index.ts';
import { AuditRecord } from '../audit/index.ts';
import { ToyCloud, toyIdentity } from '../testing/toy-cloud.ts';
import { toyPackage } from '../testing/toy-engine.ts';
import {
  absenceGrace,
  acceptCommand,
  beginLoop,
  joinSession,
  runSlice,
  sweep,
  type LoopStart,
  type PhaseChange,
  type SliceResult,
} from './index.ts';

/** A started session of either clock with one player, who has a socket; no loop has run. */
async function game({ clock = 'turns', deadline }: { clock?: 'turns' | 'realtime'; deadline?: number } = {}) {
  const cloud = new ToyCloud();
  await cloud.publish(toyPackage({ clock, ...(deadline !== undefined && { deadline }) }));
  const { start } = await cloud.startSession();
  const { sender } = await joinSession(cloud.acceptDeps(), start, { player: 'p-1', secret: 'hush' });
  const listen = (id: string): void =>
    void cloud.listeners.push({ tenant: start.tenant, session: start.session, id, sender, needsKeyframe: false, missed: 0 });
  listen('c-1');
  const deps = cloud.sliceDeps();
  return {
    cloud,
    start,
    listen,
    deps,
    send: (type: string, payload: object, clientSeq?: number) =>
      acceptCommand(cloud.acceptDeps(), start, {
        sender,
        type,
        payload: payload as never,
        ...(clientSeq !== undefined && { clientSeq }),
      }),
    phase: (change: PhaseChange) => cloud.changePhase({ session: start.session, change }),
    head: async () => (await cloud.sessions.head(start))!,
    /** The loop that was asked for last, begun: its first slice has run. */
    begin: (): Promise<SliceResult> => {
      const [asked] = cloud.started.splice(0, Infinity).slice(-1) as [LoopStart];
      return beginLoop(deps, asked, { id: cloud.ids.next('x'), startedAt: cloud.now });
    },
    told: () => cloud.sent.map(({ message }) => message.type),
    look: () => sweep({ store: cloud.sessions, orchestrator: cloud.orchestrator, clock: cloud.clock, directory: cloud.directory }),
    records: async () => {
      await cloud.runAudit();
      const found: AuditRecord[] = [];
      for await (const { record } of cloud.audit.records(start)) found.push(AuditRecord.parse(JSON.parse(record)));
      return found.flatMap((record) => (record.kind === 'slice' ? record.commands.map((command) => ({ ...command, of: record.seq })) : []));
    },
  };
}

/** A realtime game whose loop has run so many slices. */
async function running(slices: number) {
  const made = await game({ clock: 'realtime' });
  let last = await made.begin();
  for (let n = 1; n < slices; n += 1) last = await runSlice(made.deps, last);
  return { ...made, last };
}

describe('a paused session', () => {
  it('runs no slice, however long it is, and its clock does not catch up afterwards', async () => {
    const { cloud, phase, head, begin, look, last, deps } = await running(4);
    const { ticks } = await head();
    expect(ticks).toBe(16);
    expect(await phase('pause')).toEqual({ changed: true });
    expect((await runSlice(deps, last)).next).toBe('stop');
    expect((await begin()).next).toBe('stop');
    for (let hour = 0; hour < 3; hour += 1) {
      cloud.now += 3_600_000;
      expect(await look()).toBe(0);
    }
    expect(await head()).toMatchObject({ phase: 'paused', ticks, loop: 'idle' });
    await phase('resume');
    const resumed = cloud.now;
    let state = await begin();
    for (let n = 1; n < 8; n += 1) state = await runSlice(deps, state);
    expect((await head()).ticks).toBe(ticks + 32);
    expect(cloud.now - resumed).toBeGreaterThanOrEqual(7 * 200);
  });

  it('keeps what it is sent, in order: the first tick after it has all of it, and whoever sits down is seen at once', async () => {
    const { cloud, start, phase, send, head, begin, told } = await game();
    await phase('pause');
    await send('Take', { stage: 'shop' });
    expect((await begin()).next).toBe('stop');
    expect(cloud.sent.map(({ message }) => message)).toMatchObject([
      { type: 'waiting', waiting: ['shop'] },
      { type: 'paused', tick: 0 },
    ]);
    await send('Order', { quantity: 4 });
    expect((await begin()).next).toBe('stop');
    expect(await head()).toMatchObject({ ticks: 0, version: 0, cmdSeq: 4 });
    await phase('resume');
    await cloud.runLoops();
    expect(await head()).toMatchObject({ ticks: 1, phase: 'open', cursor: 5 });
    expect(told().slice(-2)).toEqual(['frames', 'resumed']);
    await cloud.runAudit();
    expect(await cloud.verifySession(start)).toMatchObject({ ticks: 1, diverged: false, findings: [] });
  });

  it('has what was acknowledged before the pause after it, also when a slice had begun to play it', async () => {
    const { cloud, start, phase, head, begin, last, deps } = await running(1);
    await acceptCommand(cloud.acceptDeps(), start, { sender: 0, type: 'Order', payload: { quantity: 500 } });
    cloud.sessions.reach = async (point) => {
      if (point !== 'before-commit') return;
      cloud.sessions.reach = () => {};
      await phase('pause');
    };
    const before = await head();
    expect((await runSlice(deps, last)).next).toBe('stop');
    expect(await head()).toMatchObject({ phase: 'paused', ticks: before.ticks, hash: before.hash, version: before.version });
    await begin();
    await phase('resume');
    await begin();
    const after = await head();
    expect(after).toMatchObject({ ticks: before.ticks + 4, cursor: after.cmdSeq });
    await cloud.runAudit();
    expect(await cloud.verifySession(start)).toMatchObject({ ticks: after.ticks, diverged: false, findings: [] });
  });

  it('passes nobody over, and gives the turn its whole time again', async () => {
    const { cloud, start, phase, send, head, begin, look } = await game({ deadline: 90 });
    const second = await joinSession(cloud.acceptDeps(), start, { player: 'p-2', secret: 'two' });
    await acceptCommand(cloud.acceptDeps(), start, { sender: second.sender, type: 'Take', payload: { stage: 'mill' } });
    await send('Take', { stage: 'shop' });
    await send('Order', { quantity: 4 });
    await cloud.runLoops();
    expect((await head()).turn).toBeDefined();
    await phase('pause');
    await begin();
    expect((await head()).turn).toBeUndefined();
    cloud.now += 10 * absenceGrace;
    expect(await look()).toBe(0);
    await phase('resume');
    await cloud.runLoops();
    expect(await head()).toMatchObject({ ticks: 0, waiting: ['mill'] });
    cloud.now += absenceGrace + 1;
    expect(await look()).toBe(1);
    await cloud.runLoops();
    expect((await head()).ticks).toBe(1);
  });

  it('stands in the audit with the next commit: who, by opaque id, and when', async () => {
    const { cloud, phase, head, begin, records } = await running(1);
    const paused = cloud.now;
    await phase('pause');
    await begin();
    cloud.now += 5_000;
    await phase('resume');
    await begin();
    const { ticks } = await head();
    const person = toyIdentity('fay').id;
    expect((await records()).filter(({ type }) => type.startsWith('$'))).toMatchObject([
      { type: '$join' },
      { type: '$pause', sender: 0, tick: ticks - 3, payload: { person, at: paused } },
      { type: '$resume', sender: 0, tick: ticks - 3, payload: { person, at: paused + 5_000 } },
    ]);
    expect(JSON.stringify(await records())).not.toContain('fay');
  });
});

describe('a session that is ended', () => {
  it('plays what was acknowledged, is written down, tells and shows out everybody, and verifies', async () => {
    const { cloud, start, phase, send, head, told } = await game({ clock: 'realtime' });
    await send('Order', { quantity: 7 });
    await phase('end');
    await cloud.runLoops();
    const ended = await head();
    expect(ended).toMatchObject({ phase: 'ended', done: true, ticks: 1, cursor: 3, loop: 'idle', checkpoint: { tick: 1, cursor: 3 } });
    expect(cloud.checkpointBytes.has(ended.checkpoint!.sha256)).toBe(true);
    expect(told()).toEqual(['frames', 'ended']);
    expect(cloud.sent[0]!.message).toMatchObject({ toTick: 1, done: true });
    expect([cloud.shownOut, cloud.listeners]).toEqual([['c-1'], []]);
    await cloud.runAudit();
    expect(await cloud.verifySession(start)).toMatchObject({ ticks: 1, diverged: false, findings: [] });
  });

  it('keeps an order whose turn could not be played any more in its audit, and plays no turn for it', async () => {
    const { cloud, start, phase, send, head, records } = await game();
    const second = await joinSession(cloud.acceptDeps(), start, { player: 'p-2', secret: 'two' });
    await acceptCommand(cloud.acceptDeps(), start, { sender: second.sender, type: 'Take', payload: { stage: 'mill' } });
    await send('Take', { stage: 'shop' });
    await send('Order', { quantity: 4 });
    await cloud.runLoops();
    await phase('end');
    await cloud.runLoops();
    expect(await head()).toMatchObject({ phase: 'ended', ticks: 0, version: 1, cursor: 6, waiting: [] });
    expect(await records()).toMatchObject([
      ...['$join', '$join', 'Take', 'Take', 'Order'].map((type) => ({ type, tick: 1, of: 1 })),
      { type: '$end', payload: { person: toyIdentity('fay').id } },
    ]);
    expect(await cloud.verifySession(start)).toMatchObject({ ticks: 0, diverged: false, findings: [] });
  });

  it('takes nothing more, and acknowledges again what it has', async () => {
    const { cloud, start, phase, send, head } = await game();
    const first = await send('Take', { stage: 'shop' }, 1);
    await phase('end');
    await cloud.runLoops();
    const before = await head();
    await expect(send('Order', { quantity: 4 }, 2)).rejects.toMatchObject({ code: 'session-ended' });
    await expect(send('Order', { quantity: 4 }, 3)).rejects.toMatchObject({ code: 'session-ended' });
    expect(await send('Take', { stage: 'shop' }, 1)).toEqual({ ...first, duplicate: true });
    await expect(joinSession(cloud.acceptDeps(), start, { player: 'p-9', secret: 'late' })).rejects.toMatchObject({
      code: 'session-ended',
    });
    expect(await joinSession(cloud.acceptDeps(), start, { player: 'p-1', secret: 'hush' })).toMatchObject({ sender: 1, seq: 1 });
    for (const change of ['pause', 'resume'] as const) await expect(phase(change)).rejects.toMatchObject({ code: 'session-ended' });
    expect(await head()).toEqual(before);
  });

  it('is no more paused or resumed when it was played to its end, and ends as it did', async () => {
    const { cloud, phase, send, head } = await game();
    await send('Take', { stage: 'shop' });
    while (!(await head()).done) {
      await send('Order', { quantity: 4 });
      await cloud.runLoops();
    }
    for (const change of ['pause', 'resume'] as const) await expect(phase(change)).rejects.toMatchObject({ code: 'session-finished' });
    expect(await phase('end')).toEqual({ changed: false });
  });

  it('shows how it ended to whoever comes later, and lets them stay', async () => {
    const { cloud, start, phase, head, begin, told } = await running(2);
    await phase('end');
    await begin();
    const { ticks, hash } = await head();
    cloud.sent.length = 0;
    cloud.listeners.push({ ...start, id: 'c-late', sender: 0, needsKeyframe: true, missed: 0, phase: 'ended' });
    await cloud.sessions.call(start);
    const fresh = await beginLoop(cloud.sliceDeps(), { ...start, seen: (await head()).loopEpoch }, { id: 'x-late', startedAt: cloud.now });
    expect(fresh.next).toBe('stop');
    expect(cloud.sent).toMatchObject([{ to: 'c-late', message: { type: 'keyframe', tick: ticks, hash, done: true } }]);
    expect(told()).not.toContain('ended');
    expect(cloud.listeners.map(({ id }) => id)).toEqual(['c-late']);
  });

  it('that crashed between its last commit and the push has been written down by it, and still tells everybody', async () => {
    const { cloud, phase, head, told, deps } = await running(1);
    await phase('end');
    const asked = cloud.started.splice(0, Infinity).at(-1)!;
    const execution = { id: 'x-end', startedAt: cloud.now };
    cloud.sessions.reach = (point) => {
      if (point === 'after-commit') throw new Error('the machine stopped');
    };
    await expect(beginLoop(deps, asked, execution)).rejects.toThrow('the machine stopped');
    const { ticks, cursor, checkpoint } = await head();
    expect(checkpoint).toMatchObject({ tick: ticks, cursor });
    cloud.sessions.reach = () => {};
    const again = await beginLoop(cloud.sliceDeps(), asked, execution);
    expect((await runSlice(cloud.sliceDeps(), again)).next).toBe('stop');
    expect(told().at(-1)).toBe('ended');
    expect([(await head()).version, cloud.shownOut]).toEqual([2, ['c-1']]);
  });
});

describe('calls that repeat or race', () => {
  it('change nothing the second time', async () => {
    const { cloud, phase, head } = await game();
    expect(await phase('resume')).toEqual({ changed: false });
    for (const change of ['pause', 'end'] as const) {
      expect(await phase(change)).toEqual({ changed: true });
      await cloud.runLoops();
      const before = await head();
      expect(await phase(change)).toEqual({ changed: false });
      expect(await head()).toEqual(before);
    }
  });

  it('of which many come at once, take effect once each, in one order', async () => {
    const { cloud, start, phase, send, head } = await game();
    const outcomes = await Promise.all([phase('pause'), phase('pause'), send('Take', { stage: 'shop' }), phase('pause')]);
    expect(outcomes.filter((outcome) => 'changed' in outcome && outcome.changed)).toHaveLength(1);
    await Promise.all([phase('end'), phase('end')]);
    await cloud.runLoops();
    const types = (await cloud.sessions.read(start, 0, 99)).map(({ type }) => type);
    expect(types.toSorted()).toEqual(['$end', '$join', '$pause', 'Take']);
    expect(await head()).toMatchObject({ phase: 'ended', done: true, cursor: 4 });
  });

  it('do not reach a loop that was taken over in between', async () => {
    const { cloud, start, phase, head } = await running(1);
    cloud.sessions.reach = async (point) => {
      if (point !== 'before-accept') return;
      cloud.sessions.reach = () => {};
      await beginLoop(cloud.sliceDeps(), { ...start, seen: 1 }, { id: 'x-new', startedAt: cloud.now });
    };
    await phase('pause');
    expect(await head()).toMatchObject({ phase: 'paused', loop: 'idle', loopEpoch: 3 });
  });

  it('leave a slice that was fenced without effect, and what it tells late does not stay', async () => {
    const { cloud, phase, head, begin, told, last, deps } = await running(1);
    await phase('pause');
    const asked = cloud.started.splice(0, Infinity).at(-1)!;
    const { post } = cloud.push;
    cloud.push.post = async (to, bytes) => {
      cloud.push.post = post;
      // While the loop of the pause tells of it, the session goes on and the next loop finds everybody told.
      await phase('resume');
      await begin();
      return post(to, bytes);
    };
    await beginLoop(cloud.sliceDeps(), asked, { id: 'x-paused', startedAt: cloud.now });
    expect(told().slice(1)).toEqual(['frames', 'paused', 'resumed']);
    const before = await head();
    expect((await runSlice(deps, last)).next).toBe('stop');
    expect(await head()).toEqual(before);
  });
});

describe('who may pause, resume and end', () => {
  it.each<[string, string, Role[]]>([
    ['a player', 'pia', ['player']],
    ['a designer', 'ada', ['designer']],
    ['an auditor', 'otto', ['auditor']],
    ['the facilitator of another tenant', 'zoe', []],
    ['somebody whom no tenant knows', 'eve', []],
  ])('not %s, who is told which roles may', async (_, person, roles) => {
    const { cloud, start, head } = await game();
    if (roles.length > 0) cloud.people.set(`demo/${person}`, roles);
    cloud.people.set('acme/zoe', ['facilitator', 'owner', 'operator']);
    const before = await head();
    for (const change of ['pause', 'resume', 'end'] as const)
      await expect(cloud.changePhase({ session: start.session, change, person })).rejects.toMatchObject({
        code: 'forbidden',
        hint: expect.stringContaining('owner or facilitator or operator') as string,
      });
    expect(await head()).toEqual(before);
  });

  it.each(['owner', 'facilitator', 'operator'] as const)('the role %s may', async (role) => {
    const { cloud, start, head } = await game();
    cloud.people.set('demo/kim', [role]);
    await cloud.changePhase({ session: start.session, change: 'pause', person: 'kim' });
    expect((await head()).phase).toBe('paused');
  });

  it('a session of another tenant is not there, whatever one is in one’s own', async () => {
    const { cloud, start, head } = await game();
    const before = await head();
    await expect(cloud.changePhase({ tenant: 'acme', session: start.session, change: 'end', person: 'ben' })).rejects.toMatchObject({
      code: 'session-unknown',
    });
    expect(await head()).toEqual(before);
  });

  it.each(['$pause', '$resume', '$end'])('a command %s of a player is none', async (type) => {
    const { send, head } = await game();
    await expect(send(type, { person: 'p-1', at: 0 })).rejects.toMatchObject({ code: 'command-unknown' });
    expect((await head()).phase).toBe('open');
  });
});
