import { type Cell, createCell, type WritableCell } from '../../editor/index.ts';

interface Entry<T> {
  cell: WritableCell<T | undefined>;
  watchers: number;
}

/**
 * Things that are made when somebody looks and let go when nobody has for long: at most `most` at a time, besides those that are looked at.
 * One is made after the other, and one that nobody looks at any more when its turn comes is not made.
 * @param drop lets go of one that was made
 */
export function createKept<T>(
  most: number,
  drop: (made: T) => void,
): { of(key: string, make: () => Promise<T>): Cell<T | undefined>; size(): number } {
  const entries = new Map<string, Entry<T>>();
  let turn: Promise<unknown> = Promise.resolve();

  const trim = (): void => {
    for (const [key, { cell, watchers }] of entries) {
      if (entries.size <= most) return;
      if (watchers > 0) continue;
      const made = cell.get();
      if (made !== undefined) drop(made);
      entries.delete(key);
    }
  };
  const queue = (key: string, entry: Entry<T>, make: () => Promise<T>): void => {
    turn = turn.then(async () => {
      if (entries.get(key) !== entry) return;
      if (entry.watchers === 0) return void entries.delete(key);
      const made = await make();
      if (entries.get(key) !== entry) return drop(made);
      entry.cell.set(made);
      return trim();
    });
  };
  return {
    of(key, make) {
      const find = (): Entry<T> => {
        let entry = entries.get(key);
        if (entry) entries.delete(key);
        else queue(key, (entry = { cell: createCell<T | undefined>(undefined), watchers: 0 }), make);
        // The one that was asked for last is the last to go.
        entries.set(key, entry);
        return entry;
      };
      return {
        get: () => entries.get(key)?.cell.get(),
        subscribe(listener) {
          const entry = find();
          entry.watchers += 1;
          const stop = entry.cell.subscribe(listener);
          return () => {
            stop();
            entry.watchers -= 1;
            trim();
          };
        },
      };
    },
    size: () => entries.size,
  };
}
