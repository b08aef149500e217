/** A host inside one process: projects from given files, no cloud. Calls that need one are refused as the real host refuses them. */
import type { AnyDocument, EditOrigin } from '../../../engine/document/index.ts';
import { parseRoomName, replaceScript, seedFrom, seedProject } from '../../../engine/document/index.ts';
import { LevelFile } from '../../../engine/model/level.ts';
import { ProjectFile } from '../../../engine/model/project.ts';
import {
  type Announcement,
  type Bridge,
  type Channel,
  contract,
  type OpenProject,
  type ProjectHandle,
  type Request,
  type Response,
  type Topic,
} from '../../../src-main/contract/index.ts';
import { LedgerError } from '../../../src-main/contract/error.ts';
import { createMemoryDrafts, type MemoryDrafts } from './memory-drafts.ts';
import { createMemoryParts, nameAgain, partCalls } from './memory-parts.ts';
import type { MemoryRooms } from './memory-rooms.ts';
import { createMemoryVersions, type MemoryVersions } from './memory-versions.ts';

export type TextFiles = Readonly<Record<string, string>>;
export type StripTypes = (source: string, path: string) => { code: string } | { problems: Response<'project.problems'>['problems'] };

export interface MemoryHost {
  bridge: Bridge;
  /** The same as a person's window has it: what they do is theirs. */
  bridgeOf(person: { id: string; name: string }): Bridge;
  seed: (room: string, document: AnyDocument, origin: EditOrigin) => void;
  announce<T extends Topic>(topic: T, announcement: Announcement<T>): void;
  /** Every call, as `channel`. */
  calls: string[];
}

export interface MemoryHostOptions {
  /** Template id to its files. */
  templates: Readonly<Record<string, TextFiles>>;
  /** Projects opened before, by template id. */
  recent?: readonly string[];
  strip?: StripTypes;
  engineUrl?: string;
  person?: { id: string; name: string; colour: string };
  /** The rooms of its projects, once they are there: without them there are no versions. */
  rooms?: () => MemoryRooms;
  /** Whether a project of this host has the bytes of an asset. */
  hasAsset?: (sha256: string) => boolean;
  /** What this host answers instead of its own answers, by call. */
  answers?: Answers;
}

export type Answers = Partial<{ [C in Channel]: (request: Request<C>) => Response<C> | Promise<Response<C>> }>;

const handleOf = (template: string): ProjectHandle => `project-${template}` as ProjectHandle;

export function createMemoryHost({
  templates,
  recent = [],
  strip,
  engineUrl = '/engine/toy',
  person,
  answers = {},
  rooms,
  hasAsset = () => false,
}: MemoryHostOptions): MemoryHost {
  const parts = createMemoryParts();
  const drafts = rooms && createMemoryDrafts(rooms);
  const listeners = new Map<Topic, Set<(announcement: never) => void>>();
  const calls: string[] = [];
  /** Who asks what is answered now. */
  let asking = { id: 'ada', name: 'Ada' };
  const projects = new Map<string, ProjectFile>();
  const project = (template: string): ProjectFile => {
    if (!Object.hasOwn(templates, template)) {
      throw new LedgerError({
        code: 'no-such-project',
        message: `There is no project ${template}.`,
        hint: 'It may have been moved or deleted.',
      });
    }
    const known = projects.get(template) ?? ProjectFile.parse(JSON.parse(templates[template]?.['ledgerquest.json'] ?? '{}'));
    projects.set(template, known);
    return known;
  };
  const level = (template: string, path: string): LevelFile => LevelFile.parse(JSON.parse(templates[template]?.[path] ?? '{}'));
  const openProject = (template: string): OpenProject => {
    const { id, name, levels } = project(template);
    return {
      handle: handleOf(template),
      id,
      name,
      restricted: false,
      levels: [
        ...levels.map((path) => {
          const file = level(template, path);
          return { path, id: file.id, name: file.name, room: `${id}/level/${file.id}` };
        }),
        ...[...parts.levels].map(([path, file]) => ({ path, id: file.id, name: file.name, room: `${id}/level/${file.id}` })),
        ...(drafts?.of(id) ?? []),
      ].filter(({ path }) => !parts.gone.has(path)),
      scripts: [...new Set([...Object.keys(templates[template] ?? {}), ...parts.scripts.keys()])]
        .filter((path) => path.startsWith('scripts/') && !parts.gone.has(path))
        .map((path) => ({ path, room: `${id}/script/${path}` })),
      projectRoom: `${id}/project`,
      problems: [],
      gone: parts.told.filter(({ path }) => parts.gone.has(path)),
    };
  };
  const templateOf = (handle: ProjectHandle): string => handle.slice('project-'.length);
  /** What has been taken away comes back first, a level with its name in the project. */
  const restore = (versions: MemoryVersions, { project: handle, version, part, again = false }: Request<'versions.restore'>) => {
    const isQuiet = again && part !== undefined && parts.gone.has(part.path);
    const opened = (): OpenProject => openProject(templateOf(handle as ProjectHandle));
    if (part !== undefined && parts.gone.delete(part.path) && rooms) {
      nameAgain(rooms(), opened(), part.path);
      void Promise.resolve().then(() => listeners.get('levels.changed')?.forEach((tell) => tell({ project: handle } as never)));
    }
    return versions.restore(opened(), version, part, isQuiet);
  };
  const versionCalls = (versions: MemoryVersions) => {
    const opened = (handle: string): OpenProject => openProject(templateOf(handle as ProjectHandle));
    const changed = <T>(handle: string, answer: T): T => {
      void Promise.resolve().then(() => listeners.get('versions.changed')?.forEach((tell) => tell({ project: handle } as never)));
      return answer;
    };
    return {
      'versions.list': () => versions.list(),
      'versions.save': ({ project: handle, name }: Request<'versions.save'>) => changed(handle, versions.save(opened(handle), name)),
      'versions.read': ({ version }: Request<'versions.read'>) => versions.read(version),
      'versions.diff': ({ project: handle, from, to }: Request<'versions.diff'>) => versions.diff(opened(handle), from, to),
      'versions.restore': (request: Request<'versions.restore'>) => changed(request.project, restore(versions, request)),
    };
  };
  const draftCalls = (drafts: MemoryDrafts, versions: MemoryVersions) => {
    const opened = (handle: string): OpenProject => openProject(templateOf(handle as ProjectHandle));
    const levelOf = (handle: string, path: string): OpenProject['levels'][number] =>
      opened(handle).levels.find((one) => one.path === path)!;
    const changed = (handle: string): void =>
      void Promise.resolve().then(() => listeners.get('levels.changed')?.forEach((tell) => tell({ project: handle } as never)));
    return {
      'drafts.begin': ({ project: handle, level: path, name }: Request<'drafts.begin'>) => {
        const base = versions.save(opened(handle), `Before ${name}`);
        const begun = drafts.begin(opened(handle).id, levelOf(handle, path), name, base.id);
        changed(handle);
        return begun;
      },
      'drafts.drop': ({ project: handle, draft }: Request<'drafts.drop'>) => {
        const version = versions.save(opened(handle), 'Before a draft was dropped').id;
        drafts.drop(draft);
        changed(handle);
        return { version };
      },
      'drafts.writers': ({ project: handle, level: path, at }: Request<'drafts.writers'>) => ({
        writers: drafts.writers(levelOf(handle, path), at),
      }),
    };
  };
  const ownPartCalls = (versions: MemoryVersions, all: () => MemoryRooms) => {
    const opened = (handle: string): OpenProject => openProject(templateOf(handle as ProjectHandle));
    return partCalls(
      parts,
      all,
      opened,
      (handle, path, kept) => versions.keep(opened(handle), path, kept),
      () => asking,
      (handle, answer) => {
        void Promise.resolve().then(() => listeners.get('levels.changed')?.forEach((tell) => tell({ project: handle } as never)));
        return answer;
      },
    );
  };
  const memoryVersions = rooms && createMemoryVersions(rooms);
  const refuse = (channel: string): never => {
    throw new LedgerError({ code: 'no-cloud', message: `No cloud answers (${channel}).`, hint: 'Start one: lq up' });
  };

  const handlers: Partial<{ [C in Channel]: (request: never) => Response<C> }> = {
    'host.describe': () => ({
      kind: 'web',
      version: '0.1.0',
      person: person ?? { id: 'ada', name: 'Ada Lovelace', colour: '#6ea8fe' },
      roomsUrl: 'ws://127.0.0.1:0/rooms',
      engine: { id: 'engine@toy', url: engineUrl },
      playgroundUrl: 'http://127.0.0.1:0/',
      target: 'local',
    }),
    'project.recent': () => ({
      projects: recent.map((template) => ({
        handle: handleOf(template),
        name: project(template).name,
        openedAt: '2026-11-20T16:04:00Z',
        live: [],
        here: [],
      })),
    }),
    'project.templates': () => ({
      templates: Object.keys(templates).map((id) => ({
        id,
        name: project(id).name,
        teaches: `What ${id} teaches.`,
        players: [1, 4],
        minutes: 45,
      })),
    }),
    'project.forget': () => ({}),
    'project.rename': () => ({}),
    'project.delete': () => ({}),
    'project.restore': () => ({}),
    'project.create': ({ template }: { template: string }) => openProject(template),
    'project.open': ({ project: handle }: { project: ProjectHandle }) => openProject(templateOf(handle)),
    'project.problems': () => ({ problems: [] }),
    'project.writeAgain': () => ({}),
    'project.people': () => ({
      people: [
        { id: 'ada', name: 'Ada', colour: '#6ea8fe', role: 'owner' },
        { id: 'ben', name: 'Ben', colour: '#5fd0b5', role: 'editor' },
        { id: 'grace', name: 'Grace Hopper', colour: '#f2a65a', role: 'editor' },
      ],
    }),
    'project.trust': () => ({}),
    'assets.bring': ({ sha256 }: Request<'assets.bring'>) => ({ here: sha256.filter(hasAsset) }),
    'share.state': () => ({ on: false, guests: [] }),
    ...(memoryVersions && versionCalls(memoryVersions)),
    ...(memoryVersions && drafts && draftCalls(drafts, memoryVersions)),
    ...(memoryVersions && rooms && ownPartCalls(memoryVersions, rooms)),
    'script.strip': ({ path, source }: { path: string; source: string }) => strip?.(source, path) ?? { code: source },
    'cloud.status': () => ({ target: 'local', state: 'stopped', reason: 'No cloud is running.', tenants: [] }),
  };

  const bridgeOf = (person: { id: string; name: string }): Bridge => ({
    invoke(channel, request) {
      calls.push(channel);
      return Promise.resolve().then(() => {
        asking = person;
        const parsed = contract[channel].request.parse(request);
        const handler = (answers[channel] ?? handlers[channel]) as ((request: unknown) => unknown) | undefined;
        return Promise.resolve(handler ? handler(parsed) : refuse(channel)).then(
          (answer) => contract[channel].response.parse(answer) as never,
        );
      });
    },
    on(topic, listener) {
      const own = listeners.get(topic) ?? new Set();
      listeners.set(topic, own.add(listener as (announcement: never) => void));
      return () => own.delete(listener as (announcement: never) => void);
    },
  });
  return {
    calls,
    bridge: bridgeOf(asking),
    bridgeOf,
    seed(room, document, origin) {
      const name = parseRoomName(room);
      const template = Object.keys(templates).find((candidate) => project(candidate).id === name?.project);
      if (!name || template === undefined) return;
      if (document.kind === 'project') seedProject(document, project(template), origin);
      else if (document.kind === 'script')
        replaceScript(document, parts.scripts.get(name.subject) ?? templates[template]?.[name.subject] ?? '', origin);
      else if (document.kind === 'level') {
        const path = project(template).levels.find((candidate) => level(template, candidate).id === name.subject);
        const own = `levels/${name.subject}.json`;
        const file = path === undefined ? (parts.levels.get(own) ?? drafts?.file(own)) : level(template, path);
        if (file) seedFrom(document, file, origin);
      }
    },
    announce: (topic, announcement) => listeners.get(topic)?.forEach((listener) => listener(announcement as never)),
  };
}
