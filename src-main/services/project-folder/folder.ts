/**
 * An open project: its files as rooms, its rooms as files. While it is open the rooms are the truth and are written as canonical text; what
 * somebody changes in the folder (an editor, git) enters its room as one step. A file that cannot be read leaves its room as it was, is
 * named with line and column, and is not written over until it can be read again.
 */
import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type AnyDocument, roomNameOf, type VersionedDocument } from '../../../engine/document/index.ts';
import type { ProjectFiles } from '../../../engine/model/document.ts';
import { orderProblems, type Problem } from '../../../engine/model/problem.ts';
import { projectPath } from '../../../engine/model/project.ts';
import { LedgerError } from '../../contract/error.ts';
import { type AssetStore, openAssetStore } from '../assets/index.ts';
import type { RoomHandle, RoomHost } from '../collaboration/index.ts';
import { assetsJournal, createFolderAssets } from './assets.ts';
import { type Binding, bindingOf, commentsPattern, filesOfProject, levelPattern } from './bindings.ts';
import { openJournal } from './journal.ts';
import { lockFolder } from './lock.ts';
import { resolveInside } from './paths.ts';
import { listFiles, readProjectFile, withComments } from './scan.ts';
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
  /** Look at the folder by itself; otherwise only `rescan` does. */
  watching?: boolean;
}

export interface ProjectFolder {
  readonly dir: string;
  /** The first part of its rooms' names. */
  readonly roomPrefix: string;
  readonly projectRoom: string;
  levels(): { path: string; id: string; name: string; room: string }[];
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
  const listeners = new Set<() => void>();
  const edited = new Set<() => void>();
  let strays: Problem[] = [];
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
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
  };
  const stopReopened = rooms.onReopened((handle) => {
    const files = [...bound.values()].filter((file) => file.handle.name === handle.name);
    for (const file of files) file.handle = handle;
    if (files.length > 0) {
      listenTo(handle);
      markDirty(handle.name);
      void inTurn(scan);
    }
  });

  /** A file seen for the first time since the project was opened. */
  const bind = async (path: string, binding: Binding): Promise<void> => {
    const text = await textOf(path);
    if (text === undefined) return;
    const read = binding.read(text);
    const entry = await journal.read(path);
    const name = roomOf(path, binding);
    // A room that was never made cannot be made from a file that cannot be read.
    if (!read.ok && entry === undefined) {
      report(path, read.problems);
      return;
    }
    let seeded = false;
    const handle = await rooms.room(name, (document, origin) => {
      seeded = read.ok;
      if (read.ok) read.reading.apply(document, undefined, undefined, origin);
    });
    const isFirst = ![...bound.values()].some((other) => other.handle.name === name);
    if (isFirst) listenTo(handle);
    const file: BoundFile = { path, binding, handle, base: undefined, broken: !read.ok, dirty: true };
    bound.set(path, file);
    if (!read.ok) {
      file.base = entry?.base;
      report(path, read.problems);
      return;
    }
    report(path, []);
    if (!seeded && text !== entry?.base && text !== entry?.pending) {
      const base = entry?.base ?? binding.render(handle.document);
      await handle.edit(`${path} changed on disk`, (origin) => read.reading.apply(handle.document, base, entry?.pending, origin));
    }
    file.base = text;
    await journal.write(path, { base: text });
  };

  /** Every level can be spoken of: its comments have a room before they have a file. */
  const bindComments = async (): Promise<void> => {
    for (const { path: level } of [...bound.values()].filter(({ binding }) => binding.kind === 'level')) {
      const path = level.replace(levelPattern, 'comments/$1.json');
      const binding = bindingOf(path);
      if (!binding || bound.has(path)) continue;
      const handle = await rooms.room(roomOf(path, binding), () => {});
      listenTo(handle);
      bound.set(path, { path, binding, handle, base: undefined, broken: problems.has(path), dirty: true });
    }
  };

  /** Tables and behaviour trees that were made in a window, or came back with a step or a version: they have a room before they have a file. */
  const bindMade = (): void => {
    const handle = bound.get(projectPath)?.handle;
    if (!handle) return;
    for (const path of filesOfProject(handle.document)) {
      const binding = bindingOf(path);
      if (!binding || bound.has(path)) continue;
      bound.set(path, { path, binding, handle, base: undefined, broken: problems.has(path), dirty: true });
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
  const scan = async (): Promise<void> => {
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
          tell();
        }
      } catch (error) {
        report(path, [problemOf(path, error)]);
      }
    }
    await bindComments();
    bindMade();
    await syncAssets();
    for (const file of bound.values()) {
      if (!paths.includes(file.path) && file.base !== undefined) {
        report(file.path, [
          {
            severity: 'warning',
            code: 'file-gone',
            file: file.path,
            message: `${file.path} is gone from the folder; the room still has it.`,
            hint: 'It is written again with the next edit.',
          },
        ]);
      }
    }
  };

  const takeIn = async (file: BoundFile): Promise<void> => {
    const text = await textOf(file.path);
    if (text === undefined) return;
    if (text === file.base) {
      if (file.broken) {
        file.broken = false;
        markDirty(file.handle.name);
      }
      report(file.path, []);
      return;
    }
    const read = file.binding.read(text);
    if (!read.ok) {
      file.broken = true;
      report(
        file.path,
        read.problems.map((problem) => ({
          ...problem,
          hint: problem.hint ?? 'The room keeps what it had and does not save over this file until it can be read.',
        })),
      );
      return;
    }
    file.broken = false;
    report(file.path, []);
    const before = file.base;
    await file.handle.edit(`${file.path} changed on disk`, (origin) => read.reading.apply(file.handle.document, before, undefined, origin));
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
    const full = await resolveInside(root, file.path);
    // Somebody may have written the file a moment ago: that is taken in first.
    const onDisk = await textOf(file.path);
    if (onDisk !== undefined && onDisk !== file.base) {
      await takeIn(file);
      if (file.broken) return;
    }
    const latest = file.binding.render(file.handle.document)!;
    await journal.write(file.path, { ...(file.base !== undefined ? { base: file.base } : { base: latest }), pending: latest });
    await writeAtomically(full, latest);
    file.base = latest;
    await journal.write(file.path, { base: latest });
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
        if (!file.broken) report(file.path, []);
      } catch (error) {
        file.dirty = true;
        report(file.path, [problemOf(file.path, error)]);
      }
    }
  };

  const projectFiles = await textOf(projectPath);
  if (projectFiles === undefined) {
    throw new LedgerError({
      code: 'not-a-project',
      message: `${root} has no ledgerquest.json.`,
      hint: 'Open the folder of a project, or make one with lq init.',
      where: root,
    });
  }
  await inTurn(scan);
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

  let watcher: FSWatcher | undefined;
  let settle: NodeJS.Timeout | undefined;
  if (watching) {
    watcher = watch(root, { recursive: true }, (_, name) => {
      if (closed || name?.startsWith('.ledgerquest') || name?.startsWith('.git')) return;
      clearTimeout(settle);
      settle = setTimeout(() => void inTurn(scan), 60);
    });
    // A folder that can no longer be watched (removed, too many watches) is still saved.
    watcher.on('error', (error) => report('', [problemOf('', error)]));
  }

  const titleOf = (document: AnyDocument, fallback: string): string => {
    const name = document.kind === 'level' ? document.doc.getMap('meta').get('name') : undefined;
    return typeof name === 'string' ? name : fallback;
  };
  const flush = (): Promise<void> => inTurn(saveAll);

  return {
    dir: root,
    roomPrefix,
    projectRoom: roomNameOf({ project: roomPrefix, kind: 'project', subject: '' }),
    levels: () =>
      [...bound.values()]
        .filter(({ binding }) => binding.kind === 'level')
        .map(({ path, handle }) => {
          const id = handle.document.doc.getMap('meta').get('id');
          return { path, id: typeof id === 'string' ? id : path, name: titleOf(handle.document, path), room: handle.name };
        }),
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
    problems: () => orderProblems([...strays, ...assetProblems, ...[...problems.values()].flat()]),
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
    rescan: () => inTurn(scan),
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

function problemOf(path: string, error: unknown): Problem {
  if (error instanceof LedgerError) return { severity: 'error', code: error.code, file: path, message: error.message, hint: error.hint };
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return {
      severity: 'error',
      code: 'disk-full',
      file: path,
      message: `The disk is full: ${path} is not written. The room has every edit.`,
      hint: 'Free some space; it is written with the next edit.',
    };
  }
  return {
    severity: 'error',
    code: 'file-failed',
    file: path,
    message: `${path}: ${code || String(error)}.`,
    hint: 'Look at the rights of the file and its folder.',
  };
}

/** Two copies of one project are two projects: their rooms are named by where they lie. */
const prefixOf = (root: string): string => `project-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
