import { describe, expect, it } from 'vitest';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { toyEngine, toyPackage } from '../testing/toy-engine.ts';
import { realtimeGame, takingTime, turnGame } from '../testing/toy-games.ts';
import { acceptCommand, beginLoop, callBudget, idleAfter, loopLease, renewAfter, runSlice, runSlices, sweep } from './index.ts';

describe('a realtime session', () => {
  it('keeps to the level’s clock and falls asleep when nobody is there', async () => {
    const { cloud, head } = await realtimeGame();
    const began = cloud.now;
    await cloud.runLoops({ limit: 1000 });
    const slept = await head();
    expect(slept.loop).toBe('idle');
    expect(slept.ticks * 50).toBeGreaterThan(idleAfter);
    expect(Math.abs(cloud.now - began - slept.ticks * 50)).toBeLessThanOrEqual(250);
  });

  it('runs 200 ms of ticks in a slice, and 900 ms where it was started as relaxed', async () => {
    const { cloud } = await realtimeGame();
    const ticksOf = async (latency?: 'relaxed'): Promise<number> => {
      const { start } = await cloud.startSession({ ...(latency && { latency }) });
      expect(start.latency).toBe(latency ?? 'interactive');
      const begun = cloud.started.find(({ session }) => session === start.session)!;
      return (await beginLoop(cloud.sliceDeps(), begun, { id: cloud.ids.next('x'), startedAt: cloud.now })).tick;
    };
    expect([await ticksOf(), await ticksOf('relaxed')]).toEqual([4, 18]);
  });

  it('goes on within one call for as long as that may take, and a call that is made again goes on behind what it did', async () => {
    const { cloud, start, head } = await realtimeGame();
    const begun = await beginLoop(cloud.sliceDeps(), cloud.started.shift()!, { id: 'x-1', startedAt: cloud.now });
    const from = cloud.now;
    const result = await runSlices(cloud.sliceDeps(), begun);
    expect(cloud.now - from).toBeGreaterThanOrEqual(callBudget);
    expect(cloud.now - from).toBeLessThan(callBudget + 500);
    const after = await head();
    expect(after.lastSlice).toBe(`1:${result.slice - 1}`);
    const again = await runSlice(cloud.sliceDeps(), begun);
    expect(again).toMatchObject({ slice: result.slice, tick: after.ticks, next: 'again' });
    expect(await head()).toEqual(after);
    await runSlice(cloud.sliceDeps(), again);
    expect((await head()).ticks).toBe(after.ticks + 4);
    expect(start.latency).toBe('interactive');
  });

  it('consumes a command in the slice after it came, once, and wakes for it', async () => {
    const { cloud, start, head } = await realtimeGame();
    await cloud.runLoops({ limit: 1000 });
    const asleep = await head();
    await acceptCommand(cloud.acceptDeps(), start, { sender: 0, type: 'Order', payload: { quantity: 5 } });
    await cloud.runLoops({ limit: 1000 });
    const after = await head();
    expect(after.ticks).toBeGreaterThan(asleep.ticks);
    expect(after.cursor).toBe(1);
  });

  it.each([
    ['interactive', [404, 808]],
    ['relaxed', [1008]],
  ] as const)(
    'of class %s is written down at ticks %j: when a replay would take too long, of which what watchers are told is no part',
    async (latency, due) => {
      const engine = toyEngine();
      let steps = 0;
      const cloud = new ToyCloud({
        engine: {
          ...engine,
          createWorld: (...about) => {
            // The clock tells whole milliseconds: half of one is one in every second tick.
            const world = takingTime(engine.createWorld(...about), () => (cloud.now += (steps += 1) % 2));
            return new Proxy(world, {
              get: (it, key) => (key === 'changes' ? () => ((cloud.now += 8), it.changes()) : Reflect.get(it, key)),
            });
          },
        },
      });
      await cloud.publish(toyPackage({ clock: 'realtime' }));
      cloud.now = 1_700_000_000_000;
      steps = 0;
      const { start } = await cloud.startSession({ latency });
      cloud.listeners.push({ ...start, id: 'c-1', sender: 0, needsKeyframe: false, missed: 0 });
      const deps = cloud.sliceDeps();
      const tookAt: number[] = [];
      let state = await beginLoop(deps, cloud.started.shift()!, { id: 'x-1', startedAt: cloud.now });
      while (state.tick < 1100) {
        state = await runSlice(deps, state);
        const { checkpoint } = (await cloud.sessions.head(start))!;
        if (checkpoint !== undefined && checkpoint.tick !== tookAt.at(-1)) tookAt.push(checkpoint.tick);
      }
      expect(tookAt).toEqual(due);
    },
  );

  it('goes on in a new execution after 240 s or 1,200 slices, and loses no tick', async () => {
    const { cloud, start, head } = await realtimeGame();
    cloud.listeners.push({ ...start, id: 'c-1', sender: 0, needsKeyframe: false, missed: 0 });
    const first = await beginLoop(cloud.sliceDeps(), cloud.started.shift()!, { id: 'x-1', startedAt: cloud.now });
    let result = first;
    const deps = cloud.sliceDeps();
    while (result.next === 'again') result = await runSlice(deps, result);
    expect(result.next).toBe('renew');
    expect(result.slice === renewAfter.slices || cloud.now - first.startedAt >= renewAfter.ms).toBe(true);
    const renewed = await beginLoop(deps, { ...start, seen: result.loopEpoch }, { id: 'x-2', startedAt: cloud.now });
    expect(renewed).toMatchObject({ next: 'again', loopEpoch: 2 });
    expect((await head()).ticks).toBe(result.tick + 4);
  });

  it('whose world takes too long runs at half the rate until it has rested, by commands in its log, and keeps to the clock at both rates', async () => {
    const { cloud, start, head } = await realtimeGame({ slow: (tick) => tick > 100 && tick <= 110 });
    const began = cloud.now;
    await cloud.runLoops({ limit: 1000 });
    const slept = await head();
    const log = await cloud.sessions.read(start, 0, slept.cmdSeq);
    expect(log.map(({ sender, type, payload }) => [sender, type, payload])).toEqual([
      [0, 'SetTickRate', { hz: 10 }],
      [0, 'SetTickRate', { hz: 20 }],
    ]);
    const [slowed, recovered] = cloud.sessions.stream.flatMap((change) =>
      change.kind === 'committed' ? (change.head.slice?.consumed ?? []) : [],
    );
    expect([slowed!.tick, recovered!.tick]).toEqual([105, 155]);
    const seconds = (slowed!.tick - 1 + (slept.ticks - recovered!.tick + 1)) / 20 + (recovered!.tick - slowed!.tick) / 10;
    expect(Math.abs(cloud.now - began - seconds * 1000)).toBeLessThanOrEqual(500);
  });

  it('that a new process finds at half its rate goes on at that rate, and recovers', async () => {
    const { cloud, start, head } = await realtimeGame({ slow: (tick) => tick > 100 && tick <= 110 });
    const deps = cloud.sliceDeps();
    let state = await beginLoop(deps, cloud.started.shift()!, { id: 'x-1', startedAt: cloud.now });
    while (state.tick < 120) state = await runSlice(deps, state);
    expect(state.hz).toBe(10);
    const fresh = cloud.sliceDeps();
    const before = cloud.now;
    const from = state.tick;
    state = await runSlice(fresh, state);
    expect(cloud.now - before).toBeGreaterThanOrEqual((state.tick - from) * 100 - 500);
    while (state.hz === 10) state = await runSlice(fresh, state);
    expect(state.hz).toBe(20);
    expect((await cloud.sessions.read(start, 0, (await head()).cmdSeq)).map(({ type }) => type)).toEqual(['SetTickRate', 'SetTickRate']);
  });

  it('whose start nobody followed is woken by the sweep', async () => {
    const { cloud, start, head } = await realtimeGame();
    cloud.started.length = 0;
    const deps = { store: cloud.sessions, orchestrator: cloud.orchestrator, clock: cloud.clock, directory: cloud.directory };
    expect(await sweep(deps)).toBe(1);
    expect(cloud.started).toEqual([{ tenant: start.tenant, session: start.session, seen: 0 }]);
    await cloud.runLoops({ limit: 2 });
    expect((await head()).ticks).toBe(8);
    const turn = await turnGame();
    await turn.cloud.runLoops();
    expect(await sweep({ ...deps, store: turn.cloud.sessions, orchestrator: turn.cloud.orchestrator, clock: turn.cloud.clock })).toBe(0);
  });

  it('is woken by the sweep when its execution died, and not before', async () => {
    const { cloud, start, head } = await realtimeGame();
    await beginLoop(cloud.sliceDeps(), cloud.started.shift()!, { id: 'x-1', startedAt: cloud.now });
    const deps = { store: cloud.sessions, orchestrator: cloud.orchestrator, clock: cloud.clock, directory: cloud.directory };
    expect(await sweep(deps)).toBe(0);
    cloud.now += loopLease + 1;
    expect(await sweep(deps)).toBe(1);
    const before = await head();
    await beginLoop(cloud.sliceDeps(), cloud.started.shift()!, { id: 'x-2', startedAt: cloud.now });
    expect((await head()).ticks).toBe(before.ticks + 4);
    expect((await head()).loopEpoch).toBe(2);
    expect(start.session).toBe('s-2');
  });
});
