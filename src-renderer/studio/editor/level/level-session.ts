import {
  type EditOrigin,
  type History,
  type LevelChange,
  type LevelDocument,
  levelSchema,
  type LevelView,
  viewLevel,
} from '../../../../engine/document/index.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import type { EntityData, LevelFile } from '../../../../engine/model/level.ts';
import type { Problem } from '../../../../engine/model/problem.ts';
import type { RoomClient } from '../../people/index.ts';
import { type Cell, createCell } from '../cell.ts';
import { root, type SceneTree } from './tree.ts';

export interface LevelRef {
  path: string;
  id: string;
  name: string;
  room: string;
}

/** A level that is open: its document, what it means, and who is in its room. */
export interface LevelSession {
  readonly ref: LevelRef;
  readonly document: LevelDocument;
  readonly room: RoomClient<'level'>;
  /** The whole level as its file would hold it; entities that did not change keep their identity. */
  readonly level: Cell<LevelFile>;
  readonly problems: Cell<readonly Problem[]>;
  /** Children of an entity (null = the top) in order; what was deleted is not there. */
  children(parent: string | null): readonly string[];
  /** Who stands where: another one whenever somebody moves, appears or goes. */
  readonly tree: Cell<SceneTree>;
  /** One entity; a change elsewhere tells nobody. */
  entity(key: string): Cell<EntityData | undefined>;
  /** Every change, with what it touched. */
  subscribe(listener: (change: LevelChange) => void): () => void;
  /** One step of the person's history. Refuses (nothing happens) in the role viewer. */
  edit<T>(label: string, change: (document: LevelDocument, origin: EditOrigin) => T): T;
  /** Ends the session; its room stays open. */
  dispose(): void;
}

export function createLevelSession(
  ref: LevelRef,
  room: RoomClient<'level'>,
  types: Cell<readonly ComponentType[]>,
  history: History,
): LevelSession {
  const { document } = room;
  const view: LevelView = viewLevel(document, levelSchema(types.get()), ref.path);
  const stopTracking = history.track(document);
  const stopTypes = types.subscribe(() => view.setSchema(levelSchema(types.get())));
  const rows = new Map<string, Set<() => void>>();
  const children: SceneTree['children'] = (parent) => view.current().tree.children.get(parent ?? root) ?? [];
  const tree = createCell<SceneTree>({ children });

  const stopView = view.subscribe((change) => {
    for (const key of change.entities) rows.get(key)?.forEach((listener) => listener());
    if (change.tree) tree.set({ children });
  });
  const whole = <T>(read: () => T): Cell<T> => ({ get: read, subscribe: (listener) => view.subscribe(() => listener()) });

  return {
    ref,
    document,
    room,
    level: whole(() => view.current().level),
    problems: whole(() => view.current().problems),
    children,
    tree,
    entity: (key) => ({
      get: () => view.current().level.entities[key],
      subscribe: (listener) => {
        const own = rows.get(key) ?? new Set();
        rows.set(key, own.add(listener));
        return () => {
          own.delete(listener);
          if (own.size === 0) rows.delete(key);
        };
      },
    }),
    subscribe: (listener) => view.subscribe(listener),
    edit: (label, change) => history.step(label, (origin) => change(document, origin)),
    dispose() {
      stopView();
      stopTypes();
      stopTracking();
      view.dispose();
    },
  };
}
