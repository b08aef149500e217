import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsAuditReader, DynamoMetering } from '../adapters/aws/audit.ts';
import { S3Analytics } from '../adapters/aws/analytics.ts';
import { awsClients } from '../adapters/aws/clients.ts';
import { S3Derivatives } from '../adapters/aws/derivatives.ts';
import { DynamoDirectory } from '../adapters/aws/directory.ts';
import { S3EngineBuilds } from '../adapters/aws/engine-builds.ts';
import { systemHost } from '../adapters/aws/host.ts';
import { KmsKeys } from '../adapters/aws/keys.ts';
import { DynamoEntities } from '../adapters/aws/entities.ts';
import { DynamoHostDirectory } from '../adapters/aws/hosted.ts';
import { DynamoLetters } from '../adapters/aws/letters.ts';
import { DynamoBoard, keyOf, parseRequestKey, S3Levels } from '../adapters/aws/levels.ts';
import { PersonVault } from '../adapters/aws/person-vault.ts';
import { DynamoLimits } from '../adapters/aws/limits.ts';
import { DynamoAchievements, DynamoNotices } from '../adapters/aws/notices.ts';
import { Objects } from '../adapters/aws/objects.ts';
import { S3ReadLog } from '../adapters/aws/read-log.ts';
import { DynamoSessions } from '../adapters/aws/sessions.ts';
import { Table } from '../adapters/aws/table.ts';
import {
  AuditRecord,
  exportAudit,
  recordName,
  keepHeads,
  queryAudit,
  verifySession,
  verifyTenant,
  witnessOf,
  type Assurance,
  type AuditedDeed,
  type AuditQuery,
  type AuditVerdict,
  type SessionVerdict,
  type VerifyAuditDeps,
  type Witness,
} from '../domain/audit/index.ts';
import { authorise, fetchPackage, loadPackage, type Permission } from '../domain/publish/index.ts';
import { budgetOf, commandRate, limitsOf, type Budget } from '../domain/quota/index.ts';
import { need, refuse } from '../domain/refusal.ts';
import {
  acceptCommand,
  changePhase,
  joinSession,
  levelCache,
  phaseOf,
  shownSession,
  startSession,
  type AcceptDeps,
  type Ack,
  type Incoming,
  type PhaseOrder,
  type StartOrder,
} from '../domain/session/index.ts';
import type {
  EngineBuild,
  EnginePackage,
  EntityModelState,
  EntityRow,
  KpiValues,
  Letter,
  LetterRef,
  Limits,
  LogLine,
  LogQuery,
  Member,
  Meter,
  PhaseReason,
  ReadEntry,
  Role,
  ScriptTrouble,
  SessionHead,
  SessionRef,
  SessionStart,
  StoredRecord,
  ThumbnailState,
  Usage,
} from '../ports/index.ts';
import { operationsOf, type Operations } from './operations.ts';
import { noLogs, traceCommand, watchSessions, type SessionHealth, type TracedCommand } from './watching.ts';
import { publish, rollback, type OnProgress, type PublishDeps, type PublishOrder, type PublishResult } from './publish.ts';
import {
  achievementsAtSeat,
  achievementsOf,
  markNoticesRead,
  noticesFor,
  type AchievementView,
  type AtSeat,
  type NoticeView,
} from './notices.ts';
import { hostOf, hotSocketUrl, opensSession, throughHost, type HostedDeps } from './hosted.ts';
import { recordingOf, type SessionInputs } from './recording.ts';
import { exportPerson, type PersonExported } from './person-export.ts';
import { askForLetters, sendLettersAgain, type Redriven } from './letters.ts';
import { revisionsOf, type RevisionHistory } from './revisions.ts';
import { assetThumbnail } from './thumbnails.ts';
import type { CloudTarget } from './target.ts';

export type SessionState = 'waiting' | 'running' | 'idle' | 'paused' | 'finished' | 'ended' | 'failed';

export interface SessionSummary {
  readonly id: string;
  readonly tenant: string;
  readonly project: string;
  readonly level: string;
  readonly channel: string;
  readonly revision: number;
  readonly state: SessionState;
  readonly ticks: number;
  /** Seats given so far. */
  readonly players: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** A name, for people to read. */
  readonly startedBy: string;
  /** State hash at `ticks`, 16 hex; empty before the first tick. */
  readonly hash: string;
  readonly kpis: KpiValues;
  /** Why the cloud itself paused or ended it; absent where a person did. */
  readonly why?: PhaseReason;
  /** What is wrong with its scripts; absent while nothing is. */
  readonly trouble?: ScriptTrouble;
}

export interface SessionDetail extends SessionSummary {
  readonly start: SessionStart;
  readonly head: SessionHead;
}

export interface PublicationView {
  readonly tenant: string;
  readonly project: string;
  readonly level: string;
  readonly name: string;
  readonly channel: string;
  readonly revision: number;
  /** Highest revision number of the channel. */
  readonly latest: number;
  readonly packageHash: string;
  readonly engine: string;
  readonly goldenHash: string;
  readonly cloudHash: string;
  /** A name, for people to read. */
  readonly publisher: string;
  /** ISO 8601. */
  readonly publishedAt: string;
  readonly thumbnail: ThumbnailState;
}

export interface StartedSession {
  readonly id: string;
  readonly tenant: string;
  /** What a player's link carries. */
  readonly token: string;
  readonly playUrl?: string;
}

/** What was published, and what its signatures are worth: keys that lie on this machine, or those of a KMS. */
export type Published = PublishResult & { readonly assurance: Exclude<Assurance, 'witnessed'> };

/** What stands where a name was erased, or was never known. */
export const erasedPerson = 'erased person';

/** Components of entities, and the state that they are of. */
export interface Entities {
  readonly state?: EntityModelState;
  readonly rows: readonly EntityRow[];
}

/** An audit record with what it hashes to. */
export type AuditEntry = AuditRecord & { readonly hash: string };

export interface CloudClient {
  readonly target: CloudTarget;
  /** Engine builds that this target runs. */
  engines(): Promise<string[]>;
  members(tenant: string): Promise<Member[]>;
  rolesOf(tenant: string, person: string): Promise<readonly Role[]>;
  /** The name behind an opaque id, for people to read; `erased person` where the directory knows none. */
  nameOf(tenant: string, id: string): Promise<string>;
  /** Refuses with `forbidden`, naming the role that is needed. */
  authorise(tenant: string, person: string, to: Permission): Promise<void>;
  publish(order: PublishOrder, onProgress?: OnProgress): Promise<Published>;
  rollback(
    order: { tenant: string; level: string; channel: string; revision: number; publisher: string },
    onProgress?: OnProgress,
  ): Promise<Published>;
  publications(tenant: string): Promise<PublicationView[]>;
  /** What a channel has shown, newest first, at most fifty below the revision `before`. Refuses `level-unknown`. */
  revisions(order: { tenant: string; level: string; channel: string; before?: number }): Promise<RevisionHistory>;
  /** The picture of a package, PNG. */
  thumbnail(tenant: string, packageHash: string): Promise<Uint8Array | undefined>;
  /** The small WebP that the pipeline made of an asset of these bytes; undefined while there is none. */
  assetThumbnail(tenant: string, sha256: string): Promise<Uint8Array | undefined>;
  /** Manifest and files of a published package, checked against its hash. */
  package(tenant: string, level: string, packageHash: string): Promise<{ manifest: Uint8Array; files: ReadonlyMap<string, Uint8Array> }>;
  startSession(order: Omit<StartOrder, 'channel'> & { channel?: string }): Promise<StartedSession>;
  /** Where a session's players connect: the target's own sockets, or those of the session's host, which is started if it is not there. */
  socketUrl(tenant: string, session: string): Promise<string>;
  /** The host that a hot session has, and where it is while it runs; undefined for a session of functions. */
  hostOf(tenant: string, session: string): Promise<{ readonly url?: string } | undefined>;
  /** Whether a player's link with this token opens a session. */
  admits(tenant: string, session: string, token: string): Promise<boolean>;
  /** Pauses a session, lets it go on, or ends it for good. `changed` is false where it stood so already. */
  changePhase(order: PhaseOrder): Promise<{ readonly changed: boolean }>;
  /** Newest first. */
  sessions(tenant: string): Promise<SessionSummary[]>;
  session(tenant: string, id: string): Promise<SessionDetail>;
  /** The tenant of a session, among those given. */
  findSession(id: string, tenants: readonly string[]): Promise<SessionRef | undefined>;
  /** Sends as a player, who joins when need be. */
  sendCommand(
    session: SessionRef,
    command: { type: string; payload: Incoming['payload']; player: string; seq?: number },
  ): Promise<Ack & { sender: number }>;
  /** Entities of a session as its last checkpoint had them, or the components of one; without a state where none was written down yet. */
  entities(ref: SessionRef, entity?: string): Promise<Entities>;
  /** Audit records of a session by number. */
  audit(tenant: string, session: string): AsyncIterable<AuditEntry>;
  /** Who did what in a session, in order. */
  queryAudit(tenant: string, session: string, query: AuditQuery): Promise<AuditedDeed[]>;
  /** A session's audit as lines of a file that can be verified without this cloud. */
  exportAudit(tenant: string, session: string): AsyncIterable<string>;
  /** What a replay needs, taken from the audit: no hash is an input. */
  recording(tenant: string, session: string): Promise<SessionInputs>;
  /** Replays a session from its audit, and checks the audit itself and against the heads that were seen here before. */
  verifySession(tenant: string, session: string): Promise<SessionVerdict & { assurance: Assurance }>;
  verifyAudit(tenant: string): Promise<AuditVerdict & { assurance: Assurance }>;
  /** Notes, before it is answered, that a session was read. `reader` is opaque. */
  logRead(read: { tenant: string; session: string; reader: string }): Promise<void>;
  /** Reads of the tenant's sessions, oldest first. */
  reads(tenant: string): Promise<ReadEntry[]>;
  /** Makes an engine build's files lie in the target's folder for engines. */
  bringEngine(id: string): Promise<void>;
  /** By hour, oldest first. */
  usage(tenant: string): Promise<Meter[]>;
  /** Of one session since it began. */
  sessionUsage(tenant: string, session: string): Promise<Usage>;
  /** Everything that the tenant holds about a person. Refuses `unknown-person`. */
  exportPerson(tenant: string, who: { person: string; players: readonly string[] }): Promise<PersonExported>;
  /** What the tenant may use, what it has spent this month, and where its data lies. */
  limits(tenant: string): Promise<{ limits: Limits; budget: Budget; region: string }>;
  /** What the cloud was to do for the tenant and could not, by system and in the order in which it is to be sent again. */
  letters(tenant: string): Promise<Letter[]>;
  /** Asks for letters to be sent again and does not wait: what becomes of them stands in `letters`. Those that there were. */
  askForLetters(tenant: string, letters: readonly Omit<LetterRef, 'tenant'>[]): Promise<Pick<LetterRef, 'system' | 'id'>[]>;
  /** Asks for letters to be sent again, in the order given, and waits for what becomes of each. */
  redrive(tenant: string, letters: readonly Omit<LetterRef, 'tenant'>[]): Promise<Redriven[]>;
  /** What the people of a tenant were told, oldest first, and what of it a person has read. */
  notices(tenant: string, person: string): Promise<NoticeView[]>;
  /** Which notice is the newest; undefined before the first. */
  lastNotice(tenant: string): Promise<string | undefined>;
  /** Notes that a person has read all notices up to this one. */
  markNoticesRead(tenant: string, person: string, upTo: string): Promise<void>;
  /** What a player has achieved, by name. */
  achievements(tenant: string, player: string): Promise<AchievementView[]>;
  /** Those of the player of a seat; undefined for whoever does not hold the session's link and the seat's secret. */
  achievementsAtSeat(tenant: string, session: string, shown: AtSeat): Promise<AchievementView[] | undefined>;
  /** Opaque ids of the players of a session, by seat. */
  playersOf(tenant: string, session: string): Promise<string[]>;
  /** The tenant's events between two hours (`2026-11-28T09`, or a day), both included, one line of JSON each. */
  analytics(tenant: string, hours: { readonly from?: string | undefined; readonly to?: string | undefined }): AsyncIterable<string>;
  /** How every session does now, those that want an eye first. */
  health(tenant: string): Promise<SessionHealth[]>;
  /** Lines of the tenant's logs, oldest first; nobody else's. */
  logs(tenant: string, query: LogQuery): AsyncIterable<LogLine>;
  /** The way of one command, from the door to the audit. */
  trace(order: SessionRef & { readonly seq: number }): Promise<TracedCommand>;
  /** Follows every command of a session until a moment, ms; 0: no longer. */
  traceUntil(order: SessionRef & { readonly until: number }): Promise<void>;
  /** All that the tenant's operator looks at. */
  operations(tenant: string): Promise<Operations>;
  close(): void;
}

/** Opens a target. Nothing is sent before the first call. */
export function openTarget(target: CloudTarget): CloudClient {
  const clients = awsClients(target);
  const table = new Table(clients.dynamodb, target.outputs.TableName);
  const objects = new Objects(clients.s3, target.outputs.BucketName);
  const { clock, ids, random, sleep } = systemHost;
  const levels = new S3Levels(objects);
  const board = new DynamoBoard(table);
  const directory = new DynamoDirectory(
    table,
    new PersonVault(clients.kms, new Table(clients.dynamodb, target.outputs.PersonKeysTableName)),
  );
  const sessions = new DynamoSessions(table, objects);
  const keys = new KmsKeys(clients.kms);
  const reader = new AwsAuditReader(table, objects);
  const readLog = new S3ReadLog(objects, ids);
  const metering = new DynamoMetering(table);
  const letters = new DynamoLetters(table);
  const entities = new DynamoEntities(table);
  const notices = new DynamoNotices(table);
  const achievements = new DynamoAchievements(table);
  const analytics = new S3Analytics(objects);
  const engines = new S3EngineBuilds(objects, target.engines ?? join(tmpdir(), 'ledgerquest-engines'));
  // The stream wakes sessions; a door has no right to start anything.
  const orchestrator = { startLoop: async (): Promise<void> => {} };
  const limits = new DynamoLimits(table, () => clock.now(), 0);
  const rate = commandRate(clock);
  const accepting: AcceptDeps = {
    store: sessions,
    log: sessions,
    level: levelCache(levels),
    orchestrator,
    clock,
    random,
    sleep,
    limits,
    rate,
  };
  const hosted: HostedDeps = { sessions, hosts: new DynamoHostDirectory(table), clock, ids, sleep };
  const publishing: PublishDeps = {
    limits,
    region: target.region,
    levels,
    board,
    directory,
    identities: target.identities,
    engines,
    clock,
    ids,
    sleep,
  };
  const openLevel = async (engine: EngineBuild, named: { tenant: string; level: string; packageHash: string }): Promise<EnginePackage> => {
    const level = await loadPackage(levels, engine, named);
    if (engine.needsPhysics(level)) await engine.loadPhysics();
    return level;
  };
  const verifying: VerifyAuditDeps = { audit: reader, keys, engines, level: openLevel, sleep, head: (ref) => sessions.head(ref) };
  const seen = (tenant: string): Witness => witnessOf(target.witness?.seen(tenant) ?? []);
  /** Where heads cannot be kept none are: the next verdict is worth less, and nothing else fails. */
  const look = async (tenant: string): Promise<void> => {
    if (target.witness !== undefined) await keepHeads({ audit: reader, keys }, target.witness, tenant).catch(() => {});
  };

  const health = watchSessions({ store: sessions, clock });
  const keysOf = target.endpoint === undefined ? 'kms' : 'local';
  const namesOf = async (tenant: string): Promise<(id: string) => string> => {
    const names = new Map((await directory.members(tenant)).map(({ id, name }) => [id, name]));
    return (id) => names.get(id) ?? erasedPerson;
  };

  const detail = async (ref: SessionRef, names?: (id: string) => string): Promise<SessionDetail> => {
    const found = need(await shownSession(sessions, ref), () => ({
      code: 'session-unknown',
      message: `Tenant ${ref.tenant} has no session ${ref.session}.`,
      hint: `List them: lq session list --tenant ${ref.tenant}`,
      where: ref.session,
    }));
    return { ...summary(found.start, found.head, (names ?? (await namesOf(ref.tenant)))(found.start.startedBy)), ...found };
  };
  const allReads = async (tenant: string): Promise<ReadEntry[]> => {
    const found: ReadEntry[] = [];
    for await (const entry of readLog.entries(tenant)) found.push(entry);
    return found;
  };
  const sendDirectly = async (
    ref: SessionRef,
    { type, payload, player, seq }: { type: string; payload: Incoming['payload']; player: string; seq?: number },
  ): Promise<Ack & { sender: number }> => {
    const seat = (await sessions.seats(ref)).find((one) => one.player === player);
    const sender =
      seat?.sender ?? (await joinSession(accepting, ref, { player, secret: Buffer.from(random.bytes(16)).toString('hex') })).sender;
    return { sender, ...(await acceptCommand(accepting, ref, { sender, type, payload, ...(seq !== undefined && { clientSeq: seq }) })) };
  };
  const entries = async function* (ref: SessionRef): AsyncGenerator<AuditEntry> {
    for await (const stored of reader.records(ref)) yield readEntry(ref, stored);
  };

  return {
    target,
    engines: () => engines.list(),
    members: (tenant) => directory.members(tenant),
    rolesOf: async (tenant, person) => (await directory.members(tenant)).find(({ name }) => name === person)?.roles ?? [],
    nameOf: async (tenant, id) => (await namesOf(tenant))(id),
    async authorise(tenant, person, to) {
      await authorise(directory, { tenant, person, to });
    },
    async publish(order, onProgress) {
      const published = await publish(publishing, order, onProgress);
      await look(order.tenant);
      return { ...published, assurance: keysOf };
    },
    rollback: async (order, onProgress) => ({ ...(await rollback(publishing, order, onProgress)), assurance: keysOf }),
    async publications(tenant) {
      const [publications, names] = await Promise.all([board.list(tenant), namesOf(tenant)]);
      return publications.map(({ head: { revision: live, latest }, thumbnail }) => {
        const { project, level, name, channel, revision, packageHash, engine, goldenHash, cloudHash, publisher, publishedAt } = live;
        return {
          tenant,
          project,
          level,
          name,
          channel,
          revision,
          latest,
          packageHash,
          engine,
          goldenHash,
          cloudHash,
          publisher: names(publisher),
          publishedAt: new Date(publishedAt).toISOString(),
          thumbnail,
        };
      });
    },
    revisions: async (order) => revisionsOf(levels, order, await namesOf(order.tenant)),
    thumbnail: (tenant, packageHash) => objects.bytes(keyOf.thumbnail(tenant, packageHash)),
    assetThumbnail: (tenant, sha256) => assetThumbnail(new S3Derivatives(objects), tenant, sha256),
    package: (tenant, level, packageHash) => fetchPackage(levels, { tenant, level, packageHash }),
    async startSession({ channel = 'live', ...order }) {
      const deps = {
        limits,
        metering,
        region: target.region,
        store: sessions,
        levels,
        keys,
        directory,
        engines,
        orchestrator,
        clock,
        ids,
        random,
      };
      const { start, token } = await startSession(deps, { ...order, channel });
      return {
        id: start.session,
        tenant: start.tenant,
        token,
        ...(target.playground !== undefined && { playUrl: playUrl(target, start, token) }),
      };
    },
    async socketUrl(tenant, session) {
      const { start } = await detail({ tenant, session });
      return start.host === 'hot' ? hotSocketUrl(hosted, { tenant, session }) : target.outputs.WebSocketUrl;
    },
    async hostOf(tenant, session) {
      const start = await sessions.start({ tenant, session });
      if (start?.host !== 'hot') return undefined;
      const host = await hostOf(hosted, { tenant, session });
      return host === undefined ? {} : { url: host.url };
    },
    async admits(tenant, session, token) {
      const start = await sessions.start({ tenant, session });
      return start !== undefined && opensSession(start, token);
    },
    async changePhase(order) {
      const { tenant, session, change, person } = order;
      const directly = (): Promise<{ readonly changed: boolean }> => changePhase({ ...accepting, directory, metering }, order);
      if ((await sessions.start({ tenant, session }))?.host !== 'hot') return directly();
      const { id } = await authorise(directory, { tenant, person, to: 'pauseSessions' });
      return throughHost(hosted, { tenant, session }, { op: 'phase', change, id }, directly);
    },
    async sessions(tenant) {
      const [ids, names] = await Promise.all([sessions.list(tenant), namesOf(tenant)]);
      const found = await Promise.all(
        ids.toReversed().map(async (session) => {
          // A door can list one that never began, and spoil one that did: it hides no other.
          const found = await shownSession(sessions, { tenant, session });
          return found ? [summary(found.start, found.head, names(found.start.startedBy))] : [];
        }),
      );
      return found.flat();
    },
    async session(tenant, session) {
      const found = await detail({ tenant, session });
      await look(tenant);
      return found;
    },
    async findSession(session, tenants) {
      for (const tenant of tenants) if (await sessions.start({ tenant, session })) return { tenant, session };
      return undefined;
    },
    async sendCommand(ref, order) {
      if ((await sessions.start(ref))?.host !== 'hot') return sendDirectly(ref, order);
      return throughHost(hosted, { tenant: ref.tenant, session: ref.session }, { op: 'send', ...order }, () => sendDirectly(ref, order));
    },
    async entities(ref, entity) {
      const [state, rows] = await Promise.all([entities.state(ref), entities.rows(ref, entity)]);
      return { ...(state && { state }), rows };
    },
    audit: (tenant, session) => entries({ tenant, session }),
    async queryAudit(tenant, session, query) {
      await detail({ tenant, session });
      const records: AuditEntry[] = [];
      for await (const entry of entries({ tenant, session })) records.push(entry);
      return queryAudit(records, query);
    },
    exportAudit: (tenant, session) =>
      exportAudit(
        {
          audit: reader,
          commits: async (ref) => (await detail(ref)).head.version,
          package: (named) => fetchPackage(levels, named),
          key: (whose) => keys.publicKey(whose, 'audit'),
          base64: (bytes) => Buffer.from(bytes).toString('base64'),
        },
        { tenant, session },
      ),
    async recording(tenant, session) {
      const records: AuditEntry[] = [];
      for await (const entry of entries({ tenant, session })) records.push(entry);
      await look(tenant);
      return recordingOf({ tenant, session }, records);
    },
    async verifySession(tenant, session) {
      await detail({ tenant, session });
      const witness = seen(tenant);
      const verdict = await verifySession(verifying, { tenant, session }, witness);
      if (verdict.findings.length === 0) await look(tenant);
      return { ...verdict, assurance: witness[session] === undefined ? keysOf : 'witnessed' };
    },
    async verifyAudit(tenant) {
      const witness = seen(tenant);
      const verdict = await verifyTenant(verifying, tenant, await sessions.list(tenant), witness);
      if (verdict.findings.length === 0) await look(tenant);
      const witnessed = verdict.sessions.length > 0 && verdict.sessions.every(({ session }) => witness[session] !== undefined);
      return { ...verdict, assurance: witnessed ? 'witnessed' : keysOf };
    },
    logRead: (read) => readLog.append({ ...read, at: clock.now() }),
    reads: (tenant) => allReads(tenant),
    async bringEngine(id) {
      await engines.bring(id);
    },
    usage: (tenant) => metering.hours(tenant),
    sessionUsage: (tenant, session) => metering.session({ tenant, session }),
    async exportPerson(tenant, who) {
      const requests = async function* (): AsyncGenerator<{ level: string; id: string }> {
        for await (const key of objects.list(`tenants/${tenant}/levels/`)) {
          const request = parseRequestKey(key);
          if (request) yield request;
        }
      };
      const deps = { directory, store: sessions, log: sessions, levels, requests, reads: () => allReads(tenant), now: () => clock.now() };
      return need(await exportPerson(deps, tenant, who), () => ({
        code: 'unknown-person',
        message: `Tenant ${tenant} holds nothing about ${who.person}.`,
        hint: 'Name a person of people.json, or an opaque id.',
        where: who.person,
      }));
    },
    async limits(tenant) {
      const [set, budget, region] = await Promise.all([
        limitsOf({ limits }, tenant),
        budgetOf({ limits, metering, clock }, tenant),
        limits.region(tenant),
      ]);
      return { limits: set, budget, region: region ?? target.region };
    },
    notices: async (tenant, person) => noticesFor({ notices, directory }, { tenant, person, nameOf: await namesOf(tenant) }),
    lastNotice: async (tenant) => (await notices.list(tenant)).at(-1)?.id,
    markNoticesRead: (tenant, person, upTo) => markNoticesRead({ notices, directory }, { tenant, person, upTo }),
    achievements: (tenant, player) => achievementsOf(achievements, tenant, player),
    achievementsAtSeat: (tenant, session, shown) => achievementsAtSeat({ sessions, achievements }, { tenant, session }, shown),
    playersOf: async (tenant, session) => (await sessions.seats({ tenant, session })).map(({ player }) => player),
    analytics: (tenant, hours) => analytics.lines(tenant, hours),
    letters: (tenant) => letters.list(tenant),
    askForLetters: (tenant, which) =>
      askForLetters(
        { letters, clock },
        which.map((ref) => ({ ...ref, tenant })),
      ),
    redrive: (tenant, which) =>
      sendLettersAgain(
        { letters, clock, sleep },
        which.map((ref) => ({ ...ref, tenant })),
      ),
    health,
    logs: (tenant, query) => (target.logs ?? noLogs).lines(tenant, query),
    async trace({ tenant, session, seq }) {
      const ref = { tenant, session };
      await detail(ref);
      const [command] = await sessions.read(ref, seq - 1, seq);
      return traceCommand({ command, logs: target.logs ?? noLogs }, { ...ref, seq });
    },
    async traceUntil({ tenant, session, until }) {
      await detail({ tenant, session });
      await sessions.traceUntil({ tenant, session }, until);
    },
    operations: (tenant) =>
      operationsOf(
        {
          sessions: health,
          hours: (whose) => metering.hours(whose),
          letters,
          members: (whose) => directory.members(whose),
          board,
          engines: () => engines.list(),
          budgets: { monthly: async (whose) => (await limitsOf({ limits }, whose)).dollars },
          now: () => clock.now(),
        },
        tenant,
      ),
    close: () => clients.close(),
  };
}

function readEntry(ref: SessionRef, { seq, record, hash }: StoredRecord): AuditEntry {
  try {
    return { ...AuditRecord.parse(JSON.parse(record)), hash };
  } catch {
    return refuse({
      code: 'audit-broken',
      message: `${recordName(seq)} of session ${ref.session} is not readable.`,
      hint: `See what else was changed: lq audit verify --tenant ${ref.tenant}`,
      where: recordName(seq),
    });
  }
}

function stateOf(head: SessionHead): SessionState {
  const { done, loop, waiting } = head;
  const phase = phaseOf(head);
  if (phase === 'ended') return 'ended';
  if (done) return 'finished';
  if (loop === 'parked') return 'failed';
  if (phase === 'paused') return 'paused';
  return waiting.length > 0 ? 'waiting' : loop;
}

function summary(start: SessionStart, head: SessionHead, startedBy: string): SessionSummary {
  return {
    id: start.session,
    tenant: start.tenant,
    project: start.project,
    level: start.level,
    channel: start.channel,
    revision: start.revision,
    state: stateOf(head),
    ticks: head.ticks,
    players: head.seats,
    startedAt: new Date(start.at).toISOString(),
    startedBy,
    hash: head.hash,
    kpis: head.kpis,
    ...(head.why && { why: head.why }),
    ...(head.trouble && { trouble: head.trouble }),
  };
}

/** The link of a player: what it needs stands after the #, which no server sees. */
function playUrl({ playground }: CloudTarget, { tenant, session }: SessionRef, token: string): string {
  const url = new URL(playground!);
  url.hash = new URLSearchParams({ tenant, session, token }).toString();
  return url.href;
}
