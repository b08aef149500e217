import type { RunId } from '../../../workers/engine/protocol.ts';
import { t } from '../../i18n/index.ts';
import type { EngineHandle } from './engine-handle.ts';
import type { ProgramKeeper } from './program.ts';
import type { RunBook } from './run-book.ts';

/** Which runs the engine holds the states of; those of all others are computed again when they are looked at. */
export interface RunStates {
  /** The engine has them, or is about to. */
  held(id: RunId): void;
  /** Computes a run again whose states are gone, or that is known from another time. @throws why it cannot be computed */
  warmUp(id: RunId): Promise<void>;
  /** Lets the oldest go that nobody needs. */
  cool(needed: ReadonlySet<RunId | undefined>): void;
  /** None is held any more. */
  clear(): void;
}

/** Runs whose states the engine keeps. */
const warm = 6;

export function createRunStates(engine: EngineHandle, book: RunBook, keeper: ProgramKeeper): RunStates {
  /** Oldest first. */
  const recent: RunId[] = [];

  const warmUp = async (id: RunId): Promise<void> => {
    const known = book.get(id);
    if (!known || recent.includes(id)) return;
    const { run, start, commands, whole } = known;
    const from = whole ? undefined : run.from;
    if (from) await warmUp(from.run);
    try {
      if (run.remembered) await keeper.fresh();
      const { chain, waiting } = await engine.call('run', {
        run: id,
        package: run.package,
        start,
        commands,
        // One that waits does so again, and says for whom.
        ticks: run.state === 'waiting' ? run.ticks : run.tick,
        ...(from && { from }),
      });
      recent.push(id);
      if (!run.remembered) return;
      const { hash } = run.remembered;
      book.update(id, (now) => ({
        ...now,
        chain,
        waiting,
        remembered: undefined,
        problem: now.hashes.at(-1) === hash ? undefined : t('run.notTheSame', { hash: hash.slice(0, 8) }),
      }));
    } catch (error) {
      throw run.remembered ? ofAnotherLevel(error) : error;
    }
  };

  return {
    held: (id) => void recent.push(id),
    warmUp,
    cool(needed) {
      while (recent.length > warm) {
        const index = recent.findIndex((id) => !needed.has(id) && !book.get(id)?.run.production);
        if (index < 0) return;
        const [id] = recent.splice(index, 1);
        if (id === undefined) return;
        book.release(id);
        engine.tell('drop', { run: id });
      }
    },
    clear() {
      recent.length = 0;
    },
  };
}

/** A run of a level that stands differently now has nothing to be computed from. */
function ofAnotherLevel(error: unknown): unknown {
  if ((error as { code?: string }).code !== 'no-such-package') return error;
  return { code: 'run-out-of-date', message: t('run.outOfDate'), hint: t('run.outOfDate.hint') };
}
