import { type Cell, createCell, sameItems, type WritableCell } from './cell.ts';

/** An entity that the person chooses by pointing at it, in the scene or the tree. */
export interface Picking {
  /** What it is chosen for: "Label source". */
  label: string;
  choose: (key: string) => void;
}

/** What is selected in the level: entity keys in the order they were chosen; the last is the primary one. */
export interface Selection {
  readonly keys: Cell<readonly string[]>;
  has(key: string): boolean;
  set(keys: readonly string[]): void;
  toggle(key: string): void;
  clear(): void;
  /** Takes off what no longer is. */
  keep(is: (key: string) => boolean): void;
  /** Says what a search of the tree finds, while one is on: all there is to select then. */
  readonly found: WritableCell<(() => readonly string[]) | undefined>;
  /** While an entity is chosen by pointing at it, what is pointed at is chosen and the selection stays as it is. */
  readonly picking: Cell<Picking | undefined>;
  /** Lets the person point at an entity; `undefined` calls it off. */
  pick(picking: Picking | undefined): void;
  /** Called when one entity's being selected changes, so that a row of thousands hears only of itself. */
  subscribe(key: string, listener: () => void): () => void;
}

export function createSelection(): Selection {
  const keys = createCell<readonly string[]>([], sameItems);
  let members: ReadonlySet<string> = new Set();
  const listeners = new Map<string, Set<() => void>>();
  const picking = createCell<Picking | undefined>(undefined);

  const put = (next: readonly string[]): void => {
    const unique = [...new Set(next)];
    if (sameItems(unique, keys.get())) return;
    const before = members;
    members = new Set(unique);
    keys.set(unique);
    for (const key of before) if (!members.has(key)) listeners.get(key)?.forEach((listener) => listener());
    for (const key of members) if (!before.has(key)) listeners.get(key)?.forEach((listener) => listener());
  };
  const set = (next: readonly string[]): void => {
    const picks = picking.get();
    const last = next.at(-1);
    if (!picks) put(next);
    else if (last !== undefined) {
      picking.set(undefined);
      picks.choose(last);
    }
  };
  return {
    keys,
    has: (key) => members.has(key),
    set,
    toggle: (key) => (members.has(key) && !picking.get() ? put(keys.get().filter((other) => other !== key)) : set([...keys.get(), key])),
    clear() {
      picking.set(undefined);
      put([]);
    },
    keep: (is) => put(keys.get().filter(is)),
    found: createCell<(() => readonly string[]) | undefined>(undefined),
    picking,
    pick: picking.set,
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
