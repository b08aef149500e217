/**
 * The materialised level, kept up to date: after a transaction only the entities it touched are read again, and the tree only when a
 * placement changed. Equal to `materialise` at every moment; entities that did not change keep their identity.
 */
import * as Y from 'yjs';
import { EditOrigin } from '../origin.ts';
import { resolveTree, type Tree } from '../tree.ts';
import { isName } from '../values.ts';
import { entitiesOf, type LevelDocument, metaOf } from './document.ts';
import { assemble, type EntityReading, type MaterialisedLevel, readEntity, readMeta } from './materialise.ts';
import type { LevelSchema } from './schema.ts';

export interface LevelChange {
  /** Entities whose registers changed. */
  entities: ReadonlySet<string>;
  /** Somebody moved, appeared or went. */
  tree: boolean;
  meta: boolean;
  /** `remote`: somebody else; `disk`: from outside; `person` and `history`: this editor. */
  by: 'remote' | EditOrigin['by'];
}

export interface LevelView {
  current: () => MaterialisedLevel;
  /** Called after each transaction that changed something, and after `setSchema`. Returns how to stop. */
  subscribe: (listener: (change: LevelChange) => void) => () => void;
  /** The project's component types changed. */
  setSchema(schema: LevelSchema): void;
  dispose(): void;
}

export function viewLevel(document: LevelDocument, initial: LevelSchema, file = 'level'): LevelView {
  let schema = initial;
  let cached: MaterialisedLevel | undefined;
  let earlier: MaterialisedLevel['level']['entities'] | undefined;
  let tree: Tree | undefined;
  let head: ReturnType<typeof readMeta> | undefined;
  const readings = new Map<string, EntityReading>();
  const listeners = new Set<(change: LevelChange) => void>();
  const all = entitiesOf(document);

  const read = (id: string): boolean => {
    const before = readings.get(id);
    const entity = all.get(id);
    if (!isName(id) || !(entity instanceof Y.Map)) {
      readings.delete(id);
      return before !== undefined;
    }
    const after = readEntity(id, entity, schema, file);
    readings.set(id, after);
    const [a, b] = [before?.placement, after.placement];
    return !before || a?.parent !== b?.parent || a?.order !== b?.order || a?.lamport !== b?.lamport || a?.previous !== b?.previous;
  };
  for (const id of all.keys()) read(id);

  const tell = (change: LevelChange): void => {
    cached = undefined;
    for (const listener of listeners) listener(change);
  };
  const onTransaction = (transaction: Y.Transaction): void => {
    const touched = new Set<string>();
    let metaChanged = false;
    for (const [type, keys] of transaction.changed as Map<unknown, Set<string | null>>) {
      if (type === all) {
        for (const key of keys) if (key !== null) touched.add(key);
      } else if (type === metaOf(document)) metaChanged = true;
      else if (type instanceof Y.Map && type.parent === all) {
        const key = (type as Y.Map<unknown>)._item?.parentSub;
        if (typeof key === 'string') touched.add(key);
      }
    }
    if (touched.size === 0 && !metaChanged) return;
    let moved = false;
    for (const id of touched) if (read(id)) moved = true;
    if (moved) tree = undefined;
    if (metaChanged) head = undefined;
    const { origin } = transaction;
    tell({ entities: touched, tree: moved, meta: metaChanged, by: origin instanceof EditOrigin ? origin.by : 'remote' });
  };
  document.doc.on('afterTransaction', onTransaction);

  return {
    current() {
      if (cached) return cached;
      head ??= readMeta(document, file);
      tree ??= resolveTree(new Map([...readings].map(([id, { placement }]) => [id, placement])));
      cached = assemble({
        head: head.head,
        headProblems: head.problems,
        readings,
        tree,
        file,
        isFile: schema.prefab === undefined,
        earlier,
      });
      earlier = cached.level.entities;
      return cached;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setSchema(next) {
      schema = next;
      for (const id of all.keys()) read(id);
      tell({ entities: new Set(readings.keys()), tree: false, meta: false, by: 'remote' });
    },
    dispose() {
      document.doc.off('afterTransaction', onTransaction);
      listeners.clear();
    },
  };
}
