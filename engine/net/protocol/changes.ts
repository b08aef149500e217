/** What a tick changed, as players are told it: values of one component stand in rows under the names of its fields, so that no name comes twice. */
import type { Json } from '../../kernel/json.ts';
import type { PlayerDiff } from './server.ts';

/** A component of an entity as a tick left it; null where it was taken off. */
export interface PlayerChange {
  readonly entity: string;
  readonly component: string;
  readonly value: Readonly<Record<string, Json>> | null;
}

interface Table {
  readonly component: string;
  readonly fields: readonly string[];
  readonly rows: [string, ...Json[]][];
}

/** Rows in the order of the changes; `unpackChanges` gives them back, tables one after another. */
export function packChanges(changes: readonly PlayerChange[]): Pick<PlayerDiff, 'changed' | 'removed'> {
  const changed: Table[] = [];
  const removed: { entity: string; component: string }[] = [];
  const latest = new Map<string, Table>();
  for (const { entity, component, value } of changes) {
    if (value === null) {
      removed.push({ entity, component });
      continue;
    }
    const names = Object.keys(value);
    let table = latest.get(component);
    if (table === undefined || !sameNames(table.fields, names)) {
      table = { component, fields: names, rows: [] };
      latest.set(component, table);
      changed.push(table);
    }
    table.rows.push([entity, ...Object.values(value)]);
  }
  return removed.length === 0 ? { changed } : { changed, removed };
}

export function unpackChanges({ changed, removed = [] }: Pick<PlayerDiff, 'changed' | 'removed'>): PlayerChange[] {
  return [
    ...changed.flatMap(({ component, fields, rows }) =>
      rows.map(([entity, ...values]) => ({
        entity,
        component,
        value: Object.fromEntries(fields.map((name, at) => [name, values[at] ?? null])),
      })),
    ),
    ...removed.map(({ entity, component }) => ({ entity, component, value: null })),
  ];
}

const sameNames = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((name, at) => name === others[at]);
