/** In development a system is held to its word: what it did not declare in `writes` must be untouched when it ends. */
import { LedgerError } from '../kernel/error.ts';
import type { Arena } from '../kernel/world/index.ts';
import type { Registry } from '../model/registry.ts';
import type { TickSystem } from '../rules/tick.ts';

/** Takes a copy of what the system may not change; the returned check throws LedgerError `undeclared-write` naming system and component. */
export function guarded(registry: Registry, arena: Arena, system: TickSystem): () => void {
  if (system.writes.includes('*')) return () => {};
  const watched = registry.types.filter(({ name }) => !system.writes.includes(name));
  const live = arena.highWater;
  const before = watched.map(({ name, fields }) => ({
    name,
    presence: arena.presence(name).slice(0, (live + 31) >>> 5),
    fields: Object.entries(fields).map(([field, spec]) => ({
      field,
      lanes: arena.lanes(name, field).map((lane) => lane.slice(0, live * (spec.length ?? 1))),
    })),
  }));
  return () => {
    for (const { name, presence, fields } of before) {
      const alive = arena.aliveBits;
      const now = arena.presence(name);
      // An entity that ended takes its components along: that is structure, not a write.
      const untouched = (index: number): boolean => ((alive[index >>> 5]! >>> (index & 31)) & 1) === 1;
      for (let index = 0; index < live; index += 1) {
        if (!untouched(index)) continue;
        if (((presence[index >>> 5]! ^ now[index >>> 5]!) >>> (index & 31)) & 1) throw refusal(system.name, name);
      }
      for (const { field, lanes } of fields) {
        const after = arena.lanes(name, field);
        lanes.forEach((lane, which) => {
          for (let at = 0; at < lane.length; at += 1) {
            if (!Object.is(lane[at], after[which]![at]) && untouched(Math.floor(at / (lane.length / live))))
              throw refusal(system.name, `${name}.${field}`);
          }
        });
      }
    }
  };
}

const refusal = (system: string, what: string): LedgerError =>
  new LedgerError({
    code: 'undeclared-write',
    message: `The system ${system} changed ${what}, which it does not declare in writes.`,
    hint: 'Declare it, or do not write it.',
    where: system,
  });
