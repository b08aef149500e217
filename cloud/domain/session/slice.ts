import type { TurnsClock } from '../../../engine/model/level.ts';
import type {
  CheckpointRef,
  Checkpoints,
  Clock,
  CommandLog,
  Connection,
  Connections,
  Consumed,
  EngineBuild,
  EngineBuilds,
  EnginePackage,
  LatencyClass,
  LoggedCommand,
  Push,
  SessionHead,
  SessionRef,
  SessionStart,
  SessionStore,
  Sleep,
  SliceCommit,
  Telemetry,
  TurnWait,
  WorldDiff,
  WorldSeat,
  WorldTick,
} from '../../ports/index.ts';
import { difference, noSpending, sum, type SpendingCounter } from '../metering/index.ts';
import { Gauge, sessionMetrics } from '../observe/index.ts';
import { headOf, startOf } from './enter.ts';
import { passOverdue } from './pass-turn.ts';
import { ends, phaseOf, sliceTicks } from './pins.ts';
import { tell, tellPhase } from './tell.ts';
import { askForRate, breakerOf, keepPace, lateness, paceAfter, type Pacing } from './pace.ts';
import { judgeTurn, type Judgement, whoIsAway } from './turn-wait.ts';
import { withTrouble } from './trouble.ts';
import { restoreWorld, worldCommands, type WarmWorld, type WarmWorlds } from './world.ts';

/** What the loop hands from one slice to the next. */
export interface LoopState extends Pacing {
  readonly tenant: string;
  readonly session: string;
  readonly loopEpoch: number;
  /** Counts the slices of this execution, from 0. */
  readonly slice: number;
  /** When somebody was last there. */
  readonly activeAt: number;
  /** When this execution began, ms. */
  readonly startedAt: number;
  /** By which the loop chooses the function of the next slices; absent before the first. */
  readonly latency?: LatencyClass | undefined;
  /** How its turn waited after the slice before; HEAD says it only once the loop has stopped. */
  readonly wait?: TurnWait | undefined;
}

/** `renew`: go on in a new execution; Express ends at five minutes. */
export type Next = 'again' | 'renew' | 'stop';
export type SliceResult = LoopState & { readonly next: Next };

export interface SliceDeps {
  readonly store: Omit<SessionStore, 'create' | 'list' | 'traceUntil' | 'parkSpoiled'>;
  readonly log: CommandLog;
  readonly checkpoints: Checkpoints;
  readonly connections: Connections;
  readonly push: Push;
  readonly engines: EngineBuilds;
  /** The session's package, opened by its engine build. */
  readonly level: (
    engine: EngineBuild,
    named: { readonly tenant: string; readonly level: string; readonly packageHash: string },
  ) => Promise<EnginePackage>;
  readonly warm: WarmWorlds;
  readonly clock: Clock;
  readonly sleep: Sleep['sleep'];
  readonly spending: SpendingCounter;
  /** Where metrics and the ways of followed commands are written. */
  readonly telemetry?: Telemetry;
  /** How many times as long a system may take before the breaker halves the rate, where there is less than a whole processor; 1 if absent. */
  readonly patience?: number;
  /** Where the session has a host of its own, which commits for itself what its slices do. */
  readonly hosted?: Hosted;
}

/** What a session's own host decides about its slices. */
export interface Hosted {
  /** Whether the loop may stop now; the functions' stops as soon as nothing can run. */
  readonly mayStop: () => boolean;
  readonly replay: typeof replayBudget;
  /** How many times as long as elsewhere a system may take before the breaker halves the rate. */
  readonly patience: number;
}

/**
 * An execution goes on in a new one after this many slices or milliseconds: later than a session that nobody is in falls asleep, since a new
 * execution counts that anew.
 */
export const renewAfter = { slices: 1_200, ms: 240_000 };
/** A realtime session sleeps when nobody has been there for this long. */
export const idleAfter = 60_000;
/** A slice that has taken this long, in ms, ends with the tick that it is in: the rest of its ticks is the next slice's. */
export const sliceBudget = 900;
/** A checkpoint is due when replaying from the last one would take longer than this, in ms, or read this many entries. */
export const replayBudget = { ms: { turn: 200, interactive: 200, relaxed: 500 }, entries: 64 };

/**
 * One slice: waits until it is due, runs what may run, commits with ONE conditional write, tells players. Called twice with the same state
 * it has effect once; overtaken by another execution it stops quietly. Of a paused session nothing may run; one that was ended plays, in one
 * tick at most, what was acknowledged before.
 */
export const runSlice = (deps: SliceDeps, state: LoopState): Promise<SliceResult> =>
  deps.spending.charge(state, () => runCharged(deps, state));

async function runCharged(deps: SliceDeps, state: LoopState): Promise<SliceResult> {
  const start = await startOf(deps.store, state);
  const behind = lateness(start, state, deps.clock.now());
  const origin = await keepPace(deps, start, state);
  const began = deps.clock.now();
  let head = await headOf(deps.store, state);
  const name = `${state.loopEpoch}:${state.slice}`;
  if (head.loopEpoch !== state.loopEpoch || head.loop !== 'running') return { ...state, next: 'stop' };
  const after: LoopState = { ...state, origin, slice: state.slice + 1, tick: head.ticks, latency: start.latency };
  // A call that failed after some of its slices is made again with what it began with.
  const done = lastDone(head.lastSlice, state);
  if (done >= state.slice) {
    const next = { ...after, slice: done + 1 };
    return { ...next, next: renewal(deps, next) };
  }

  const engine = await deps.engines.load(start.engine);
  const level = await deps.level(engine, start);
  const warm = deps.warm.take(state, head.version) ?? (await coldWorld(deps, { engine, level, start, head }));
  const [listeners, logged] = await Promise.all([deps.connections.list(state), deps.log.read(state, head.cursor, head.cmdSeq)]);
  let pending = logged;
  deps.spending.sockets(state, listeners.length);
  const active = listeners.length > 0 || pending.length > 0 ? deps.clock.now() : state.activeAt;
  const turns = level.level.clock.kind === 'turns' && start.pace !== 'fast' ? level.level.clock : undefined;
  const isOpen = phaseOf(head) === 'open';
  const wait = state.slice === 0 ? head.turn : state.wait;
  if (isOpen && turns !== undefined && (await passOverdue(deps, { start, head, turns, wait, world: warm.world, pending, listeners }))) {
    head = await headOf(deps.store, state);
    pending = await deps.log.read(state, head.cursor, head.cmdSeq);
  }

  const { world, breaker } = warm;
  if (isOpen && breaker !== undefined && (await askForRate(deps, { start, head, world, breaker, pending }))) {
    head = await headOf(deps.store, state);
    pending = await deps.log.read(state, head.cursor, head.cmdSeq);
  }

  const run = stepWorld(deps, { start, head, turns, warm, pending, watched: listeners.length > 0 });
  let standing: Standing = head;
  if (run.ticks.length > 0 || run.closes) {
    const outcome = await commitRun(deps, { start, head, name, run, gauge: warm.gauge });
    if (outcome === 'fenced') return { ...state, next: 'stop' };
    if (outcome === 'done-before') return { ...after, next: renewal(deps, after) };
    standing = outcome;
  }
  const committed = deps.clock.now();
  const judged =
    turns === undefined || run.done || !isOpen ? nobody : judgeRun({ turns, wait, head, now: deps.clock.now(), run, pending, listeners });
  await tell(deps, { start, head, run, away: judged.away, moved: whoIsAway(judged.wait) !== whoIsAway(wait), listeners, name });
  await tellPhase(deps, { start, phase: phaseOf(head), tick: run.world.tick, listeners });
  const pushed = deps.clock.now();
  const rests = run.blocked || run.done;
  const idle = deps.hosted
    ? (rests || start.pace === 'realtime') && deps.hosted.mayStop()
    : rests || (start.latency !== 'turn' && start.pace === 'realtime' && deps.clock.now() - active > idleAfter);
  const stopped = idle && (await fallAsleep(deps, { head, standing, run, state, wait: judged.wait }));
  const { gauge } = warm;
  observe(deps, { start, run, gauge, pending, listeners, moments: { began, committed, pushed }, behind, stopped });
  deps.warm.put(state, standing.version, { world, tickMs: run.tickMs, breaker, gauge });
  const next: LoopState = { ...after, ...paceAfter({ ...state, origin }, start, world), activeAt: active, wait: judged.wait };
  return { ...next, next: stopped ? 'stop' : renewal(deps, next) };
}

/** The number of the last slice that this execution committed; -1 when it was another's. */
const lastDone = (lastSlice: string, { loopEpoch }: LoopState): number => {
  const [epoch, slice] = lastSlice.split(':');
  return epoch === String(loopEpoch) ? Number(slice) : -1;
};
/** Notes what the slice took, and says where the commands are that somebody follows. Nothing of it reaches the world. */
function observe(
  { telemetry }: Pick<SliceDeps, 'telemetry'>,
  {
    start,
    run,
    gauge,
    pending,
    listeners,
    moments: { began, committed, pushed },
    behind,
    stopped,
  }: {
    start: SessionStart;
    run: Run;
    gauge: Gauge;
    pending: readonly LoggedCommand[];
    listeners: readonly Connection[];
    moments: { began: number; committed: number; pushed: number };
    behind: number;
    stopped: boolean;
  },
): void {
  const consumed = pending.filter(({ seq }) => seq <= run.cursor);
  gauge.slice({
    began,
    ended: pushed,
    ticks: run.ticks.length,
    hz: run.world.hz ?? start.hz,
    behind,
    commands: consumed.length,
    listeners: listeners.length,
    fuel: run.ticks.reduce((sum, { fuel }) => sum + fuel, 0),
  });
  const reading = gauge.drain(pushed, stopped);
  if (telemetry === undefined) return;
  if (reading !== undefined) telemetry.metrics(sessionMetrics(start, reading, run.world.bodies?.()));
  for (const { seq, trace } of consumed)
    if (trace !== undefined)
      telemetry.spans(start, { seq, trace }, [
        { name: 'slice', from: began, to: committed },
        { name: 'committed', from: committed, to: committed },
        { name: 'pushed', from: committed, to: pushed },
      ]);
}

const nobody: Judgement = { overdue: [], away: [] };

/** How the turn waits that a run has left. */
const judgeRun = ({
  turns,
  wait,
  head,
  now,
  run,
  pending,
  listeners,
}: {
  turns: TurnsClock;
  wait: TurnWait | undefined;
  head: SessionHead;
  now: number;
  run: Run;
  pending: readonly LoggedCommand[];
  listeners: readonly Connection[];
}): Judgement => {
  const about = { clock: turns, now, wait, seats: run.seats, waiting: run.waiting, listeners };
  if (run.ticks.length === 0) return judgeTurn({ ...about, begunAt: head.slice?.at, pending });
  const played = pending.filter(({ type }) => type === turns.awaits).map(({ sender }) => sender);
  return judgeTurn({ ...about, begunAt: now, pending: [], played });
};

async function coldWorld(deps: SliceDeps, from: Parameters<typeof restoreWorld>[1]): Promise<WarmWorld> {
  const world = await restoreWorld(deps, from);
  return { world, tickMs: undefined, breaker: breakerOf(from.start, world), gauge: new Gauge(deps.clock.now()) };
}

const renewal = ({ clock }: { clock: Clock }, { slice, startedAt }: LoopState): Next =>
  slice >= renewAfter.slices || clock.now() - startedAt >= renewAfter.ms ? 'renew' : 'again';

export interface Run {
  readonly world: WarmWorld['world'];
  readonly tickMs: WarmWorld['tickMs'];
  readonly ticks: readonly WorldTick[];
  /** What each tick changed, when somebody watches. */
  readonly diffs: readonly WorldDiff[];
  readonly fromTick: number;
  readonly consumed: readonly Consumed[];
  /** Number of the last command that a tick consumed. */
  readonly cursor: number;
  readonly waiting: readonly string[];
  readonly seats: readonly WorldSeat[];
  /** Nothing more can run before somebody sends something. */
  readonly blocked: boolean;
  readonly done: boolean;
  /** The session was ended, and this is its last commit. */
  readonly closes: boolean;
}

/**
 * Runs as many ticks as the latency class, the time and the world allow. The first of them consumes all pending commands. How ticks are cut into
 * slices is no part of what they come to: a world that takes long is played in more of them, to the same hashes.
 */
function stepWorld(
  { clock, hosted, patience: own = 1 }: Pick<SliceDeps, 'clock' | 'hosted' | 'patience'>,
  {
    start,
    head,
    turns,
    warm,
    pending,
    watched,
  }: {
    start: SessionStart;
    head: SessionHead;
    turns: TurnsClock | undefined;
    warm: WarmWorld;
    pending: readonly LoggedCommand[];
    watched: boolean;
  },
): Run {
  const { world, breaker, gauge } = warm;
  const patience = hosted?.patience ?? own;
  const fromTick = world.tick;
  const began = clock.now();
  const phase = phaseOf(head);
  const closes = phase === 'ended' && !head.done;
  const over = (): boolean => ends(start) && world.tick >= world.ticks;
  const used = (): boolean => clock.now() - began >= sliceBudget;
  const ticks: WorldTick[] = [];
  const diffs: WorldDiff[] = [];
  if (watched) world.changes();
  const consumed: Consumed[] = [];
  let queue = pending;
  let blocked = phase === 'paused';
  /** A replay steps the world and compares nothing. */
  let steppedMs = 0;
  const most = phase === 'open' ? sliceTicks(start, world.hz ?? start.hz) : closes && worldCommands(pending).length > 0 ? 1 : 0;
  for (let left = most; left > 0 && !over() && !(ticks.length > 0 && used()); left -= 1) {
    const commands = worldCommands(queue);
    if (turns !== undefined) {
      // A command that takes no stage seats nobody.
      const played = [...world.seats(), ...world.seats(commands)].some(({ owner }) => owner > 0);
      blocked = !played || world.waiting(commands).length > 0;
      if (blocked) break;
    }
    const before = clock.now();
    ticks.push(world.step(commands));
    steppedMs += clock.now() - before;
    if (start.pace !== 'fast') {
      const times = world.times?.() ?? [];
      breaker?.watch(
        patience === 1 ? times : times.map(({ system, ms }) => ({ system, ms: ms / patience })),
        1000 / (world.hz ?? start.hz),
      );
      gauge.tick(times);
    }
    if (watched) diffs.push(world.changes());
    if (queue.length > 0) consumed.push({ tick: world.tick, upTo: queue.at(-1)!.seq });
    queue = [];
  }
  // The tick that would have consumed them: no replay reaches it.
  if (closes && queue.length > 0) consumed.push({ tick: world.tick + 1, upTo: queue.at(-1)!.seq });
  const left = worldCommands(queue);
  return {
    world,
    fromTick,
    ticks,
    diffs,
    consumed,
    cursor: consumed.at(-1)?.upTo ?? head.cursor,
    waiting: turns === undefined || phase === 'ended' ? [] : world.waiting(left),
    seats: world.seats(left),
    blocked,
    done: phase === 'ended' || over(),
    closes,
    tickMs: ticks.length === 0 ? warm.tickMs : smooth(warm.tickMs, steppedMs / ticks.length),
  };
}

/** Clocks tell whole milliseconds, and a tick in which memory was collected says nothing of the others. */
const smooth = (before: number | undefined, now: number): number => (before === undefined ? now : before + (now - before) / 8);

/** Where the session stands after the slice's commit, if there was one. */
type Standing = Pick<SessionHead, 'version' | 'checkpoint'>;

/**
 * Commits a run. `done-before`: this very slice was committed by an earlier call, perhaps with fewer commands; `fenced`: another execution owns
 * the session now. In both cases this run never happened.
 */
async function commitRun(
  deps: SliceDeps,
  { start, head, name, run, gauge }: { start: SessionStart; head: SessionHead; name: string; run: Run; gauge: Gauge },
): Promise<Standing | 'done-before' | 'fenced'> {
  const { world } = run;
  const routed = head.routed ?? noSpending;
  const trouble = withTrouble(head.trouble, run.ticks);
  const log = [...head.log, ...run.consumed];
  const replay = { ms: (world.tick - (head.checkpoint?.tick ?? 0)) * (run.tickMs ?? 0), entries: log.length };
  const budget = deps.hosted?.replay ?? replayBudget;
  const due = run.closes || replay.ms > budget.ms[start.latency] || replay.entries > budget.entries;
  const checkpoint = due ? await takeCheckpoint(deps, start, run) : undefined;
  const spent = sum(noSpending, deps.spending.take(start), difference(noSpending, routed, head.slice?.routed ?? {}));
  gauge.spent(spent);
  const pulse = gauge.pulse(deps.clock.now());
  const commit: SliceCommit = {
    expect: { version: head.version, loopEpoch: head.loopEpoch },
    lastSlice: name,
    cursor: run.cursor,
    ticks: world.tick,
    hash: world.hash(),
    chain: world.chain(),
    waiting: run.waiting,
    done: run.done,
    kpis: world.kpis(),
    log: checkpoint === undefined ? log : [],
    ...(checkpoint !== undefined && { checkpoint }),
    ...(trouble !== undefined && { trouble }),
    slice: {
      fromTick: run.fromTick,
      toTick: world.tick,
      hashes: run.ticks.map(({ hash }) => hash),
      consumed: run.consumed,
      fuel: run.ticks.reduce((sum, { fuel }) => sum + fuel, 0),
      spent,
      routed,
      at: deps.clock.now(),
    },
    ...(pulse !== undefined && { pulse }),
  };
  const outcome = await deps.store.commit(start, commit);
  const ours =
    outcome.ok || (outcome.head.lastSlice === name && outcome.head.hash === commit.hash && outcome.head.cursor === commit.cursor);
  if (ours)
    return { version: head.version + 1, ...((checkpoint ?? head.checkpoint) && { checkpoint: checkpoint ?? head.checkpoint }) } as Standing;
  world.dispose();
  return outcome.head.lastSlice === name ? 'done-before' : 'fenced';
}

async function takeCheckpoint({ checkpoints, spending }: SliceDeps, ref: SessionRef, { world, cursor }: Run): Promise<CheckpointRef> {
  spending.add(ref, { puts: 1 });
  return { tick: world.tick, cursor, sha256: await checkpoints.put(ref.tenant, world.checkpoint()) };
}

/** Stops the loop, unless something came in since HEAD was read. On the way to sleep the world is written down. */
async function fallAsleep(
  deps: SliceDeps,
  { head, standing, run, state, wait }: { head: SessionHead; standing: Standing; run: Run; state: LoopState; wait: TurnWait | undefined },
): Promise<boolean> {
  const stale = run.world.tick > (standing.checkpoint?.tick ?? 0);
  const checkpoint = stale ? await takeCheckpoint(deps, state, run) : undefined;
  return deps.store.stopLoop(state, {
    loopEpoch: state.loopEpoch,
    cmdSeq: head.cmdSeq,
    calls: head.calls,
    waiting: run.waiting,
    at: deps.clock.now(),
    ...(wait !== undefined && { turn: wait }),
    ...(checkpoint !== undefined && { checkpoint }),
  });
}
