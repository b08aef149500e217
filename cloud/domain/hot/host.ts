import { LedgerError } from '../../../engine/kernel/error.ts';
import { breakerLimits } from '../../../engine/run/breaker.ts';
import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import type {
  Announcement,
  Checkpoints,
  DerivativeStore,
  HostDirectory,
  HostedStore,
  LevelStore,
  Random,
  SessionHead,
  SessionRef,
  SessionStart,
  TickLogs,
} from '../../ports/index.ts';
import type { DoorRequest } from '../../events/index.ts';
import { digest } from '../evidence.ts';
import { limitsOf, requireBudget, type BudgetDeps } from '../quota/index.ts';
import { isRefusal, refuse } from '../refusal.ts';
import { headOf, startOf } from '../session/enter.ts';
import {
  idleAfter as idleAfterAll,
  packageCache,
  replayBudget,
  runSlice,
  warmWorlds,
  type Ack,
  type LoopState,
  type SliceDeps,
} from '../session/index.ts';
import { HotConnections } from './connections.ts';
import { hex, HotPlayers } from './players.ts';
import { HotSession } from './session.ts';
import { keepingQuota } from './quota.ts';

export interface HotHostDeps extends Pick<SliceDeps, 'engines' | 'level' | 'clock' | 'sleep' | 'spending'> {
  readonly store: HostedStore;
  readonly logs: TickLogs;
  readonly directory: HostDirectory;
  readonly limits: BudgetDeps['limits'];
  readonly metering: BudgetDeps['metering'];
  readonly checkpoints: Checkpoints;
  readonly levels: LevelStore;
  /** What was made of assets, for players who can read it. */
  readonly derivatives: Pick<DerivativeStore, 'index' | 'bytes'>;
  /** The level of a package, without an engine. */
  readonly compiled: (start: SessionStart) => Promise<CompiledLevel>;
  readonly random: Random;
  /** Calls back after so many ms; what it returns cancels. */
  readonly later: (run: () => void, ms: number) => () => void;
  /** With nobody there the process ends after this long, ms. */
  readonly idleAfter?: number;
  /** Called at named moments; tests end the process there. */
  readonly reach?: (point: HostPoint) => void;
}
export type HostPoint = 'started' | 'pushed' | 'segment-stored' | 'head-committed';

/** What starts a host: the loop epoch that its starter saw. */
export interface HostStart extends SessionRef {
  readonly seen: number;
  /** Names this process. */
  readonly owner: string;
}

/** What it is answered. */
export type DoorAnswer = (Ack & { readonly sender: number }) | { readonly changed: boolean };

/** A session that this process owns. */
export interface HotHost {
  readonly start: SessionStart;
  readonly players: HotPlayers;
  /** Lets doors in. */
  readonly key: string;
  /** Tells where it is. */
  announce(url: string): Promise<void>;
  door(request: DoorRequest): Promise<DoorAnswer>;
  /** Runs until nobody is there, somebody else took the session, or it fails. */
  run(): Promise<'asleep' | 'moved' | 'parked'>;
  /** Commits what there is and gives the session to whoever starts next. */
  leave(): void;
  close(): Promise<void>;
}

/** A commit of HEAD is due after this long, ms: until then the log alone has what was acknowledged and told. */
const commitAfter = 1_000;
/** The process has but one session: a system may take so much of a tick, and at 60 Hz just as much as anywhere. */
const systemShare = 0.6;
/** HEAD hears from an owner that has nothing to commit. */
const beatAfter = 10_000;
/** How long the loop waits at most before it looks again, ms: for turns that are due, sockets that read again. */
const lookAfter = 1_000;
/** What is committed is cut off the log this often, ms. */
const cutAfter = 30_000;
/** HEAD and a record of the audit hold so many ticks with their hashes. */
const mostTicksBehind = 2_000;
/** Commits fail for so long before the host gives up: then another one tries, ms. */
const givesUpAfter = 20_000;

/**
 * Takes a session: by the same conditional write as any loop, then what hosts before it left in their logs. Undefined where somebody else has it.
 * Refuses `session-unknown`, `session-hosted` for a session of functions, `log-damaged`.
 */
export async function openHost(deps: HotHostDeps, { owner, seen, ...ref }: HostStart): Promise<HotHost | undefined> {
  const start = await startOf(deps.store, ref);
  if (start.host !== 'hot') refuse({ code: 'session-hosted', message: `Session ${ref.session} is run by functions.`, where: ref.session });
  deps.reach?.('started');
  if (!(await deps.store.takeLoop(ref, { seen, owner, at: deps.clock.now() }))) return undefined;
  const head = await headOf(deps.store, ref);
  if (head.loopEpoch !== seen + 1 || head.loopOwner !== owner) return undefined;
  try {
    return await openTaken(deps, start, head);
  } catch (error) {
    if (!isRefusal(error) || error.code === 'log-full') throw error;
    // No other process would do better: it waits for who mends it.
    const fault = `${error.code}: ${error.message}`.slice(0, 1000);
    await deps.store.park(ref, { loopEpoch: head.loopEpoch, fault, at: deps.clock.now() });
    throw error;
  }
}

async function openTaken(deps: HotHostDeps, start: SessionStart, head: SessionHead): Promise<HotHost> {
  const ref = { tenant: start.tenant, session: start.session };
  await deps.logs.take(ref);
  // What was noted before a host gave the session back, or before its end at a door, HEAD goes on without.
  const entries = await deps.logs.taken(ref, head.stoppedEpoch ?? 0);
  const log = await deps.logs.open(ref, head.loopEpoch);
  const [seats, commands, level, limits] = await Promise.all([
    deps.store.seats(ref),
    deps.store.read(ref, Math.min(head.seatsUpTo ?? head.cmdSeq, head.cursor), head.cmdSeq),
    deps.compiled(start),
    limitsOf(deps, ref.tenant),
  ]);
  const checkpoints = new LateCheckpoints(deps.checkpoints);
  const store: HostedStore = storeWith(deps, checkpoints);
  const session = new HotSession({ store, log, clock: deps.clock, level, limits }, { start, head, seats, commands, entries });
  if (session.isBehind) await session.flush({ settles: true });
  await deps.logs.forget(ref);
  const connections = new HotConnections(ref, { clock: deps.clock, stir: () => session.stir() });
  const players = new HotPlayers({ session, connections, level, levels: deps.levels, derivatives: deps.derivatives, random: deps.random });
  const key = hex(deps.random.bytes(32));
  return {
    start,
    players,
    key,
    announce: (url) => deps.directory.announce(ref, { epoch: head.loopEpoch, url, key } satisfies Announcement),
    door: (request) => serveDoor(deps, session, request),
    async run() {
      try {
        const why = await runLoop(deps, { session, connections, checkpoints, log });
        if (why === 'asleep') await log.discard();
        return why;
      } finally {
        session.close();
      }
    },
    leave: () => session.leave(),
    async close() {
      connections.closeAll();
      await log.close();
    },
  };
}

/** Objects and items are written while ticks go on; what a commit names is there before it. */
class LateCheckpoints implements Checkpoints {
  readonly #below: Checkpoints;
  readonly #waiting = new Map<string, { tenant: string; bytes: Uint8Array }>();

  constructor(below: Checkpoints) {
    this.#below = below;
  }
  async put(tenant: string, bytes: Uint8Array): Promise<string> {
    const sha256 = digest(bytes);
    // Only the last one that a commit names is ever read.
    this.#waiting.set(sha256, { tenant, bytes });
    return sha256;
  }
  async get(tenant: string, sha256: string): Promise<Uint8Array | undefined> {
    return this.#waiting.get(sha256)?.bytes ?? this.#below.get(tenant, sha256);
  }
  /** Stores the checkpoint that a commit names, and lets go of those before it. */
  async keep(sha256: string): Promise<void> {
    const found = this.#waiting.get(sha256);
    if (found === undefined) return;
    await this.#below.put(found.tenant, found.bytes);
    for (const name of this.#waiting.keys()) {
      this.#waiting.delete(name);
      if (name === sha256) return;
    }
  }
}

const storeWith = ({ store, reach = () => {} }: HotHostDeps, checkpoints: LateCheckpoints): HostedStore => ({
  start: (ref) => store.start(ref),
  head: (ref) => store.head(ref),
  takeLoop: (ref, take) => store.takeLoop(ref, take),
  read: (ref, after, upTo) => store.read(ref, after, upTo),
  seats: (ref) => store.seats(ref),
  park: (ref, park) => store.park(ref, park),
  async keepCommands(ref, commands, loopEpoch) {
    await store.keepCommands(ref, commands, loopEpoch);
    reach('segment-stored');
  },
  keepSeats: (ref, seats) => store.keepSeats(ref, seats),
  keepAlive: (ref, alive) => store.keepAlive(ref, alive),
  async commit(ref, commit) {
    if (commit.checkpoint) await checkpoints.keep(commit.checkpoint.sha256);
    const outcome = await store.commit(ref, commit);
    reach('head-committed');
    return outcome;
  },
  async stopLoop(ref, stop) {
    if (stop.checkpoint) await checkpoints.keep(stop.checkpoint.sha256);
    return store.stopLoop(ref, stop);
  },
});

async function serveDoor({ random, ...deps }: HotHostDeps, session: HotSession, request: DoorRequest): Promise<DoorAnswer> {
  if (request.op === 'phase') {
    if (request.change === 'resume') await requireBudget(deps, session.start.tenant);
    return { changed: await session.changePhase(request.change, { person: request.id }) };
  }
  const { player, type, payload, seq } = request;
  const sender = session.seatOf(player)?.sender ?? (await session.join({ player, secret: hex(random.bytes(16)) })).sender;
  return { sender, ...(await session.take({ sender, type, payload, ...(seq !== undefined && { clientSeq: seq }) })) };
}

interface Running {
  readonly session: HotSession;
  readonly connections: HotConnections;
  readonly checkpoints: LateCheckpoints;
  readonly log: Awaited<ReturnType<TickLogs['open']>>;
}

async function runLoop(deps: HotHostDeps, running: Running): Promise<'asleep' | 'moved' | 'parked'> {
  const { session } = running;
  const { start } = session;
  try {
    return await ticks(deps, running);
  } catch (error) {
    // What no other process would do better keeps its state and waits for the next command; anything else is tried again by another one.
    if (!isRefusal(error) || error.code.startsWith('log-')) throw error;
    const fault = `${error.code}: ${error.message}`.slice(0, 1000);
    // While it stands still, doors number its commands by HEAD: nothing more is acknowledged here, and what was goes there, or stays in the log.
    session.close();
    const stops = await session.flush({ settles: true }).then(
      () => true,
      () => false,
    );
    const parks =
      !session.isFenced && (await session.park(start, { loopEpoch: session.view.loopEpoch, fault, at: deps.clock.now(), stops }));
    if (!parks) return 'moved';
    if (stops) await running.log.discard();
    return 'parked';
  }
}

async function ticks(deps: HotHostDeps, { session, connections, checkpoints, log }: Running): Promise<'asleep' | 'moved'> {
  const { start } = session;
  const { clock, idleAfter = idleAfterAll } = deps;
  const nobody = (): boolean => connections.count === 0 && (session.view.done || clock.now() - session.heardAt > idleAfter);
  const slices: SliceDeps = {
    ...deps,
    // A slice opens its package anew: here it is the same for as long as the process lives.
    level: packageCache(deps.level).open,
    store: asStore(session),
    log: session,
    checkpoints,
    connections,
    push: connections,
    warm: warmWorlds(1),
    hosted: {
      mayStop: nobody,
      replay: { ...replayBudget, entries: 256 },
      patience: Math.max(1, (systemShare * 1000) / start.hz / breakerLimits.ms),
    },
  };
  const now = clock.now();
  const { ticks: tick, loopEpoch } = session.view;
  let state: LoopState = {
    tenant: start.tenant,
    session: start.session,
    loopEpoch,
    slice: 0,
    tick,
    origin: { tick, at: now },
    activeAt: now,
    startedAt: now,
  };
  const commits = committing(deps, { session, log });
  const quota = keepingQuota(deps, session);
  for (;;) {
    if (session.isLeaving) {
      await session.flush({ settles: true });
      return 'moved';
    }
    quota.look();
    await session.turnPhases();
    const seen = session.stirs;
    const { next, ...after } = await runSlice(slices, state);
    deps.reach?.('pushed');
    if (next === 'stop') return session.isFenced ? 'moved' : 'asleep';
    if (session.isFenced) return 'moved';
    session.hasServed = true;
    const ran = after.tick !== state.tick;
    state = after;
    await commits.look();
    if (connections.count > 0) session.heardAt = clock.now();
    const wait = Math.min(lookAfter, Math.max(0, (state.wait?.due ?? Infinity) - clock.now()));
    // A world that keeps to a clock waits in its slices.
    if (!ran) await session.stirred(seen, (wake) => deps.later(wake, wait));
  }
}

/** Commits HEAD beside the ticks: when it is due, one at a time, and again where it failed. */
function committing({ clock }: Pick<HotHostDeps, 'clock'>, { session, log }: Pick<Running, 'session' | 'log'>) {
  let under: Promise<void> | undefined;
  let failed: { since: number; error: unknown } | undefined;
  let cutAt = clock.now();
  const commit = async (): Promise<void> => {
    const forget = clock.now() - cutAt > cutAfter ? await log.cut() : undefined;
    await session.flush();
    if (forget === undefined) return;
    await forget();
    cutAt = clock.now();
  };
  return {
    /** Ticks wait where HEAD falls so far behind that a commit would not hold them. */
    async look(): Promise<void> {
      if (session.ticksBehind > mostTicksBehind && under !== undefined) await under;
      if (failed && clock.now() - failed.since > givesUpAfter) throw failed.error;
      const since = clock.now() - session.storedAt;
      const isDue = session.ticksBehind > mostTicksBehind || since >= (session.isBehind ? commitAfter : beatAfter);
      if (under !== undefined || !isDue) return;
      under = commit()
        .then(() => void (failed = undefined))
        .catch((error: unknown) => {
          if (error instanceof LedgerError) failed = { since: -Infinity, error };
          else failed ??= { since: clock.now(), error };
        })
        .finally(() => (under = undefined));
    },
  };
}

const asStore = (session: HotSession): SliceDeps['store'] => ({
  start: async () => session.start,
  head: () => session.head(),
  takeLoop: () => session.takeLoop(),
  commit: (ref, commit) => session.commit(ref, commit),
  stopLoop: (ref, stop) => session.stopLoop(ref, stop),
  park: (ref, park) => session.park(ref, park),
  call: () => session.call(),
});
