import { randomUUID } from 'node:crypto';
import type { CloudClient, SessionSummary as CloudSession } from '../../../cloud/client/index.ts';
import type { Engine } from '../../../engine/run/index.ts';
import { LedgerError } from '../../contract/error.ts';
import type { Handlers } from '../../contract/dispatch.ts';
import {
  type Announcement,
  type CloudStatus,
  type HostDescription,
  type Publication,
  PublishOutcome,
  type SessionSummary,
  type Topic,
} from '../../contract/index.ts';
import { stripTypes } from '../engine/index.ts';
import { projectIdIn, type ProjectRegistry } from '../projects/registry.ts';
import { asOutcome, checkPublish, publishLevel } from '../publishing/publisher.ts';
import type { OpenProjects, Person } from './open-projects.ts';
import { plannedTicks, summarise } from './session-view.ts';

export interface StudioContext {
  person: Person;
}

export interface CloudAccess {
  status(): { state: CloudStatus['state']; reason?: string };
  tenants(): readonly string[];
  /** A client with the tenant's own keys. @throws LedgerError `cloud-stopped`, `unknown-tenant` */
  of(tenant: string): CloudClient;
  /** Player links of sessions started here, by session. */
  links: Map<string, string>;
}

export interface StudioServices {
  describe: (person: Person) => HostDescription;
  registry: ProjectRegistry;
  projects: OpenProjects;
  cloud: CloudAccess;
  engine: Engine;
  engineUrl: (engine: string) => string;
  target: string;
  announce: <T extends Topic>(topic: T, announcement: Announcement<T>) => void;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** What Studio may ask, answered by this machine's services. */
export function createHandlers(services: StudioServices): Handlers<StudioContext> {
  const { registry, projects, cloud, engine, announce } = services;

  const view = async (client: CloudClient, session: CloudSession): Promise<SessionSummary> =>
    summarise(session, await plannedTicks(client, session), cloud.links.get(session.id));

  return {
    'host.describe': (_request, { person }) => services.describe(person),

    'project.recent': async () => {
      const live = await liveEverywhere(cloud);
      const liveOf = (id: string | undefined) =>
        live.filter(({ project }) => project === id).map(({ tenant, channel, revision }) => ({ tenant, channel, revision }));
      return {
        projects: registry.recent().map(({ handle, name, openedAt, dir }) => ({ handle, name, openedAt, live: liveOf(projectIdIn(dir)) })),
      };
    },
    'project.create': ({ template }, { person }) => projects.open(registry.createFromTemplate(template).handle, person),
    'project.open': ({ project }, { person }) => projects.open(project, person),
    'project.problems': async ({ project }, { person }) => ({ problems: await projects.problems(project, person) }),
    'project.trust': ({ project }) => {
      registry.trust(project);
      return {};
    },
    'room.join': ({ project, room }, { person }) => projects.ticket(project, room, person),
    'script.strip': ({ path, source }) => stripTypes(source, path),

    'cloud.status': async (_request, { person }) => {
      const status = cloud.status();
      const tenants = await Promise.all(
        (status.state === 'ready' ? cloud.tenants() : []).map(async (id) => ({
          id,
          roles: [...(await cloud.of(id).rolesOf(id, person.id))] as string[],
        })),
      );
      return { target: services.target, ...status, tenants: tenants.filter(({ roles }) => roles.length > 0) };
    },
    'cloud.publications': async ({ tenant }) => ({
      publications: (await cloud.of(tenant).publications(tenant)).map(
        ({ project: _project, latest: _latest, ...publication }) => publication as Publication,
      ),
    }),
    'cloud.sessions': async ({ tenant }) => {
      const client = cloud.of(tenant);
      const sessions = await client.sessions(tenant);
      return { sessions: await Promise.all(sessions.slice(0, 50).map((session) => view(client, session))) };
    },
    'cloud.startSession': async ({ tenant, level, channel, scenario, seed }, { person }) => {
      const started = await cloud.of(tenant).startSession({
        tenant,
        level,
        channel,
        person: person.id,
        ...(scenario !== undefined && { scenario }),
        ...(seed !== undefined && { seed }),
      });
      const playUrl = started.playUrl ?? '';
      cloud.links.set(started.id, playUrl);
      announce('cloud.changed', { tenant });
      return { session: started.id, playUrl };
    },
    'cloud.openSession': async ({ tenant, session }) => {
      const client = cloud.of(tenant);
      const detail = await client.session(tenant, session);
      const recording = await client.recording(tenant, session);
      const { manifest, files } = await client.package(tenant, recording.level, recording.packageHash);
      return {
        session: await view(client, detail),
        engine: { id: recording.engine, url: services.engineUrl(recording.engine) },
        package: { manifest: base64(manifest), files: Object.fromEntries([...files].map(([path, bytes]) => [path, base64(bytes)])) },
        start: { ...recording.start, seed: recording.start.seed ?? 0, parameters: { ...recording.start.parameters } as never },
        commands: recording.commands.map((command) => ({ ...command, payload: command.payload as never })),
        hashes: [...recording.hashes],
      };
    },
    'cloud.audit': async ({ tenant, session }) => {
      const records = [];
      for await (const record of cloud.of(tenant).audit(tenant, session)) {
        const common = { seq: record.seq, kind: record.kind, at: new Date(record.at).toISOString(), hash: record.hash };
        records.push(
          record.kind === 'start'
            ? { ...common, fromTick: 0, toTick: 0, summary: `Started by ${record.startedBy}: ${record.level}, revision ${record.revision}` }
            : { ...common, fromTick: record.fromTick, toTick: record.toTick, summary: sliceSummary(record) },
        );
      }
      return { records };
    },
    'cloud.verify': async ({ tenant, session }) => {
      const { ticks, diverged, at, findings, assurance } = await cloud.of(tenant).verifySession(tenant, session);
      return { ticks, diverged, assurance, findings: findings.map(({ message }) => message), ...(at !== undefined && { at }) };
    },
    'cloud.thumbnail': async ({ tenant, packageHash }) => {
      const client = cloud.of(tenant);
      const publication = (await client.publications(tenant)).find((candidate) => candidate.packageHash === packageHash);
      const png = await client.thumbnail(tenant, packageHash);
      const { adapter, reason } = publication?.thumbnail ?? {};
      return { ...(png && { png: base64(png) }), ...(adapter !== undefined && { adapter }), ...(reason !== undefined && { reason }) };
    },

    'publish.check': async ({ project, level, tenant, channel }, { person }) => {
      const check = await checkPublish(
        cloud.of(tenant),
        engine,
        { id: level, compiled: await projects.compile(project, level, person) },
        { tenant, channel, publisher: person.id },
      );
      if (!registry.find(project).trusted) check.blockers.unshift('This project is restricted: trust it before you publish it.');
      return check;
    },
    'publish.start': ({ project, level, tenant, channel }, { person }) => {
      if (!registry.find(project).trusted) {
        throw new LedgerError({
          code: 'project-restricted',
          message: 'This project came from elsewhere and is restricted: it cannot be published.',
          hint: 'Look at its scripts, then choose Trust this project.',
        });
      }
      const publish = randomUUID();
      const client = cloud.of(tenant);
      void publishLevel(
        client,
        engine,
        () => projects.compile(project, level, person),
        { tenant, channel, publisher: person.id },
        (progress) => announce('publish.progress', { publish, ...progress }),
      ).then((published) => {
        announce('publish.finished', { publish, outcome: PublishOutcome.parse(published) });
        announce('cloud.changed', { tenant });
      });
      return { publish };
    },
    'publish.rollback': async ({ tenant, level, channel, revision }, { person }) => {
      try {
        const { level: _level, ...result } = await cloud.of(tenant).rollback({ tenant, level, channel, revision, publisher: person.id });
        announce('cloud.changed', { tenant });
        return { ok: true as const, ...result };
      } catch (error) {
        return asOutcome(error);
      }
    },
  };
}

async function liveEverywhere(cloud: CloudAccess): Promise<{ project: string; tenant: string; channel: string; revision: number }[]> {
  if (cloud.status().state !== 'ready') return [];
  const found = await Promise.allSettled(cloud.tenants().map((tenant) => cloud.of(tenant).publications(tenant)));
  return found.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

const sliceSummary = ({
  fromTick,
  toTick,
  commands,
}: {
  fromTick: number;
  toTick: number;
  commands: readonly { type: string; sender: number }[];
}): string => {
  const said = commands.map(({ type, sender }) => `${type} by ${sender === 0 ? 'the host' : `player ${sender}`}`);
  return `Ticks ${fromTick + 1} to ${toTick}${said.length > 0 ? `: ${said.join(', ')}` : ''}`;
};
