/** The drafts of a host in memory: begun and dropped as the real one does. */
import { partText, writersAt } from '../../../engine/document/index.ts';
import { LevelFile } from '../../../engine/model/level.ts';
import type { ProjectLevel, Request } from '../../../src-main/contract/index.ts';
import { LedgerError } from '../../../src-main/contract/error.ts';
import type { MemoryRooms } from './memory-rooms.ts';

export interface MemoryDrafts {
  /** Those of a project, by what its rooms' names begin with. */
  of(project: string): ProjectLevel[];
  /** What a draft's room begins with. */
  file(path: string): LevelFile | undefined;
  begin(project: string, level: ProjectLevel, name: string, base: string): ProjectLevel;
  drop(path: string): void;
  writers(level: ProjectLevel, at: Request<'drafts.writers'>['at']): string[][];
}

export function createMemoryDrafts(rooms: () => MemoryRooms): MemoryDrafts {
  const kept = new Map<string, { project: string; file: LevelFile }>();
  const refOf = (path: string, project: string, { id, name, draft }: LevelFile): ProjectLevel => ({
    path,
    id,
    name,
    room: `${project}/level/${id}`,
    ...(draft && { draft }),
  });
  return {
    of: (project) =>
      [...kept].flatMap(([path, one]) => {
        if (one.project !== project) return [];
        const { room } = refOf(path, project, one.file);
        return [refOf(path, project, LevelFile.parse(JSON.parse(partText(rooms().document(room)))))];
      }),
    file: (path) => kept.get(path)?.file,
    begin(project, level, name, base) {
      if ([...kept.values()].some(({ file }) => file.name === name))
        throw new LedgerError({
          code: 'name-taken',
          message: `${level.name} has a draft “${name}” already.`,
          hint: 'Give yours another name.',
        });
      const id = `${level.id}-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
      const now = LevelFile.parse(JSON.parse(partText(rooms().document(level.room))));
      const file = { ...now, id, name, draft: { of: level.path, by: 'Ada', at: Date.UTC(2026, 10, 21), base } };
      kept.set(`levels/${id}.json`, { project, file });
      return refOf(`levels/${id}.json`, project, file);
    },
    drop: (path) => void kept.delete(path),
    writers(level, at) {
      const document = rooms().document(level.room);
      if (document.kind !== 'level') return at.map(() => []);
      // A window's client numbers begin at 16, in the order in which people came.
      return at.map((where) => writersAt(document, where).flatMap((client) => (client > 15 ? [`Client ${client}`] : [])));
    },
  };
}
