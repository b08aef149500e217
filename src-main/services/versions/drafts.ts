/** Drafts of levels: copied into levels of their own, and taken away again. What was there before is a version each time. */
import { type Version, writersAt } from '../../../engine/document/index.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import { prettyJson } from '../../../engine/model/canonical.ts';
import { LevelFile } from '../../../engine/model/level.ts';
import { LedgerError } from '../../contract/error.ts';
import type { ProjectLevel } from '../../contract/index.ts';
import type { ProjectFolder } from '../project-folder/index.ts';
import { freeLevelPath } from './level-paths.ts';
import type { ProjectVersions } from './project-versions.ts';

type Author = Version['author'];

export interface DraftsOptions {
  folder: Pick<ProjectFolder, 'levels' | 'parts' | 'addFile' | 'isNew' | 'removeLevel'>;
  versions: Pick<ProjectVersions, 'content' | 'take'>;
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface Drafts {
  /** A copy of the level at `path`, as it is now. @throws LedgerError `no-such-level`, `draft-of-draft`, `name-taken` */
  begin(path: string, name: string, person: Author): Promise<ProjectLevel>;
  /** Returns the version that still has it. @throws LedgerError `no-such-level`, `not-a-draft` */
  drop(path: string, person: Author): Promise<Version>;
  /** Ids of those who last wrote what a level says at these paths: some for each, none where nobody knows. @throws LedgerError `no-such-level` */
  writers(path: string, at: readonly (readonly string[])[]): string[][];
}

const longestVersionName = 120;

export function createDrafts({ folder, versions, now }: DraftsOptions): Drafts {
  const find = (path: string): ProjectLevel => {
    const level = folder.levels().find((one) => one.path === path);
    if (!level)
      throw new LedgerError({
        code: 'no-such-level',
        message: `This project has no level ${path}.`,
        hint: 'It may have been taken away: open the project again.',
        where: path,
      });
    return level;
  };

  return {
    async begin(path, name, person) {
      const level = find(path);
      if (level.draft)
        throw new LedgerError({
          code: 'draft-of-draft',
          message: `“${level.name}” is a draft itself; a draft is begun of a level.`,
          hint: 'Take it over first, or begin another draft of its level.',
          where: path,
        });
      const isSame = (other: string): boolean => other.toLowerCase() === name.toLowerCase();
      if (folder.levels().some((one) => one.draft?.of === path && isSame(one.name)))
        throw new LedgerError({
          code: 'name-taken',
          message: `${level.name} has a draft “${name}” already.`,
          hint: 'Go on in that one, or give yours another name.',
        });
      const content = versions.content();
      const label = `Before the draft “${name}” of ${level.name}`.slice(0, longestVersionName);
      const base = await versions.take('named', person, label, content);
      const draftPath = await freeLevelPath(folder, `${level.id} ${name}`);
      const draft: LevelFile = {
        ...(JSON.parse(content[path]!) as LevelFile),
        id: draftPath.slice('levels/'.length, -'.json'.length),
        name,
        draft: { of: path, by: person.name.slice(0, 200), at: now(), base: base.id },
      };
      await folder.addFile(draftPath, prettyJson(draft as unknown as Json));
      return find(draftPath);
    },

    async drop(path, person) {
      const { name, draft } = find(path);
      if (!draft)
        throw new LedgerError({
          code: 'not-a-draft',
          message: `“${name}” is no draft, and only drafts are dropped.`,
          hint: 'Nothing was changed.',
          where: path,
        });
      const version = await versions.take('named', person, `Before “${name}” was dropped`.slice(0, longestVersionName));
      await folder.removeLevel(path);
      return version;
    },

    writers(path, at) {
      find(path);
      const { room } = folder.parts().find((one) => one.path === path)!;
      const { document } = room;
      if (document.kind !== 'level') return at.map(() => []);
      return at.map((where) => [...new Set(writersAt(document, where).flatMap((client) => room.writer(client) ?? []))]);
    },
  };
}
