/** Scripts and levels of a host in memory, which come and go as on a real one. */
import {
  type AnyDocument,
  type EditOrigin,
  partText,
  setMeta,
  setProject,
  toLevelFile,
  toProjectFile,
} from '../../../engine/document/index.ts';
import { LevelFile } from '../../../engine/model/level.ts';
import type { GonePart, OpenProject, ProjectLevel, Request } from '../../../src-main/contract/index.ts';
import type { MemoryRooms } from './memory-rooms.ts';

export interface MemoryParts {
  levels: Map<string, LevelFile>;
  scripts: Map<string, string>;
  /** Paths of what has been taken away. */
  gone: Set<string>;
  /** Who took what away, and when it is back too. */
  told: GonePart[];
}

export const createMemoryParts = (): MemoryParts => ({ levels: new Map(), scripts: new Map(), gone: new Set(), told: [] });

/** @param changed tells the windows, and gives the answer back */
export function partCalls(
  parts: MemoryParts,
  rooms: () => MemoryRooms,
  opened: (project: string) => OpenProject,
  keep: (project: string, path: string, kept: string | undefined) => string,
  asking: () => GonePart['by'],
  changed: <T>(project: string, answer: T) => T,
) {
  const edit = (room: string, change: (document: AnyDocument, origin: EditOrigin) => void): void =>
    rooms().edit(room, 'Parts', change, { person: 'host', step: 'parts' });
  const scriptRef = (project: string, path: string) => opened(project).scripts.find((one) => one.path === path)!;
  const levelRef = (project: string, path: string): ProjectLevel => opened(project).levels.find((one) => one.path === path)!;
  const editUsers = (project: string, path: string, change: (scripts: readonly string[]) => string[]): string[] =>
    opened(project).levels.flatMap(({ path: of, room }) => {
      const document = rooms().document(room);
      if (document.kind !== 'level' || !toLevelFile(document).scripts.includes(path)) return [];
      edit(room, (own, origin) => own.kind === 'level' && setMeta(own, { scripts: change(toLevelFile(own).scripts) }, origin));
      return [of];
    });
  const editLevels = (project: string, change: (levels: readonly string[]) => string[]): void =>
    edit(opened(project).projectRoom, (own, origin) => {
      if (own.kind !== 'project') return;
      setProject(own, [{ path: ['levels'], value: change(toProjectFile(own).project['levels'] as string[]) }], origin);
    });
  const addScript = (path: string, text: string): void => {
    parts.gone.delete(path);
    parts.scripts.set(path, text);
  };
  const goes = (part: Omit<GonePart, 'by'>): void => {
    parts.gone.add(part.path);
    parts.told = [...parts.told.filter(({ path }) => path !== part.path), { ...part, by: asking() }];
  };
  return {
    'scripts.add': ({ project, path, text }: Request<'scripts.add'>) => {
      addScript(path, text);
      return changed(project, scriptRef(project, path));
    },
    'scripts.rename': ({ project, from, to }: Request<'scripts.rename'>) => {
      addScript(to, partText(rooms().document(scriptRef(project, from).room)));
      editUsers(project, from, (scripts) => scripts.map((one) => (one === from ? to : one)));
      parts.gone.add(from);
      return changed(project, scriptRef(project, to));
    },
    'scripts.remove': ({ project, path, kept, ran }: Request<'scripts.remove'>) => {
      const version = keep(project, path, kept);
      const levels = editUsers(project, path, (scripts) => scripts.filter((one) => one !== path));
      goes({ path, name: path.replace('scripts/', ''), version, ran: ran ?? { levels, kpis: {} } });
      return changed(project, { version, levels });
    },
    'levels.add': ({ project, name, of }: Request<'levels.add'>) => {
      const id = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') || 'level';
      const begins = LevelFile.parse(JSON.parse(partText(rooms().document(levelRef(project, of ?? opened(project).levels[0]!.path).room))));
      parts.levels.set(`levels/${id}.json`, { ...begins, ...(of === undefined && { entities: {}, scripts: [] }), id, name });
      editLevels(project, (levels) => [...levels, `levels/${id}.json`]);
      return changed(project, levelRef(project, `levels/${id}.json`));
    },
    'levels.remove': ({ project, level, kept }: Request<'levels.remove'>) => {
      const version = keep(project, level, kept);
      const { name } = levelRef(project, level);
      editLevels(project, (levels) => levels.filter((one) => one !== level));
      goes({ path: level, name, version });
      return changed(project, { version });
    },
  };
}

/** A level that is back is named by the project again. */
export function nameAgain(rooms: MemoryRooms, { projectRoom }: OpenProject, path: string): void {
  if (!path.startsWith('levels/')) return;
  rooms.edit(
    projectRoom,
    'Parts',
    (own, origin) => {
      if (own.kind !== 'project') return;
      const levels = toProjectFile(own).project['levels'] as string[];
      if (!levels.includes(path)) setProject(own, [{ path: ['levels'], value: [...levels, path] }], origin);
    },
    { person: 'host', step: 'parts' },
  );
}
