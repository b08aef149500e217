import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsAuditReader, DynamoMetering } from '../adapters/aws/audit.ts';
import { awsClients } from '../adapters/aws/clients.ts';
import { DynamoDirectory } from '../adapters/aws/directory.ts';
import { S3EngineBuilds } from '../adapters/aws/engine-builds.ts';
import { systemHost } from '../adapters/aws/host.ts';
import { KmsKeys } from '../adapters/aws/keys.ts';
import { DynamoBoard, keyOf, S3Levels } from '../adapters/aws/levels.ts';
import { Objects } from '../adapters/aws/objects.ts';
import { S3ReadLog } from '../adapters/aws/read-log.ts';
import { DynamoSessions } from '../adapters/aws/sessions.ts';
import { Table } from '../adapters/aws/table.ts';
import {
  AuditRecord,
  recordName,
  verifySession,
  verifyTenant,
  type Assurance,
  type AuditVerdict,
  type SessionVerdict,
  type VerifyAuditDeps,
  type Witness,
} from '../domain/audit/index.ts';
import { authorise, fetchPackage, loadPackage, type Permission } from '../domain/publish/index.ts';
import { need, refuse } from '../domain/refusal.ts';
import {
  acceptCommand,
  joinSession,
  levelCache,
  startSession,
  type AcceptDeps,
  type Ack,
  type Incoming,
  type StartOrder,
} from '../domain/session/index.ts';
import type {
  EngineBuild,
  EnginePackage,
  KpiValues,
  Meter,
  ReadEntry,
  Role,
  SessionHead,
  SessionRef,
  SessionStart,
  StoredRecord,
  ThumbnailState,
} from '../ports/index.ts';
import { publish, rollback, type OnProgress, type PublishDeps, type PublishOrder, type PublishResult } from './publish.ts';
import { recordingOf, type SessionInputs } from './recording.ts';
import type { CloudTarget } from './target.ts';

export type SessionState = 'waiting' | 'running' | 'idle' | 'finished' | 'failed';

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
  readonly startedBy: string;
  /** State hash at `ticks`, 16 hex; empty before the first tick. */
  readonly hash: string;
  readonly kpis: KpiValues;
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

/** An audit record with what it hashes to. */
export type AuditEntry = AuditRecord & { readonly hash: string };

export interface CloudClient {
  readonly target: CloudTarget;
  /** Engine builds that this target runs. */
  engines(): Promise<string[]>;
  rolesOf(tenant: string, person: string): Promise<readonly Role[]>;
  /** Refuses with `forbidden`, naming the role that is needed. */
  authorise(tenant: string, person: string, to: Permission): Promise<void>;
  publish(order: PublishOrder, onProgress?: OnProgress): Promise<PublishResult>;
  rollback(
    order: { tenant: string; level: string; channel: string; revision: number; publisher: string },
    onProgress?: OnProgress,
  ): Promise<PublishResult>;
  publications(tenant: string): Promise<PublicationView[]>;
  /** The picture of a package, PNG. */
  thumbnail(tenant: string, packageHash: string): Promise<Uint8Array | undefined>;
  /** Manifest and files of a published package, checked against its hash. */
  package(tenant: string, level: string, packageHash: string): Promise<{ manifest: Uint8Array; files: ReadonlyMap<string, Uint8Array> }>;
  startSession(order: Omit<StartOrder, 'channel'> & { channel?: string }): Promise<StartedSession>;
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
  /** Audit records of a session by number. */
  audit(tenant: string, session: string): AsyncIterable<AuditEntry>;
  /** What a replay needs, taken from the audit: no hash is an input. */
  recording(tenant: string, session: string): Promise<SessionInputs>;
  /** Replays a session from its audit and checks the audit itself. */
  verifySession(tenant: string, session: string): Promise<SessionVerdict & { assurance: Assurance }>;
  verifyAudit(tenant: string, witness?: Witness): Promise<AuditVerdict & { assurance: Assurance }>;
  /** Notes, before it is answered, that a session was read. `reader` is opaque. */
  logRead(read: { tenant: string; session: string; reader: string }): Promise<void>;
  /** Reads of the tenant's sessions, oldest first. */
  reads(tenant: string): Promise<ReadEntry[]>;
  /** Makes an engine build's files lie in the target's folder for engines. */
  bringEngine(id: string): Promise<void>;
  usage(tenant: string): Promise<Meter[]>;
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
  const directory = new DynamoDirectory(table);
  const sessions = new DynamoSessions(table);
  const keys = new KmsKeys(clients.kms);
  const reader = new AwsAuditReader(table, objects);
  const readLog = new S3ReadLog(objects, ids);
  const engines = new S3EngineBuilds(objects, target.engines ?? join(tmpdir(), 'ledgerquest-engines'));
  // The stream wakes sessions; a door has no right to start anything.
  const orchestrator = { startLoop: async (): Promise<void> => {} };
  const accepting: AcceptDeps = { store: sessions, log: sessions, level: levelCache(levels), orchestrator, clock, random, sleep };
  const publishing: PublishDeps = { levels, board, directory, engines, clock, ids, sleep };
  const openLevel = async (engine: EngineBuild, named: { tenant: string; level: string; packageHash: string }): Promise<EnginePackage> => {
    const level = await loadPackage(levels, engine, named);
    if (engine.needsPhysics(level)) await engine.loadPhysics();
    return level;
  };
  const verifying: VerifyAuditDeps = { audit: reader, keys, engines, level: openLevel, sleep, head: (ref) => sessions.head(ref) };
  const assurance = (witness?: Witness): Assurance =>
    witness !== undefined ? 'witnessed' : target.endpoint === undefined ? 'kms' : 'local';

  const detail = async (ref: SessionRef): Promise<SessionDetail> => {
    const [start, head] = await Promise.all([sessions.start(ref), sessions.head(ref)]);
    const found = need(start && head && { start, head }, () => ({
      code: 'session-unknown',
      message: `Tenant ${ref.tenant} has no session ${ref.session}.`,
      hint: `List them: lq session list --tenant ${ref.tenant}`,
      where: ref.session,
    }));
    return { ...summary(found.start, found.head), ...found };
  };
  const entries = async function* (ref: SessionRef): AsyncGenerator<AuditEntry> {
    for await (const stored of reader.records(ref)) yield readEntry(ref, stored);
  };

  return {
    target,
    engines: () => engines.list(),
    rolesOf: async (tenant, person) => (await directory.rolesOf(tenant, person)) ?? [],
    authorise: (tenant, person, to) => authorise(directory, { tenant, person, to }),
    publish: (order, onProgress) => publish(publishing, order, onProgress),
    rollback: (order, onProgress) => rollback(publishing, order, onProgress),
    async publications(tenant) {
      return (await board.list(tenant)).map(({ head: { revision: live, latest }, thumbnail }) => {
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
          publisher,
          publishedAt: new Date(publishedAt).toISOString(),
          thumbnail,
        };
      });
    },
    thumbnail: (tenant, packageHash) => objects.bytes(keyOf.thumbnail(tenant, packageHash)),
    package: (tenant, level, packageHash) => fetchPackage(levels, { tenant, level, packageHash }),
    async startSession({ channel = 'live', ...order }) {
      const deps = { store: sessions, levels, keys, directory, engines, orchestrator, clock, ids, random };
      const { start, token } = await startSession(deps, { ...order, channel });
      return {
        id: start.session,
        tenant: start.tenant,
        token,
        ...(target.playground !== undefined && { playUrl: playUrl(target, start, token) }),
      };
    },
    async sessions(tenant) {
      const ids = (await sessions.list(tenant)).toReversed();
      const found = await Promise.all(ids.map((session) => detail({ tenant, session })));
      return found.map(({ start, head }) => summary(start, head));
    },
    session: (tenant, session) => detail({ tenant, session }),
    async findSession(session, tenants) {
      for (const tenant of tenants) if (await sessions.start({ tenant, session })) return { tenant, session };
      return undefined;
    },
    async sendCommand(ref, { type, payload, player, seq }) {
      const seat = (await sessions.seats(ref)).find((one) => one.player === player);
      const sender =
        seat?.sender ?? (await joinSession(accepting, ref, { player, secret: Buffer.from(random.bytes(16)).toString('hex') })).sender;
      return { sender, ...(await acceptCommand(accepting, ref, { sender, type, payload, ...(seq !== undefined && { clientSeq: seq }) })) };
    },
    audit: (tenant, session) => entries({ tenant, session }),
    async recording(tenant, session) {
      const records: AuditEntry[] = [];
      for await (const entry of entries({ tenant, session })) records.push(entry);
      return recordingOf({ tenant, session }, records);
    },
    async verifySession(tenant, session) {
      await detail({ tenant, session });
      return { ...(await verifySession(verifying, { tenant, session })), assurance: assurance() };
    },
    async verifyAudit(tenant, witness) {
      return { ...(await verifyTenant(verifying, tenant, await sessions.list(tenant), witness)), assurance: assurance(witness) };
    },
    logRead: (read) => readLog.append({ ...read, at: clock.now() }),
    async reads(tenant) {
      const found: ReadEntry[] = [];
      for await (const entry of readLog.entries(tenant)) found.push(entry);
      return found;
    },
    async bringEngine(id) {
      await engines.bring(id);
    },
    usage: (tenant) => new DynamoMetering(table).hours(tenant),
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

function summary(start: SessionStart, head: SessionHead): SessionSummary {
  return {
    id: start.session,
    tenant: start.tenant,
    project: start.project,
    level: start.level,
    channel: start.channel,
    revision: start.revision,
    state: head.done ? 'finished' : head.loop === 'parked' ? 'failed' : head.waiting.length > 0 ? 'waiting' : head.loop,
    ticks: head.ticks,
    players: head.seats,
    startedAt: new Date(start.at).toISOString(),
    startedBy: start.startedBy,
    hash: head.hash,
    kpis: head.kpis,
  };
}

/** The link of a player: what it needs stands after the #, which no server sees. */
function playUrl({ playground }: CloudTarget, { tenant, session }: SessionRef, token: string): string {
  const url = new URL(playground!);
  url.hash = new URLSearchParams({ tenant, session, token }).toString();
  return url.href;
}
