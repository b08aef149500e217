import type { TurnsClock } from '../../../engine/model/level.ts';
import type {
  Checkpoints,
  Clock,
  CommandLog,
  Connection,
  Connections,
  EngineBuild,
  EngineBuilds,
  EnginePackage,
  LatencyClass,
  LoggedCommand,
  Push,
  SessionHead,
  SessionStart,
  SessionStore,
  Sleep,
  Telemetry,
  TurnWait,
} from '../../ports/index.ts';
import type { SpendingCounter } from '../metering/index.ts';
import { Gauge, sessionMetrics } from '../observe/index.ts';
import { headOf, startOf } from './enter.ts';
import { commitRun, fallAsleep, type replayBudget, type Standing } from './commit.ts';
import { passOverdue } from './pass-turn.ts';
import { phaseOf } from './pins.ts';
import { stepWorld, type Run } from './step.ts';
import { tell, tellPhase } from './tell.ts';
import { askForRate, breakerOf, keepPace, lateness, paceAfter, type Pacing } from './pace.ts';
import { judgeTurn, type Judgement, whoIsAway } from './turn-wait.ts';
import { restoreWorld, type WarmWorld, type WarmWorlds } from './world.ts';

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
  readonly store: Omit<SessionStore, 'create' | 'sealedToken' | 'list' | 'traceUntil' | 'parkSpoiled'>;
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
