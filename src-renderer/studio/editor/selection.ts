import { type Cell, createCell, sameItems } from './cell.ts';

/** What is selected in the level: entity keys in the order they were chosen; the last is the primary one. */
export interface Selection {
  readonly keys: Cell<readonly string[]>;
  has(key: string): boolean;
  set(keys: readonly string[]): void;
  toggle(key: string): void;
  clear(): void;
  /** Called when one entity's being selected changes, so that a row of thousands hears only of itself. */
  subscribe(key: string, listener: () => void): () => void;
}

export function createSelection(): Selection {
  const keys = createCell<readonly string[]>([], sameItems);
  let members: ReadonlySet<string> = new Set();
  const listeners = new Map<string, Set<() => void>>();

  const set = (next: readonly string[]): void => {
    const unique = [...new Set(next)];
    if (sameItems(unique, keys.get())) return;
    const before = members;
    members = new Set(unique);
    keys.set(unique);
    for (const key of before) if (!members.has(key)) listeners.get(key)?.forEach((listener) => listener());
    for (const key of members) if (!before.has(key)) listeners.get(key)?.forEach((listener) => listener());
  };
  return {
    keys,
    has: (key) => members.has(key),
    set,
    toggle: (key) => set(members.has(key) ? keys.get().filter((other) => other !== key) : [...keys.get(), key]),
    clear: () => set([]),
    subscribe(key, listener) {
      const own = listeners.get(key) ?? new Set();
      listeners.set(key, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0) listeners.delete(key);
      };
    },
  };
}
