import type { Clock, Directory, Orchestrator, SessionHead, SessionRef, SessionStore } from '../../ports/index.ts';

export interface WakeDeps {
  readonly orchestrator: Orchestrator;
  readonly clock: Clock;
}

/** A loop that has shown no sign of life for this long, in ms, is dead; whoever notices starts another. */
export const loopLease = 15_000;

/** Whether somebody must start the loop. */
export const asleep = (head: Pick<SessionHead, 'loop' | 'beat'>, now: number): boolean => head.loop !== 'running' || now - head.beat > loopLease;

/** Starts the loop unless one is alive. Starting too often is harmless: an execution first takes HEAD.loopEpoch, and one of them gets it. */
export async function wake({ orchestrator, clock }: WakeDeps, ref: SessionRef, head: SessionHead): Promise<boolean> {
  if (!asleep(head, clock.now())) return false;
  await orchestrator.startLoop(ref, head.loopEpoch);
  return true;
}

/** Wakes what should run and does not: loops that died, and commands whose router died before it could start a loop. Returns how many. */
export async function sweep(deps: WakeDeps & { store: SessionStore; directory: Pick<Directory, 'tenants'> }): Promise<number> {
  let woken = 0;
  for (const tenant of await deps.directory.tenants()) {
    for (const session of await deps.store.list(tenant)) {
      const head = await deps.store.head({ tenant, session });
      if (head === undefined || head.loop === 'parked') continue;
      const left = head.loop === 'running' || head.cmdSeq > head.seen;
      if (left && (await wake(deps, { tenant, session }, head))) woken += 1;
    }
  }
  return woken;
}
