/** The versions of a host in memory: as the real ones answer, taken by hand only. */
import { diffVersions, partText, readPart, restoreEntity, restorePart, type VersionContent } from '../../../engine/document/index.ts';
import type { OpenProject, RestorePart, Version, VersionChange } from '../../../src-main/contract/index.ts';
import type { MemoryRooms } from './memory-rooms.ts';

const ada = { id: 'ada', name: 'Ada' };

export interface MemoryVersions {
  list(): { versions: Version[]; damaged: [] };
  save(project: OpenProject, name: string): Version;
  read(id: string): { version: Version; content: Record<string, string> };
  diff(project: OpenProject, from: string, to: string): { changes: VersionChange[]; more: number };
  /** The version that has a file as it is now: `kept`, else a new one. */
  keep(project: OpenProject, path: string, kept: string | undefined): string;
  /** @param quiet no version is taken of it */
  restore(
    project: OpenProject,
    id: string,
    part: RestorePart | undefined,
    quiet?: boolean,
  ): { before: string; after: string; label: string };
}

export function createMemoryVersions(rooms: () => MemoryRooms): MemoryVersions {
  const kept: { version: Version; content: VersionContent }[] = [];
  const roomsOf = ({ projectRoom, levels, scripts }: OpenProject): Map<string, string> =>
    new Map([['ledgerquest.json', projectRoom], ...[...levels, ...scripts].map(({ path, room }) => [path, room] as const)]);
  const now = (project: OpenProject): VersionContent =>
    Object.fromEntries([...roomsOf(project)].map(([path, room]) => [path, partText(rooms().document(room))]));
  const take = (project: OpenProject, reason: Version['reason'], name?: string): Version => {
    const version: Version = {
      id: String(kept.length + 1).padStart(64, '0'),
      author: ada,
      at: Date.UTC(2026, 10, 20, 16, kept.length),
      parent: kept.at(-1)?.version.id ?? null,
      reason,
      parts: {},
      ...(name !== undefined && { name }),
    };
    kept.push({ version, content: now(project) });
    return version;
  };
  const read = (id: string): VersionContent => {
    const found = kept.find(({ version }) => version.id === id);
    if (!found) throw Object.assign(new Error('There is no such version of this project.'), { code: 'no-such-version' });
    return found.content;
  };
  return {
    list: () => ({ versions: kept.map(({ version }) => version).toReversed(), damaged: [] }),
    save: (project, name) => take(project, 'named', name),
    read: (id) => ({ content: { ...read(id) }, version: kept.find(({ version }) => version.id === id)!.version }),
    diff: (project, from, to) => ({
      changes: diffVersions(read(from), to === 'now' ? now(project) : read(to)) as VersionChange[],
      more: 0,
    }),
    keep: (project, path, was) => (was !== undefined && read(was)[path] === now(project)[path] ? was : take(project, 'named', 'Before').id),
    restore(project, id, part, quiet = false) {
      const content = read(id);
      const before = quiet ? id : take(project, 'automatic').id;
      const { name } = kept.find(({ version }) => version.id === id)!.version;
      const label = `Ada restored “${name ?? id}”`;
      for (const [path, room] of roomsOf(project)) {
        const text = content[path];
        if (text === undefined || (part !== undefined && part.path !== path)) continue;
        rooms().edit(
          room,
          label,
          (document, origin) => {
            const target = readPart(path, text);
            if (part?.entity !== undefined && document.kind === 'level') restoreEntity(document, target, part.entity, origin);
            else restorePart(document, target, origin);
          },
          { person: 'ada', step: `${kept.length}` },
        );
      }
      return { before, after: quiet ? id : take(project, 'restored', label).id, label };
    },
  };
}
