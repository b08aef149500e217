import type { Environment } from './environment.ts';

/** The environments of one version of a function: as many as run at the same time, the last used first. */
export interface EnvironmentPool {
  /** Lends an environment to `work`; waits for one when all that may be are busy. */
  readonly use: <T>(work: (environment: Environment) => Promise<T>) => Promise<T>;
  /** Ends environments that have been idle since before `time`; returns how many are left. */
  readonly retire: (time: number) => number;
  readonly close: () => Promise<void>;
}

export interface PoolOptions {
  /** Most environments at the same time. */
  readonly size: number;
  readonly open: () => Environment;
  readonly now: () => number;
  /** How long one may be used, milliseconds: its credentials end. */
  readonly lifetime: number;
}

interface Slot {
  readonly environment: Environment;
  readonly opened: number;
  idleSince: number;
}

export function createPool({ size, open, now, lifetime }: PoolOptions): EnvironmentPool {
  const idle: Slot[] = [];
  const all = new Set<Slot>();
  const waiting: (() => void)[] = [];

  async function acquire(): Promise<Slot> {
    for (;;) {
      const slot = idle.pop();
      if (slot?.environment.alive && now() - slot.opened < lifetime) return slot;
      if (slot) discard(slot);
      else if (all.size < size) {
        const opened: Slot = { environment: open(), opened: now(), idleSince: 0 };
        all.add(opened);
        return opened;
      } else await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }

  function discard(slot: Slot): void {
    all.delete(slot);
    void slot.environment.close();
  }

  function release(slot: Slot): void {
    if (slot.environment.alive) {
      slot.idleSince = now();
      idle.push(slot);
    } else discard(slot);
    waiting.shift()?.();
  }

  return {
    async use(work) {
      const slot = await acquire();
      try {
        return await work(slot.environment);
      } finally {
        release(slot);
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
      await Promise.all([...all].map((slot) => slot.environment.close()));
      all.clear();
      idle.length = 0;
    },
  };
}
