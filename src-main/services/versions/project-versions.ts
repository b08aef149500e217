/** The versions of an open project: taken by hand and by themselves, compared, and restored into its rooms. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  diffVersions,
  partText,
  readPart,
  restoreEntity,
  restorePart,
  setProject,
  toProjectFile,
  type Version,
  type VersionChange,
  type VersionContent,
} from '../../../engine/document/index.ts';
import { projectPath } from '../../../engine/model/project.ts';
import { LedgerError } from '../../contract/error.ts';
import type { DamagedVersion, RestorePart } from '../../contract/index.ts';
import type { ProjectFolder } from '../project-folder/index.ts';
import { openVersionStore } from './store.ts';

type Author = Version['author'];

export interface ProjectVersionsOptions {
  folder: Pick<ProjectFolder, 'parts' | 'onEdited' | 'addFile' | 'roomPrefix'>;
  dataDir: string;
  /** Who is in the project now. */
  here: () => readonly Author[];
  /** Who opened it: whose automatic versions are while nobody is here. */
  opener: Author;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Milliseconds from an edit until an automatic version holds it. */
  every?: number;
  /** A version was taken or thinned out. */
  onChanged?: () => void;
  /** An automatic version could not be taken; it is tried again after the next edit. */
  onFailure?: (error: unknown) => void;
}

export interface ProjectVersions {
  list(): Promise<{ versions: Version[]; damaged: DamagedVersion[] }>;
  /** @throws LedgerError `no-such-version`, `damaged-version` */
  read(id: string): Promise<{ version: Version; content: VersionContent }>;
  /** What the rooms say now. */
  content(): VersionContent;
  /** @throws LedgerError `version-not-saved` */
  take(reason: 'named' | 'published', author: Author, name: string, content?: VersionContent): Promise<Version>;
  /** An automatic version, where anything has changed since the newest. */
  takeIfChanged(author?: Author): Promise<void>;
  /** @throws LedgerError `no-such-version`, `damaged-version` */
  diff(from: string, to: string): Promise<{ changes: VersionChange[]; more: number }>;
  /**
   * Writes what differs into the rooms, for `person`, as one step.
   * @param again it is a part that a step takes away and brings back: where it is not there no version is taken
   * @throws LedgerError `no-such-version`, `damaged-version`, `no-such-part`
   */
  restore(id: string, person: Author, part?: RestorePart, again?: boolean): Promise<{ before: string; after: string; label: string }>;
  /** Takes what has changed and stops. */
  close(): Promise<void>;
}

const tenMinutes = 600_000;
const mostChanges = 2000;

export async function openProjectVersions(options: ProjectVersionsOptions): Promise<ProjectVersions> {
  const { folder, here, opener, now, every = tenMinutes, onChanged = () => {}, onFailure = () => {} } = options;
  const store = openVersionStore(join(options.dataDir, 'versions', folder.roomPrefix));
  let timer: NodeJS.Timeout | undefined;
  let dirty = false;
  /** One at a time: a version's parent is the one before it. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next.catch(() => {});
    return next;
  };

  const content = (): VersionContent => Object.fromEntries(folder.parts().map(({ path, room }) => [path, partText(room.document)]));
  let editors: readonly Author[] = [opener];
  /** Whose an automatic version is: everybody's who was here at the last edit. */
  const whose = (): Author => ({ id: editors.map(({ id }) => id).join(' '), name: editors.map(({ name }) => name).join(', ') });
  const settle = (): void => {
    clearTimeout(timer);
    timer = undefined;
    dirty = false;
  };

  const tidy = async (): Promise<void> => {
    await store.thin(now());
    onChanged();
  };
  const add = async (reason: Version['reason'], author: Author, name: string, what: VersionContent): Promise<Version> => {
    const version = await store.add({ reason, author, at: now(), name }, what);
    await tidy();
    return version;
  };
  /** The newest version where it says what the rooms say, else a new one. */
  const hold = async (author: Author): Promise<Version> => {
    settle();
    const { version, isNew } = await store.hold({ reason: 'automatic', author, at: now() }, content());
    if (isNew) await tidy();
    return version;
  };
  const byItself = async (author: Author = whose()): Promise<void> => {
    try {
      await inTurn(() => hold(author));
    } catch (error) {
      onFailure(error);
    }
  };

  const stopListening = folder.onEdited(() => {
    dirty = true;
    const people = here();
    if (people.length > 0) editors = people.slice(0, 5).map(({ id, name }) => ({ id, name }));
    timer ??= setTimeout(() => void byItself(), every);
    timer.unref();
  });
  await byItself(opener);

  const labelOf = ({ name, at }: Version): string =>
    name === undefined ? `the version of ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC` : `“${name}”`;

  /** A level that the project named is named again, behind those that it stood behind. */
  const nameAgain = async (path: string, wanted: VersionContent): Promise<void> => {
    const { room } = folder.parts().find((one) => one.path === projectPath) ?? {};
    if (room?.document.kind !== 'project') return;
    const { document } = room;
    const now = levelsIn(toProjectFile(document).project);
    const was = levelsIn(JSON.parse(wanted[projectPath] ?? '{}'));
    if (!was.includes(path) || now.includes(path)) return;
    const at = Math.max(0, ...was.slice(0, was.indexOf(path)).map((one) => now.indexOf(one) + 1));
    const change = { path: ['levels'], value: now.toSpliced(at, 0, path) };
    await room.edit(`${path} is back`, (origin) => setProject(document, [change], origin), { person: '', step: 'files' });
  };

  const restore = async (
    id: string,
    person: Author,
    part: RestorePart | undefined,
    again: boolean,
  ): Promise<{ before: string; after: string; label: string }> => {
    const { version, content: wanted } = await store.read(id);
    const paths = part === undefined ? Object.keys(wanted) : [part.path];
    const isThere = (path: string): boolean => folder.parts().some((one) => one.path === path);
    const [only] = paths;
    if (part !== undefined && only !== undefined && !Object.hasOwn(wanted, only))
      throw new LedgerError({
        code: 'no-such-part',
        message: `${only} is not in ${labelOf(version)}.`,
        hint: 'Nothing was changed.',
        where: only,
      });
    // Everything is read before anything is written.
    const parts = paths.map((path) => ({ path, text: wanted[path]!, part: readPart(path, wanted[path]!) }));
    const isQuiet = again && part !== undefined && part.entity === undefined && !isThere(part.path);
    const before = isQuiet ? version : await hold(person);
    const what =
      part === undefined
        ? ''
        : `${part.entity === undefined ? part.path : nameOf(part.entity, wanted[part.path]!, content()[part.path])} from `;
    const label = `${person.name} restored ${what}${labelOf(version)}`.slice(0, 200);
    const askedBy = { person: person.id, step: randomUUID() };
    for (const { path, text, part: target } of parts) {
      if (!isThere(path)) {
        await folder.addFile(path, text);
        if (part !== undefined) await nameAgain(path, wanted);
        continue;
      }
      const { room } = folder.parts().find((one) => one.path === path)!;
      const { document } = room;
      await room.edit(
        label,
        (origin) => {
          if (part?.entity !== undefined && document.kind === 'level') restoreEntity(document, target, part.entity, origin);
          else restorePart(document, target, origin);
        },
        askedBy,
      );
    }
    if (isQuiet) return { before: id, after: id, label };
    settle();
    const after = await add('restored', person, label.slice(0, 120), content());
    return { before: before.id, after: after.id, label };
  };

  return {
    list: () => inTurn(() => store.list()),
    read: (id) => store.read(id),
    content,
    take: (reason, author, name, what = content()) =>
      inTurn(() => {
        settle();
        return add(reason, author, name, what);
      }),
    takeIfChanged: async (author) => {
      if (dirty) await byItself(author);
    },
    async diff(from, to) {
      const [before, after] = await Promise.all([store.read(from), to === 'now' ? { content: content() } : store.read(to)]);
      const changes = diffVersions(before.content, after.content);
      return { changes: changes.slice(0, mostChanges), more: Math.max(0, changes.length - mostChanges) };
    },
    restore: (id, person, part, again = false) => inTurn(() => restore(id, person, part, again)),
    async close() {
      stopListening();
      if (dirty) await byItself();
      settle();
      await turn;
    },
  };
}

function levelsIn({ levels }: { levels?: unknown }): string[] {
  return Array.isArray(levels) ? levels.filter((one) => typeof one === 'string') : [];
}

/** What an entity is called, in the version or now. */
function nameOf(entity: string, ...texts: (string | undefined)[]): string {
  for (const text of texts) {
    if (text === undefined) continue;
    const { entities } = JSON.parse(text) as { entities?: Record<string, { name?: string }> };
    const name = entities && Object.hasOwn(entities, entity) ? entities[entity]?.name : undefined;
    if (name !== undefined) return name;
  }
  return entity;
}
