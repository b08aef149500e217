/** Scripts and levels of a project: they come, go and are called otherwise. What was there before something went is a version. */
import {
  EditOrigin,
  type ProjectChange,
  setMeta,
  setProject,
  toLevelFile,
  toProjectFile,
  type Version,
} from '../../../engine/document/index.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import { prettyJson } from '../../../engine/model/canonical.ts';
import type { LevelFile } from '../../../engine/model/level.ts';
import { projectPath } from '../../../engine/model/project.ts';
import { LedgerError } from '../../contract/error.ts';
import type { GonePart, ProjectLevel, ProjectScript, RanScript } from '../../contract/index.ts';
import type { ProjectFolder } from '../project-folder/index.ts';
import { freeLevelPath } from './level-paths.ts';
import type { ProjectVersions } from './project-versions.ts';

type Author = Version['author'];

export interface PartsOptions {
  folder: Pick<ProjectFolder, 'levels' | 'scripts' | 'parts' | 'addFile' | 'isNew' | 'removeLevel' | 'removeScript'>;
  versions: Pick<ProjectVersions, 'content' | 'take' | 'read'>;
  /** What a level begins with that is no copy of another. */
  emptyLevel: () => LevelFile;
}

export interface Parts {
  renameProject(name: string): Promise<void>;
  /** @throws LedgerError `name-taken` */
  addScript(path: string, text: string): Promise<ProjectScript>;
  /** The same text under another name; the levels that run it follow. @throws LedgerError `no-such-script`, `name-taken` */
  renameScript(from: string, to: string): Promise<ProjectScript>;
  /** Takes it out of the levels that run it, and away. Says which they were. @throws LedgerError `no-such-script` */
  removeScript(path: string, person: Author, how?: Removal): Promise<{ version: string; levels: string[] }>;
  /** An empty level, or a copy of the one at `of`. @throws LedgerError `no-such-level`, `name-taken` */
  addLevel(name: string, of: string | undefined): Promise<ProjectLevel>;
  /** Returns the version that still has it. @throws LedgerError `no-such-level`, `draft-of-level`, `last-level` */
  removeLevel(path: string, person: Author, how?: Removal): Promise<string>;
  /** What was taken away and is not back, the newest last. */
  gone(): GonePart[];
}

/** How a step takes a file away that is undone and redone. */
export interface Removal {
  /** A version that had it: while it says the same, no other is taken. */
  kept?: string | undefined;
  ran?: RanScript | undefined;
  /** Throws where this person may name no more versions now. */
  mayName?: (() => void) | undefined;
}

/** Nobody’s step to take back alone: whoever asked takes it back with the file. */
const byHost = { person: '', step: 'files' };
const longestVersionName = 120;
const mostGone = 50;
const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const fileOf = (path: string): string => path.replace(/^scripts\//, '');

export function createParts({ folder, versions, emptyLevel }: PartsOptions): Parts {
  const levelAt = (path: string): ProjectLevel => {
    const level = folder.levels().find((one) => one.path === path);
    if (level) return level;
    throw new LedgerError({
      code: 'no-such-level',
      message: `This project has no level ${path}.`,
      hint: 'It may have been taken away: open the project again.',
      where: path,
    });
  };
  const scriptAt = (path: string): ProjectScript => {
    const script = folder.scripts().find((one) => one.path === path);
    if (script) return script;
    throw new LedgerError({
      code: 'no-such-script',
      message: `This project has no script ${path}.`,
      hint: 'Somebody may have deleted or renamed it a moment ago.',
      where: path,
    });
  };
  /** Two names that differ in capitals only are one file on many disks. */
  const needFree = (path: string, but?: string): void => {
    const taken = folder.scripts().find((one) => one.path !== but && isSame(one.path, path));
    if (!taken) return;
    throw new LedgerError({
      code: 'name-taken',
      message: `There is a script ${fileOf(taken.path)} already.`,
      hint: 'Give yours another name.',
      where: taken.path,
    });
  };
  const editProject = async (label: string, changes: (project: Readonly<Record<string, Json>>) => ProjectChange[]): Promise<void> => {
    const { room } = folder.parts().find(({ path }) => path === projectPath)!;
    const { document } = room;
    if (document.kind !== 'project') return;
    const made = changes(toProjectFile(document).project);
    await room.edit(label, (origin: EditOrigin) => setProject(document, made, origin), byHost);
  };
  const editLevels = (label: string, change: (levels: readonly string[]) => readonly string[]): Promise<void> =>
    editProject(label, ({ levels: before }) => {
      const levels = change(Array.isArray(before) ? before.filter((path) => typeof path === 'string') : []);
      return [{ path: ['levels'], value: [...levels] }];
    });
  /** Changes what the levels run that run `path`. Returns their paths. */
  const editUsers = async (path: string, label: string, change: (scripts: readonly string[]) => string[]): Promise<string[]> => {
    const users: string[] = [];
    for (const part of folder.parts()) {
      const { document } = part.room;
      if (document.kind !== 'level') continue;
      const { scripts } = toLevelFile(document);
      if (!scripts.includes(path)) continue;
      users.push(part.path);
      await part.room.edit(label, (origin: EditOrigin) => setMeta(document, { scripts: change(scripts) }, origin), byHost);
    }
    return users;
  };

  /** The version that has a file as it is now: the one that a step kept, else a new one. */
  const versionWith = async (path: string, name: string, person: Author, { kept, mayName }: Removal): Promise<string> => {
    const was = kept === undefined ? undefined : await versions.read(kept).catch(() => undefined);
    if (kept !== undefined && was?.content[path] === versions.content()[path]) return kept;
    mayName?.();
    return (await versions.take('named', person, `Before ${name} was deleted`.slice(0, longestVersionName))).id;
  };
  let gone: GonePart[] = [];
  const isThere = (path: string): boolean => [...folder.levels(), ...folder.scripts()].some((one) => one.path === path);
  /** Known before it goes: who is told that something went asks at once what and by whom. */
  const goes = (part: GonePart): void => {
    gone = [...gone.filter(({ path }) => path !== part.path), part].slice(-mostGone);
  };

  return {
    gone: () => gone.filter(({ path }) => !isThere(path)),

    renameProject: (name) => editProject(`The project is called ${name}`, () => [{ path: ['name'], value: name }]),

    async addScript(path, text) {
      needFree(path);
      await folder.addFile(path, text);
      return scriptAt(path);
    },

    async renameScript(from, to) {
      scriptAt(from);
      needFree(to, from);
      if (from === to) return scriptAt(to);
      const text = versions.content()[from]!;
      // Where capitals are all that differs, many disks have room for one of them only.
      if (isSame(from, to)) await folder.removeScript(from);
      await folder.addFile(to, text);
      await editUsers(from, `${fileOf(from)} is called ${fileOf(to)}`, (scripts) => scripts.map((one) => (one === from ? to : one)));
      if (!isSame(from, to)) await folder.removeScript(from);
      return scriptAt(to);
    },

    async removeScript(path, person, how = {}) {
      scriptAt(path);
      const version = await versionWith(path, fileOf(path), person, how);
      const levels = await editUsers(path, `${fileOf(path)} was deleted`, (scripts) => scripts.filter((one) => one !== path));
      goes({ path, name: fileOf(path), by: person, version, ran: how.ran ?? { levels, kpis: {} } });
      await folder.removeScript(path);
      return { version, levels };
    },

    async addLevel(name, of) {
      const taken = folder.levels().find((one) => !one.draft && isSame(one.name, name));
      if (taken)
        throw new LedgerError({
          code: 'name-taken',
          message: `There is a level “${taken.name}” already.`,
          hint: 'Give yours another name.',
          where: taken.path,
        });
      const text = of === undefined ? undefined : versions.content()[levelAt(of).path]!;
      const { draft: _draft, ...begins } = text === undefined ? emptyLevel() : (JSON.parse(text) as LevelFile);
      const path = await freeLevelPath(folder, name);
      const level: LevelFile = { ...begins, id: path.slice('levels/'.length, -'.json'.length), name };
      await folder.addFile(path, prettyJson(level as unknown as Json));
      await editLevels(`New level ${name}`, (levels) => [...levels, path]);
      return levelAt(path);
    },

    async removeLevel(path, person, how = {}) {
      const { name, draft } = levelAt(path);
      if (draft)
        throw new LedgerError({
          code: 'draft-of-level',
          message: `“${name}” is a draft, and drafts are dropped, not deleted.`,
          hint: 'Nothing was changed.',
          where: path,
        });
      const others = (): ProjectLevel[] => folder.levels().filter((one) => !one.draft && one.path !== path);
      if (others().length === 0)
        throw new LedgerError({
          code: 'last-level',
          message: `“${name}” is the only level of the project, which needs one.`,
          hint: 'Make another level first.',
          where: path,
        });
      const version = await versionWith(path, `“${name}”`, person, how);
      const [next] = others();
      // Out of the list first: a level that the project names and has not is written again.
      await editLevels(`Delete level ${name}`, (levels) => {
        const left = levels.filter((one) => one !== path && folder.levels().some((level) => level.path === one));
        return left.length > 0 ? left : [next!.path];
      });
      goes({ path, name, by: person, version });
      await folder.removeLevel(path);
      return version;
    },
  };
}
