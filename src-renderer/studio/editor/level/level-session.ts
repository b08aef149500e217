import {
  checkEntities,
  checkField,
  checkRegister,
  checkRoomFor,
  type EditOrigin,
  type FieldChange,
  type History,
  type Instance,
  type LevelChange,
  type LevelDocument,
  type LevelSchema,
  levelSchema,
  type LevelView,
  type NewEntity,
  viewLevel,
  withInstances,
} from '../../../../engine/document/index.ts';
import type { LedgerError } from '../../../../engine/kernel/error.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import type { EntityData, LevelFile } from '../../../../engine/model/level.ts';
import type { Components } from '../../../../engine/model/instances.ts';
import type { Problem } from '../../../../engine/model/problem.ts';
import type { ProjectLevel } from '../../../../src-main/contract/index.ts';
import type { RoomClient } from '../../people/index.ts';
import { type Cell, createCell } from '../cell.ts';
import { viewerRefused } from '../rooms/viewer.ts';
import { root, type SceneTree } from './tree.ts';

export type LevelRef = ProjectLevel;

/** A level that is open: its document, what it means, and who is in its room. */
export interface LevelSession {
  readonly ref: LevelRef;
  readonly document: LevelDocument;
  readonly room: RoomClient<'level'>;
  /**
   * The whole level, instances of prefabs whole as well; entities that did not change keep their identity. It is made anew from all entities
   * after every change: what needs a part of it reads that part.
   */
  readonly level: Cell<LevelFile>;
  /** The level without its entities. */
  readonly head: Cell<Omit<LevelFile, 'entities'>>;
  /** How many entities there are. */
  readonly size: Cell<number>;
  /** The same as its file would hold it: instances only in what they differ. */
  file(): LevelFile;
  /** In what an instance differs from its prefab; undefined for an entity of its own. */
  readonly instance: (key: string) => Cell<Instance | undefined>;
  readonly problems: Cell<readonly Problem[]>;
  /** Children of an entity (null = the top) in order; what was deleted is not there. */
  children(parent: string | null): readonly string[];
  /** Who stands where: another one whenever somebody moves, appears or goes. */
  readonly tree: Cell<SceneTree>;
  /** One entity; a change elsewhere tells nobody. */
  readonly entity: (key: string) => Cell<EntityData | undefined>;
  /** Every change, with what it touched. */
  subscribe(listener: (change: LevelChange) => void): () => void;
  /** What fits into its registers now. */
  schema(): LevelSchema;
  /** Why a field cannot hold a value; undefined when it can. */
  refusal(change: Omit<FieldChange, 'entity'>): LedgerError | undefined;
  /** Why entities cannot be added; undefined when they can. */
  refusalOf(added: readonly Pick<NewEntity, 'name' | 'components'>[]): LedgerError | undefined;
  /** One step of the person's history. @throws LedgerError `viewer` in that role, nothing is changed; what `change` throws */
  edit<T>(label: string, change: (document: LevelDocument, origin: EditOrigin) => T): T;
  /** Ends the session; its room stays open. */
  dispose(): void;
}

/** What of the project a level is read by. */
export interface LevelWords {
  types: Cell<readonly ComponentType[]>;
  prefabs: Cell<ReadonlyMap<string, Components>>;
}

export function createLevelSession(
  ref: LevelRef,
  room: RoomClient<'level'>,
  { types, prefabs }: LevelWords,
  history: History,
): LevelSession {
  const { document } = room;
  const schemaNow = (): LevelSchema => {
    const declared = prefabs.get();
    return { ...levelSchema(types.get()), prefab: (name) => declared.get(name) };
  };
  let schema = schemaNow();
  const view: LevelView = viewLevel(document, schema, ref.path);
  const stopTracking = history.track(
    document,
    ({ entity, key }, value) =>
      entity === undefined || value === undefined || checkRegister(schema, key, value).ok ? { value } : undefined,
    room.room,
  );
  const stops = [types, prefabs].map((words) =>
    words.subscribe(() => {
      schema = schemaNow();
      view.setSchema(schema);
    }),
  );
  let isOver = false;
  const rows = new Map<string, Set<() => void>>();
  const children: SceneTree['children'] = (parent) => view.tree().children.get(parent ?? root) ?? [];
  const tree = createCell<SceneTree>({ children });

  const stopView = view.subscribe((change) => {
    // Whoever listens to many entities is told once of a change of many.
    const told = new Set<() => void>();
    for (const key of change.entities) rows.get(key)?.forEach((listener) => told.add(listener));
    for (const listener of told) listener();
    if (change.tree) tree.set({ children });
  });
  const whole = <T>(read: () => T): Cell<T> => ({ get: read, subscribe: (listener) => view.subscribe(() => listener()) });

  const ofEntity = <T>(key: string, get: () => T): Cell<T> => ({
    get,
    subscribe: (listener) => {
      const own = rows.get(key) ?? new Set();
      rows.set(key, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0) rows.delete(key);
      };
    },
  });

  return {
    ref,
    document,
    room,
    level: whole(() => view.current().level),
    file: () => withInstances(view.current()),
    head: whole(view.head),
    size: whole(view.size),
    instance: (key) => ofEntity(key, () => view.instance(key)),
    problems: whole(view.problems),
    children,
    tree,
    entity: (key) => ofEntity(key, () => view.entity(key)),
    subscribe: (listener) => view.subscribe(listener),
    schema: () => schema,
    refusal: (change) => checkField(schema, change),
    refusalOf: (added) => checkRoomFor(document, view.size(), added.length) ?? checkEntities(schema, added),
    edit(label, change) {
      if (room.role === 'viewer') throw viewerRefused();
      return history.step(label, (origin) => change(document, origin));
    },
    dispose() {
      if (isOver) return;
      isOver = true;
      stopView();
      for (const stop of stops) stop();
      stopTracking();
      view.dispose();
    },
  };
}
