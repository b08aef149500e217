import { describe, expect, it } from 'vitest';
import { ToyCloud } from '../testing/toy-cloud.ts';
import type { CloudWorld, SessionHead } from '../../ports/index.ts';
import { toyEngine, toyPackage } from '../testing/toy-engine.ts';
import {
  absenceGrace,
  acceptCommand,
  beginLoop,
  callBudget,
  idleAfter,
  joinSession,
  loopLease,
  missesAllowed,
  needsLoop,
  OutOfOrder,
  parkLoop,
  restartHost,
  renewAfter,
  runSlice,
  runSlices,
  sweep,
  wake,
} from './index.ts';

/** A world whose every tick takes time. */
const takingTime = (world: CloudWorld, pass: () => void): CloudWorld =>
  new Proxy(world, {
    get: (target, key) =>
      key === 'step' ? (commands: Parameters<CloudWorld['step']>[0]) => (pass(), target.step(commands)) : Reflect.get(target, key),
  });

/** A published turn level with a started session, and a player in seat 1. */
async function turnGame() {
  const cloud = new ToyCloud();
  await cloud.publish();
  const { start } = await cloud.startSession();
  const { sender } = await joinSession(cloud.acceptDeps(), start, { player: 'p-1', secret: 'hush' });
  const send = (type: string, payload: object, from = sender, clientSeq?: number) =>
    acceptCommand(cloud.acceptDeps(), start, {
      sender: from,
      type,
      payload: payload as never,
      ...(clientSeq !== undefined && { clientSeq }),
    });
  const head = async () => (await cloud.sessions.head(start))!;
  return { cloud, start, sender, send, head };
}

async function realtimeGame({ slow }: { slow?: ((tick: number) => boolean) | undefined } = {}) {
  const cloud = new ToyCloud({ engine: toyEngine({ slow }) });
  await cloud.publish(toyPackage({ clock: 'realtime' }));
  const { start } = await cloud.startSession();
  return { cloud, start, head: async () => (await cloud.sessions.head(start))! };
}

describe('starting a session', () => {
  it('takes no latency class for a level that goes by turns', async () => {
    const cloud = new ToyCloud();
    await cloud.publish();
    await expect(cloud.startSession({ latency: 'relaxed' })).rejects.toMatchObject({ code: 'latency-of-turns' });
  });

  it('pins engine, package, revision, scenario, parameters and seed', async () => {
    const cloud = new ToyCloud();
    const { revision } = await cloud.publish();
    const { start, token } = await cloud.startSession({ scenario: 'wild', parameters: { pull: 0.5 }, seed: 99 });
    expect(start).toMatchObject({
      engine: revision.engine,
      packageHash: revision.packageHash,
      revision: 1,
      latency: 'turn',
      start: { scenario: 'wild', parameters: { pull: 0.5 }, seed: 99 },
    });
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(start)).not.toContain(token);
  });

  it('stays on its revision when another goes live', async () => {
    const { cloud, start, send } = await turnGame();
    await cloud.publish(toyPackage({ source: 'let a = 2;' }));
    await send('Take', { stage: 'shop' });
    await send('Order', { quantity: 4 });
    await cloud.runLoops();
    expect((await cloud.sessions.start(start))?.revision).toBe(1);
    expect((await cloud.sessions.head(start))?.ticks).toBe(1);
  });

  it.each([
    [{ level: 'nosuch' }, 'level-unpublished'],
    [{ scenario: 'nosuch' }, 'scenario-unknown'],
    [{ scenario: 'constructor' }, 'scenario-unknown'],
    [{ parameters: { nosuch: 1 } }, 'bad-parameter'],
    [{ parameters: { pull: 7 } }, 'bad-parameter'],
    [{ person: 'pia' }, 'forbidden'],
  ])('refuses %j with %s', async (order, code) => {
    const cloud = new ToyCloud();
    await cloud.publish();
    await expect(cloud.startSession(order)).rejects.toMatchObject({ code });
  });

  it('refuses a channel whose HEAD the tenant did not sign', async () => {
    const cloud = new ToyCloud();
    const head = await cloud.publish();
    cloud.levels.documents.set('demo/counter/live/HEAD', { ...head, revision: { ...head.revision, packageHash: 'a'.repeat(64) } });
    await expect(cloud.startSession()).rejects.toMatchObject({ code: 'revision-unsigned' });
  });
});

describe('a turn', () => {
  it('is played by nobody while no stage has a player, whatever is sent; what was sent counts in the first', async () => {
    const { cloud, send, head } = await turnGame();
    await send('Take', { stage: 'nosuch' });
    await send('Order', { quantity: 4 });
    await cloud.runLoops();
    expect(await head()).toMatchObject({ ticks: 0, cursor: 0 });
    await send('Take', { stage: 'shop' });
    await cloud.runLoops();
    expect(await head()).toMatchObject({ ticks: 1, cursor: 4 });
  });
});

describe('accepting a command', () => {
  it('numbers commands without gaps and wakes the loop', async () => {
    const { cloud, send, head } = await turnGame();
    expect(await send('Take', { stage: 'shop' })).toEqual({ seq: 2, clientSeq: 1, duplicate: false });
    expect(await send('Order', { quantity: 4 })).toEqual({ seq: 3, clientSeq: 2, duplicate: false });
    expect((await head()).cmdSeq).toBe(3);
    expect(cloud.started.length).toBeGreaterThan(0);
  });

  it('acknowledges a repeated command again, with no effect', async () => {
    const { cloud, start, send, head } = await turnGame();
    await send('Take', { stage: 'shop' }, 1, 1);
    const first = await send('Order', { quantity: 4 }, 1, 2);
    expect(await send('Order', { quantity: 4 }, 1, 2)).toEqual({ ...first, duplicate: true });
    await cloud.runLoops();
    expect(await send('Order', { quantity: 4 }, 1, 2)).toEqual({ ...first, duplicate: true });
    expect(await send('Take', { stage: 'shop' }, 1, 1)).toEqual({ seq: 0, clientSeq: 1, duplicate: true });
    expect((await head()).cmdSeq).toBe(3);
    expect(await cloud.sessions.read(start, 0, 99)).toHaveLength(3);
  });

  it.each([
    ['Nosuch', {}, 'command-unknown'],
    ['Order', { quantity: -1 }, 'value-refused'],
    ['Order', { quantity: 4, price: 1 }, 'field-unknown'],
    ['$join', { sender: 9, player: 'eve' }, 'command-unknown'],
    ['Take', { stage: 'x'.repeat(20_000) }, 'command-too-large'],
    // The title would be as long as the payload.
  ])('refuses case %#: %s', async (type, payload, code) => {
    const { send, head } = await turnGame();
    const before = await head();
    await expect(send(type, payload)).rejects.toMatchObject({ code });
    expect(await head()).toEqual(before);
  });

  it('refuses a seat that was never given', async () => {
    const { send } = await turnGame();
    await expect(send('Order', { quantity: 4 }, 7)).rejects.toMatchObject({ code: 'seat-unknown' });
  });

  it('gives each player a seat of their own, and the same one back for its secret', async () => {
    const { cloud, start } = await turnGame();
    const deps = cloud.acceptDeps();
    expect((await joinSession(deps, start, { player: 'p-2', secret: 'other' })).sender).toBe(2);
    expect((await joinSession(deps, start, { player: 'p-1', secret: 'hush' })).sender).toBe(1);
  });

  it('never loses or renumbers a command when routers race', async () => {
    const { cloud, start, send, head } = await turnGame();
    await joinSession(cloud.acceptDeps(), start, { player: 'p-2', secret: 'two' });
    const burst = [...Array(24).keys()].map((n) => ({ from: 1 + (n % 2), clientSeq: 1 + Math.floor(n / 2) }));
    // The last command of each sender meets its router first.
    const unsettled = new Set(burst.toReversed());
    while (unsettled.size > 0)
      await Promise.all(
        [...unsettled].map(async (command) => {
          const ack = await send('Order', { quantity: command.clientSeq }, command.from, command.clientSeq).catch(
            (error: unknown) => error,
          );
          if (!(ack instanceof OutOfOrder)) unsettled.delete(command);
        }),
      );
    const logged = await cloud.sessions.read(start, 0, 99);
    expect(logged.map(({ seq }) => seq)).toEqual([...Array(logged.length).keys()].map((n) => n + 1));
    const orders = logged.filter(({ type }) => type === 'Order');
    for (const from of [1, 2])
      expect(orders.filter(({ sender }) => sender === from).map(({ clientSeq, payload }) => [clientSeq, payload])).toEqual(
        burst.filter((command) => command.from === from).map(({ clientSeq }) => [clientSeq, { quantity: clientSeq }]),
      );
    expect((await head()).cmdSeq).toBe(logged.length);
  });

  it('refuses a command that came before the one its sender numbered before it, and names the number it takes next', async () => {
    const { cloud, start, send } = await turnGame();
    await send('Take', { stage: 'shop' }, 1, 1);
    await expect(send('Order', { quantity: 4 }, 1, 3)).rejects.toMatchObject({ code: 'out-of-order', expected: 2 });
    expect(await cloud.sessions.read(start, 0, 99)).toHaveLength(2);
  });

  it('uses up the number of a command that it refuses for what it says, so that the next one is in order', async () => {
    const { send } = await turnGame();
    for (const _ of [1, 2]) await expect(send('Order', { quantity: -1 }, 1, 1)).rejects.toMatchObject({ code: 'value-refused' });
    expect(await send('Order', { quantity: 4 }, 1, 2)).toEqual({ seq: 2, clientSeq: 2, duplicate: false });
    await expect(send('Order', { quantity: -1 }, 1, 4)).rejects.toMatchObject({ code: 'out-of-order', expected: 3 });
  });
});

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

describe('a turn that somebody keeps waiting', () => {
  /** Two players, each with a socket: p-1 in the shop, p-2 in the mill. */
  async function twoAtTheTable({ deadline }: { deadline?: number } = {}) {
    const cloud = new ToyCloud();
    await cloud.publish(toyPackage(deadline === undefined ? {} : { deadline }));
    const { start } = await cloud.startSession();
    const send = (sender: number, type: string, payload: object) =>
      acceptCommand(cloud.acceptDeps(), start, { sender, type, payload: payload as never });
    for (const [index, stage] of ['shop', 'mill'].entries()) {
      const { sender } = await joinSession(cloud.acceptDeps(), start, { player: `p-${index + 1}`, secret: `secret ${index}` });
      cloud.listeners.push({ ...start, id: `c-${sender}`, sender, needsKeyframe: false, missed: 0 });
      await send(sender, 'Take', { stage });
    }
    await cloud.runLoops();
    return {
      cloud,
      start,
      order: async (sender: number) => {
        await send(sender, 'Order', { quantity: 4 });
        await cloud.runLoops();
      },
      leaves: (sender: number) => cloud.connections.close(`c-${sender}`),
      /** What the door does when somebody came or left. */
      look: async () => {
        await cloud.sessions.call(start);
        await wake(cloud, start, (await cloud.sessions.head(start))!);
        await cloud.runLoops();
      },
      /** Who is away, as each message to the first player said. */
      told: () => cloud.sent.filter(({ to }) => to === 'c-1').map(({ message }) => message['away'] ?? []),
      head: async () => (await cloud.sessions.head(start))!,
      /** Time passes, and the sweep looks at the session. */
      later: async (ms: number): Promise<number> => {
        cloud.now += ms;
        const woken = await sweep({
          store: cloud.sessions,
          orchestrator: cloud.orchestrator,
          clock: cloud.clock,
          directory: cloud.directory,
        });
        await cloud.runLoops();
        return woken;
      },
      passed: async () =>
        (await cloud.sessions.read(start, 0, 999))
          .filter(({ type }) => type === 'PassTurn')
          .map(({ sender, payload }) => [sender, payload]),
    };
  }

  it('past its deadline goes on by the seat’s own policy: a logged command of the system, which a replay repeats', async () => {
    const { cloud, start, order, head, later, passed } = await twoAtTheTable({ deadline: 90 });
    await order(1);
    expect(await later(89_000)).toBe(1);
    expect(await head()).toMatchObject({ ticks: 0, waiting: ['mill'] });
    await later(2_000);
    expect(await head()).toMatchObject({ ticks: 1, waiting: ['shop', 'mill'], loop: 'idle' });
    expect(await passed()).toEqual([[0, { stage: 'mill' }]]);
    await cloud.runAudit();
    expect(await cloud.verifySession(start)).toMatchObject({ ticks: 1, diverged: false, findings: [] });
  });

  it('gives each turn its own time, and a player who has just sat down all of it', async () => {
    const { cloud, start, order, head, later, passed } = await twoAtTheTable({ deadline: 20 });
    cloud.now += 15_000;
    await acceptCommand(cloud.acceptDeps(), start, { sender: 2, type: 'Release', payload: {} });
    await acceptCommand(cloud.acceptDeps(), start, { sender: 2, type: 'Take', payload: { stage: 'mill' } });
    await order(1);
    await later(10_000);
    expect(await passed()).toEqual([]);
    await order(2);
    expect((await head()).ticks).toBe(1);
    await later(15_000);
    expect(await passed()).toEqual([]);
    await later(6_000);
    expect(await passed()).toEqual([
      [0, { stage: 'mill' }],
      [0, { stage: 'shop' }],
    ]);
    expect((await head()).ticks).toBe(2);
  });

  it('by a player who has left goes on after the grace, and by one who is there does not', async () => {
    const { order, head, leaves, look, later, passed } = await twoAtTheTable();
    await order(1);
    for (let minute = 0; minute < 5; minute += 1) await later(absenceGrace + 1);
    expect(await head()).toMatchObject({ ticks: 0, waiting: ['mill'] });
    await leaves(2);
    await look();
    await later(absenceGrace - 1);
    expect(await passed()).toEqual([]);
    await later(absenceGrace + 1);
    expect(await head()).toMatchObject({ ticks: 1, waiting: ['shop', 'mill'] });
    expect(await passed()).toEqual([[0, { stage: 'mill' }]]);
  });

  it('by a player who stays away waits once: from then on the others’ orders are enough, until they are back', async () => {
    const { cloud, start, order, head, leaves, look, later, passed } = await twoAtTheTable();
    await leaves(2);
    await look();
    await later(absenceGrace + 1);
    expect(await passed()).toEqual([]);
    for (let turn = 1; turn <= 3; turn += 1) {
      await order(1);
      expect((await head()).ticks).toBe(turn);
    }
    expect(await passed()).toEqual(Array.from({ length: 3 }, () => [0, { stage: 'mill' }]));
    cloud.listeners.push({ ...start, id: 'c-2', sender: 2, needsKeyframe: false, missed: 0 });
    await look();
    await order(1);
    expect((await head()).ticks).toBe(3);
    await order(2);
    await order(1);
    await leaves(2);
    await look();
    expect(await head()).toMatchObject({ ticks: 4, waiting: ['mill'] });
    await later(absenceGrace + 1);
    expect((await head()).ticks).toBe(5);
    await cloud.runAudit();
    expect(await cloud.verifySession(start)).toMatchObject({ diverged: false, findings: [] });
  });

  it('tells who is there who is away and how long they are waited for, and when they are back', async () => {
    const { cloud, start, order, leaves, look, later, told } = await twoAtTheTable();
    await order(1);
    await leaves(2);
    await look();
    expect(told().at(-1)).toEqual([{ entity: 'mill', left: 60 }]);
    cloud.listeners.push({ ...start, id: 'c-2', sender: 2, needsKeyframe: false, missed: 0 });
    await look();
    expect(told().at(-1)).toEqual([]);
    const before = told().length;
    await look();
    expect(told()).toHaveLength(before);
    await leaves(2);
    await look();
    await later(absenceGrace + 1);
    expect(told().at(-1)).toEqual([{ entity: 'mill', left: 0 }]);
  });

  it('stands still while nobody is there, and does not run away from who comes back', async () => {
    const { cloud, start, head, leaves, later, passed } = await twoAtTheTable({ deadline: 90 });
    await leaves(1);
    await leaves(2);
    await later(91_000);
    for (let hour = 0; hour < 5; hour += 1) expect(await later(3_600_000)).toBe(0);
    expect(await head()).toMatchObject({ ticks: 0, loop: 'idle' });
    cloud.listeners.push({ ...start, id: 'c-9', sender: 1, needsKeyframe: true, missed: 0 });
    await cloud.sessions.call(start);
    await wake(cloud, start, await head());
    await cloud.runLoops();
    await later(30_000);
    expect(await passed()).toEqual([]);
    await later(61_000);
    expect(await passed()).toContainEqual([0, { stage: 'shop' }]);
  });

  it('whose pass meets a player’s own command counts the command, once', async () => {
    const { cloud, start, order, head, later, passed } = await twoAtTheTable({ deadline: 90 });
    await order(1);
    cloud.sessions.reach = async (point) => {
      if (point !== 'before-accept') return;
      cloud.sessions.reach = () => {};
      await acceptCommand(cloud.acceptDeps(), start, { sender: 2, type: 'Order', payload: { quantity: 9 } });
    };
    await later(91_000);
    expect(await head()).toMatchObject({ ticks: 1, loop: 'idle' });
    expect(await passed()).toEqual([]);
  });
});

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
    // One that had nothing to do and gave the loop back did not fail.
    expect(await restartHost(deps, start, { ...ran, stoppedEpoch: 1 }, '4-1')).toBe('started');
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
    expect(cloud.started).toMatchObject([{ seen: 2 }, { seen: 2 }]);
  });
});

describe('players', () => {
  it('get a keyframe when they ask for one, then frames that follow it', async () => {
    const { cloud, start, send } = await turnGame();
    cloud.listeners.push({ ...start, id: 'c-1', sender: 1, needsKeyframe: true, missed: 0 });
    await send('Take', { stage: 'shop' });
    await cloud.runLoops();
    await send('Order', { quantity: 4 });
    await cloud.runLoops();
    const states = cloud.sent.map(({ message }) => message);
    expect(states.map(({ type }) => type)).toEqual(['keyframe', 'frames']);
    expect(states[0]).toMatchObject({ tick: 0, waiting: ['shop'] });
    expect(states[1]).toMatchObject({ fromTick: 0, toTick: 1, waiting: ['shop'], frames: [{ tick: 1 }] });
    expect(states[1]!['hash']).toBe((await cloud.sessions.head(start))!.hash);
  });

  it('hear that the turn waits for somebody else', async () => {
    const { cloud, start, send } = await turnGame();
    cloud.listeners.push({ ...start, id: 'c-1', sender: 0, needsKeyframe: false, missed: 0 });
    await send('Take', { stage: 'shop' });
    await cloud.runLoops();
    expect(cloud.sent.map(({ message }) => message)).toEqual([
      {
        type: 'waiting',
        tick: 0,
        waiting: ['shop'],
        seats: expect.arrayContaining([expect.objectContaining({ entity: 'shop', owner: 1 })]) as unknown,
        away: [{ entity: 'shop', left: 60 }],
      },
    ]);
  });

  it('who sit down are seen there before the turn runs, also by who comes later', async () => {
    const { cloud, start, send } = await turnGame();
    await send('Take', { stage: 'shop' });
    cloud.listeners.push({ ...start, id: 'c-2', sender: 0, needsKeyframe: true, missed: 0 });
    await cloud.runLoops();
    expect(cloud.sent.map(({ message }) => message)).toMatchObject([
      { type: 'keyframe', tick: 0, seats: expect.arrayContaining([expect.objectContaining({ entity: 'shop', owner: 1 })]) as unknown },
    ]);
  });

  it('who do not take what they are sent hold nobody up: the slice stands, the others are told, and in the end they are shown out', async () => {
    const { cloud, start, send, head } = await turnGame();
    const slow = { ...start, id: 'c-slow', sender: 0, needsKeyframe: false, missed: 0 };
    cloud.listeners.push(slow, { ...slow, id: 'c-well', sender: 1 });
    const { post } = cloud.push;
    let tries = 0;
    cloud.push.post = async (to, bytes) => (to === 'c-slow' && (tries += 1) > 0 ? 'missed' : post(to, bytes));
    await send('Take', { stage: 'shop' });
    await send('Order', { quantity: 4 });
    await cloud.runLoops();
    expect(await head()).toMatchObject({ ticks: 1, loop: 'idle' });
    expect(cloud.sent.map(({ to, message }) => [to, message.type])).toEqual([['c-well', 'frames']]);
    expect(tries).toBe(missesAllowed + 1);
    expect(cloud.shownOut).toEqual(['c-slow']);
    expect(cloud.listeners.map(({ id }) => id)).toEqual(['c-well']);
  });

  it('who missed a message get the whole state with the next slice, and are on time again', async () => {
    const { cloud, start, send } = await turnGame();
    cloud.listeners.push({ ...start, id: 'c-1', sender: 1, needsKeyframe: false, missed: 0 });
    const { post } = cloud.push;
    cloud.push.post = async () => {
      cloud.push.post = post;
      return 'missed';
    };
    await send('Take', { stage: 'shop' });
    await send('Order', { quantity: 4 });
    await cloud.runLoops();
    expect(cloud.sent.map(({ message }) => [message.type, message['tick']])).toEqual([['keyframe', 1]]);
    expect(cloud.listeners).toMatchObject([{ needsKeyframe: false, missed: 0 }]);
  });

  it('of a level larger than a message get it in parts, each small enough', async () => {
    const text = 'a "quoted" \\ line and a 😀'.repeat(20_000);
    const cloud = new ToyCloud({ engine: toyEngine({ text }) });
    await cloud.publish();
    const { start } = await cloud.startSession();
    cloud.listeners.push({ ...start, id: 'c-1', sender: 0, needsKeyframe: true, missed: 0 });
    const sizes: number[] = [];
    const { post } = cloud.push;
    cloud.push.post = async (to, bytes) => {
      sizes.push(bytes.length);
      return post(to, bytes);
    };
    await acceptCommand(cloud.acceptDeps(), start, { sender: 0, type: 'Order', payload: { quantity: 1 } });
    await cloud.runLoops();
    expect(Math.max(...sizes)).toBeLessThanOrEqual(128 * 1024);
    const parts = cloud.sent.map(
      ({ message }) => message as unknown as { type: string; id: string; index: number; of: number; text: string },
    );
    expect(parts.map(({ type, index, of }) => [type, index, of])).toEqual(parts.map((_, index) => ['part', index, parts.length]));
    expect(new Set(parts.map(({ id }) => id)).size).toBe(1);
    expect(JSON.parse(parts.map((part) => part.text).join(''))).toMatchObject({
      type: 'keyframe',
      entities: [{ components: { Total: { text } } }],
    });
  });

  it('who join or leave while a slice serves them keep their seat, and stay away', async () => {
    const { cloud, start, send } = await turnGame();
    for (const id of ['c-joins', 'c-leaves']) cloud.listeners.push({ ...start, id, sender: 0, needsKeyframe: true, missed: 0 });
    const { post } = cloud.push;
    cloud.push.post = async (to, bytes) => {
      if (to === 'c-joins') await cloud.connections.change(start, to, { sender: 1 });
      else await cloud.connections.close(to);
      return post(to, bytes);
    };
    await send('Take', { stage: 'shop' });
    await cloud.runLoops();
    expect(cloud.listeners).toMatchObject([{ id: 'c-joins', sender: 1, needsKeyframe: false }]);
  });

  it('who are gone are forgotten', async () => {
    const { cloud, start, send } = await turnGame();
    cloud.listeners.push({ ...start, id: 'c-1', sender: 0, needsKeyframe: true, missed: 0 });
    cloud.push.post = async () => 'gone';
    await send('Take', { stage: 'shop' });
    await cloud.runLoops();
    expect(cloud.listeners).toEqual([]);
  });
});
