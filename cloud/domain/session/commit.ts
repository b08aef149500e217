import type { CheckpointRef, SessionHead, SessionRef, SessionStart, SliceCommit, TurnWait } from '../../ports/index.ts';
import { difference, noSpending, sum } from '../metering/index.ts';
import type { Gauge } from '../observe/index.ts';
import type { LoopState, SliceDeps } from './slice.ts';
import type { Run } from './step.ts';
import { withTrouble } from './trouble.ts';

/** A checkpoint is due when replaying from the last one would take longer than this, in ms, or read this many entries. */
export const replayBudget = { ms: { turn: 200, interactive: 200, relaxed: 500 }, entries: 64 };

/** Where the session stands after the slice's commit, if there was one. */
export type Standing = Pick<SessionHead, 'version' | 'checkpoint'>;

/**
 * Commits a run. `done-before`: this very slice was committed by an earlier call, perhaps with fewer commands; `fenced`: another execution owns
 * the session now. In both cases this run never happened.
 */
export async function commitRun(
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
  // Of slices whose ticks it knows already: this one is noted once its players were told.
  const pulse = gauge.pulse(deps.clock.now());
  gauge.spent(spent);
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
export async function fallAsleep(
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
