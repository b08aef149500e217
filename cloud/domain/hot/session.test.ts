import { describe, expect, it } from 'vitest';
import { LedgerError } from '../../../engine/kernel/error.ts';
import type { HostedStore, LoggedCommand, Seat, SliceCommit, TickEntry } from '../../ports/index.ts';
import { MemorySessions } from '../testing/memory-sessions.ts';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { toyPackage } from '../testing/toy-engine.ts';
import type { DomainEvent } from '../../events/catalogue/index.ts';
import { segmentTaken } from '../events/index.ts';
import { AuditRecord, queryAudit } from '../audit/index.ts';
import { acceptCommand, changePhaseFor, hostCommand, levelCache, loopLease, restartHost, TakenByHost } from '../session/index.ts';
import { joinSession } from '../session/accept.ts';
import { openHost, type HotHost, type HotHostDeps } from './host.ts';
import { countTask } from './spending.ts';

/** What stands in the table for a host: the functions' items, and commands a segment at a time. */
class MemoryHosted implements HostedStore {
  readonly sessions: MemorySessions;
  /** Writes of HEAD that count. */
  commits: SliceCommit[] = [];
  segments = 0;
  /** What the stream says of new items of segments. */
  told: DomainEvent[] = [];
  readonly #items = new Set<number>();
  /** Called before HEAD is written; a test ends the host there, or has the write fail. */
  beforeHead: () => void | Promise<void> = () => {};
  constructor(sessions: MemorySessions) {
    this.sessions = sessions;
  }
  start: HostedStore['start'] = (ref) => this.sessions.start(ref);
  head: HostedStore['head'] = (ref) => this.sessions.head(ref);
  takeLoop: HostedStore['takeLoop'] = (ref, take) => this.sessions.takeLoop(ref, take);
  stopLoop: HostedStore['stopLoop'] = (ref, stop) => this.sessions.stopLoop(ref, stop);
  park: HostedStore['park'] = (ref, park) => this.sessions.park(ref, park);
  read: HostedStore['read'] = (ref, after, upTo) => this.sessions.read(ref, after, upTo);
  seats: HostedStore['seats'] = (ref) => this.sessions.seats(ref);
  async commit(ref: { tenant: string; session: string }, { owned, ...commit }: SliceCommit) {
    await this.beforeHead();
    const outcome = await this.sessions.commit(ref, commit);
    if (outcome.ok) {
      this.commits.push(commit);
      this.#own(ref, owned!);
    }
    return outcome;
  }
  async keepCommands(ref: { tenant: string; session: string }, commands: readonly LoggedCommand[]) {
    this.segments += 1;
    const last = commands.at(-1)!.seq;
    if (!this.#items.has(last))
      this.told.push(
        ...segmentTaken(
          ref,
          commands.filter(({ type }) => hostCommand(type)),
        ),
      );
    this.#items.add(last);
    const key = `${ref.tenant}/${ref.session}`;
    const kept = (this.sessions.commandsOf.get(key) ?? []).filter(({ seq }) => !commands.some((one) => one.seq === seq));
    this.sessions.commandsOf.set(
      key,
      [...kept, ...commands].toSorted((a, b) => a.seq - b.seq),
    );
  }
  async keepSeats(ref: { tenant: string; session: string }, seats: readonly Seat[]) {
    const key = `${ref.tenant}/${ref.session}`;
    const kept = (this.sessions.seatsOf.get(key) ?? []).filter(({ sender }) => !seats.some((one) => one.sender === sender));
    this.sessions.seatsOf.set(key, [...kept, ...seats]);
  }
  async keepAlive(ref: { tenant: string; session: string }, { loopEpoch, owned }: Parameters<HostedStore['keepAlive']>[1]) {
    await this.beforeHead();
    if (this.sessions.heads.get(`${ref.tenant}/${ref.session}`)?.loopEpoch !== loopEpoch) return false;
    this.#own(ref, owned);
    return true;
  }
  #own(ref: { tenant: string; session: string }, owned: object): void {
    const key = `${ref.tenant}/${ref.session}`;
    this.sessions.heads.set(key, { ...this.sessions.heads.get(key)!, ...owned });
  }
}

/** Logs in memory that outlive the hosts that write them. */
class MemoryLogs {
  #noted: { epoch: number; entry: TickEntry }[] = [];
  #owner = 0;
  isFull = false;
  get entries(): TickEntry[] {
    return this.#noted.map(({ entry }) => entry);
  }
  async take() {
    this.#owner += 1;
  }
  async taken(_: unknown, after: number) {
    return this.#noted.flatMap(({ epoch, entry }) => (epoch > after ? [entry] : []));
  }
  async open(_: unknown, epoch: number) {
    const mine = this.#owner;
    return {
      append: async (entry: TickEntry) => {
        if (this.isFull) throw new LedgerError({ code: 'log-full', message: 'no space' });
        if (mine !== this.#owner) throw new LedgerError({ code: 'log-fenced', message: 'fenced' });
        this.#noted.push({ epoch, entry });
      },
      cut: async () => {
        const before = this.#noted.length;
        return async () => void this.#noted.splice(0, before);
      },
      close: async () => {},
      discard: async () => {
        this.#noted = [];
      },
    };
  }
  beforeForget = async (): Promise<void> => {};
  async forget() {
    await this.beforeForget();
    this.#noted = [];
  }
}

async function open(level = toyPackage()) {
  const cloud = new ToyCloud();
  await cloud.publish(level);
  const { start, token } = await cloud.startSession({ host: 'hot' });
  const ref = { tenant: start.tenant, session: start.session };
  const store = new MemoryHosted(cloud.sessions);
  const logs = new MemoryLogs();
  const announced: { epoch: number; url: string }[] = [];
  const deps: HotHostDeps = {
    store,
    logs,
    directory: { announce: async (_, one) => void announced.push(one), announced: async () => undefined, call: async () => {} },
    limits: cloud.limits,
    metering: cloud.audit,
    checkpoints: cloud.checkpoints,
    levels: cloud.levels,
    derivatives: { index: async () => undefined, bytes: async () => undefined },
    compiled: levelCache(cloud.levels),
    engines: cloud.engines,
    level: cloud.openLevel,
    spending: countTask({ clock: cloud.clock, capacity: () => ({ readUnits: 0, writeUnits: 0 }) }),
    clock: cloud.clock,
    random: cloud.random,
    sleep: async (ms) => {
      cloud.now += Math.max(0, ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
    later: (run, ms) => {
      const timer = setImmediate(() => {
        cloud.now += ms;
        run();
      });
      return () => clearImmediate(timer);
    },
    idleAfter: 1000,
  };
  const host = async (seen: number): Promise<HotHost> => (await openHost(deps, { ...ref, seen, owner: `x-${seen}` }))!;
  return { cloud, ref, store, logs, deps, host, announced, token };
}

const socketOf = (
  heard: ({ type: string } & Record<string, unknown>)[],
  { waiting = (): number => 0 }: { waiting?: () => number } = {},
) => {
  const socket = {
    isOpen: true,
    send: (bytes: Uint8Array) => void heard.push(JSON.parse(new TextDecoder().decode(bytes)) as { type: string }),
    waiting,
    close: () => void (socket.isOpen = false),
  };
  return socket;
};

describe('a host of one session', () => {
  it('is started by nobody else: functions leave its loop alone, and only one host gets it', async () => {
    const { cloud, host, deps, ref } = await open();
    cloud.started.push({ ...ref, seen: 0 });
    expect(await cloud.runLoops()).toMatchObject([{ next: 'stop' }]);
    expect((await cloud.sessions.head(ref))!.loopEpoch).toBe(0);
    expect(await host(0)).toBeDefined();
    expect(await openHost(deps, { ...ref, seen: 0, owner: 'late' })).toBeUndefined();
  });

  const send = (host: HotHost, type: string, payload: object, player = 'p-1') =>
    host.door({ op: 'send', player, type, payload: payload as never });
  const take = (host: HotHost, stage = 'shop', player = 'p-1') => send(host, 'Take', { stage }, player);
  const order = (host: HotHost, quantity: number, player = 'p-1') => send(host, 'Order', { quantity }, player);

  it('acknowledges what its log has, commits HEAD with all of it, and verifies', async () => {
    const { cloud, ref, store, host } = await open();
    const one = await host(0);
    await take(one);
    const running = one.run();
    expect(await order(one, 5)).toMatchObject({ sender: 1, clientSeq: 2, duplicate: false });
    expect(await order(one, 6)).toMatchObject({ clientSeq: 3 });
    expect(await running).toBe('asleep');
    expect(await cloud.sessions.head(ref)).toMatchObject({ loop: 'idle', cmdSeq: 4, seats: 1, seatsUpTo: 4 });
    expect(await cloud.sessions.seats(ref)).toMatchObject([{ player: 'p-1', lastSeq: 3, lastCommand: 4 }]);
    expect(store.commits.length).toBeGreaterThan(0);
    await cloud.runAudit();
    expect(await cloud.verifySession(ref)).toMatchObject({ diverged: false, findings: [] });
  });

  it('goes on where a host that was killed had come to, from the log alone: same seats, same numbers, same hashes', async () => {
    const { cloud, ref, logs, host } = await open();
    const dead = await host(0);
    await take(dead);
    await order(dead, 5);
    await expect(send(dead, 'Order', { quantity: -1 })).rejects.toMatchObject({ code: 'value-refused' });
    // It is never run again: HEAD has nothing of it.
    expect(await cloud.sessions.head(ref)).toMatchObject({ cmdSeq: 0, seats: 0 });
    const next = await host(1);
    expect(logs.entries).toEqual([]);
    expect(await cloud.sessions.head(ref)).toMatchObject({ cmdSeq: 3, seats: 1, loopEpoch: 2 });
    expect(await next.door({ op: 'send', player: 'p-1', type: 'Order', payload: { quantity: 5 }, seq: 2 })).toMatchObject({
      duplicate: true,
    });
    expect(await order(next, 6)).toMatchObject({ sender: 1, seq: 4, clientSeq: 3 });
    expect(await next.run()).toBe('asleep');
    await cloud.runAudit();
    expect(await cloud.verifySession(ref)).toMatchObject({ diverged: false, findings: [] });
  });

  it('numbers a refused command as used up, takes a repeated one once, and sends back one that comes early', async () => {
    const { host } = await open();
    const one = await host(0);
    await take(one);
    const by = (seq: number, quantity: number) => one.door({ op: 'send', player: 'p-1', type: 'Order', payload: { quantity }, seq });
    await expect(by(2, 10_000)).rejects.toMatchObject({ code: 'value-refused' });
    await expect(by(2, 1)).resolves.toMatchObject({ duplicate: true });
    await expect(by(5, 1)).rejects.toMatchObject({ code: 'out-of-order', expected: 3 });
    await expect(by(3, 1)).resolves.toMatchObject({ duplicate: false });
    await expect(by(3, 1)).resolves.toMatchObject({ duplicate: true });
  });

  it('gives no seat beyond what its tenant may have, and takes ten times the commands a second of a function', async () => {
    const { cloud, host } = await open();
    cloud.limitsOf.set('demo', { players: 1, commandsPerSecond: 0.2 });
    const one = await host(0);
    await take(one);
    await expect(take(one, 'shop', 'p-2')).rejects.toMatchObject({ code: 'quota-players' });
    await order(one, 1);
    await expect(order(one, 2)).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('takes 2 commands in a second') as string,
    });
    cloud.now += 1000;
    expect(await order(one, 2), 'no number was used up').toMatchObject({ clientSeq: 3 });
  });

  it('pauses its session once the budget is spent, says why in HEAD and in the audit, and goes on only when there is one again', async () => {
    const { cloud, ref, store, host } = await open(toyPackage({ clock: 'realtime' }));
    const one = await host(0);
    one.players.enter('a', socketOf([]));
    const running = one.run();
    const until = async (check: () => boolean): Promise<void> => {
      while (!check()) await new Promise((resolve) => setImmediate(resolve));
    };
    await until(() => store.commits.length > 0);
    const change = (to: 'pause' | 'resume') => one.door({ op: 'phase', change: to, id: 'o-1' });
    cloud.limitsOf.set('demo', { dollars: '0' });
    const head = () => cloud.sessions.heads.get(`${ref.tenant}/${ref.session}`)!;
    await until(() => head().phase === 'paused');
    expect(head().why).toBe('budget');
    await expect(change('resume')).rejects.toMatchObject({ code: 'budget-spent' });
    cloud.limitsOf.set('demo', { dollars: '1000' });
    expect(await change('resume')).toEqual({ changed: true });
    await until(() => head().phase === 'open');
    expect(head().why, 'it goes on for no reason of the cloud’s').toBeUndefined();
    one.players.left('a');
    await running;
    await cloud.runAudit();
    const records: AuditRecord[] = [];
    for await (const { record } of cloud.audit.records(ref)) records.push(AuditRecord.parse(JSON.parse(record)));
    expect(queryAudit(records, { type: '$pause' })).toMatchObject([{ who: 'system', payload: { why: 'budget' } }]);
    expect(await cloud.verifySession(ref)).toMatchObject({ diverged: false, findings: [] });
  });

  it('stops for good when another host took the session, and nothing that it says counts', async () => {
    const { host } = await open();
    const old = await host(0);
    await take(old);
    const running = old.run();
    await host(1);
    await order(old, 3).catch(() => {});
    await expect(running.catch((error: Error) => error.message)).resolves.toMatch(/moved|fenced/);
  });

  it('uses up the number of what is no command, such as one that is nested too deep, and takes the next', async () => {
    const { host } = await open();
    const one = await host(0);
    const heard: ({ type: string } & Record<string, unknown>)[] = [];
    const socket = socketOf(heard);
    one.players.enter('a', socket);
    const say = (text: string) => one.players.hear('a', text, socket);
    const spoilt = (seq: number, payload: string) => say(`{"type":"command","seq":${seq},"command":{"type":"Take","payload":${payload}}}`);
    await spoilt(1, '{}{');
    await spoilt(1, '{"__proto__":{}}');
    await say('{"type":"join","player":"p-a"}');
    await spoilt(1, '{"__proto__":{}}');
    await spoilt(2, '['.repeat(5000) + ']'.repeat(5000));
    await spoilt(4, '{"__proto__":{}}');
    await spoilt(3, '{"stage":"shop"}');
    expect(heard.map(({ type, code, clientSeq }) => [type, code, clientSeq])).toEqual([
      ['refused', 'message-invalid', undefined],
      ['refused', 'not-joined', 1],
      ['joined', undefined, undefined],
      ['refused', 'message-invalid', 1],
      ['refused', 'message-invalid', 2],
      ['refused', 'out-of-order', 4],
      ['ack', undefined, 3],
    ]);
  });

  it('tells both players after each tick, a late one the whole state, and one that does not read nothing until it does', async () => {
    const { cloud, ref, host, token } = await open();
    const one = await host(0);
    const heard = { a: [] as never[], b: [] as never[] } as Record<'a' | 'b', ({ type: string } & Record<string, unknown>)[]>;
    let stuck = 0;
    const [a, b] = [socketOf(heard.a), socketOf(heard.b, { waiting: () => stuck })];
    const link = { protocol: '2', ...ref, token };
    expect([link, { ...link, token: 'x' }, { ...link, protocol: '1' }, {}].map((query) => one.players.refusal(query))).toEqual([
      0, 403, 426, 400,
    ]);
    one.players.enter('a', a);
    one.players.enter('b', b);
    const say = (id: 'a' | 'b', message: object) => one.players.hear(id, JSON.stringify(message), id === 'a' ? a : b);
    const running = one.run();
    const until = async (check: () => boolean): Promise<void> => {
      while (!check()) await new Promise((resolve) => setImmediate(resolve));
    };
    await say('a', { type: 'hello' });
    await say('b', { type: 'hello' });
    await say('a', { type: 'join', player: 'p-a' });
    await say('a', { type: 'command', seq: 1, command: { type: 'Take', payload: { stage: 'shop' } } });
    await say('a', { type: 'command', seq: 2, command: { type: 'Order', payload: { quantity: 1 } } });
    const has = (who: 'a' | 'b', type: string, tick: number): boolean =>
      heard[who].some((message) => message.type === type && (message['toTick'] ?? message['tick']) === tick);
    await until(() => has('a', 'frames', 1) && has('b', 'frames', 1));
    stuck = 1 << 20;
    await say('a', { type: 'command', seq: 3, command: { type: 'Order', payload: { quantity: 2 } } });
    await until(() => has('a', 'frames', 2));
    expect(has('b', 'frames', 2) || has('b', 'keyframe', 2)).toBe(false);
    stuck = 0;
    await until(() => has('b', 'keyframe', 2));
    expect(heard.a.map(({ type }) => type)).toContain('joined');
    expect(heard.a.filter(({ type }) => type === 'ack')).toMatchObject([{ clientSeq: 1 }, { clientSeq: 2 }, { clientSeq: 3 }]);
    // One that never reads again is shown out.
    stuck = 1 << 20;
    await until(() => !b.isOpen);
    one.players.left('a');
    expect(await running).toBe('asleep');
    await cloud.runAudit();
    expect(await cloud.verifySession(ref)).toMatchObject({ diverged: false, findings: [] });
  });

  it('is paused, goes on and is ended between two ticks, by whoever runs the session', async () => {
    const { cloud, ref, host } = await open();
    const one = await host(0);
    await take(one);
    const running = one.run();
    const turn = (change: 'pause' | 'resume' | 'end') => one.door({ op: 'phase', change, id: 'u-fay' });
    expect(await turn('pause')).toEqual({ changed: true });
    expect(await turn('pause')).toEqual({ changed: false });
    await order(one, 3);
    expect(await turn('resume')).toEqual({ changed: true });
    expect(await turn('end')).toEqual({ changed: true });
    expect(await running).toBe('asleep');
    expect(await cloud.sessions.head(ref)).toMatchObject({ phase: 'ended', done: true, loop: 'idle' });
    await cloud.runAudit();
    expect(await cloud.verifySession(ref)).toMatchObject({ diverged: false, findings: [] });
  });

  it('takes nothing that the disk does not take, and says so', async () => {
    const { host, logs } = await open();
    const one = await host(0);
    await take(one);
    logs.isFull = true;
    await expect(order(one, 3)).rejects.toMatchObject({ code: 'busy' });
  });

  it('keeps a world to its clock, commits HEAD once a second, cuts its log, and is followed tick by tick when it is killed', async () => {
    const { cloud, ref, logs, host, store } = await open(toyPackage({ clock: 'realtime' }));
    const dead = await host(0);
    const heard: ({ type: string } & Record<string, unknown>)[] = [];
    dead.players.enter('a', socketOf(heard));
    const running = dead.run().catch((error: Error) => error);
    const began = cloud.now;
    const until = async (check: () => boolean): Promise<void> => {
      while (!check()) await new Promise((resolve) => setImmediate(resolve));
    };
    for (let n = 0; n < 12; n += 1) {
      await order(dead, n, `p-${n}`);
      await until(() => cloud.now - began > (n + 1) * 3_000);
    }
    const seconds = (cloud.now - began) / 1000;
    const head = (await cloud.sessions.head(ref))!;
    expect(head.ticks / seconds).toBeGreaterThan(18);
    expect(store.commits.length / seconds).toBeGreaterThan(0.7);
    expect(store.commits.length / seconds).toBeLessThan(1.2);
    // A pulse comes with one tick of a second, which is seldom the last one of a commit.
    expect(cloud.now - head.pulse!.at).toBeLessThan(3_000);
    // Of 36 s it has the last few.
    expect(logs.entries.length).toBeLessThan(20 * 12);
    await order(dead, 99, 'p-1');
    const seen = heard.findLast(({ type }) => type === 'frames')!;
    const next = await host(1);
    expect(await running).toMatchObject({ code: 'log-fenced' });
    const found = (await cloud.sessions.head(ref))!;
    expect(found.loopEpoch).toBe(2);
    expect(found.ticks).toBeGreaterThanOrEqual(Number(seen['toTick']));
    expect(found.cmdSeq).toBe(25);
    expect(await next.run()).toBe('asleep');
    await cloud.runAudit();
    expect(await cloud.verifySession(ref)).toMatchObject({ diverged: false, findings: [] });
  });

  /** A host with a seat taken, whose package nobody can open. */
  const unplayable = async (deps: HotHostDeps, ref: { tenant: string; session: string }): Promise<HotHost> => {
    const broken: HotHostDeps = {
      ...deps,
      level: async () => {
        throw new LedgerError({ code: 'package-altered', message: 'The package was changed.' });
      },
    };
    const host = (await openHost(broken, { ...ref, seen: 0, owner: 'x' }))!;
    await take(host);
    return host;
  };

  it('parks a session that no process could run, with the reason, and its next host tries again', async () => {
    const { cloud, ref, host, deps, logs } = await open();
    const one = await unplayable(deps, ref);
    expect(await one.run()).toBe('parked');
    expect(await cloud.sessions.head(ref)).toMatchObject({ loop: 'parked', fault: 'package-altered: The package was changed.' });
    // What was acknowledged is in HEAD, so that no door gives its numbers to others, and nothing is left on the volume.
    expect(await cloud.sessions.head(ref)).toMatchObject({ cmdSeq: 2, seats: 1 });
    expect(logs.entries).toEqual([]);
    await acceptCommand(cloud.acceptDeps(), ref, { sender: 1, type: 'Order', payload: { quantity: 7 } });
    expect(await (await host(1)).run()).toBe('asleep');
    expect(await cloud.sessions.head(ref)).toMatchObject({ cmdSeq: 3, seats: 1, cursor: 3 });
    await cloud.runAudit();
    expect(await cloud.verifySession(ref)).toMatchObject({ diverged: false, findings: [] });
  });

  /** A session whose host took a seat and an order, died before HEAD had them, and was followed by hosts that came to nothing. */
  const parkedWithLog = async () => {
    const opened = await open();
    const { cloud, ref } = opened;
    const dead = await opened.host(0);
    await take(dead);
    await order(dead, 5);
    const start = (await cloud.sessions.start(ref))!;
    const deps = { store: cloud.sessions, orchestrator: cloud.orchestrator, clock: cloud.clock };
    for (let outcome = 'started', seen = 0; outcome === 'started'; seen += 1) {
      if (seen > 0) await cloud.sessions.takeLoop(ref, { seen, owner: `${seen}-1`, at: cloud.now });
      const head = (await cloud.sessions.head(ref))!;
      outcome = await restartHost(deps, start, head, head.loopOwner);
    }
    const head = (await cloud.sessions.head(ref))!;
    expect(head).toMatchObject({ loop: 'parked', cmdSeq: 0, seats: 0 });
    return { ...opened, seen: head.loopEpoch };
  };

  it('is waited for by every door where hosts that ended may have acknowledged what HEAD lacks: nothing of that is lost', async () => {
    const { cloud, ref, host, seen } = await parkedWithLog();
    const accepting = cloud.acceptDeps();
    await expect(joinSession(accepting, ref, { player: 'p-2', secret: 'second' })).rejects.toBeInstanceOf(TakenByHost);
    await expect(changePhaseFor(accepting, ref, 'pause', 'budget')).rejects.toBeInstanceOf(TakenByHost);
    const next = await host(seen);
    expect(await cloud.sessions.head(ref)).toMatchObject({ cmdSeq: 3, seats: 1 });
    expect(await take(next, 'warehouse', 'p-2')).toMatchObject({ sender: 2 });
    expect(await next.run()).toBe('asleep');
    await cloud.runAudit();
    expect(await cloud.verifySession(ref)).toMatchObject({ diverged: false, findings: [] });
  });

  it('is not needed for the end of its session, after which nothing comes that was in a log', async () => {
    const { cloud, ref, host, logs, seen } = await parkedWithLog();
    expect(await changePhaseFor(cloud.acceptDeps(), ref, 'end', 'erased')).toEqual({ changed: true });
    // The first one after the end dies before it has forgotten what it took.
    logs.beforeForget = () => Promise.reject(new Error('killed'));
    await expect(host(seen + 1)).rejects.toThrow('killed');
    logs.beforeForget = async () => {};
    const next = await host(seen + 2);
    expect(logs.entries).toEqual([]);
    expect(await next.run()).toBe('asleep');
    expect(await cloud.sessions.head(ref)).toMatchObject({ loop: 'idle', phase: 'ended', cmdSeq: 1, seats: 0 });
    await cloud.runAudit();
    expect(await cloud.verifySession(ref)).toMatchObject({ diverged: false, findings: [] });
  });

  it('acknowledges nothing while it parks its session that HEAD would not have', async () => {
    const { cloud, ref, store, deps } = await open();
    const one = await unplayable(deps, ref);
    const late: unknown[] = [];
    store.beforeHead = async () => {
      store.beforeHead = () => {};
      late.push(await order(one, 5).catch(({ code }: LedgerError) => code));
    };
    expect(await one.run()).toBe('parked');
    expect(late).toEqual(['busy']);
    expect(await cloud.sessions.head(ref)).toMatchObject({ loop: 'parked', cmdSeq: 2 });
  });

  it('parks its session with the reason also where HEAD cannot be written any more, and leaves what it noted to the next', async () => {
    const { cloud, ref, store, deps, host } = await open();
    const one = await unplayable(deps, ref);
    store.beforeHead = () => Promise.reject(new Error('throttled'));
    expect(await one.run()).toBe('parked');
    store.beforeHead = () => {};
    expect(await cloud.sessions.head(ref)).toMatchObject({ loop: 'parked', fault: 'package-altered: The package was changed.', cmdSeq: 0 });
    await expect(acceptCommand(cloud.acceptDeps(), ref, { sender: 1, type: 'Order', payload: { quantity: 7 } })).rejects.toBeInstanceOf(
      TakenByHost,
    );
    await host(1);
    expect(await cloud.sessions.head(ref)).toMatchObject({ cmdSeq: 2, seats: 1 });
  });

  it('is not needed for the end of a session whose last one has shown no sign of life for as long as a lease', async () => {
    const { cloud, ref, host } = await open();
    await take(await host(0));
    await expect(changePhaseFor(cloud.acceptDeps(), ref, 'end', 'erased')).rejects.toBeInstanceOf(TakenByHost);
    cloud.now += loopLease + 1;
    await expect(changePhaseFor(cloud.acceptDeps(), ref, 'pause', 'budget')).rejects.toBeInstanceOf(TakenByHost);
    expect(await changePhaseFor(cloud.acceptDeps(), ref, 'end', 'erased')).toEqual({ changed: true });
  });

  it('ends where somebody parked its session meanwhile, and does not stay for ever with nobody there', async () => {
    const { cloud, ref, host } = await open();
    const one = await host(0);
    await take(one);
    await cloud.sessions.park(ref, { loopEpoch: 1, fault: 'by hand', at: cloud.now });
    expect(await one.run()).toBe('moved');
    expect(await cloud.sessions.head(ref)).toMatchObject({ loop: 'parked', cmdSeq: 2 });
  });

  it('gives its session up when it is asked to end, with everything in HEAD', async () => {
    const { cloud, ref, host } = await open();
    const one = await host(0);
    await take(one);
    one.leave();
    expect(await one.run()).toBe('moved');
    await one.close();
    expect(await cloud.sessions.head(ref)).toMatchObject({ loop: 'running', cmdSeq: 2, seats: 1 });
  });

  it('tells who comes after it gave its session back to look again, and takes nothing', async () => {
    const { cloud, ref, logs, host } = await open();
    const one = await host(0);
    await take(one);
    expect(await one.run()).toBe('asleep');
    await expect(order(one, 5)).rejects.toMatchObject({ code: 'busy' });
    await expect(one.door({ op: 'send', player: 'p-1', seq: 2, type: 'Nothing', payload: {} })).rejects.toMatchObject({ code: 'busy' });
    await expect(one.door({ op: 'phase', change: 'end', id: 'u-1' })).rejects.toMatchObject({ code: 'busy' });
    expect(logs.entries).toEqual([]);
    expect(await cloud.sessions.head(ref)).toMatchObject({ loop: 'idle', cmdSeq: 2 });
  });

  describe('says who joined once', () => {
    const seatsTold = (store: MemoryHosted): number[] =>
      store.told.flatMap(({ type, detail }) =>
        type === 'PlayersJoined.v1'
          ? detail.players.map((player, n) => (expect(player).toBe(`p-${detail.first + n}`), detail.first + n))
          : [],
      );
    const until = async (check: () => boolean): Promise<void> => {
      while (!check()) await new Promise((resolve) => setImmediate(resolve));
    };
    /** A host whose commands of two joins are stored, and a third one that came before HEAD could be written. */
    const storing = async (clock: 'turns' | 'realtime', fails: () => void | Promise<void>) => {
      const opened = await open(toyPackage({ clock }));
      const { store, host } = opened;
      const one = await host(0);
      one.players.enter('a', socketOf([]));
      await take(one, 'shop', 'p-1');
      await take(one, 'shop', 'p-2');
      let reached = false;
      store.beforeHead = () => ((reached = true), fails());
      const running = one.run();
      running.catch(() => {});
      await until(() => reached);
      await take(one, 'shop', 'p-3');
      return { ...opened, one, running };
    };

    it.each(['turns', 'realtime'] as const)(
      'where its host is killed after it stored commands and before HEAD names them (%s)',
      async (clock) => {
        const { cloud, ref, store, host } = await storing(clock, () => new Promise(() => {}));
        store.beforeHead = () => {};
        const next = await host(1);
        await take(next, 'shop', 'p-4');
        expect(await next.run()).toBe('asleep');
        expect(seatsTold(store)).toEqual([1, 2, 3, 4]);
        await cloud.runAudit();
        expect(await cloud.verifySession(ref)).toMatchObject({ diverged: false, findings: [] });
      },
    );

    it.each(['turns', 'realtime'] as const)('where HEAD cannot be written for a while (%s)', async (clock) => {
      let failures = 0;
      const { cloud, ref, store, one, running } = await storing(clock, () => {
        if ((failures += 1) <= 5) throw new Error('throttled');
      });
      await until(() => failures > 5);
      await take(one, 'shop', 'p-4');
      one.players.left('a');
      expect(await running).toBe('asleep');
      expect(seatsTold(store)).toEqual([1, 2, 3, 4]);
      await cloud.runAudit();
      expect(await cloud.verifySession(ref)).toMatchObject({ diverged: false, findings: [] });
    });

    it('where one that lost its session stores commands late: nothing of it is new', async () => {
      let late!: () => void;
      const { store, host, deps } = await open();
      const keep = store.keepCommands.bind(store);
      const stuck = (await openHost(
        {
          ...deps,
          store: Object.assign(Object.create(store) as MemoryHosted, {
            keepCommands: async (...args: Parameters<MemoryHosted['keepCommands']>) => {
              await new Promise<void>((resolve) => (late = resolve));
              await keep(...args);
            },
          }),
        },
        { tenant: 'demo', session: (await store.sessions.list('demo'))[0]!, seen: 0, owner: 'x-0' },
      ))!;
      stuck.players.enter('a', socketOf([]));
      await take(stuck, 'shop', 'p-1');
      const running = stuck.run();
      running.catch(() => {});
      await until(() => late !== undefined);
      await take(stuck, 'shop', 'p-2');
      const next = await host(1);
      late();
      expect(await next.run()).toBe('asleep');
      expect(seatsTold(store)).toEqual([1, 2]);
    });
  });

  describe('of a paused session', () => {
    /** A session that is paused before any tick, and what looks after a host that ended: the next one, where another is started. */
    const paused = async (level = toyPackage()) => {
      const opened = await open(level);
      const { cloud, ref } = opened;
      const start = (await cloud.sessions.start(ref))!;
      const deps = { store: cloud.sessions, orchestrator: cloud.orchestrator, clock: cloud.clock };
      const head = async () => (await cloud.sessions.head(ref))!;
      const first = await opened.host(0);
      const running = first.run();
      await first.door({ op: 'phase', change: 'pause', id: 'u-fay' });
      return {
        ...opened,
        head,
        leave: async (host: HotHost, ran: Promise<string>) => {
          host.leave();
          expect(await ran).toBe('moved');
          await host.close();
        },
        next: async () => {
          cloud.now += 3_000;
          const { loopOwner, loopEpoch } = await head();
          expect(await restartHost(deps, start, await head(), loopOwner)).toBe('started');
          return opened.host(loopEpoch);
        },
        first,
        running,
      };
    };

    it.each(['turns', 'realtime'] as const)(
      'may be given up as often as one likes, whoever joins meanwhile or not: its next host goes on (%s)',
      async (clock) => {
        const { cloud, ref, head, leave, next, first, running } = await paused(toyPackage({ clock }));
        await leave(first, running);
        const { ticks } = await head();
        const joins = 8;
        for (let n = 1; n <= joins; n += 1) {
          const joining = await next();
          const ran = joining.run();
          await take(joining, 'shop', `p-${n}`);
          await leave(joining, ran);
          const idle = await next();
          await leave(idle, idle.run());
        }
        expect(await head()).toMatchObject({ loop: 'running', phase: 'paused', ticks, seats: joins });
        const last = await next();
        expect(await last.run()).toBe('asleep');
        await cloud.runAudit();
        expect(await cloud.verifySession(ref)).toMatchObject({ diverged: false, findings: [] });
      },
    );

    it('may be killed as often as one likes, each time after it has served: no start was in vain', async () => {
      const { store, head, next, first } = await paused();
      let host = first;
      for (let n = 1; n <= 8; n += 1) {
        host.players.enter('a', socketOf([]));
        if (n > 1) void host.run().catch(() => {});
        await take(host, 'shop', `p-${n}`);
        while ((await head()).seats < n) await new Promise((resolve) => setImmediate(resolve));
        // Killed: it says nothing more, and its successor takes the session.
        host = await next();
      }
      expect(await head()).toMatchObject({ phase: 'paused', seats: 8 });
      expect(store.commits, 'nothing was there to commit').toEqual([]);
    });

    it('takes any number of players who come and go', async () => {
      const { head, first, running, host } = await paused();
      let [one, ran] = [first, running];
      for (let n = 1; n <= 8; n += 1) {
        one.players.enter('a', socketOf([]));
        await one.players.hear('a', JSON.stringify({ type: 'join', player: `p-${n}` }), socketOf([]));
        one.players.left('a');
        expect(await ran).toBe('asleep');
        const { loop, loopEpoch } = await head();
        expect(loop).toBe('idle');
        one = await host(loopEpoch);
        ran = one.run();
      }
      expect(await head()).toMatchObject({ loop: 'running', phase: 'paused', seats: 8 });
      expect(await ran).toBe('asleep');
    });
  });

  it('turns away an order that it comes to no more', async () => {
    const { host } = await open();
    const one = await host(0);
    one.leave();
    const running = one.run();
    const ordered = one.door({ op: 'phase', change: 'end', id: 'u-1' });
    await Promise.all([expect(ordered).rejects.toMatchObject({ code: 'busy' }), expect(running).resolves.toBe('moved')]);
  });

  it('leaves a door’s own way to commands shut while it runs', async () => {
    const { cloud, ref, host } = await open();
    const one = await host(0);
    const directly = () => acceptCommand(cloud.acceptDeps(), ref, { sender: 0, type: 'PassTurn', payload: { stage: 'shop' } });
    await expect(directly()).rejects.toMatchObject({ code: 'busy' });
    expect(await one.run()).toBe('asleep');
    await one.close();
    await expect(directly()).resolves.toMatchObject({ seq: 1 });
  });
});
