import type { Timers } from '../timers/timers.ts';
import { AwsError } from '../wire/error.ts';
import type { Environment } from './environment.ts';

/** The environments of one version of a function: as many as run at the same time, the last used first. */
export interface EnvironmentPool {
  /** Lends an environment to `work`; waits for one when all that may be are busy. `patient`: nobody waits for what it does. */
  readonly use: <T>(work: (environment: Environment) => Promise<T>, patient?: boolean) => Promise<T>;
  /** Ends environments that have been idle since before `time`; returns how many are left. */
  readonly retire: (time: number) => number;
  readonly close: () => Promise<void>;
}

export interface PoolOptions {
  /** Most environments at the same time. */
  readonly size: number;
  readonly open: () => Environment;
  readonly timers: Timers;
  readonly now: () => number;
  /** How long one may be used, milliseconds: its credentials end. */
  readonly lifetime: number;
}

interface Slot {
  readonly environment: Environment;
  readonly opened: number;
  idleSince: number;
  /** Nobody had it yet: whoever gets it hears why it did not load, if it did not. */
  isNew: boolean;
}

interface Waiter {
  readonly since: number;
  readonly patient: boolean;
  readonly take: (slot: Slot) => void;
  readonly refuse: (error: unknown) => void;
}

/**
 * Environments that load at the same time. A burst is served by those that are there while more come up one after the other: loading a module
 * takes a processor as long as running it many times.
 */
const LOADING = 2;
/** Whoever waits longer than this, in ms, gets one of its own: most events are over sooner than a module is loaded. */
const PATIENCE = 100;
/**
 * More than this many would not serve a crowd sooner, as the processors have enough to do, while somebody is served all the time: whoever waits then
 * waits for so long, in ms.
 */
const CROWD = { size: 4, patience: 1000 };
/** For events that nobody waits for any second environment is a crowd: it would take its time from those that somebody waits for. */
const PATIENT_CROWD = { size: 1, patience: 5000 };

export function createPool({ size, open, timers, now, lifetime }: PoolOptions): EnvironmentPool {
  const idle: Slot[] = [];
  const all = new Set<Slot>();
  /** Who came first is served first. An event that nobody waits for lets those go first that somebody waits for, until it has waited long itself. */
  const waiting: Waiter[] = [];
  let loading = 0;
  /** When somebody who had waited was last served. */
  let served = -Infinity;
  let closed = false;
  let looks: (() => void) | undefined;

  const isGood = ({ environment, opened, isNew }: Slot): boolean => isNew || (environment.alive && now() - opened < lifetime);

  function acquire(patient: boolean): Promise<Slot> {
    for (let slot = idle.pop(); slot !== undefined; slot = idle.pop()) {
      if (isGood(slot)) return Promise.resolve(slot);
      discard(slot);
    }
    return new Promise((take, refuse) => {
      const behind = patient ? -1 : waiting.findIndex(isPatient);
      waiting.splice(behind < 0 ? waiting.length : behind, 0, { since: now(), patient, take, refuse });
      grow();
    });
  }

  function isPatient({ patient, since }: Waiter): boolean {
    return patient && now() - since < PATIENT_CROWD.patience;
  }

  /** Opens one more where somebody has waited long for whom none is loading; the first at once. */
  function grow(): void {
    const waiter = waiting[loading];
    if (closed || waiter === undefined || loading >= (waiter.patient ? 1 : LOADING) || all.size >= size) return;
    const due = all.size === 0 ? 0 : dueAt(waiter);
    if (now() < due) return look(due);
    let slot: Slot;
    try {
      slot = { environment: open(), opened: now(), idleSince: 0, isNew: true };
    } catch (error) {
      return waiting.shift()!.refuse(error);
    }
    all.add(slot);
    loading += 1;
    void slot.environment.ready.then(() => {
      loading -= 1;
      hand(slot);
      grow();
    });
  }

  function dueAt({ since, patient }: Waiter): number {
    const crowd = patient ? PATIENT_CROWD : CROWD;
    return all.size < crowd.size ? since + PATIENCE : Math.max(since + PATIENCE, Math.min(since + crowd.patience, served + PATIENCE));
  }

  /** Looks again then, once. */
  function look(due: number): void {
    looks ??= timers.at(due, () => {
      looks = undefined;
      grow();
    });
  }

  function discard(slot: Slot): void {
    all.delete(slot);
    void slot.environment.close();
  }

  function hand(slot: Slot): void {
    if (!all.has(slot)) return;
    if (!isGood(slot)) {
      discard(slot);
      return grow();
    }
    const next = waiting.shift();
    if (next) {
      served = now();
      return next.take(slot);
    }
    slot.idleSince = now();
    idle.push(slot);
  }

  return {
    async use(work, patient = false) {
      const slot = await acquire(patient);
      slot.isNew = false;
      try {
        return await work(slot.environment);
      } finally {
        hand(slot);
      }
    },
    retire(time) {
      for (const slot of idle.splice(0)) {
        if (slot.idleSince < time) discard(slot);
        else idle.push(slot);
      }
      return all.size;
    },
    async close() {
      closed = true;
      looks?.();
      for (const { refuse } of waiting.splice(0))
        refuse(new AwsError('ServiceException', 'The environments of the function are closing.', 500));
      await Promise.all([...all].map((slot) => slot.environment.close()));
      all.clear();
      idle.length = 0;
    },
  };
}
