import { describe, expect, it } from 'vitest';
import { AuditRecord, queryAudit } from '../audit/index.ts';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { toyEngine, toyPackage } from '../testing/toy-engine.ts';
import { realtimeGame, takingTime, turnGame } from '../testing/toy-games.ts';
import { acceptCommand, joinSession, beginLoop, runSlice } from './index.ts';

describe('a slice', () => {
  it('does not run a turn before every owned seat has sent its order', async () => {
    const { cloud, send, head } = await turnGame();
    await send('Take', { stage: 'shop' });
    await cloud.runLoops();
    expect(await head()).toMatchObject({ ticks: 0, waiting: ['shop'], loop: 'idle', cursor: 0, seen: 2 });
    await send('Order', { quantity: 4 });
    await cloud.runLoops();
    expect(await head()).toMatchObject({ ticks: 1, waiting: ['shop'], loop: 'idle', cursor: 3, version: 1 });
  });

  it('does not advance a turn session in which nobody plays', async () => {
    const { cloud, head } = await turnGame();
    await cloud.runLoops();
    expect(await head()).toMatchObject({ ticks: 0, loop: 'idle', version: 0 });
  });

  it('of the last turn leaves nobody who is waited for', async () => {
    const { cloud, send, head } = await turnGame();
    await send('Take', { stage: 'shop' });
    for (let turn = 1; turn <= 6; turn += 1) {
      await send('Order', { quantity: 4 });
      await cloud.runLoops();
    }
    expect(await head()).toMatchObject({ ticks: 6, done: true, waiting: [] });
  });

  it('runs a fast session to its end with nobody there', async () => {
    const cloud = new ToyCloud();
    await cloud.publish();
    const { start } = await cloud.startSession({ pace: 'fast', scenario: 'base' });
    await cloud.runLoops();
    const [base] = toyEngine().prove(toyPackage());
    expect(await cloud.sessions.head(start)).toMatchObject({ ticks: 6, done: true, hash: base!.hash, loop: 'idle' });
    await expect(acceptCommand(cloud.acceptDeps(), start, { sender: 0, type: 'Order', payload: { quantity: 1 } })).rejects.toMatchObject({
      code: 'session-finished',
    });
  });

  it('has in its audit what was acknowledged while its last tick was under way, without effect', async () => {
    const cloud = new ToyCloud();
    await cloud.publish();
    const { start } = await cloud.startSession({ scenario: 'base' });
    const deps = cloud.acceptDeps();
    const { sender } = await joinSession(deps, start, { player: 'p-1', secret: 'hush' });
    const order = (quantity: number) => acceptCommand(deps, start, { sender, type: 'Order', payload: { quantity } });
    await acceptCommand(deps, start, { sender, type: 'Take', payload: { stage: 'shop' } });
    const late: unknown[] = [];
    for (let week = 1; week <= 6; week += 1) {
      await order(4);
      if (week === 6)
        cloud.sessions.reach = async (point) => {
          if (point === 'before-commit' && late.length === 0) late.push(await order(9), await order(9));
        };
      await cloud.runLoops();
    }
    expect(late).toMatchObject([{ duplicate: false }, { duplicate: false }]);
    const head = (await cloud.sessions.head(start))!;
    expect(head).toMatchObject({ done: true, ticks: 6, loop: 'idle', cmdSeq: 10, cursor: 10, waiting: [] });
    await expect(order(9)).rejects.toMatchObject({ code: 'session-finished' });
    await cloud.runAudit();
    const records: AuditRecord[] = [];
    for await (const { record } of cloud.audit.records(start)) records.push(AuditRecord.parse(JSON.parse(record)));
    const deeds = queryAudit(records, { type: 'Order' });
    expect(deeds.map(({ payload }) => (payload as { quantity: number }).quantity)).toEqual([4, 4, 4, 4, 4, 4, 9, 9]);
    expect(await cloud.verifySession(start)).toMatchObject({ diverged: false, findings: [] });
  });

  it.each([
    [400, [3, 3]],
    [1000, [1, 1, 1, 1, 1, 1]],
  ])('ends when its time is used up: ticks of %i ms are cut into slices of %j, and come to the same', async (ms, cut) => {
    const engine = toyEngine();
    const cloud = new ToyCloud({
      engine: { ...engine, createWorld: (...about) => takingTime(engine.createWorld(...about), () => (cloud.now += ms)) },
    });
    await cloud.publish();
    cloud.now = 1_700_000_000_000;
    const { start } = await cloud.startSession({ pace: 'fast', scenario: 'base' });
    await cloud.runLoops();
    const [base] = engine.prove(toyPackage());
    expect(await cloud.sessions.head(start)).toMatchObject({ ticks: 6, done: true, hash: base!.hash, chain: base!.chainHash });
    const slices = cloud.sessions.stream.flatMap((change) => (change.kind === 'committed' ? [change.head.slice!] : []));
    expect(slices.map(({ fromTick, toTick }) => toTick - fromTick)).toEqual(cut);
  });

  it('comes to the same state from a warm world, from a checkpoint and from the beginning', async () => {
    const hashes = await Promise.all(
      ['warm', 'cold', 'no checkpoint'].map(async (how) => {
        const { cloud, start, send, head } = await turnGame();
        const warm = cloud.sliceDeps();
        await send('Take', { stage: 'shop' });
        for (const quantity of [4, 9, 2, 7]) {
          await send('Order', { quantity });
          await cloud.runLoops({ deps: how === 'warm' ? warm : cloud.sliceDeps() });
          if (how !== 'no checkpoint') continue;
          const { checkpoint: _, ...rest } = await head();
          const seqs = (await cloud.sessions.read(start, 0, 99)).filter(({ type }) => type === 'Order').map(({ seq }) => seq);
          cloud.sessions.heads.set(`demo/${start.session}`, { ...rest, log: seqs.map((upTo, index) => ({ tick: index + 1, upTo })) });
        }
        return (await head()).hash;
      }),
    );
    expect(new Set(hashes).size).toBe(1);
  });

  it('has effect once when it is delivered twice', async () => {
    const { cloud, send, head } = await turnGame();
    await send('Take', { stage: 'shop' });
    await send('Order', { quantity: 4 });
    const deps = cloud.sliceDeps();
    const begin = cloud.started.at(-1)!;
    const execution = { id: 'x-1', startedAt: cloud.now };
    await beginLoop(deps, begin, execution);
    const once = await head();
    await beginLoop(cloud.sliceDeps(), begin, execution);
    await beginLoop(deps, begin, execution);
    expect(await head()).toEqual(once);
    expect(cloud.sessions.commits).toBe(1);
  });

  it('that crashed between its commit and the push goes on when it is called again', async () => {
    const { cloud, send, head } = await turnGame();
    await send('Take', { stage: 'shop' });
    await send('Order', { quantity: 4 });
    cloud.sessions.reach = (point) => {
      if (point === 'after-commit') throw new Error('the machine stopped');
    };
    const begin = cloud.started.at(-1)!;
    const execution = { id: 'x-1', startedAt: cloud.now };
    await expect(beginLoop(cloud.sliceDeps(), begin, execution)).rejects.toThrow('the machine stopped');
    cloud.sessions.reach = () => {};
    const result = await beginLoop(cloud.sliceDeps(), begin, execution);
    expect(result.next).toBe('again');
    expect((await runSlice(cloud.sliceDeps(), result)).next).toBe('stop');
    expect(await head()).toMatchObject({ ticks: 1, version: 1, loop: 'idle' });
    expect(cloud.sessions.commits).toBe(1);
  });

  it('of a fenced execution stops quietly and commits nothing', async () => {
    const { cloud, start, head } = await realtimeGame();
    const zombie = await beginLoop(cloud.sliceDeps(), { ...start, seen: 0 }, { id: 'x-old', startedAt: cloud.now });
    await beginLoop(cloud.sliceDeps(), { ...start, seen: 1 }, { id: 'x-new', startedAt: cloud.now });
    const before = await head();
    expect((await runSlice(cloud.sliceDeps(), zombie)).next).toBe('stop');
    expect(await head()).toEqual(before);
  });

  it('that is overtaken while it computes commits nothing', async () => {
    const { cloud, start, head } = await realtimeGame();
    cloud.sessions.reach = async (point) => {
      if (point !== 'before-commit') return;
      cloud.sessions.reach = () => {};
      await beginLoop(cloud.sliceDeps(), { ...start, seen: 1 }, { id: 'x-new', startedAt: cloud.now });
    };
    const old = await beginLoop(cloud.sliceDeps(), { ...start, seen: 0 }, { id: 'x-old', startedAt: cloud.now });
    expect(old.next).toBe('stop');
    expect(await head()).toMatchObject({ loopEpoch: 2, ticks: 4, version: 1, lastSlice: '2:0' });
  });

  it('delivered twice at once, with different commands seen, keeps the one that was committed', async () => {
    const { cloud, start, head } = await realtimeGame();
    const first = await beginLoop(cloud.sliceDeps(), { ...start, seen: 0 }, { id: 'x-1', startedAt: cloud.now });
    const late = cloud.sliceDeps();
    cloud.sessions.reach = async (point) => {
      if (point !== 'before-commit') return;
      cloud.sessions.reach = () => {};
      await acceptCommand(cloud.acceptDeps(), start, { sender: 0, type: 'Order', payload: { quantity: 5 } });
      await runSlice(cloud.sliceDeps(), first);
    };
    const result = await runSlice(late, first);
    expect(result).toMatchObject({ next: 'again', slice: 2 });
    const committed = await head();
    expect(committed).toMatchObject({ version: 2, cursor: 1 });
    await runSlice(late, result);
    expect((await head()).version).toBe(3);
  });

  it('does not stop over a command that lands while it decides to', async () => {
    const { cloud, send, head } = await turnGame();
    await send('Take', { stage: 'shop' });
    cloud.sessions.reach = async (point) => {
      if (point !== 'before-stop') return;
      cloud.sessions.reach = () => {};
      await send('Order', { quantity: 4 });
    };
    await cloud.runLoops();
    expect(await head()).toMatchObject({ ticks: 1, loop: 'idle', seen: 3 });
  });

  it('refuses to go on from a HEAD that its commands do not lead to', async () => {
    const { cloud, start, send, head } = await turnGame();
    await send('Take', { stage: 'shop' });
    await send('Order', { quantity: 4 });
    await cloud.runLoops();
    const { checkpoint: _, ...rest } = await head();
    cloud.sessions.heads.set(`demo/${start.session}`, { ...rest, hash: '0123456789abcdef', log: [{ tick: 1, upTo: 3 }] });
    await send('Order', { quantity: 4 });
    await expect(cloud.runLoops()).rejects.toMatchObject({ code: 'replay-diverged' });
  });
});
