import { commentsRoomOf } from '../../../engine/document/index.ts';
import { projectPath } from '../../../engine/model/project.ts';
import type { Engine } from '../../../engine/run/index.ts';
import { LedgerError } from '../../contract/error.ts';
import type { OpenProject, Problem, ProjectHandle, RoomTicket } from '../../contract/index.ts';
import type { RoomHost } from '../collaboration/index.ts';
import type { LevelPackage } from '../../../engine/model/package.ts';
import type { AssetStore } from '../assets/index.ts';
import { stripTypes } from '../engine/index.ts';
import { checkTypes } from '../levels/index.ts';
import { openProjectFolder, type ProjectFolder } from '../project-folder/index.ts';
import { createDrafts, createParts, type Drafts, type Parts, openProjectVersions, type ProjectVersions } from '../versions/index.ts';
import type { Members, ProjectRole } from '../projects/members.ts';
import type { ProjectRegistry } from '../projects/registry.ts';
import type { Compiled } from '../publishing/publisher.ts';

export interface Person {
  id: string;
  name: string;
  colour: string;
}

export interface OpenProjectsOptions {
  registry: ProjectRegistry;
  /** Whose role a ticket carries. */
  members: Pick<Members, 'roleOf'>;
  rooms: RoomHost;
  dataDir: string;
  engine: Engine;
  roomsUrl: () => string;
  onProblems: (project: ProjectHandle, problems: Problem[]) => void;
  onVersions?: (project: ProjectHandle) => void;
  /** A level or a script came or went, or is called otherwise. */
  onLevels?: (project: ProjectHandle) => void;
  log?: (error: unknown) => void;
}

interface Opened {
  folder: ProjectFolder;
  versions: ProjectVersions;
  drafts: Drafts;
  parts: Parts;
}

export type OpenProjects = ReturnType<typeof createOpenProjects>;

const sentencesOf = (problems: readonly Problem[]): string[] => [
  ...new Set(
    problems.map(
      ({ file, line, message, hint }) =>
        `${file}${line === undefined ? '' : `:${line}`}: ${message}${hint === undefined ? '' : ` ${hint}`}`,
    ),
  ),
];

/** Players get levels; what is only tried out reaches them by none of its ways. */
const draftBlocker = (name: string, of: string): string =>
  `“${name}” is a draft of ${of}, and drafts are not published. Take it over into ${of} first, and publish that; in the preview it can be played as it is.`;

/** The projects that are open in this process: one folder each, however many windows look at it. */
export function createOpenProjects({
  registry,
  members,
  rooms,
  dataDir,
  engine,
  roomsUrl,
  onProblems,
  onVersions = () => {},
  onLevels = () => {},
  log = () => {},
}: OpenProjectsOptions) {
  const open = new Map<ProjectHandle, Promise<Opened>>();
  const stores = new Map<string, AssetStore>();
  let doubted: { hash: string; sentences: Promise<string[]> } | undefined;

  const openProject = async (handle: ProjectHandle, person: Person): Promise<Opened> => {
    const { dir } = registry.find(handle);
    const folder = await openProjectFolder({ dir, rooms, dataDir, person: person.name });
    stores.set(folder.roomPrefix, folder.assets);
    const listed = (): string => JSON.stringify([folder.levels(), folder.scripts()]);
    let before = listed();
    folder.subscribe(() => {
      onProblems(handle, folder.problems());
      const now = listed();
      if (now === before) return;
      before = now;
      onLevels(handle);
    });
    const versions = await openProjectVersions({
      folder,
      dataDir,
      here: () => rooms.people(folder.roomPrefix),
      opener: { id: person.id, name: person.name },
      now: Date.now,
      onChanged: () => onVersions(handle),
      onFailure: log,
    });
    return {
      folder,
      versions,
      drafts: createDrafts({ folder, versions, now: Date.now }),
      parts: createParts({ folder, versions, emptyLevel: registry.emptyLevel }),
    };
  };
  const openedOf = (handle: ProjectHandle, person: Person): Promise<Opened> => {
    const already = open.get(handle);
    if (already) return already;
    const opening = openProject(handle, person);
    open.set(handle, opening);
    opening.catch(() => open.delete(handle));
    return opening;
  };
  const folderOf = async (handle: ProjectHandle, person: Person): Promise<ProjectFolder> => (await openedOf(handle, person)).folder;
  const stopDeserted = rooms.onDeserted((project) => {
    for (const opening of open.values())
      void opening.then(({ folder, versions }) => (folder.roomPrefix === project ? versions.takeIfChanged() : undefined)).catch(log);
  });

  const closed = async (opening: Promise<Opened>): Promise<void> => {
    const { folder, versions } = await opening;
    await versions.close();
    await folder.close();
  };

  const roomsOf = (folder: ProjectFolder): string[] => [
    folder.projectRoom,
    ...folder.levels().flatMap(({ room }) => [room, commentsRoomOf(room)]),
    ...folder.scripts().map((script) => script.room),
  ];

  const describe = (handle: ProjectHandle, { folder, parts }: Opened): OpenProject => {
    const { name, trusted } = registry.find(handle);
    return {
      handle,
      id: folder.roomPrefix,
      name,
      restricted: !trusted,
      levels: folder.levels(),
      scripts: folder.scripts(),
      projectRoom: folder.projectRoom,
      problems: folder.problems(),
      gone: parts.gone(),
    };
  };

  return {
    async open(handle: ProjectHandle, person: Person): Promise<OpenProject> {
      const opened = await openedOf(handle, person);
      registry.opened(handle);
      return describe(handle, opened);
    },

    /** The same without moving it to the front of the recent ones. */
    look: async (handle: ProjectHandle, person: Person): Promise<OpenProject> => describe(handle, await openedOf(handle, person)),

    /** Calls a project otherwise; its file says so when this returns. */
    async rename(handle: ProjectHandle, name: string, person: Person): Promise<void> {
      const { folder, parts } = await openedOf(handle, person);
      await parts.renameProject(name);
      await folder.flush();
      registry.renamed(handle);
    },

    /** Lets go of a project's folder and rooms, as at the end. */
    async closeOne(handle: ProjectHandle): Promise<void> {
      const opening = open.get(handle);
      open.delete(handle);
      if (opening) await closed(opening);
    },

    /** Who has this project open in a window now. */
    async people(handle: ProjectHandle): Promise<Person[]> {
      const opened = await open.get(handle)?.catch(() => undefined);
      return opened ? rooms.people(opened.folder.roomPrefix) : [];
    },

    async versions(handle: ProjectHandle, person: Person): Promise<ProjectVersions> {
      return (await openedOf(handle, person)).versions;
    },

    async drafts(handle: ProjectHandle, person: Person): Promise<Drafts> {
      return (await openedOf(handle, person)).drafts;
    },

    async parts(handle: ProjectHandle, person: Person): Promise<Parts> {
      return (await openedOf(handle, person)).parts;
    },

    /** The bytes of a project's assets. */
    assets: async (handle: ProjectHandle, person: Person): Promise<AssetStore> => (await folderOf(handle, person)).assets,

    /** Copies what other projects that are open here have of these into a project's store. Returns which of them it has then. */
    async bringAssets(handle: ProjectHandle, hashes: readonly string[], person: Person): Promise<string[]> {
      const own = (await folderOf(handle, person)).assets;
      for (const sha256 of hashes) {
        const other = own.has(sha256) ? undefined : [...stores.values()].find((store) => store.has(sha256));
        if (other) await own.put(sha256, other.stream(sha256));
      }
      return hashes.filter((sha256) => own.has(sha256));
    },

    /** @param project how the names of its rooms begin */
    hasAsset: (project: string, sha256: string): boolean => stores.get(project)?.has(sha256) ?? false,

    async problems(handle: ProjectHandle, person: Person): Promise<Problem[]> {
      return (await folderOf(handle, person)).problems();
    },

    /** @throws LedgerError `not-damaged`, what the disk refuses */
    async writeAgain(handle: ProjectHandle, file: string, person: Person): Promise<void> {
      await (await folderOf(handle, person)).writeAgain(file);
    },

    /**
     * A ticket for one connection to a room of this project, and of no other.
     * @param role what a guest was invited for; everybody else is what they are in the data folder
     */
    async ticket(
      handle: ProjectHandle,
      room: string,
      person: Person,
      role: ProjectRole | undefined = members.roleOf(person.id),
    ): Promise<RoomTicket> {
      const folder = await folderOf(handle, person);
      if (!roomsOf(folder).includes(room)) {
        throw new LedgerError({
          code: 'unknown-room',
          message: `This project has no room ${room}.`,
          hint: 'Open the project again: a file may have been renamed.',
          where: room,
        });
      }
      if (role === undefined)
        throw new LedgerError({
          code: 'forbidden',
          message: `${person.name} was not invited to the projects of this machine.`,
          hint: 'Whoever started Studio can: npx lq open --as <person>',
        });
      return { room, role, url: `${roomsUrl()}/${room}`, token: rooms.ticket({ room, person, role }) };
    },

    /** Compiles a level as its rooms say it now; what stands in the way is said in sentences. */
    async compile(handle: ProjectHandle, level: string, person: Person): Promise<Compiled> {
      const folder = await folderOf(handle, person);
      const { path, name, draft } = folder.levels().find(({ id }) => id === level) ?? {};
      if (path === undefined) return { ok: false, blockers: [`This project has no level ${level}.`] };
      if (draft) {
        const of = folder.levels().find((one) => one.path === draft.of)?.name ?? draft.of;
        return { ok: false, blockers: [draftBlocker(name ?? level, of)] };
      }
      const broken = folder.problems().filter(({ severity, file }) => severity === 'error' && (file === projectPath || file === path));
      const result = engine.compileLevel(await folder.files(), path, { strip: stripTypes, assetsElsewhere: true });
      const problems = [...broken, ...(result.ok ? [] : result.problems)].filter(({ severity }) => severity === 'error');
      if (!result.ok || problems.length > 0) return { ok: false, blockers: sentencesOf(problems) };
      const files = new Map(result.package.files);
      for (const { path: file, sha256 } of result.package.manifest.files) {
        if (files.has(file)) continue;
        const bytes = await folder.assets.read(sha256);
        if (!bytes) return { ok: false, blockers: [`${file} is named by the level, and its file is not here. Import it again.`] };
        files.set(file, bytes);
      }
      return { ok: true, package: { ...result.package, files } };
    },

    /** What is worth a look in a level that compiles: where its scripts do not fit it. */
    async doubts(pack: LevelPackage): Promise<string[]> {
      if (doubted?.hash !== pack.hash)
        doubted = { hash: pack.hash, sentences: checkTypes(pack, engine.registry(pack).types).then(sentencesOf) };
      return doubted.sentences;
    },

    /** Ends a person's connections to every room, so that they come back as what they are now. */
    async dismiss(person: string): Promise<void> {
      for (const folder of await Promise.allSettled(open.values()))
        if (folder.status === 'fulfilled') for (const room of roomsOf(folder.value.folder)) rooms.dismiss(room, person);
    },

    async close(): Promise<void> {
      stopDeserted();
      const all = [...open.values()];
      open.clear();
      await Promise.allSettled(all.map(closed));
    },
  };
}
