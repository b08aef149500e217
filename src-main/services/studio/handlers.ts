import { randomUUID } from 'node:crypto';
import { type AlarmNotice, type LetterSystem, ringing, type SessionSummary as CloudSession } from '../../../cloud/client/index.ts';
import { type Bucket, createBucket, type VersionContent } from '../../../engine/document/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { visible } from '../../contract/visible.ts';
import type { Engine } from '../../../engine/run/index.ts';
import type { Handlers } from '../../contract/dispatch.ts';
import {
  type CloudStatus,
  type HostDescription,
  type ProjectHandle,
  type ProjectPerson,
  type Publication,
  PublishOutcome,
  type SessionSummary,
  type VersionDifference,
} from '../../contract/index.ts';
import type { PersonalClient } from '../cloud/as-person.ts';
import { requireEverywhere, whereAllowed } from '../cloud/where-allowed.ts';
import { stripTypes } from '../engine/index.ts';
import type { Members } from '../projects/members.ts';
import { personNamed } from '../projects/person-named.ts';
import { projectIdIn, type ProjectRegistry } from '../projects/registry.ts';
import { createPublishes } from '../publishing/publishes.ts';
import type { Trust } from '../projects/trust.ts';
import { asOutcome, checkPublish, publishLevel } from '../publishing/publisher.ts';
import type { Sharing } from '../sharing/index.ts';
import type { Login } from '../sign-in/login.ts';
import type { TenantLogins } from '../sign-in/tenant-logins.ts';
import type { Announcer } from './announcer.ts';
import type { OpenProjects, Person } from './open-projects.ts';
import { type GuestOf, withRights } from './rights.ts';
import { scenarioOf, sliceSummary, summarise } from './session-view.ts';
import { standingOf } from './standing.ts';

export interface StudioContext {
  person: Person;
  /** Where the person is no member of this machine: what they were invited to. */
  guest?: GuestOf;
}

export interface CloudAccess {
  status(): { state: CloudStatus['state']; reason?: string };
  tenants(): readonly string[];
  /** A tenant's cloud as a person may use it. @throws LedgerError `cloud-stopped`, `unknown-tenant` */
  of(tenant: string, person: Person): PersonalClient;
  /** That alarms of the whole cloud rang, oldest first: for who is operator in every tenant. */
  alarmNotices(): Promise<readonly AlarmNotice[]>;
  /** As whom a person is in a tenant: themselves, unless they have signed in as somebody. @throws LedgerError `sign-in-ended` */
  actingIn(tenant: string, person: Person): Promise<Person>;
}

export interface StudioServices {
  describe: (person: Person) => HostDescription;
  registry: ProjectRegistry;
  projects: OpenProjects;
  members: Members;
  trust: Trust;
  sharing: Sharing;
  cloud: CloudAccess;
  login: Login;
  tenantLogins: TenantLogins;
  engine: Engine;
  engineUrl: (engine: string) => string;
  target: string;
  tell: Announcer['tell'];
  log?: (error: unknown) => void;
}

const [namedPerMinute, namedAtOnce] = [6, 20];

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** What Studio may ask, answered by this machine's services to whom they are for. */
export function createHandlers(services: StudioServices): Handlers<StudioContext> {
  const { registry, projects, members, trust, sharing, cloud, engine, tell } = services;
  const publishes = createPublishes();

  const view = async (client: PersonalClient, session: CloudSession): Promise<SessionSummary> =>
    summarise(session, await scenarioOf(client, session));

  /** Named versions are kept for ever: nobody fills the disk with them. */
  const naming = new Map<string, Bucket>();
  const mayName = ({ id, name }: Person): void => {
    const now = performance.now();
    const bucket = naming.get(id) ?? createBucket(namedPerMinute / 60, namedAtOnce, now);
    naming.set(id, bucket);
    if (!bucket.take(now))
      throw new LedgerError({
        code: 'too-many-versions',
        message: `${name} has named ${namedAtOnce} versions in a short time.`,
        hint: 'What was edited is saved without a name, too. Wait a minute.',
      });
  };
  const authorOf = ({ id, name }: Person): { id: string; name: string } => ({ id, name });
  /** What went live is a version of its own. Without it the publish stands all the same. */
  const keepPublished = async (
    project: ProjectHandle,
    person: Person,
    { tenant, channel, revision }: { tenant: string; channel: string; revision: number },
    content: VersionContent,
  ): Promise<void> => {
    try {
      const versions = await projects.versions(project, person);
      await versions.take('published', authorOf(person), `Revision ${revision} on ${tenant}, ${channel}`, content);
    } catch (error) {
      services.log?.(error);
    }
  };

  /** Everybody who may come in, the owner first. */
  const peopleOf = (project: ProjectHandle): ProjectPerson[] => [
    ...members.everybody().map(({ person, role }) => ({ ...personNamed(person), role })),
    ...sharing.people(project),
  ];

  /** A project that somebody works on is not taken from under them. */
  const mayGo = async (project: ProjectHandle): Promise<void> => {
    const { name } = registry.find(project);
    const shared = sharing.state();
    if (shared.on && shared.project === project)
      throw new LedgerError({ code: 'project-shared', message: `${name} is shared with the network.`, hint: 'Stop sharing it first.' });
    const here = await projects.people(project);
    if (here.length > 0)
      throw new LedgerError({
        code: 'project-in-use',
        message: `${here.map((one) => one.name).join(', ')} ${here.length === 1 ? 'has' : 'have'} ${name} open.`,
        hint: 'Nothing was deleted. Close it in every window first.',
      });
  };

  const handlers: Handlers<StudioContext> = {
    'host.describe': (_request, { person }) => {
      const role = members.roleOf(person.id);
      return { ...services.describe(person), ...(role && { role }) };
    },

    'project.recent': async (_request, { person }) => {
      const live = await liveEverywhere(cloud, person);
      const folderOf = (dir: string) => members.roleOf(person.id) === 'owner' && { folder: dir };
      const projectsOf = registry.recent().map(async ({ handle, name, openedAt, dir }) => {
        const id = projectIdIn(dir);
        const own = live.filter(({ project }) => project === id);
        const pictured = own.find(({ thumbnail }) => thumbnail.state === 'ready');
        return {
          handle,
          name,
          ...folderOf(dir),
          openedAt,
          live: own.map(({ tenant, channel, revision }) => ({ tenant, channel, revision })),
          ...(pictured && { picture: { tenant: pictured.tenant, packageHash: pictured.packageHash } }),
          pictured: registry.picture(handle) !== undefined,
          here: await projects.people(handle),
          own: registry.isOwn(handle),
        };
      });
      const missing = registry
        .missing()
        .map(({ handle, name, dir, openedAt }) => ({ handle, name, ...folderOf(dir), openedAt, live: [], here: [], missing: true }));
      return { projects: [...(await Promise.all(projectsOf)), ...missing] };
    },
    'project.templates': () => ({ templates: registry.templates() }),
    'project.forget': ({ project }) => {
      registry.forget(project);
      return {};
    },
    'project.rename': async ({ project, name }, { person }) => {
      await projects.rename(project, name, person);
      return {};
    },
    'project.delete': async ({ project }) => {
      await mayGo(project);
      await projects.closeOne(project);
      registry.delete(project);
      return {};
    },
    'project.restore': ({ project }) => {
      registry.restore(project);
      return {};
    },
    'project.keepPicture': ({ project, jpeg }) => {
      registry.keepPicture(project, jpeg);
      return {};
    },
    'project.picture': ({ project }) => {
      const jpeg = registry.picture(project);
      return jpeg === undefined ? {} : { jpeg };
    },
    'project.create': ({ template }, { person }) => projects.open(registry.createFromTemplate(template).handle, person),
    'project.open': ({ project }, { person }) => projects.open(project, person),
    'project.problems': async ({ project }, { person }) => ({ problems: await projects.problems(project, person) }),
    'project.writeAgain': async ({ project, file }, { person }) => {
      await projects.writeAgain(project, file, person);
      return {};
    },
    'project.people': ({ project }) => ({ people: peopleOf(project) }),
    'project.trust': ({ project }) => {
      registry.trust(project);
      return {};
    },
    'room.join': ({ project, room }, { person }) => projects.ticket(project, room, person),

    'share.state': () => sharing.state(),
    'share.start': ({ project }) => sharing.start({ project }),
    'share.stop': () => sharing.stop(),
    'share.invite': ({ role, name }) => sharing.invite({ role, name }),
    'share.remove': async ({ guest }) => {
      await sharing.remove(guest);
      return {};
    },

    'versions.list': async ({ project }, { person }) => (await projects.versions(project, person)).list(),
    'versions.save': async ({ project, name }, { person }) => {
      const versions = await projects.versions(project, person);
      mayName(person);
      return versions.take('named', authorOf(person), name);
    },
    'versions.read': async ({ project, version }, { person }) => (await projects.versions(project, person)).read(version),
    'versions.diff': async ({ project, from, to }, { person }) =>
      (await (await projects.versions(project, person)).diff(from, to)) as VersionDifference,
    'versions.restore': async ({ project, version, part, again }, { person }) =>
      (await projects.versions(project, person)).restore(version, authorOf(person), part, again),

    'assets.bring': async ({ project, sha256 }, { person }) => ({ here: await projects.bringAssets(project, sha256, person) }),
    'drafts.begin': async ({ project, level, name }, { person }) => {
      const drafts = await projects.drafts(project, person);
      mayName(person);
      return drafts.begin(level, name, authorOf(person));
    },
    'drafts.drop': async ({ project, draft }, { person }) => {
      const drafts = await projects.drafts(project, person);
      mayName(person);
      return { version: (await drafts.drop(draft, authorOf(person))).id };
    },
    'drafts.writers': async ({ project, level, at }, { person }) => {
      const names = new Map(peopleOf(project).map(({ id, name }) => [id, name]));
      const ids = (await projects.drafts(project, person)).writers(level, at);
      return { writers: ids.map((some) => some.map((id) => names.get(id) ?? id)) };
    },

    'scripts.add': async ({ project, path, text }, { person }) => {
      const parts = await projects.parts(project, person);
      mayName(person);
      return parts.addScript(path, text);
    },
    'scripts.rename': async ({ project, from, to }, { person }) => (await projects.parts(project, person)).renameScript(from, to),
    'scripts.remove': async ({ project, path, kept, ran }, { person }) => {
      const parts = await projects.parts(project, person);
      return parts.removeScript(path, authorOf(person), { kept, ran, mayName: () => mayName(person) });
    },
    'levels.add': async ({ project, name, of }, { person }) => {
      const parts = await projects.parts(project, person);
      mayName(person);
      return parts.addLevel(name, of);
    },
    'levels.remove': async ({ project, level, kept }, { person }) => {
      const parts = await projects.parts(project, person);
      return { version: await parts.removeLevel(level, authorOf(person), { kept, mayName: () => mayName(person) }) };
    },

    'script.strip': ({ path, source }) => stripTypes(source, path),

    'cloud.status': async (_request, { person }) => {
      const status = cloud.status();
      const tenants = await Promise.all(
        (status.state === 'ready' ? cloud.tenants() : []).map(async (id) => {
          const { roles, standing } = await standingOf(services, id, person);
          return { id, roles: [...roles], standing };
        }),
      );
      const isTheirs = ({ roles, standing: { signIn } }: (typeof tenants)[number]): boolean =>
        roles.length > 0 || (signIn !== undefined && signIn.at !== 'out');
      return { target: services.target, ...status, tenants: tenants.filter(isTheirs) };
    },
    'cloud.publications': async ({ tenant }, { person }) => ({
      publications: (await cloud.of(tenant, person).publications(tenant)).map(
        ({ project: _project, latest: _latest, ...publication }) => publication as Publication,
      ),
    }),
    'cloud.sessions': async ({ tenant }, { person }) => {
      const client = cloud.of(tenant, person);
      const sessions = await client.sessions(tenant);
      return { sessions: await Promise.all(sessions.slice(0, 50).map((session) => view(client, session))) };
    },
    'cloud.startSession': async ({ tenant, level, channel, scenario, seed, host }, { person }) => {
      const started = await cloud.of(tenant, person).startSession({
        tenant,
        level,
        channel,
        person: person.id,
        ...(scenario !== undefined && { scenario }),
        ...(seed !== undefined && { seed }),
        ...(host !== undefined && { host }),
      });
      void tell({ tenant }, 'cloud.changed', { tenant });
      return { session: started.id, playUrl: started.playUrl ?? '' };
    },
    'cloud.playersLink': async ({ tenant, session }, { person }) => {
      const { playUrl } = await cloud.of(tenant, person).playersLink({ tenant, session, person: person.id });
      if (playUrl === undefined)
        throw new LedgerError({ code: 'no-playground', message: 'This cloud has no Playground.', hint: 'lq play joins without one.' });
      return { playUrl };
    },
    'cloud.changePhase': async ({ tenant, session, change }, { person }) => {
      const { changed } = await cloud.of(tenant, person).changePhase({ tenant, session, change, person: person.id });
      if (changed) void tell({ tenant }, 'cloud.changed', { tenant });
      return { changed };
    },
    'cloud.openSession': async ({ tenant, session }, { person }) => {
      const client = cloud.of(tenant, person);
      const recording = await client.recording(tenant, session);
      const detail = await client.session(tenant, session);
      await client.bringEngine(recording.engine);
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
    'cloud.audit': async ({ tenant, session }, { person }) => {
      const records = [];
      const client = cloud.of(tenant, person);
      for await (const record of client.audit(tenant, session)) {
        const common = { seq: record.seq, kind: record.kind, at: new Date(record.at).toISOString(), hash: record.hash };
        records.push(
          record.kind === 'start'
            ? {
                ...common,
                fromTick: 0,
                toTick: 0,
                summary: visible(
                  `Started by ${await client.nameOf(tenant, record.startedBy)}: ${record.level}, revision ${record.revision}`,
                ),
              }
            : {
                ...common,
                fromTick: record.fromTick,
                toTick: record.toTick,
                summary: await sliceSummary(record, (id) => client.nameOf(tenant, id)),
              },
        );
      }
      return { records };
    },
    'cloud.verify': async ({ tenant, session }, { person }) => {
      const { ticks, diverged, at, findings, assurance } = await cloud.of(tenant, person).verifySession(tenant, session);
      return { ticks, diverged, assurance, findings: findings.map(({ message }) => message), ...(at !== undefined && { at }) };
    },
    'cloud.health': async ({ tenant }, { person }) => ({ sessions: await cloud.of(tenant, person).health(tenant) }),
    'cloud.operations': async (_request, { person }) => {
      const allowed = await whereAllowed(await everywhere(cloud, person), { to: 'operate' });
      return { tenants: await Promise.all(allowed.map(({ tenant, client }) => client.operations(tenant))) };
    },
    'cloud.alarms': async (_request, { person }) => {
      await requireEverywhere(await everywhere(cloud, person), { to: 'operate' });
      return { ringing: ringing(await cloud.alarmNotices()).toReversed() };
    },
    'cloud.verifyTenant': async ({ tenant }, { person }) => {
      const { assurance, sessions, findings } = await cloud.of(tenant, person).verifyAudit(tenant);
      return { assurance, sessions: sessions.length, findings: findings.map(({ message }) => message) };
    },
    'cloud.redrive': async ({ tenant, system, id }, { person }) => {
      const [answer] = await cloud.of(tenant, person).redrive(tenant, [{ system: system as LetterSystem, id }]);
      return { outcome: answer?.outcome ?? 'unanswered', ...(answer?.error !== undefined && { error: answer.error }) };
    },
    'cloud.assetThumbnail': async ({ sha256 }, { person }) => {
      const found = await inEvery(cloud, person, (client, tenant) => client.assetThumbnail(tenant, sha256));
      const webp = found.find((bytes) => bytes !== undefined);
      return webp ? { webp: base64(webp) } : {};
    },
    'cloud.notices': async ({ tenant }, { person }) => ({
      notices: (await cloud.of(tenant, person).notices(tenant, person.id))
        .toReversed()
        .map(({ said, ...notice }) => ({ ...notice, said: { ...said } })),
    }),
    'cloud.readNotices': async ({ tenant, upTo }, { person }) => {
      await cloud.of(tenant, person).markNoticesRead(tenant, person.id, upTo);
      return {};
    },
    'cloud.scenarios': async ({ tenant, level, packageHash }, { person }) => ({
      scenarios: (await cloud.of(tenant, person).scenarios(tenant, level, packageHash)).map(({ id, name }) => ({ id, name })),
    }),
    'cloud.thumbnail': async ({ tenant, packageHash }, { person }) => {
      const client = cloud.of(tenant, person);
      const publication = (await client.publications(tenant)).find((candidate) => candidate.packageHash === packageHash);
      const png = await client.thumbnail(tenant, packageHash);
      const { adapter, reason } = publication?.thumbnail ?? {};
      return { ...(png && { png: base64(png) }), ...(adapter !== undefined && { adapter }), ...(reason !== undefined && { reason }) };
    },

    'cloud.signIn': ({ tenant }, { person }) => services.tenantLogins.begin(tenant, person.id),
    'cloud.signOut': ({ tenant }) => services.tenantLogins.end(tenant),
    'signIn.state': () => services.login.state(),
    'signIn.begin': ({ way }) => services.login.begin(way),
    'signIn.choose': (role) => services.login.choose(role),
    'signIn.end': () => services.login.end(),

    'publish.check': async ({ project, level, tenant, channel }, { person }) => {
      const publisher = await cloud.actingIn(tenant, person);
      const check = await checkPublish(
        cloud.of(tenant, publisher),
        engine,
        { id: level, compiled: await projects.compile(project, level, person) },
        { tenant, channel, publisher: publisher.id },
        (pack) => projects.doubts(pack),
      );
      if (!registry.find(project).trusted) check.blockers.unshift('This project is restricted: trust it before you publish it.');
      return check;
    },
    'publish.start': async ({ project, level, tenant, channel }, { person }) => {
      trust.require(registry.find(project));
      const publish = randomUUID();
      const publisher = await cloud.actingIn(tenant, person);
      const client = cloud.of(tenant, publisher);
      publishes.begin(publish);
      let published: VersionContent | undefined;
      void publishLevel(
        client,
        engine,
        async () => {
          const compiled = await projects.compile(project, level, person);
          published = (await projects.versions(project, person)).content();
          return compiled;
        },
        { tenant, channel, publisher: publisher.id },
        (progress) => void tell({ person: person.id }, 'publish.progress', { publish, ...progress }),
      ).then((result) => {
        const outcome = PublishOutcome.parse(result);
        publishes.end(publish, outcome);
        if (outcome.ok && published) void keepPublished(project, person, outcome, published);
        void tell({ person: person.id }, 'publish.finished', { publish, outcome });
        void tell({ tenant }, 'cloud.changed', { tenant });
      });
      return { publish };
    },
    'publish.state': ({ publish }) => publishes.state(publish),
    'publish.rollback': async ({ tenant, level, channel, revision }, { person }) => {
      try {
        const { level: _level, ...result } = await cloud
          .of(tenant, person)
          .rollback({ tenant, level, channel, revision, publisher: person.id });
        void tell({ tenant }, 'cloud.changed', { tenant });
        return { ok: true as const, ...result };
      } catch (error) {
        return asOutcome(error);
      }
    },
  };
  return withRights(handlers, members, (tenant, person) => cloud.actingIn(tenant, person));
}

/** What is live in the tenants whose publications the person may read. */
async function liveEverywhere(cloud: CloudAccess, person: Person): Promise<Awaited<ReturnType<PersonalClient['publications']>>> {
  return (await inEvery(cloud, person, (client, tenant) => client.publications(tenant))).flat();
}

/** All tenants, with who the person is in each. */
function everywhere(cloud: CloudAccess, person: Person): Promise<{ tenant: string; person: string; client: PersonalClient }[]> {
  return Promise.all(
    cloud.tenants().map(async (tenant) => {
      const acting = await cloud.actingIn(tenant, person);
      return { tenant, person: acting.id, client: cloud.of(tenant, acting) };
    }),
  );
}

/** What those tenants answer that let the person ask. */
async function inEvery<Answer>(
  cloud: CloudAccess,
  person: Person,
  ask: (client: PersonalClient, tenant: string) => Promise<Answer>,
): Promise<Answer[]> {
  if (cloud.status().state !== 'ready') return [];
  const found = await Promise.allSettled(
    cloud.tenants().map(async (tenant) => ask(cloud.of(tenant, await cloud.actingIn(tenant, person)), tenant)),
  );
  return found.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
