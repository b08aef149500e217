import { isSpoiledSession, parkIfSpoiled } from './spoiled.ts';
import type { Clock, Directory, LoopRef, Orchestrator, SessionHead, SessionRef, SessionStart, SessionStore } from '../../ports/index.ts';

export interface WakeDeps {
  readonly orchestrator: Orchestrator;
  readonly clock: Clock;
}

/** A loop that has shown no sign of life for this long, in ms, is dead; whoever notices starts another. */
export const loopLease = 30_000;

/** Whether somebody must start the loop. */
export const asleep = (head: Pick<SessionHead, 'loop' | 'beat'>, now: number, lease = loopLease): boolean =>
  // A sign of life from the future is none: a clock was set back, or somebody made it up.
  head.loop !== 'running' || Math.abs(now - head.beat) > lease;

/**
 * Whether HEAD of a session with its own host says everything that was acknowledged. The host's log may say more while one runs, and after one that
 * ended without giving the session back.
 */
export const saysAll = ({ loop, loopEpoch, stoppedEpoch = 0 }: Pick<SessionHead, 'loop' | 'loopEpoch' | 'stoppedEpoch'>): boolean =>
  loop !== 'running' && stoppedEpoch === loopEpoch;

/** Commands that no loop has seen. */
const unseen = (head: SessionHead): boolean => !head.done && head.cmdSeq > head.seen;

/** Whether a session has something to do: commands that no loop has seen, or a clock of its own that never ran. */
export const needsLoop = (start: Pick<SessionStart, 'hz' | 'pace'>, head: SessionHead): boolean =>
  unseen(head) || (!head.done && head.loopEpoch === 0 && (start.hz > 0 || start.pace === 'fast'));

/** Whether somebody has kept the others waiting for long enough. */
const turnIsDue = ({ loop, done, turn }: SessionHead, now: number): boolean =>
  loop === 'idle' && !done && turn?.due !== undefined && turn.due <= now;

/** Starts the loop unless one is alive. Starting too often is harmless: an execution first takes HEAD.loopEpoch, and one of them gets it. */
export async function wake({ orchestrator, clock }: WakeDeps, ref: LoopRef, head: SessionHead, lease = loopLease): Promise<boolean> {
  if (!asleep(head, clock.now(), lease)) return false;
  await orchestrator.startLoop(ref, head.loopEpoch);
  return true;
}

/** Starts of a session's own host, one after the other, that may come to nothing. */
const mostHostStarts = 5;

/** Starts since a host last ran a slice or gave the session up or back. */
const startsInVain = ({ loopEpoch, lastSlice, stoppedEpoch = 0, servedEpoch = 0 }: SessionHead): number =>
  loopEpoch - Math.max(Number(lastSlice.split(':')[0]), stoppedEpoch, servedEpoch);

/**
 * What follows when a session's own host ended, which called itself `owner`: nothing where it gave the loop back, or another one has it, such as
 * its twin of the same moment; else another one, and after five in a row that did nothing the session is parked, as one is whose slices fail.
 * The next command tries again.
 */
export async function restartHost(
  { store, orchestrator, clock }: WakeDeps & { readonly store: Pick<SessionStore, 'park' | 'takeLoop'> },
  start: SessionStart,
  head: SessionHead,
  owner: string,
): Promise<'started' | 'parked' | 'left'> {
  if (start.host !== 'hot' || head.loop === 'parked') return 'left';
  const ended = await asIfTaken({ store, clock }, start, head, owner);
  if (ended?.loop !== 'running' || ended.loopOwner !== owner) return 'left';
  const { loopEpoch } = ended;
  if (startsInVain(ended) >= mostHostStarts) {
    const fault = `Its own host ended ${mostHostStarts} times, one after the other, before it had done anything.`;
    await store.park(start, { loopEpoch, fault, at: clock.now() });
    return 'parked';
  }
  await orchestrator.startLoop(start, loopEpoch);
  return 'started';
}

/** HEAD, in which a host that ended before it could take the loop has taken it: so its start counts. Undefined where another one was faster. */
async function asIfTaken(
  { store, clock }: { readonly store: Pick<SessionStore, 'takeLoop'>; readonly clock: Clock },
  start: SessionStart,
  head: SessionHead,
  owner: string,
): Promise<SessionHead | undefined> {
  const seen = Number(owner.split('-')[0]);
  if (head.loopEpoch !== seen) return head;
  if (!(await store.takeLoop(start, { seen, owner, at: clock.now() }))) return undefined;
  return { ...head, loop: 'running', loopEpoch: seen + 1, loopOwner: owner };
}

export interface SweepDeps extends WakeDeps, Tolerant {
  readonly store: SessionStore;
  readonly directory: Pick<Directory, 'tenants'>;
  /** After a restart nothing is alive: 0, and the fence keeps what should be. */
  readonly lease?: number;
  /** Told of a session that was parked just now because its HEAD cannot be read. */
  readonly spoiled?: (session: string, why: string) => void;
}

/**
 * Wakes what should run and does not: loops that died, sessions whose start or command was never followed by a loop, turns that are due. Returns
 * how many.
 */
export async function sweep(deps: SweepDeps): Promise<number> {
  let woken = 0;
  for (const tenant of await deps.directory.tenants()) {
    for (const session of await deps.store.list(tenant)) {
      if (await tolerant(deps, session, () => sweepOne(deps, { tenant, session }))) woken += 1;
    }
  }
  return woken;
}

async function sweepOne(deps: SweepDeps, ref: SessionRef): Promise<boolean> {
  let head: SessionHead | undefined;
  try {
    head = await deps.store.head(ref);
  } catch (error) {
    if (!isSpoiledSession(error)) throw error;
    const why = await parkIfSpoiled(deps, ref);
    if (why !== undefined) deps.spoiled?.(ref.session, why);
    return false;
  }
  if (head === undefined || head.loop === 'parked') return false;
  return (await hasWork(deps, ref, head)) && wakeStarted(deps, ref, head);
}

/** Told of a session that cannot be looked after, or of what is no session's, so that the others are. */
export interface Tolerant {
  readonly failed?: (error: unknown, session?: string) => void;
}

/** What `work` answers; false where it fails and somebody wants to be told so. */
export async function tolerant({ failed }: Tolerant, session: string | undefined, work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    if (failed === undefined) throw error;
    failed(error, session);
    return false;
  }
}

async function wakeStarted(deps: SweepDeps, ref: SessionRef, head: SessionHead): Promise<boolean> {
  if (!asleep(head, deps.clock.now(), deps.lease)) return false;
  const start = await deps.store.start(ref);
  return start !== undefined && wake(deps, start, head, deps.lease);
}

async function hasWork({ store, clock }: SweepDeps, ref: SessionRef, head: SessionHead): Promise<boolean> {
  if (head.loop === 'running' || unseen(head) || turnIsDue(head, clock.now())) return true;
  // Only a session that never ran has to be asked how it was started.
  const start = head.loopEpoch === 0 ? await store.start(ref) : undefined;
  return start !== undefined && needsLoop(start, head);
}
