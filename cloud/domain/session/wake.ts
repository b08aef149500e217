import type { Clock, Directory, Orchestrator, SessionHead, SessionRef, SessionStart, SessionStore } from '../../ports/index.ts';

export interface WakeDeps {
  readonly orchestrator: Orchestrator;
  readonly clock: Clock;
}

/** A loop that has shown no sign of life for this long, in ms, is dead; whoever notices starts another. */
export const loopLease = 30_000;

/** Whether somebody must start the loop. */
export const asleep = (head: Pick<SessionHead, 'loop' | 'beat'>, now: number, lease = loopLease): boolean =>
  head.loop !== 'running' || now - head.beat > lease;

/** Whether a session has something to do: commands that no loop has seen, or a clock of its own that never ran. */
export const needsLoop = (start: Pick<SessionStart, 'hz' | 'pace'>, head: SessionHead): boolean =>
  !head.done && (head.cmdSeq > head.seen || (head.loopEpoch === 0 && (start.hz > 0 || start.pace === 'fast')));

/** Starts the loop unless one is alive. Starting too often is harmless: an execution first takes HEAD.loopEpoch, and one of them gets it. */
export async function wake({ orchestrator, clock }: WakeDeps, ref: SessionRef, head: SessionHead, lease = loopLease): Promise<boolean> {
  if (!asleep(head, clock.now(), lease)) return false;
  await orchestrator.startLoop(ref, head.loopEpoch);
  return true;
}

export interface SweepDeps extends WakeDeps {
  readonly store: SessionStore;
  readonly directory: Pick<Directory, 'tenants'>;
  /** After a restart nothing is alive: 0, and the fence keeps what should be. */
  readonly lease?: number;
}

/** Wakes what should run and does not: loops that died, and commands whose router died before it could start a loop. Returns how many. */
export async function sweep(deps: SweepDeps): Promise<number> {
  let woken = 0;
  for (const tenant of await deps.directory.tenants()) {
    for (const session of await deps.store.list(tenant)) {
      const head = await deps.store.head({ tenant, session });
      if (head === undefined || head.loop === 'parked') continue;
      const left = head.loop === 'running' || head.cmdSeq > head.seen;
      if (left && (await wake(deps, { tenant, session }, head, deps.lease))) woken += 1;
    }
  }
  return woken;
}
