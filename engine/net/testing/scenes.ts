import type { Arena, Entity, Json } from '../../kernel/index.ts';
import type { View } from '../index.ts';

/** What of a world a view should show: per entity its name, its parent's and its components. */
export type Shown = Record<string, { parent: string | null; components: Record<string, Json> }>;

const telling = (components: readonly string[], get: (name: string) => Json | undefined): Record<string, Json> =>
  Object.fromEntries(
    components.flatMap((name) => {
      const value = get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** References to entities that cannot be seen are null. */
const masked = (value: Json, fields: readonly string[], seen: ReadonlySet<string>): Json => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, fields.includes(name) && typeof one === 'string' && !seen.has(one) ? null : one]),
  );
};

export const shownOfArena = (
  arena: Arena,
  entities: readonly Entity[],
  components: readonly string[],
  references: readonly string[],
): Shown => {
  const seen = new Set(entities.map((entity) => arena.nameOf(entity)));
  return Object.fromEntries(
    entities.map((entity) => {
      const parent = arena.parentOf(entity);
      const values = telling(components, (name) => {
        const value = arena.get(entity, name);
        return value && masked(value, references, seen);
      });
      return [arena.nameOf(entity), { parent: parent === undefined ? null : arena.nameOf(parent), components: values }];
    }),
  );
};

export const shownOfView = (view: View, components: readonly string[]): Shown =>
  Object.fromEntries(
    view.entities().map((entity) => {
      const parent = view.parentOf(entity);
      return [
        view.nameOf(entity),
        {
          parent: parent === undefined ? null : view.nameOf(parent),
          components: telling(components, (name) => view.get(entity, name)),
        },
      ];
    }),
  );

/** Where two values are farther apart than numbers may be, or undefined. */
export const farApart = (a: unknown, b: unknown, within: number, where = ''): string | undefined => {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= within ? undefined : `${where}: ${a} and ${b}`;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return a === b ? undefined : `${where}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = farApart((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], within, `${where}.${key}`);
    if (found) return found;
  }
  return undefined;
};
