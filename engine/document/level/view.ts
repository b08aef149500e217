/**
 * The materialised level, kept up to date: after a transaction only the entities it touched are read and put together again, and all of them
 * only when a placement changed. Equal to `materialise` at every moment; entities that did not change keep their identity.
 */
import * as Y from 'yjs';
import { EditOrigin } from '../origin.ts';
import { resolveTree, type Tree } from '../tree.ts';
import { isName } from '../values.ts';
import { entitiesOf, type LevelDocument, metaOf } from './document.ts';
import {
  assemble,
  type EntityReading,
  type Instance,
  type LevelEntity,
  type MaterialisedLevel,
  problemsOf,
  putTogether,
  readEntity,
  readMeta,
  type Standing,
  wholeOf,
} from './materialise.ts';
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
  /** Everything at once: made anew from all entities after every change, when somebody asks. */
  current: () => MaterialisedLevel;
  /** Parts of `current`, at a cost that does not grow with the level while nobody moves, appears or goes. */
  head: () => Omit<MaterialisedLevel['level'], 'entities'>;
  entity: (id: string) => LevelEntity | undefined;
  instance: (id: string) => Instance | undefined;
  problems: () => MaterialisedLevel['problems'];
  tree: () => Tree;
  /** How many entities there are. */
  size: () => number;
  /** Called after each transaction that changed something, and after `setSchema`. Returns how to stop. */
  subscribe: (listener: (change: LevelChange) => void) => () => void;
  /** The project's component types changed. */
  setSchema(schema: LevelSchema): void;
  dispose(): void;
}

export function viewLevel(document: LevelDocument, initial: LevelSchema, file = 'level'): LevelView {
  let schema = initial;
  let meta: ReturnType<typeof readMeta> | undefined;
  let standing: Standing | undefined;
  /** As it stood before somebody moved: what is equal keeps its identity. */
  let earlier: Standing['entities'] | undefined;
  let problems: MaterialisedLevel['problems'] | undefined;
  let cached: MaterialisedLevel | undefined;
  const readings = new Map<string, EntityReading>();
  const listeners = new Set<(change: LevelChange) => void>();
  const all = entitiesOf(document);
  const isFile = (): boolean => schema.prefab === undefined;

  const read = (id: string): boolean => {
    const before = readings.get(id);
    const entity = all.get(id);
    if (!isName(id) || !(entity instanceof Y.Map)) {
      readings.delete(id);
      return before !== undefined;
    }
    const after = readEntity(id, entity, schema, file);
    readings.set(id, after);
    if ((before?.problems.length ?? 0) > 0 || after.problems.length > 0) problems = undefined;
    const [a, b] = [before?.placement, after.placement];
    return !before || a?.parent !== b?.parent || a?.order !== b?.order || a?.lamport !== b?.lamport || a?.previous !== b?.previous;
  };
  for (const id of all.keys()) read(id);

  const head = (): ReturnType<typeof readMeta> => (meta ??= readMeta(document, file));
  const stand = (): Standing => {
    if (standing) return standing;
    const tree = resolveTree(new Map([...readings].map(([id, { placement }]) => [id, placement])));
    standing = assemble(readings, tree, isFile(), earlier);
    earlier = undefined;
    return standing;
  };
  const fall = (): void => {
    earlier = standing?.entities ?? earlier;
    standing = undefined;
    problems = undefined;
  };
  /** Puts one entity together again where it stands. */
  const renew = (id: string): void => {
    const before = standing?.entities.get(id);
    const reading = readings.get(id);
    if (!standing || !before || !reading) return;
    standing.entities.set(id, putTogether(reading, before.parent, isFile(), before));
    if (reading.instance && !isFile()) standing.instances.set(id, reading.instance);
    else standing.instances.delete(id);
    // What is said of a repair names the entities.
    if (standing.tree.repaired.length > 0) problems = undefined;
  };

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
    if (moved) fall();
    else for (const id of touched) renew(id);
    if (metaChanged) {
      meta = undefined;
      problems = undefined;
    }
    const { origin } = transaction;
    tell({ entities: touched, tree: moved, meta: metaChanged, by: origin instanceof EditOrigin ? origin.by : 'remote' });
  };
  document.doc.on('afterTransaction', onTransaction);

  const allProblems = (): MaterialisedLevel['problems'] => {
    if (problems) return problems;
    return (problems = problemsOf(head().problems, readings, stand(), file));
  };
  return {
    current() {
      if (cached) return cached;
      const { tree, entities, instances } = stand();
      return (cached = wholeOf(head().head, { tree, entities, instances: new Map(instances) }, allProblems()));
    },
    head: () => head().head,
    entity: (id) => stand().entities.get(id),
    instance: (id) => stand().instances.get(id),
    problems: allProblems,
    tree: () => stand().tree,
    size: () => stand().entities.size,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setSchema(next) {
      schema = next;
      for (const id of all.keys()) read(id);
      fall();
      tell({ entities: new Set(readings.keys()), tree: false, meta: false, by: 'remote' });
    },
    dispose() {
      document.doc.off('afterTransaction', onTransaction);
      listeners.clear();
    },
  };
}
