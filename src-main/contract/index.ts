import { z } from 'zod';
import {
  AuditRecord,
  CloudStatus,
  Publication,
  PublishCheck,
  PublishOutcome,
  PublishProgress,
  SessionHost,
  SessionRecording,
  SessionSummary,
  Verdict,
} from './cloud.ts';
import { call, Nothing } from './calls.ts';
import { Notice } from './notices.ts';
import { Operations, RedriveOutcome, RingingAlarm, SessionHealth, TenantVerdict } from './operations.ts';
import { HostDescription } from './host.ts';
import { Problem } from './problems.ts';
import {
  LevelPath,
  OpenProject,
  ProjectHandle,
  ProjectLevel,
  RanScript,
  ProjectPerson,
  ProjectPicture,
  ProjectScript,
  ProjectTemplate,
  RecentProject,
  RoomTicket,
  TemplateId,
} from './projects.ts';
import { ChosenRole, SignInState, SignInWay } from './sign-in.ts';
import { TenantSignIn } from './tenant-sign-in.ts';
import { HostPresence, ShareInvitation, ShareState } from './sharing.ts';
import { ScriptFile } from './script-file.ts';
import { DamagedVersion, RestorePart, Version, VersionDifference, VersionId } from './versions.ts';

export * from './cloud.ts';
export * from './host.ts';
export * from './notices.ts';
export * from './operations.ts';
export * from './problems.ts';
export * from './projects.ts';
export * from './script-file.ts';
export * from './sharing.ts';
export * from './sign-in.ts';
export * from './tenant-sign-in.ts';
export * from './versions.ts';

const Tenant = z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'a tenant id is 2 to 31 lower-case letters, digits and dashes');
const ofTenant = z.object({ tenant: Tenant }).strict();
/** In one line, read from one side: nothing in it turns round what stands beside it. */
const OneLine = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}\u2028-\u202e\u2066-\u2069]*$/u, 'a name stands in one line');
const AnyScript = z.string().min(1).max(200);
const ofVersion = z.object({ project: ProjectHandle, version: VersionId }).strict();
/** As it stands in addresses, keys and names of objects. */
const Named = z.string().regex(/^[\w-]{1,64}$/, 'a name of letters, digits, dashes and underscores');
const Channel = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/);
const PackageHash = z.string().regex(/^[0-9a-f]{64}$/);
const ofSession = z.object({ tenant: Tenant, session: Named }).strict();
const publishTo = z.object({ project: ProjectHandle, level: z.string(), tenant: Tenant, channel: Channel }).strict();

/** Every question the renderer may ask of its host, whichever door it came through. */
export const contract = {
  'host.describe': call(Nothing, HostDescription),
  'project.recent': call(Nothing, z.object({ projects: z.array(RecentProject) })),
  'project.templates': call(Nothing, z.object({ templates: z.array(ProjectTemplate) })),
  'project.create': call(z.object({ template: TemplateId }).strict(), OpenProject),
  /** Takes it off the list of recent projects of this machine; its files stay, and `project.restore` puts it back. */
  'project.forget': call(z.object({ project: ProjectHandle }).strict(), Nothing),
  /** Calls it otherwise, in its own file; whoever has it open sees that. */
  'project.rename': call(z.object({ project: ProjectHandle, name: OneLine }).strict(), Nothing),
  /** Takes it off the list and its folder out of the projects, to where `project.restore` finds it. Nobody may have it open. */
  'project.delete': call(z.object({ project: ProjectHandle }).strict(), Nothing),
  /** Brings back what was deleted or taken off the list while this host runs. */
  'project.restore': call(z.object({ project: ProjectHandle }).strict(), Nothing),
  /** Keeps how it looks, for its card; beside the list of recent projects, never in its folder. */
  'project.keepPicture': call(z.object({ project: ProjectHandle, jpeg: ProjectPicture }).strict(), Nothing),
  'project.picture': call(z.object({ project: ProjectHandle }).strict(), z.object({ jpeg: ProjectPicture.optional() })),
  'project.open': call(z.object({ project: ProjectHandle }).strict(), OpenProject),
  'project.problems': call(z.object({ project: ProjectHandle }).strict(), z.object({ problems: z.array(Problem) })),
  /** Writes a file of the folder that cannot be read again, from what is saved; what it said is kept aside. */
  'project.writeAgain': call(z.object({ project: ProjectHandle, file: z.string().min(1).max(300) }).strict(), Nothing),
  /** Everybody who may come in, whether here or not; the owner first. */
  'project.people': call(z.object({ project: ProjectHandle }).strict(), z.object({ people: z.array(ProjectPerson) })),
  'project.trust': call(z.object({ project: ProjectHandle }).strict(), Nothing),
  'room.join': call(z.object({ project: ProjectHandle, room: z.string() }).strict(), RoomTicket),
  'share.state': call(Nothing, ShareState),
  'share.start': call(z.object({ project: ProjectHandle }).strict(), ShareState),
  'share.stop': call(Nothing, ShareState),
  'share.invite': call(z.object({ role: z.enum(['editor', 'viewer']), name: z.string().max(64).optional() }).strict(), ShareInvitation),
  'share.remove': call(z.object({ guest: z.string().max(128) }).strict(), Nothing),
  'versions.list': call(
    z.object({ project: ProjectHandle }).strict(),
    z.object({ versions: z.array(Version), damaged: z.array(DamagedVersion) }),
  ),
  'versions.save': call(z.object({ project: ProjectHandle, name: OneLine }).strict(), Version),
  /** The texts of a version's rooms, by path. */
  'versions.read': call(ofVersion, z.object({ version: Version, content: z.record(z.string(), z.string()) })),
  'versions.diff': call(
    z.object({ project: ProjectHandle, from: VersionId, to: z.union([VersionId, z.literal('now')]) }).strict(),
    VersionDifference,
  ),
  /**
   * `before` is the version that holds what the restore wrote over. With `again` a part that was taken away comes back by a step that is undone
   * and redone: nothing is written over, so no version is taken.
   */
  'versions.restore': call(
    ofVersion.extend({ part: RestorePart.optional(), again: z.boolean().optional() }),
    z.object({ before: VersionId, after: VersionId, label: z.string() }),
  ),
  /** A draft of a level, as the level is now. */
  'drafts.begin': call(z.object({ project: ProjectHandle, level: LevelPath, name: OneLine }).strict(), ProjectLevel),
  /** `version` still has the draft: restored from there it is back. */
  'drafts.drop': call(z.object({ project: ProjectHandle, draft: LevelPath }).strict(), z.object({ version: VersionId })),
  /** Names of those who last wrote what a level says at these paths, some for each; none where nobody knows. */
  'drafts.writers': call(
    z.object({ project: ProjectHandle, level: LevelPath, at: z.array(z.array(z.string().max(200)).max(4)).max(1000) }).strict(),
    z.object({ writers: z.array(z.array(z.string())) }),
  ),
  /** Brings bytes into a project's store that another open project of this host has. Answers which of them it has then. */
  'assets.bring': call(
    z.object({ project: ProjectHandle, sha256: z.array(VersionId).max(1000) }).strict(),
    z.object({ here: z.array(z.string()) }),
  ),
  /** A new script, open for everybody. */
  'scripts.add': call(z.object({ project: ProjectHandle, path: ScriptFile, text: z.string().max(262_144) }).strict(), ProjectScript),
  /** The levels that run it follow. */
  'scripts.rename': call(z.object({ project: ProjectHandle, from: AnyScript, to: ScriptFile }).strict(), ProjectScript),
  /** `version` still has it, `kept` where that says what it says now; `levels` are those that ran it. */
  'scripts.remove': call(
    z.object({ project: ProjectHandle, path: AnyScript, kept: VersionId.optional(), ran: RanScript.optional() }).strict(),
    z.object({ version: VersionId, levels: z.array(z.string()) }),
  ),
  /** An empty level, or a copy of another. */
  'levels.add': call(z.object({ project: ProjectHandle, name: OneLine, of: LevelPath.optional() }).strict(), ProjectLevel),
  /** `version` still has it, `kept` where that says what it says now. */
  'levels.remove': call(
    z.object({ project: ProjectHandle, level: LevelPath, kept: VersionId.optional() }).strict(),
    z.object({ version: VersionId }),
  ),
  'script.strip': call(
    z.object({ path: z.string().max(200), source: z.string().max(262_144) }).strict(),
    z.union([z.object({ code: z.string() }), z.object({ problems: z.array(Problem) })]),
  ),
  'cloud.status': call(Nothing, CloudStatus),
  'cloud.publications': call(ofTenant, z.object({ publications: z.array(Publication) })),
  'cloud.sessions': call(ofTenant, z.object({ sessions: z.array(SessionSummary) })),
  'cloud.startSession': call(
    z
      .object({
        tenant: Tenant,
        level: Named,
        channel: Channel,
        scenario: Named.optional(),
        seed: z.number().int().min(0).max(0xffffffff).optional(),
        host: SessionHost.optional(),
      })
      .strict(),
    z.object({ session: z.string(), playUrl: z.string() }),
  ),
  /** The link of a session's players; that it was handed out is logged. */
  'cloud.playersLink': call(ofSession, z.object({ playUrl: z.string() })),
  /** `changed` is false where it stood so already. */
  'cloud.changePhase': call(ofSession.extend({ change: z.enum(['pause', 'resume', 'end']) }), z.object({ changed: z.boolean() })),
  'cloud.openSession': call(ofSession, SessionRecording),
  'cloud.audit': call(ofSession, z.object({ records: z.array(AuditRecord) })),
  'cloud.verify': call(ofSession, Verdict),
  'cloud.health': call(ofTenant, z.object({ sessions: z.array(SessionHealth) })),
  /** Of every tenant in which the person is operator. */
  'cloud.operations': call(Nothing, z.object({ tenants: z.array(Operations) })),
  /** Alarms of the whole cloud that ring, the latest first: for who is operator in every tenant. */
  'cloud.alarms': call(Nothing, z.object({ ringing: z.array(RingingAlarm) })),
  'cloud.verifyTenant': call(ofTenant, TenantVerdict),
  'cloud.redrive': call(ofTenant.extend({ system: z.string().max(32), id: z.string().max(256) }).strict(), RedriveOutcome),
  /** The small WebP that a tenant of the person's has of an image of these bytes, once it was published there. */
  'cloud.assetThumbnail': call(
    z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }).strict(),
    z.object({ webp: z.base64().optional() }),
  ),
  /** Newest first. */
  'cloud.notices': call(ofTenant, z.object({ notices: z.array(Notice) })),
  /** The person has read all up to this one. */
  'cloud.readNotices': call(ofTenant.extend({ upTo: z.string().min(1).max(256) }).strict(), Nothing),
  /** What a session of a published package can begin with, by id; one that names none has the first. */
  'cloud.scenarios': call(
    z.object({ tenant: Tenant, level: Named, packageHash: PackageHash }).strict(),
    z.object({ scenarios: z.array(z.object({ id: z.string(), name: z.string() })).readonly() }),
  ),
  'cloud.thumbnail': call(
    z.object({ tenant: Tenant, packageHash: PackageHash }).strict(),
    z.object({ png: z.base64().optional(), adapter: z.string().optional(), reason: z.string().optional() }),
  ),
  'signIn.state': call(Nothing, SignInState),
  /** One that is under way is called off. */
  'signIn.begin': call(z.object({ way: SignInWay }).strict(), SignInState),
  'signIn.choose': call(ChosenRole, SignInState),
  /** Calls off the one under way, or ends the one that is. */
  'signIn.end': call(Nothing, SignInState),
  /** As whom the owner of this computer acts in a tenant; announced by `cloud.changed` when it has come about. */
  'cloud.signIn': call(ofTenant, TenantSignIn),
  /** Calls off the one under way, or ends the one that is. */
  'cloud.signOut': call(ofTenant, TenantSignIn),
  'publish.check': call(publishTo, PublishCheck),
  'publish.start': call(publishTo, z.object({ publish: z.string() })),
  'publish.state': call(
    z.object({ publish: z.string().max(64) }).strict(),
    z.discriminatedUnion('state', [
      z.object({ state: z.literal('running') }),
      z.object({ state: z.literal('finished'), outcome: PublishOutcome }),
      /** This host has not started it, or was restarted since. */
      z.object({ state: z.literal('unknown') }),
    ]),
  ),
  'publish.rollback': call(
    z.object({ tenant: Tenant, level: Named, channel: Channel, revision: z.number().int().min(1) }).strict(),
    PublishOutcome,
  ),
} as const;

/** What the host tells every window of a person without being asked. */
export const announcements = {
  'publish.progress': PublishProgress,
  'publish.finished': z.object({ publish: z.string(), outcome: PublishOutcome }),
  'project.problems': z.object({ project: ProjectHandle, problems: z.array(Problem) }),
  'versions.changed': z.object({ project: ProjectHandle }),
  /** A level or a script came or went, or is called otherwise. */
  'levels.changed': z.object({ project: ProjectHandle }),
  'share.changed': ShareState,
  'guest.changed': z.object({ host: HostPresence }),
  'cloud.changed': z.object({ tenant: z.string().optional() }),
} as const;

export type Contract = typeof contract;
export type Channel = keyof Contract;
export type Request<C extends Channel> = z.input<Contract[C]['request']>;
export type Response<C extends Channel> = z.output<Contract[C]['response']>;
export type Topic = keyof typeof announcements;
export type Announcement<T extends Topic> = z.output<(typeof announcements)[T]>;

/** The renderer's only way out: one call, one subscription. */
export interface Bridge {
  invoke<C extends Channel>(channel: C, request: Request<C>): Promise<Response<C>>;
  on<T extends Topic>(topic: T, listener: (announcement: Announcement<T>) => void): () => void;
}
