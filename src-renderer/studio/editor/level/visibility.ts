import { createCell, type Cell } from '../cell.ts';
import type { Keepsakes } from '../host/ports.ts';

/** What this person does not want to see or touch. It is a way of looking, not a change of the level: nobody else is affected. */
export interface Visibility {
  readonly hidden: Cell<ReadonlySet<string>>;
  readonly locked: Cell<ReadonlySet<string>>;
  /** What alone is to be seen, with what stands in it; undefined: everything. It ends with the visit to the level. */
  readonly isolated: Cell<ReadonlySet<string> | undefined>;
  isolate(keys: readonly string[] | undefined): void;
  setHidden(keys: readonly string[], hidden: boolean): void;
  setLocked(keys: readonly string[], locked: boolean): void;
  /** Reads what was kept for this level. */
  open(level: string): void;
}

export function createVisibility(keepsakes: Keepsakes): Visibility {
  const hidden = createCell<ReadonlySet<string>>(new Set());
  const locked = createCell<ReadonlySet<string>>(new Set());
  const isolated = createCell<ReadonlySet<string> | undefined>(undefined);
  let level = '';
  const keep = (): void => keepsakes.write(`visibility/${level}`, { hidden: [...hidden.get()], locked: [...locked.get()] });
  const change = (cell: typeof hidden, keys: readonly string[], on: boolean): void => {
    cell.update((now) => {
      const next = new Set(now);
      for (const key of keys)
        if (on) next.add(key);
        else next.delete(key);
      return next;
    });
    keep();
  };
  return {
    hidden,
    locked,
    isolated,
    isolate: (keys) => isolated.set(keys && new Set(keys)),
    setHidden: (keys, on) => change(hidden, keys, on),
    setLocked: (keys, on) => change(locked, keys, on),
    open(next) {
      level = next;
      isolated.set(undefined);
      const stored = keepsakes.read(`visibility/${level}`) as { hidden?: unknown; locked?: unknown } | undefined;
      hidden.set(keysIn(stored?.hidden));
      locked.set(keysIn(stored?.locked));
    },
  };
}

const keysIn = (value: unknown): ReadonlySet<string> => new Set(Array.isArray(value) ? value.filter((key) => typeof key === 'string') : []);
