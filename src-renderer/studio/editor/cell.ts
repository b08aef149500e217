/** One observable value. The editor is made of cells, so that a view reads exactly what it shows and nothing re-renders for anything else. */
export interface Cell<T> {
  get(): T;
  /** Calls `listener` after each change; returns how to stop. */
  subscribe(listener: () => void): () => void;
}

export interface WritableCell<T> extends Cell<T> {
  set: (next: T) => void;
  update: (change: (now: T) => T) => void;
}

/** A cell that holds `initial` until it is set. Setting an equal value tells nobody. */
export function createCell<T>(initial: T, same: (a: T, b: T) => boolean = Object.is): WritableCell<T> {
  const listeners = new Set<() => void>();
  let now = initial;
  const set = (next: T): void => {
    if (same(now, next)) return;
    now = next;
    callAll(listeners);
  };
  return {
    get: () => now,
    set,
    update: (change) => set(change(now)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Whoever fails keeps nobody else from being told. @throws what the first of them threw, when all have been */
function callAll(listeners: Iterable<() => void>): void {
  const failures: unknown[] = [];
  for (const listener of Array.from(listeners))
    try {
      listener();
    } catch (error) {
      failures.push(error);
    }
  if (failures.length > 0) throw failures[0];
}

type Values<Sources extends readonly Cell<unknown>[]> = { [I in keyof Sources]: Sources[I] extends Cell<infer T> ? T : never };

/** A cell computed from others: recomputed when one of them changed and somebody asks. */
export function derive<const Sources extends readonly Cell<unknown>[], T>(
  sources: Sources,
  compute: (...values: Values<Sources>) => T,
  same: (a: T, b: T) => boolean = Object.is,
): Cell<T> {
  let inputs: readonly unknown[] | undefined;
  let output: T;
  const get = (): T => {
    const values = sources.map((source) => source.get());
    if (inputs === undefined || values.some((value, index) => !Object.is(value, inputs?.[index]))) {
      const next = compute(...(values as Values<Sources>));
      if (inputs === undefined || !same(output, next)) output = next;
      inputs = values;
    }
    return output;
  };
  return {
    get,
    subscribe: (listener) => {
      let last = get();
      const check = (): void => {
        const next = get();
        if (Object.is(next, last)) return;
        last = next;
        listener();
      };
      const stops = sources.map((source) => source.subscribe(check));
      return () => stops.forEach((stop) => stop());
    },
  };
}

/** Equality of lists by their items. */
export const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a === b || (a.length === b.length && a.every((item, index) => Object.is(item, b[index])));
