import type { LevelSession } from './level-session.ts';

/** What names may be long, less a number. */
const longest = 190;
const numbered = /^(.*\S) (\d{1,6})$/;

/** `Shelf` where nobody is called so, else `Shelf 2`; after `Shelf 2` comes `Shelf 3`. */
export function numberedName(name: string, isTaken: (candidate: string) => boolean): string {
  if (!isTaken(name)) return name;
  const [, before = name, number = '1'] = numbered.exec(name) ?? [];
  const stem = before.slice(0, longest).toWellFormed();
  for (let next = Number(number) + 1; ; next += 1) if (!isTaken(`${stem} ${next}`)) return `${stem} ${next}`;
}

/** Names for newcomers, each free among its siblings, those that were named before included. */
export function freeNames(level: LevelSession): (parent: string | null, name: string) => string {
  const taken = new Map<string | null, Set<string>>();
  return (parent, name) => {
    const names = taken.get(parent) ?? new Set(level.children(parent).flatMap((key) => level.entity(key).get()?.name ?? []));
    taken.set(parent, names);
    const free = numberedName(name, (candidate) => names.has(candidate));
    names.add(free);
    return free;
  };
}
