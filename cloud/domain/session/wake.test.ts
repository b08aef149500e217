import { describe, expect, it } from 'vitest';
import type { SessionHead } from '../../ports/index.ts';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { toyPackage } from '../testing/toy-engine.ts';
import { realtimeGame, turnGame } from '../testing/toy-games.ts';
import { beginLoop, needsLoop, parkLoop, restartHost, sweep } from './index.ts';

describe('a session that cannot go on', () => {
  it('is parked with its reason, keeps its log, and tries again at the next command', async () => {
    const { cloud, start, send, head } = await turnGame();
    await send('Take', { stage: 'shop' });
    await send('Order', { quantity: 4 });
    const [build] = [...cloud.builds.values()];
    cloud.builds.clear();
    const begin = cloud.started.at(-1)!;
    await expect(beginLoop(cloud.sliceDeps(), begin, { id: 'x-1', startedAt: cloud.now })).rejects.toMatchObject({
      code: 'engine-unknown',
    });
    expect(await parkLoop(cloud.sliceDeps(), { ...start, loopEpoch: 1 }, 'engine-unknown')).toBe(true);
    expect(await parkLoop(cloud.sliceDeps(), { ...start, loopEpoch: 0 }, 'an older execution')).toBe(false);
    expect(await head()).toMatchObject({ loop: 'parked', fault: 'engine-unknown', cmdSeq: 3, ticks: 0 });
    expect(await sweep({ store: cloud.sessions, orchestrator: cloud.orchestrator, clock: cloud.clock, directory: cloud.directory })).toBe(
      0,
    );
    cloud.builds.set(build!.id, build!);
    cloud.started.length = 0;
    await send('Order', { quantity: 5 });
    await cloud.runLoops();
    expect(await head()).toMatchObject({ loop: 'idle', ticks: 1, cursor: 4 });
  });

  it('needs a loop only while it has something to do', async () => {
    const turn = await turnGame();
    const { start, head } = turn;
    expect(needsLoop(start, await head())).toBe(true);
    await turn.cloud.runLoops();
    expect(needsLoop(start, await head())).toBe(false);
    const realtime = await realtimeGame();
    expect(needsLoop(realtime.start, await realtime.head())).toBe(true);
    await realtime.cloud.runLoops({ limit: 1000 });
    expect(needsLoop(realtime.start, await realtime.head())).toBe(false);
    expect(needsLoop({ ...start, pace: 'fast' }, { ...(await head()), loopEpoch: 0, done: true })).toBe(false);
  });

  it('whose own host ends again and again before it has committed anything is parked, and not started for ever', async () => {
    const cloud = new ToyCloud();
    await cloud.publish(toyPackage({ clock: 'realtime' }));
    const { start } = await cloud.startSession({ host: 'hot' });
    const deps = { store: cloud.sessions, orchestrator: cloud.orchestrator, clock: cloud.clock };
    const outcomes: string[] = [];
    for (let seen = 0; seen < 5; seen += 1) {
      await cloud.sessions.takeLoop(start, { seen, owner: `${seen}-1`, at: cloud.now });
      cloud.now += 3_000;
      outcomes.push(await restartHost(deps, start, (await cloud.sessions.head(start))!, `${seen}-1`));
    }
    expect(outcomes).toEqual(['started', 'started', 'started', 'started', 'parked']);
    const head = (await cloud.sessions.head(start))!;
    expect(head).toMatchObject({ loop: 'parked', fault: expect.stringContaining('5 times') });
    expect(await restartHost(deps, start, head, '4-1')).toBe('left');
    const ran: SessionHead = { ...head, loop: 'running', beat: 0 };
    expect(await restartHost(deps, start, ran, '4-1')).toBe('parked');
    expect(await restartHost(deps, start, { ...ran, lastSlice: '4:17' }, '4-1')).toBe('started');
    // One that had nothing to do and gave the loop back did not fail, and neither did one that had nothing to commit.
    expect(await restartHost(deps, start, { ...ran, stoppedEpoch: 1 }, '4-1')).toBe('started');
    expect(await restartHost(deps, start, { ...ran, servedEpoch: 1 }, '4-1')).toBe('started');
  });

  it('whose own host ends again and again before it has even taken it is parked too, and the next command tries again', async () => {
    const cloud = new ToyCloud();
    await cloud.publish(toyPackage({ clock: 'realtime' }));
    const { start } = await cloud.startSession({ host: 'hot' });
    const deps = { store: cloud.sessions, orchestrator: cloud.orchestrator, clock: cloud.clock };
    const head = async () => (await cloud.sessions.head(start))!;
    cloud.started.length = 0;
    const outcomes: string[] = [];
    // Each host is started for the epoch that its starter saw, and dies without a trace.
    for (let seen = 0; outcomes.at(-1) !== 'parked' && outcomes.length < 20; seen = cloud.started.at(-1)?.seen ?? seen) {
      cloud.now += 3_000;
      outcomes.push(await restartHost(deps, start, await head(), `${seen}-${outcomes.length}`));
    }
    expect(outcomes).toEqual(['started', 'started', 'started', 'started', 'parked']);
    expect(await head()).toMatchObject({ loop: 'parked', fault: expect.stringContaining('5 times') });
    expect(await sweep({ ...deps, directory: cloud.directory })).toBe(0);
    expect(await restartHost(deps, start, await head(), `${(await head()).loopEpoch}-99`), 'one that a command tried').toBe('left');
    expect(await head()).toMatchObject({ loop: 'parked' });
  });

  it('is left to the host that has it when another one ends: its twin, or the one before', async () => {
    const cloud = new ToyCloud();
    await cloud.publish(toyPackage({ clock: 'realtime' }));
    const { start } = await cloud.startSession({ host: 'hot' });
    const deps = { store: cloud.sessions, orchestrator: cloud.orchestrator, clock: cloud.clock };
    for (const seen of [0, 1]) await cloud.sessions.takeLoop(start, { seen, owner: `${seen}-7`, at: cloud.now });
    const head = (await cloud.sessions.head(start))!;
    cloud.started.length = 0;
    cloud.now += 3_000;
    expect(await restartHost(deps, start, head, '1-8')).toBe('left');
    expect(await restartHost(deps, start, head, '0-7')).toBe('left');
    expect(cloud.started).toEqual([]);
    // The owner itself, and one that ended before it could take what it was started for.
    expect(await restartHost(deps, start, head, '1-7')).toBe('started');
    expect(await restartHost(deps, start, head, '2-9')).toBe('started');
    expect(cloud.started, 'which is counted, as if it had taken it').toMatchObject([{ seen: 2 }, { seen: 3 }]);
    expect(await restartHost(deps, start, (await cloud.sessions.head(start))!, '2-8'), 'its twin').toBe('left');
  });
});
