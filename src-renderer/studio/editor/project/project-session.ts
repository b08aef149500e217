import {
  type AnyDocument,
  checkProjectChanges,
  commentsRoomOf,
  type EditOrigin,
  type History,
  materialiseProject,
  observeProject,
  observeScript,
  type Part,
  type ProjectChange,
  type ProjectDocument,
  readScript,
  restorePart,
  type ScriptDocument,
  setProject,
} from '../../../../engine/document/index.ts';
import { LedgerError } from '../../../../engine/kernel/error.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import { builtinComponents } from '../../../../engine/model/components/index.ts';
import { componentTypes } from '../../../../engine/model/component-types.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import type { Components } from '../../../../engine/model/instances.ts';
import type { Problem } from '../../../../engine/model/problem.ts';
import type { MaterialSpec } from '../../../../engine/model/material-spec.ts';
import type { PrefabData, ProjectFile } from '../../../../engine/model/project.ts';
import { type PrefabReading, readPrefabs } from '../../../../engine/model/prefabs.ts';
import type { GonePart, OpenProject, ProjectHandle } from '../../../../src-main/contract/index.ts';
import { t } from '../../i18n/index.ts';
import { type Cell, createCell, derive, type WritableCell } from '../cell.ts';
import { type CommentsSession, createCommentsSession } from '../comments/comments-session.ts';
import { createLevelSession, type LevelRef, type LevelSession } from '../level/level-session.ts';
import type { RoomClient } from '../../people/index.ts';
import { followDocument } from '../rooms/follow-document.ts';
import { viewerRefused } from '../rooms/viewer.ts';
import type { AnyRoom, OpenRooms } from '../rooms/rooms.ts';

export interface ScriptRef {
  path: string;
  room: string;
}

/** A script that is open: its shared text and its room. */
export interface ScriptSession {
  readonly ref: ScriptRef;
  /** The text that everybody shares, as it was last whole. */
  readonly document: ScriptDocument;
  /** What may be written to: undefined while the room is opened afresh. */
  readonly writable: Cell<ScriptDocument | undefined>;
  readonly text: Cell<string>;
  readonly room: RoomClient<'script'>;
}

/** An open project: what it declares, its levels and scripts. */
export interface ProjectSession {
  readonly handle: ProjectHandle;
  readonly id: string;
  readonly restricted: Cell<boolean>;
  /** What ledgerquest.json says, live. */
  readonly file: Cell<ProjectFile>;
  readonly types: Cell<readonly ComponentType[]>;
  /** Classes of entities by name, as they are declared: a variant says in what it differs. */
  readonly prefabs: Cell<Readonly<Record<string, PrefabData>>>;
  /** What surfaces look like, by name: with what a hand of this window holds of them. */
  readonly materials: Cell<Readonly<Record<string, MaterialSpec>>>;
  /** Values of materials under a person's hand, by name. */
  readonly heldMaterials: WritableCell<Readonly<Record<string, Partial<MaterialSpec>>>>;
  /** All that each of them has, and each of its parts: `Car`, `Car/wheel`. */
  readonly wholePrefabs: Cell<ReadonlyMap<string, Components>>;
  /** The parts of each of them. */
  readonly prefabParts: Cell<PrefabReading['parts']>;
  /** Data tables by name, with how many rows each has. */
  readonly tableRows: Cell<Readonly<Record<string, number>>>;
  /** Data tables by name, `data/<name>.json`, as they are now. */
  tables(): Readonly<Record<string, Json>>;
  /** Texts of behaviour trees by file name, `behaviours/<name>`, as they are now. */
  behaviours(): Readonly<Record<string, string>>;
  /** As they are now: each with its drafts behind it. */
  readonly levels: readonly LevelRef[];
  /** The same, for who wants to hear of it. */
  readonly levelRefs: Cell<readonly LevelRef[]>;
  /** The host has told of other ones. */
  setLevels(levels: readonly LevelRef[]): void;
  /** As they are now. */
  readonly scripts: readonly ScriptRef[];
  readonly scriptRefs: Cell<readonly ScriptRef[]>;
  /** The host has told of other ones. */
  setScripts(scripts: readonly ScriptRef[]): void;
  /** What people have taken away lately. */
  gone: readonly GonePart[];
  /** As it was last whole. */
  readonly document: ProjectDocument;
  readonly room: RoomClient<'project'>;
  /** Problems of the project room itself. */
  readonly problems: Cell<readonly Problem[]>;
  /** Why the project's room would refuse changes; undefined when it takes them. */
  refusal: (changes: readonly ProjectChange[]) => LedgerError | undefined;
  /** One step of the person's history. @throws LedgerError `viewer`, `opening-afresh`: nothing is changed */
  edit(label: string, changes: readonly ProjectChange[]): void;
  /** The same as a part of a step that changes other rooms too. @throws LedgerError as `edit` */
  write(changes: readonly ProjectChange[], origin: EditOrigin): void;
  /** Makes the project say what `part` says, in one step. @throws LedgerError `viewer`, `opening-afresh`: nothing is changed */
  restore(label: string, part: Part): void;
  /** Opens a script's room once; later calls get the same session. */
  script(path: string): Promise<ScriptSession>;
  /** Opens the room of what people say about a level once; later calls get the same session. */
  comments(ref: LevelRef): Promise<CommentsSession>;
  openLevel(ref: LevelRef): Promise<LevelSession>;
  /** The same for a step that changes a level which one does not look at: it stays open with the project, so that the step can be undone. */
  holdLevel(ref: LevelRef): Promise<LevelSession>;
  /**
   * All levels, for a step that changes any of them: they stay open with the project, so that the step can be undone whole. Rejects when one of
   * them cannot be opened.
   */
  allLevels(): Promise<readonly LevelSession[]>;
  /** Opens the levels and scripts that are back after they were gone, where steps wait for them: these can be undone again. */
  openWaiting(): Promise<void>;
  /** The same level in the same room, after that came back as another document. Ends `level`. */
  reopenLevel(level: LevelSession): Promise<LevelSession>;
  closeLevel(level: LevelSession): void;
  /** Whose document it is, while that level is open. */
  levelOf(document: AnyDocument): LevelRef | undefined;
  trust(): void;
  dispose(): void;
}

/** Joins a project's room and waits until it is whole. @throws LedgerError when the room refuses */
export async function openProjectSession(opened: OpenProject, rooms: OpenRooms, history: History): Promise<ProjectSession> {
  const room = rooms.join('project', opened.projectRoom);
  await room.whenSynced();
  const materialised = createCell(materialiseProject(room.document));
  let document: ProjectDocument | undefined;
  let lastWhole = room.document;
  const stopFollowing = followDocument(room, (next) => {
    document = next;
    lastWhole = next;
    const stops = [history.track(next, undefined, room.room), observeProject(next, () => materialised.set(materialiseProject(next)))];
    materialised.set(materialiseProject(next));
    return () => {
      document = undefined;
      for (const stop of stops) stop();
    };
  });
  const file = derive([materialised], ({ project }) => project);
  const tables = (): Readonly<Record<string, Json>> => materialised.get().tables;
  const behaviours = (): Readonly<Record<string, string>> => materialised.get().behaviours;
  const declared = derive([file], ({ components }) => components, sameJson);
  const types = derive([declared], typesOf);
  const prefabs = derive([file], (project): Readonly<Record<string, PrefabData>> => project.prefabs, sameJson);
  const heldMaterials = createCell<Readonly<Record<string, Partial<MaterialSpec>>>>({});
  const materials = derive(
    [file, heldMaterials],
    (project, held): Readonly<Record<string, MaterialSpec>> =>
      Object.fromEntries(Object.entries(project.materials).map(([name, spec]) => [name, { ...spec, ...held[name] }])),
    sameJson,
  );
  const reading = derive([prefabs], readPrefabs);
  const whole = derive([reading], ({ components }) => components);
  const restricted = createCell(opened.restricted);
  const levelRefs = createCell<readonly LevelRef[]>(withDrafts(opened.levels), sameJson);
  const scriptRefs = createCell<readonly ScriptRef[]>(opened.scripts, sameJson);
  const scripts = new Map<string, Promise<ScriptSession>>();
  const scriptStops = new Map<string, () => void>();
  const comments = new Map<string, Promise<CommentsSession>>();
  const open = new Set<AnyRoom>([room]);
  /** The sessions of levels, and of which rooms they stay open when nobody looks at them. */
  const sessions = new Map<string, LevelSession>();
  const held = new Map<string, () => void>();
  const stops = [stopFollowing];

  const openScript = async (ref: ScriptRef): Promise<ScriptSession> => {
    const scriptRoom = rooms.join('script', ref.room);
    open.add(scriptRoom);
    await scriptRoom.whenSynced();
    let whole = scriptRoom.document;
    const writable = createCell<ScriptDocument | undefined>(undefined);
    const text = createCell(readScript(whole));
    scriptStops.set(
      ref.path,
      followDocument(scriptRoom, (next) => {
        whole = next;
        const stopsOf = [history.track(next, undefined, scriptRoom.room), observeScript(next, () => text.set(readScript(next)))];
        text.set(readScript(next));
        writable.set(next);
        return () => {
          writable.set(undefined);
          for (const stop of stopsOf) stop();
        };
      }),
    );
    return {
      ref,
      get document() {
        return whole;
      },
      writable,
      text,
      room: scriptRoom,
    };
  };

  /** A script that is gone: a room of nothing is nothing to come back to. */
  const leaveScript = (path: string): void => {
    const opening = scripts.get(path);
    scripts.delete(path);
    void opening?.then(
      (session) => {
        scriptStops.get(path)?.();
        scriptStops.delete(path);
        open.delete(session.room);
        rooms.leave(session.room);
      },
      () => {},
    );
  };

  const openComments = async (ref: LevelRef): Promise<CommentsSession> => {
    const commentsRoom = rooms.join('comments', commentsRoomOf(ref.room));
    open.add(commentsRoom);
    await commentsRoom.whenSynced();
    const session = createCommentsSession(ref, commentsRoom, history);
    stops.push(session.dispose);
    return session;
  };

  /** Who asks while a level is being opened gets the same one: steps are about one document of it. */
  const opening = new Map<string, Promise<LevelSession>>();
  const openLevel = (ref: LevelRef): Promise<LevelSession> => {
    const known = held.has(ref.path) ? sessions.get(ref.path) : undefined;
    if (known) return Promise.resolve(known);
    const level = opening.get(ref.path) ?? joinLevel(ref).finally(() => opening.delete(ref.path));
    opening.set(ref.path, level);
    return level;
  };
  const joinLevel = async (ref: LevelRef): Promise<LevelSession> => {
    const levelRoom = rooms.join('level', ref.room);
    open.add(levelRoom);
    await levelRoom.whenSynced();
    const level = createLevelSession(ref, levelRoom, { types, prefabs: whole }, history);
    sessions.set(ref.path, level);
    return level;
  };
  const holdLevel = async (ref: LevelRef): Promise<LevelSession> => {
    const level = sessions.get(ref.path) ?? (await openLevel(ref));
    // What comes back as another document is opened anew by whoever looks at it.
    if (!held.has(ref.path))
      held.set(
        ref.path,
        level.room.onDocument(() => release(level)),
      );
    return level;
  };
  const release = ({ ref }: LevelSession): void => {
    held.get(ref.path)?.();
    held.delete(ref.path);
    sessions.delete(ref.path);
  };

  const closeLevel = (level: LevelSession): void => {
    if (held.has(level.ref.path) && sessions.get(level.ref.path) === level) return;
    if (sessions.get(level.ref.path) === level) sessions.delete(level.ref.path);
    level.dispose();
    open.delete(level.room);
    rooms.leave(level.room);
  };

  const openScriptOnce = (path: string): Promise<ScriptSession> => {
    const ref = scriptRefs.get().find((script) => script.path === path);
    if (!ref) return Promise.reject(Object.assign(new Error(`There is no ${path} in this project.`), { code: 'missing-script' }));
    const known = scripts.get(path) ?? openScript(ref);
    scripts.set(path, known);
    known.catch(() => scripts.delete(path));
    return known;
  };

  const writable = (): ProjectDocument => {
    if (room.role === 'viewer') throw viewerRefused();
    if (!document)
      throw new LedgerError({ code: 'opening-afresh', message: t('project.openingAfresh'), hint: t('project.openingAfresh.hint') });
    return document;
  };
  const step = (label: string, change: (target: ProjectDocument, origin: EditOrigin) => void): void => {
    const target = writable();
    history.step(label, (origin) => change(target, origin));
  };

  return {
    handle: opened.handle,
    id: opened.id,
    restricted,
    file,
    types,
    prefabs,
    materials,
    heldMaterials,
    wholePrefabs: whole,
    tableRows: derive(
      [materialised],
      ({ tables: all }) => Object.fromEntries(Object.entries(all).map(([name, table]) => [name, rowsIn(table)])),
      sameJson,
    ),
    prefabParts: derive([reading], ({ parts }) => parts),
    tables,
    behaviours,
    get levels() {
      return levelRefs.get();
    },
    levelRefs,
    setLevels(refs) {
      levelRefs.set(withDrafts(refs));
      // Of a level that is gone nothing can be undone until it is back.
      for (const path of held.keys()) {
        const level = sessions.get(path)!;
        if (refs.some((one) => one.path === path)) continue;
        release(level);
        closeLevel(level);
      }
    },
    get scripts() {
      return scriptRefs.get();
    },
    scriptRefs,
    gone: opened.gone ?? [],
    setScripts(refs) {
      scriptRefs.set(refs);
      for (const path of scripts.keys()) if (!refs.some((one) => one.path === path)) leaveScript(path);
    },
    get document() {
      return lastWhole;
    },
    room,
    problems: derive([materialised], ({ problems }) => problems),
    refusal: checkProjectChanges,
    edit: (label, changes) => step(label, (target, origin) => setProject(target, changes, origin)),
    write: (changes, origin) => setProject(writable(), changes, origin),
    restore: (label, part) => step(label, (target, origin) => restorePart(target, part, origin)),
    script: openScriptOnce,
    comments(ref) {
      const known = comments.get(ref.path) ?? openComments(ref);
      comments.set(ref.path, known);
      known.catch(() => comments.delete(ref.path));
      return known;
    },
    openLevel,
    holdLevel,
    async allLevels() {
      const all: LevelSession[] = [];
      for (const ref of levelRefs.get()) all.push(await holdLevel(ref));
      return all;
    },
    async openWaiting() {
      for (const ref of levelRefs.get()) if (history.waits(ref.room)) await holdLevel(ref);
      for (const { path, room: name } of scriptRefs.get()) if (history.waits(name)) await openScriptOnce(path);
    },
    async reopenLevel(level) {
      release(level);
      level.dispose();
      await level.room.whenSynced();
      const again = createLevelSession(level.ref, level.room, { types, prefabs: whole }, history);
      sessions.set(level.ref.path, again);
      return again;
    },
    closeLevel,
    levelOf: (document) => [...sessions.values()].find((level) => level.document === document)?.ref,
    trust: () => restricted.set(false),
    dispose() {
      for (const stop of [...stops, ...scriptStops.values(), ...held.values()]) stop();
      for (const level of sessions.values()) level.dispose();
      for (const client of open) rooms.leave(client);
    },
  };
}

/** Each draft behind its level, and behind all others where that is gone. */
function withDrafts(levels: readonly LevelRef[]): readonly LevelRef[] {
  const draftsOf = (path: string): LevelRef[] => levels.filter(({ draft }) => draft?.of === path);
  const own = levels.filter(({ draft }) => !draft).flatMap((level) => [level, ...draftsOf(level.path)]);
  return [...own, ...levels.filter((level) => !own.includes(level))];
}

const rowsIn = (table: Json): number => Object.keys(typeof table === 'object' && table !== null ? table : [table]).length;

const sameJson = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** The component types of a project; declarations that cannot be (a name of the engine's own) are left out, compiling names them. */
function typesOf(declared: ProjectFile['components']): readonly ComponentType[] {
  const builtin = new Set(builtinComponents.map(({ name }) => name));
  const own = Object.entries(declared).flatMap(([name, data]) => {
    if (builtin.has(name)) return [];
    try {
      return componentTypes({ [name]: data }).filter((type) => !builtin.has(type.name));
    } catch {
      return [];
    }
  });
  return [...(builtinComponents as readonly ComponentType[]), ...own].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
