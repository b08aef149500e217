import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Json } from '../../../engine/kernel/json.ts';
import { prettyJson } from '../../../engine/model/canonical.ts';
import { LevelFile } from '../../../engine/model/level.ts';
import { LedgerError } from '../../contract/error.ts';
import { ProjectHandle, ProjectPicture } from '../../contract/index.ts';
import { readDataFile } from '../data-folder/data-file.ts';
import { writePrivateFile } from '../data-folder/data-folder.ts';
import { readTemplates, templateIds } from './templates.ts';
import type { Trust } from './trust.ts';

const Entry = z.object({ handle: ProjectHandle, dir: z.string(), name: z.string(), openedAt: z.string() });
type Entry = z.infer<typeof Entry>;
export interface ProjectEntry extends Entry {
  trusted: boolean;
}
/** `trusted`: where it stood before trust had a file of its own. */
const Registry = z.object({ format: z.literal(1), projects: z.array(Entry.extend({ trusted: z.boolean().optional() })) });

export interface ProjectRegistryOptions {
  /** The person's data folder. */
  dataDir: string;
  /** Where the shipped templates lie. */
  templatesDir: string;
  trust: Trust;
  now: () => Date;
  randomHex: (bytes: number) => string;
}

/** One text that a folder's ledgerquest.json declares, if the file can be read. */
function declared(dir: string, field: 'id' | 'name'): string | undefined {
  try {
    const value = (JSON.parse(readFileSync(join(dir, 'ledgerquest.json'), 'utf8')) as Record<string, unknown>)[field];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The project id that a folder declares. */
export const projectIdIn = (dir: string): string | undefined => declared(dir, 'id');

export type ProjectRegistry = ReturnType<typeof openProjectRegistry>;

/**
 * Which projects were opened on this machine: one list for whoever works here, and its owner's to change. A window knows a project by its handle, never by its path; a folder from elsewhere is restricted
 * until the person trusts it, a copy of our own template is trusted from the start.
 */
export function openProjectRegistry({ dataDir, templatesDir, trust, now, randomHex }: ProjectRegistryOptions) {
  const file = join(dataDir, 'projects.json');
  const entries = (
    readDataFile(file, Registry, { hint: 'Move it away: the list of recent projects begins anew, the projects stay.' })?.projects ?? []
  ).map(({ trusted = false, ...entry }): Entry => {
    if (trusted) trust.give(entry.dir);
    return entry;
  });
  const save = (): void => writePrivateFile(file, `${JSON.stringify({ format: 1, projects: entries }, null, 2)}\n`);

  const told = (entry: Entry): ProjectEntry => ({ ...entry, trusted: trust.of(entry.dir) });

  const find = (handle: ProjectHandle): Entry => {
    const entry = entries.find((candidate) => candidate.handle === handle);
    if (!entry)
      throw new LedgerError({
        code: 'unknown-project',
        message: 'This window no longer has a project.',
        hint: 'Open it again from the start page.',
      });
    return entry;
  };

  const register = (dir: string, name: string): ProjectEntry => {
    const real = realpathSync(dir);
    let entry = entries.find((candidate) => candidate.dir === real);
    if (entry) entry.openedAt = now().toISOString();
    else {
      entry = { handle: ProjectHandle.parse(randomHex(16)), dir: real, name, openedAt: now().toISOString() };
      entries.unshift(entry);
    }
    save();
    return told(entry);
  };

  const own = join(dataDir, 'projects');
  const deleted = join(dataDir, 'deleted');
  /** Those that were deleted since this began. */
  const gone = new Map<ProjectHandle, Entry>();
  /** Those that were taken off the list since this began, with how they looked. */
  const forgotten = new Map<ProjectHandle, { entry: Entry; picture: string | undefined }>();
  const isOwn = ({ dir }: Entry): boolean => existsSync(own) && dirname(dir) === realpathSync(own);

  /** A handle that this list gave out is a name without dots and slashes. */
  const pictureOf = (handle: ProjectHandle): string => join(dataDir, 'pictures', `${find(handle).handle}.jpg.txt`);

  const pictureIn = (handle: ProjectHandle): string | undefined => {
    try {
      return ProjectPicture.safeParse(readFileSync(pictureOf(handle), 'utf8')).data;
    } catch {
      return undefined;
    }
  };

  const needProject = (dir: string): void => {
    if (existsSync(join(dir, 'ledgerquest.json'))) return;
    throw new LedgerError({
      code: 'not-a-project',
      message: `${dir} has no ledgerquest.json.`,
      hint: 'Create a project there with: lq init',
      where: dir,
    });
  };

  const nameOf = (dir: string): string => declared(dir, 'name') ?? 'Project';

  /** A copy of a template that another project of the list is called like is numbered: "New project 2". */
  const giveFreeName = (dir: string): void => {
    const file = join(dir, 'ledgerquest.json');
    const taken = new Set(entries.filter((entry) => existsSync(entry.dir)).map((entry) => declared(entry.dir, 'name') ?? entry.name));
    const name = nameOf(dir);
    if (!taken.has(name)) return;
    let copy = 2;
    while (taken.has(`${name} ${copy}`)) copy += 1;
    const project = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Json>;
    writeFileSync(file, prettyJson({ ...project, name: `${name} ${copy}` }));
  };

  return {
    /** Most recently opened first; folders that have gone are left out. */
    recent: (): ProjectEntry[] =>
      entries
        .filter(({ dir }) => existsSync(join(dir, 'ledgerquest.json')))
        .toSorted((a, b) => (a.openedAt < b.openedAt ? 1 : -1))
        // It may have been renamed since it was opened.
        .map((entry) => told({ ...entry, name: declared(entry.dir, 'name') ?? entry.name })),

    /** Those whose folders have gone: moved, deleted, on a disk that is not there. */
    missing: (): ProjectEntry[] => entries.filter(({ dir }) => !existsSync(join(dir, 'ledgerquest.json'))).map(told),

    /** Takes a project off the list, for everybody; its files stay. */
    forget(handle: ProjectHandle): void {
      forgotten.set(handle, { entry: find(handle), picture: pictureIn(handle) });
      rmSync(pictureOf(handle), { force: true });
      entries.splice(entries.indexOf(find(handle)), 1);
      save();
    },

    /** Whether its folder was made here; one that the person named lies elsewhere, and is theirs to delete. */
    isOwn: (handle: ProjectHandle): boolean => isOwn(find(handle)),

    /**
     * Takes a project off the list and its folder to those that were deleted. Whoever calls has closed it.
     * @throws LedgerError `not-own`
     */
    delete(handle: ProjectHandle): void {
      const entry = find(handle);
      if (!isOwn(entry))
        throw new LedgerError({
          code: 'not-own',
          message: `${entry.name} lies in ${entry.dir}, which was not made here.`,
          hint: 'Take it off this list, and delete the folder yourself if you want it gone.',
          where: entry.dir,
        });
      mkdirSync(deleted, { recursive: true, mode: 0o700 });
      renameSync(entry.dir, join(deleted, basename(entry.dir)));
      entries.splice(entries.indexOf(entry), 1);
      gone.set(handle, entry);
      save();
    },

    /** Puts one back that was taken off the list, and brings a deleted project back to where it was. @throws LedgerError `unknown-project`, `not-kept` */
    restore(handle: ProjectHandle): void {
      const off = forgotten.get(handle);
      if (off) {
        forgotten.delete(handle);
        // It may have been opened anew since.
        if (entries.some(({ dir }) => dir === off.entry.dir)) return;
        entries.unshift(off.entry);
        save();
        if (off.picture !== undefined) writePrivateFile(pictureOf(handle), off.picture);
        return;
      }
      const entry = gone.get(handle) ?? find(handle);
      if (!gone.has(handle)) return;
      const kept = join(deleted, basename(entry.dir));
      if (!existsSync(kept))
        throw new LedgerError({
          code: 'not-kept',
          message: `${entry.name} is not among the deleted projects any more.`,
          hint: 'Somebody may have emptied that folder.',
          where: kept,
        });
      renameSync(kept, entry.dir);
      gone.delete(handle);
      entries.unshift(entry);
      save();
    },

    templates: () => readTemplates(templatesDir),

    /** What a new level of any project begins with: the Empty template's. */
    emptyLevel: (): LevelFile => LevelFile.parse(JSON.parse(readFileSync(join(templatesDir, 'empty', 'levels', 'first.json'), 'utf8'))),

    find: (handle: ProjectHandle): ProjectEntry => told(find(handle)),

    /**
     * The project of a folder if this person has opened it before.
     * @throws LedgerError `not-a-project`
     */
    known(dir: string): ProjectEntry | undefined {
      needProject(dir);
      const real = realpathSync(dir);
      const entry = entries.find((candidate) => candidate.dir === real);
      return entry && told(entry);
    },

    /** A trusted copy of a shipped template under the data folder, numbered so that it never overwrites another. */
    createFromTemplate(template: string): ProjectEntry {
      const source = join(templatesDir, template);
      if (!existsSync(join(source, 'ledgerquest.json'))) {
        throw new LedgerError({
          code: 'unknown-template',
          message: `There is no template named ${template}.`,
          hint: `There are: ${templateIds(templatesDir).join(', ')}.`,
        });
      }
      const parent = own;
      mkdirSync(parent, { recursive: true });
      // What was deleted may come back to where it was.
      const isTaken = (name: string): boolean => [parent, deleted].some((folder) => existsSync(join(folder, name)));
      let name = template;
      for (let copy = 2; isTaken(name); copy += 1) name = `${template}-${copy}`;
      const dir = join(parent, name);
      cpSync(source, dir, { recursive: true });
      trust.give(dir);
      giveFreeName(dir);
      return register(dir, nameOf(dir));
    },

    /**
     * A folder that the person named. Only the person who trusts it makes it more than restricted.
     * @throws LedgerError `not-a-project`
     */
    addFolder(dir: string): ProjectEntry {
      needProject(dir);
      return register(dir, nameOf(dir));
    },

    /** It is called otherwise since, in its own file. */
    renamed(handle: ProjectHandle): void {
      const entry = find(handle);
      entry.name = nameOf(entry.dir);
      save();
    },

    opened(handle: ProjectHandle): void {
      const entry = find(handle);
      entry.openedAt = now().toISOString();
      entry.name = nameOf(entry.dir);
      save();
    },

    /** How a project looked last, for its card: JPEG in base64. It lies here and not in the project's folder, which is everybody's. */
    keepPicture: (handle: ProjectHandle, jpeg: string): void => writePrivateFile(pictureOf(handle), jpeg),
    /** Undefined where none is kept, or it cannot be read. */
    picture: pictureIn,

    trust(handle: ProjectHandle): void {
      trust.give(find(handle).dir);
    },
  };
}
