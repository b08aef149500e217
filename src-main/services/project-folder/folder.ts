/**
 * An open project: its files as rooms, its rooms as files. While it is open the rooms are the truth and are written as canonical text; what
 * somebody changes in the folder (an editor, git) enters its room as one step. A file that cannot be read leaves its room as it was, is
 * named with line and column, and is not written over until it can be read again.
 */
import { createHash } from 'node:crypto';
import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { materialiseProject, roomNameOf, type VersionedDocument } from '../../../engine/document/index.ts';
import type { ProjectFiles } from '../../../engine/model/document.ts';
import { DraftOf } from '../../../engine/model/level.ts';
import { orderProblems, type Problem } from '../../../engine/model/problem.ts';
import { projectPath } from '../../../engine/model/project.ts';
import { LedgerError } from '../../contract/error.ts';
import { type AssetStore, openAssetStore } from '../assets/index.ts';
import type { RoomHandle, RoomHost } from '../collaboration/index.ts';
import { assetsJournal, createFolderAssets } from './assets.ts';
import { type Binding, bindingOf, commentsPattern, filesOfProject, levelPattern, type Reading, scriptPattern } from './bindings.ts';
import { type JournalEntry, openJournal } from './journal.ts';
import { notWritten, problemOf } from './disk-problems.ts';
import { lockFolder } from './lock.ts';
import { resolveInside } from './paths.ts';
import { keepAside } from './keep-aside.ts';
import { listFiles, readProjectFile, withComments } from './scan.ts';
import { type FolderWatch, watchFolder } from './watch-folder.ts';
import { writeAtomically } from './write.ts';

export interface ProjectFolderOptions {
  dir: string;
  rooms: RoomHost;
  /** Where the journal of saves lies: the person's data folder. */
  dataDir: string;
  /** Who opens it: the next one who tries is told. */
  person: string;
  /** Milliseconds after an edit until the files are written. */
  saveAfter?: number;
  /** Milliseconds until a save that the disk refused is tried again. */
  retryAfter?: number;
  /** Look at the folder by itself; otherwise only `rescan` does. */
  watching?: boolean;
}

export interface FolderLevel {
  path: string;
  id: string;
  name: string;
  room: string;
  /** Set for a draft of another level. */
  draft?: DraftOf;
}

export interface ProjectFolder {
  readonly dir: string;
  /** The first part of its rooms' names. */
  readonly roomPrefix: string;
  readonly projectRoom: string;
  levels(): FolderLevel[];
  scripts(): { path: string; room: string }[];
  /** Broken and outside files, conflicts, failed saves; sorted. */
  problems: () => Problem[];
  /** Called when problems or the list of files change. */
  subscribe: (listener: () => void) => () => void;
  /** The rooms that versions are made of, each once, by the path of the file that names them. */
  parts(): { path: string; room: RoomHandle & { document: VersionedDocument } }[];
  /** Called after every edit of one of these, whoever made it. Returns how to stop. */
  onEdited: (listener: () => void) => () => void;
  /** The bytes of its assets; the index of them is in the project's room. */
  readonly assets: AssetStore;
  /** Every file as the rooms say it now, and the rest as it lies on disk, without assets: what `compileLevel` takes with `assetsElsewhere`. */
  files(): Promise<ProjectFiles>;
  /** Adds a file (a new level, script or table) and its room. @throws LedgerError `file-exists`, `outside-project`, `broken-file` */
  addFile(path: string, text: string): Promise<void>;
  /** Whether a file may be added under this path; one under which there was something once may not. */
  isNew(path: string): Promise<boolean>;
  /**
   * Takes a level away, with the file of what people said about it. Its rooms stay on the host's disk: added again it is what it was.
   * @throws LedgerError `no-such-file`
   */
  removeLevel(path: string): Promise<void>;
  /** Takes a script away; whoever asks has taken its name out of the levels. @throws LedgerError `no-such-file` */
  removeScript(path: string): Promise<void>;
  /**
   * Writes a file that cannot be read again, as its room says it. What it said is kept aside in the project's own private folder.
   * @throws LedgerError `not-damaged`, what the disk refuses
   */
  writeAgain(path: string): Promise<void>;
  /** Takes in what changed on disk; returns when it is in the rooms. */
  rescan(): Promise<void>;
  /** Writes what is not yet written; returns when it is on disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

interface BoundFile {
  path: string;
  binding: Binding;
  handle: RoomHandle;
  /** What the file said when room and disk last agreed. */
  base: string | undefined;
  /** The file on disk cannot be read: it is not written over. */
  broken: boolean;
  dirty: boolean;
  /** It could not be written when that was tried last. */
  failed: boolean;
}

export async function openProjectFolder(options: ProjectFolderOptions): Promise<ProjectFolder> {
  const { rooms, saveAfter = 300, watching = true } = options;
  const root = await realpath(options.dir).catch(() => {
    throw new LedgerError({ code: 'no-such-folder', message: `There is no folder ${options.dir}.`, where: options.dir });
  });
  const unlock = await lockFolder(root, options.person);
  try {
    return await open(root, options, rooms, saveAfter, watching, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function open(
  root: string,
  options: ProjectFolderOptions,
  rooms: RoomHost,
  saveAfter: number,
  watching: boolean,
  unlock: () => Promise<void>,
): Promise<ProjectFolder> {
  const roomPrefix = prefixOf(root);
  const journal = openJournal(join(options.dataDir, 'saved', roomPrefix));
  const bound = new Map<string, BoundFile>();
  const store = await openAssetStore(join(options.dataDir, 'assets', roomPrefix));
  const assets = createFolderAssets({ root, store, journal: assetsJournal(options.dataDir, roomPrefix), problemOf });
  let assetProblems: Problem[] = [];
  const problems = new Map<string, Problem[]>();
  /** Rooms that were not on disk when the project was opened. */
  const made = new Set<string>();
  /** What was done to files without anybody having asked, told until the project is closed. */
  const told = new Map<string, Problem>();
  const listeners = new Set<() => void>();
  const edited = new Set<() => void>();
  let strays: Problem[] = [];
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let watcher: FolderWatch | undefined;
  let settle: NodeJS.Timeout | undefined;
  /** Something has changed in the folder. */
  const hear = (): void => {
    if (closed) return;
    clearTimeout(settle);
    settle = setTimeout(
      () =>
        void inTurn(async () => {
          await watcher?.refresh();
          await scan();
        }),
      60,
    );
  };
  /** Scans and saves take turns: each sees the folder and the journal at rest. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next.catch(() => {});
    return next;
  };
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const report = (path: string, found: readonly Problem[]): void => {
    const before = problems.get(path);
    if (found.length > 0) problems.set(path, [...found]);
    else problems.delete(path);
    if (JSON.stringify(before ?? []) !== JSON.stringify(found)) tell();
  };

  const roomOf = (path: string, binding: Binding): string =>
    roomNameOf({ project: roomPrefix, kind: binding.kind, subject: (levelPattern.exec(path) ?? commentsPattern.exec(path))?.[1] ?? path });

  const textOf = async (path: string): Promise<string | undefined> => {
    const bytes = await readProjectFile(root, path);
    if (!bytes) return undefined;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new LedgerError({ code: 'not-utf8', message: `${path} is not UTF-8 text.`, hint: 'Save it as UTF-8.', where: path });
    }
  };

  /** What a file says, or why it says nothing; undefined where there is none. */
  const look = async (
    path: string,
    binding: Binding,
  ): Promise<{ text: string; reading: Reading } | { unreadable: Problem[] } | undefined> => {
    try {
      const text = await textOf(path);
      if (text === undefined) return undefined;
      const read = binding.read(text);
      return read.ok ? { text, reading: read.reading } : { unreadable: read.problems };
    } catch (error) {
      return { unreadable: [problemOf(path, error)] };
    }
  };

  /** A file that cannot be read, where its room has what it said. */
  const reportDamaged = (path: string, found: readonly Problem[]): void =>
    report(
      path,
      found.map((problem) => ({
        ...problem,
        folder: 'damaged',
        hint: [problem.hint, 'What is saved here is kept, and not written over this file until it can be read or you write it again.']
          .filter((part) => part !== undefined)
          .join(' '),
      })),
    );

  const markDirty = (room: string): void => {
    if (closed) return;
    for (const file of bound.values()) if (file.handle.name === room) file.dirty = true;
    timer ??= setTimeout(() => void inTurn(saveAll), saveAfter);
  };
  const listenTo = (handle: RoomHandle): void => {
    handle.document.doc.on('update', () => {
      markDirty(handle.name);
      if (handle.document.kind === 'comments') return;
      for (const listener of edited) listener();
    });
    // What a level is called stands in the list of levels.
    if (handle.document.kind === 'level') handle.document.doc.getMap('meta').observe(tell);
  };
  const stopReopened = rooms.onReopened((handle) => {
    const files = [...bound.values()].filter((file) => file.handle.name === handle.name);
    for (const file of files) file.handle = handle;
    if (files.length > 0) {
      listenTo(handle);
      markDirty(handle.name);
      void inTurn(() => scan());
    }
  });

  /** A file seen for the first time since the project was opened. */
  const bind = async (path: string, binding: Binding): Promise<void> => {
    const found = await look(path, binding);
    if (found === undefined) return;
    const entry = await journal.read(path);
    // A room that was never made cannot be made from a file that cannot be read.
    if ('unreadable' in found && entry === undefined) {
      report(path, found.unreadable);
      return;
    }
    const reading = 'unreadable' in found ? lastReading(binding, entry) : found.reading;
    const { file, seeded } = await enter(path, binding, reading);
    if ('unreadable' in found) {
      Object.assign(file, { base: entry?.base, broken: true });
      reportDamaged(path, found.unreadable);
      return;
    }
    const { handle } = file;
    const { text } = found;
    report(path, []);
    if (!seeded && text !== entry?.base && text !== entry?.pending) {
      const base = entry?.base ?? binding.render(handle.document);
      await handle.edit(`${path} changed on disk`, (origin) => found.reading.apply(handle.document, base, entry?.pending, origin));
    }
    file.base = text;
    await journal.write(path, { base: text });
  };

  /** Opens the room of a file, or makes it of what is read. */
  const enter = async (path: string, binding: Binding, reading: Reading | undefined): Promise<{ file: BoundFile; seeded: boolean }> => {
    let seeded = false;
    const name = roomOf(path, binding);
    const handle = await rooms.room(name, (document, origin) => {
      seeded = reading !== undefined;
      reading?.apply(document, undefined, undefined, origin);
    });
    if (seeded) made.add(name);
    else if (reading && made.has(name)) {
      // A room that another of its files has just made has nothing of this one yet.
      await handle.edit(`${path} opened`, (origin) => reading.apply(handle.document, undefined, undefined, origin));
      seeded = true;
    }
    if (![...bound.values()].some((other) => other.handle.name === name)) listenTo(handle);
    const file: BoundFile = { path, binding, handle, base: undefined, broken: false, dirty: true, failed: false };
    bound.set(path, file);
    return { file, seeded };
  };

  /**
   * Files that the project cannot do without and that were here once: what it names and lies in the folder no more is written again as it was
   * saved last. Whoever takes one away on purpose takes its name out of ledgerquest.json, or of the levels, too.
   */
  const bringBack = async (): Promise<void> => {
    await bringBackOne(projectPath);
    const project = bound.get(projectPath)?.handle.document;
    if (project?.kind !== 'project') return;
    for (const path of materialiseProject(project).project.levels) await bringBackOne(path);
    const gone = (await journal.paths()).filter((path) => scriptPattern.test(path) && !bound.has(path));
    if (gone.length === 0) return;
    const texts = [...bound.values()].map(({ binding, handle }) => binding.render(handle.document) ?? '');
    for (const path of gone) if (texts.some((text) => text.includes(JSON.stringify(path)))) await bringBackOne(path);
  };
  const bringBackOne = async (path: string): Promise<void> => {
    const binding = bindingOf(path);
    const entry = await journal.read(path);
    if (!binding || !entry || bound.has(path) || problems.has(path)) return;
    const { file } = await enter(path, binding, lastReading(binding, entry));
    markDirty(file.handle.name);
    tellOf(path, `${path} was gone from the folder; it is written again from what was saved here.`, onPurpose(path));
  };
  const tellOf = (path: string, message: string, hint: string): void => {
    told.set(path, { severity: 'warning', code: 'file-written-again', file: path, message, hint });
    tell();
  };

  /** Every level can be spoken of: its comments have a room before they have a file. */
  const bindComments = async (): Promise<void> => {
    for (const { path: level } of [...bound.values()].filter(({ binding }) => binding.kind === 'level')) {
      const path = commentsOf(level);
      const binding = bindingOf(path);
      if (!binding || bound.has(path)) continue;
      const handle = await rooms.room(roomOf(path, binding), () => {});
      listenTo(handle);
      bound.set(path, { path, binding, handle, base: undefined, broken: problems.has(path), dirty: true, failed: false });
    }
  };

  /** Tables and behaviour trees that were made in a window, or came back with a step or a version: they have a room before they have a file. */
  const bindMade = (): void => {
    const handle = bound.get(projectPath)?.handle;
    if (!handle) return;
    for (const path of filesOfProject(handle.document)) {
      const binding = bindingOf(path);
      if (!binding || bound.has(path)) continue;
      bound.set(path, { path, binding, handle, base: undefined, broken: problems.has(path), dirty: true, failed: false });
      markDirty(handle.name);
    }
  };

  const syncAssets = async (): Promise<void> => {
    const project = bound.get(projectPath);
    if (!project) return;
    const found = await assets.sync(project.handle).catch((error: unknown) => [problemOf('assets', error)]);
    if (JSON.stringify(found) === JSON.stringify(assetProblems)) return;
    assetProblems = found;
    tell();
  };

  /** Brings what changed on disk into the rooms. */
  const scan = async (isFirst = false): Promise<void> => {
    const found: Problem[] = [];
    const paths = await listFiles(root, found, withComments);
    if (JSON.stringify(found) !== JSON.stringify(strays)) {
      strays = found;
      tell();
    }
    for (const path of paths) {
      const binding = bindingOf(path);
      if (!binding) continue;
      try {
        const file = bound.get(path);
        if (file) await takeIn(file);
        else {
          await bind(path, binding);
          // Who is told of a level enters the room of what is said about it at once.
          if (binding.kind === 'level') await bindComments();
          tell();
        }
      } catch (error) {
        report(path, [problemOf(path, error)]);
      }
    }
    if (isFirst) await bringBack();
    await bindComments();
    bindMade();
    await syncAssets();
    for (const file of bound.values()) if (!paths.includes(file.path)) lose(file);
  };

  /** A file that is in the folder no more. */
  const lose = (file: BoundFile): void => {
    if (file.base === undefined || file.failed) return;
    // What could not be read is away, and with it the reason not to write.
    file.broken = false;
    if (file.binding.isTakenOut?.(file.handle.document)) {
      markDirty(file.handle.name);
      return;
    }
    report(file.path, [
      {
        severity: 'warning',
        code: 'file-gone',
        file: file.path,
        folder: 'behind',
        message: `${file.path} is gone from the folder; what it said is saved here.`,
        hint: 'It is written again with the next edit.',
      },
    ]);
  };

  const takeIn = async (file: BoundFile): Promise<void> => {
    const found = await look(file.path, file.binding);
    if (found === undefined) return;
    if ('unreadable' in found) {
      file.broken = true;
      reportDamaged(file.path, found.unreadable);
      return;
    }
    const { text, reading } = found;
    if (text === file.base) {
      if (file.broken) {
        file.broken = false;
        markDirty(file.handle.name);
      }
      if (!file.failed) report(file.path, []);
      return;
    }
    file.broken = false;
    report(file.path, []);
    const before = file.base;
    await file.handle.edit(`${file.path} changed on disk`, (origin) => reading.apply(file.handle.document, before, undefined, origin));
    file.base = text;
    await journal.write(file.path, { base: text });
  };

  const save = async (file: BoundFile): Promise<void> => {
    // Only what is on the room's own disk goes into the folder.
    await file.handle.drain();
    const text = file.binding.render(file.handle.document);
    if (file.broken) return;
    if (text === undefined) {
      if (file.base !== undefined && file.binding.isTakenOut?.(file.handle.document)) await takeOut(file);
      return;
    }
    if (file.base !== undefined && file.binding.same(text, file.base) && (await textOf(file.path)) !== undefined) return;
    // Somebody may have written the file a moment ago: that is taken in first.
    const onDisk = await textOf(file.path);
    if (onDisk !== undefined && onDisk !== file.base) {
      await takeIn(file);
      if (file.broken) return;
    }
    await put(file, file.binding.render(file.handle.document)!);
  };

  const put = async (file: BoundFile, text: string): Promise<void> => {
    const full = await resolveInside(root, file.path);
    await journal.write(file.path, { base: file.base ?? text, pending: text });
    await writeAtomically(full, text);
    file.base = text;
    await journal.write(file.path, { base: text });
  };

  /** Removes the file of what was deleted in the room; a file that somebody has changed meanwhile comes back into it instead. */
  const takeOut = async (file: BoundFile): Promise<void> => {
    const full = await resolveInside(root, file.path);
    const onDisk = await textOf(file.path);
    if (onDisk !== undefined && onDisk !== file.base) return takeIn(file);
    await journal.remove(file.path);
    await rm(full, { force: true });
    bound.delete(file.path);
    return undefined;
  };

  const saveAll = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (bound.get(projectPath)?.dirty) {
      bindMade();
      await syncAssets();
    }
    for (const file of bound.values()) {
      if (!file.dirty) continue;
      file.dirty = false;
      try {
        await save(file);
        file.failed = false;
        if (!file.broken) report(file.path, []);
      } catch (error) {
        Object.assign(file, { dirty: true, failed: true });
        report(file.path, [notWritten(file.path, error)]);
        if (!closed) timer ??= setTimeout(() => void inTurn(saveAll), options.retryAfter ?? Math.max(saveAfter, 5000));
      }
    }
  };

  await inTurn(() => scan(true));
  if (!bound.has(projectPath) && !problems.has(projectPath)) {
    stopReopened();
    throw new LedgerError({
      code: 'not-a-project',
      message: `${root} has no ledgerquest.json.`,
      hint: 'Open the folder of a project, or make one with lq init.',
      where: root,
    });
  }
  if (!bound.has(projectPath)) {
    stopReopened();
    const [problem] = problems.get(projectPath) ?? [];
    throw new LedgerError({
      code: 'broken-project',
      message: problem?.message ?? 'ledgerquest.json cannot be read.',
      hint: problem?.hint,
      where: [projectPath, problem?.line, problem?.column].filter((part) => part !== undefined).join(':'),
    });
  }

  if (watching) {
    // A folder that can no longer be watched (removed, too many watches) is still saved.
    watcher = watchFolder(root, withComments, hear, (error) => report('', [problemOf('', error)]));
    await watcher.refresh();
  }

  const levelOf = ({ path, handle }: BoundFile): FolderLevel => {
    const meta = handle.document.doc.getMap('meta');
    const [id, name] = ['id', 'name'].map((key) => meta.get(key)).map((value) => (typeof value === 'string' ? value : path));
    const draft = DraftOf.safeParse(meta.get('draft'));
    return { path, id: id!, name: name!, room: handle.name, ...(draft.success && { draft: draft.data }) };
  };
  const flush = (): Promise<void> => inTurn(saveAll);
  const discard = async (path: string): Promise<void> => {
    const full = await resolveInside(root, path);
    await bound.get(path)?.handle.drain();
    bound.delete(path);
    problems.delete(path);
    await rm(full, { force: true });
  };

  return {
    dir: root,
    roomPrefix,
    projectRoom: roomNameOf({ project: roomPrefix, kind: 'project', subject: '' }),
    levels: () => [...bound.values()].filter(({ binding }) => binding.kind === 'level').map(levelOf),
    scripts: () =>
      [...bound.values()].filter(({ binding }) => binding.kind === 'script').map(({ path, handle }) => ({ path, room: handle.name })),
    parts: () =>
      [...bound.values()]
        .filter(({ path, binding }) => binding.kind !== 'comments' && (binding.kind !== 'project' || path === projectPath))
        .map(({ path, handle }) => ({ path, room: handle as RoomHandle & { document: VersionedDocument } })),
    onEdited(listener) {
      edited.add(listener);
      return () => edited.delete(listener);
    },
    problems: () => orderProblems([...strays, ...assetProblems, ...told.values(), ...[...problems.values()].flat()]),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    assets: store,
    async files() {
      // What was made a moment ago has no file yet, and what is gone from the folder is still in its room.
      bindMade();
      const kept = [...bound.values()].filter(({ binding }) => binding.kind !== 'comments').map(({ path }) => path);
      const all = new Map<string, Uint8Array>();
      for (const path of [...new Set([...(await listFiles(root, [])), ...kept])].toSorted()) {
        if (path.startsWith('assets/')) continue;
        const file = bound.get(path);
        if (file?.base !== undefined && !file.broken && file.binding.isTakenOut?.(file.handle.document)) continue;
        const text = file?.binding.render(file.handle.document);
        const isAsOnDisk =
          text === undefined || file === undefined || file.broken || (file.base !== undefined && file.binding.same(text, file.base));
        const bytes = isAsOnDisk ? await readProjectFile(root, path) : undefined;
        if (bytes !== undefined || text !== undefined) all.set(path, bytes ?? new TextEncoder().encode(text));
      }
      return all;
    },
    addFile: (path, text) =>
      inTurn(async () => {
        const full = await resolveInside(root, path);
        if (bound.has(path) || (await textOf(path)) !== undefined)
          throw new LedgerError({ code: 'file-exists', message: `There is a file ${path} already.`, where: path });
        const read = bindingOf(path)?.read(text);
        if (!read?.ok)
          throw new LedgerError({
            code: 'broken-file',
            message: read?.problems[0]?.message ?? `A project has no place for ${path}.`,
            where: path,
          });
        await writeAtomically(full, text);
        await scan();
      }),
    async isNew(path) {
      return !bound.has(path) && (await journal.read(path)) === undefined && (await textOf(path)) === undefined;
    },
    removeLevel: (path) =>
      inTurn(async () => {
        if (bound.get(path)?.binding.kind !== 'level')
          throw new LedgerError({ code: 'no-such-file', message: `There is no level ${path}.`, where: path });
        for (const gone of [path, commentsOf(path)]) await discard(gone);
        tell();
      }),
    removeScript: (path) =>
      inTurn(async () => {
        if (bound.get(path)?.binding.kind !== 'script')
          throw new LedgerError({ code: 'no-such-file', message: `There is no script ${path}.`, where: path });
        await discard(path);
        // A script of the same name is another one: nothing is compared with what this one said.
        await journal.remove(path);
        tell();
      }),
    writeAgain: (path) =>
      inTurn(async () => {
        const file = bound.get(path);
        const text = file?.binding.render(file.handle.document);
        if (!file?.broken || text === undefined)
          throw new LedgerError({
            code: 'not-damaged',
            message: `${path} can be read, or nothing of it is saved here.`,
            hint: 'Look at Problems again: somebody may have mended it.',
            where: path,
          });
        const aside = await keepAside(root, path);
        file.broken = false;
        await file.handle.drain();
        await put(file, text);
        report(path, []);
        tellOf(path, `${path} was damaged and is written again from what was saved here.`, `What it said lies in ${aside}.`);
      }),
    rescan: () => inTurn(() => scan()),
    flush,
    async close() {
      watcher?.close();
      clearTimeout(settle);
      await flush();
      closed = true;
      clearTimeout(timer);
      stopReopened();
      await unlock();
    },
  };
}

/** The file of what people say about a level. */
const commentsOf = (level: string): string => level.replace(levelPattern, 'comments/$1.json');

/** What a file said when it could be read last: a room that is gone is made of it. */
function lastReading(binding: Binding, entry: JournalEntry | undefined): Reading | undefined {
  const read = entry && binding.read(entry.pending ?? entry.base);
  return read?.ok ? read.reading : undefined;
}

const onPurpose = (path: string): string => {
  if (path === projectPath) return 'To give the project up, take it off the list of recent projects.';
  const where = levelPattern.test(path) ? 'out of "levels" in ledgerquest.json' : 'out of the levels that name it';
  return `If it was removed on purpose, take it ${where}, too.`;
};

/** Two copies of one project are two projects: their rooms are named by where they lie. */
const prefixOf = (root: string): string => `project-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
