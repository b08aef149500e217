import { parseRequestKey } from '../adapters/aws/levels.ts';
import { systemHost } from '../adapters/aws/host.ts';
import {
  AuditRecord,
  exportAudit,
  queryAudit,
  recordName,
  verifySession,
  verifyTenant,
  type Assurance,
  type AuditedDeed,
  type AuditQuery,
  type AuditVerdict,
  type SessionVerdict,
  type VerifyAuditDeps,
} from '../domain/audit/index.ts';
import { fetchPackage, loadPackage } from '../domain/publish/index.ts';
import { need, refuse } from '../domain/refusal.ts';
import type { EngineBuild, EnginePackage, ReadEntry, SessionRef, StoredRecord } from '../ports/index.ts';
import type { HeadKeeper } from './heads.ts';
import { exportPerson, type PersonExported } from './person-export.ts';
import { recordingOf, type SessionInputs } from './recording.ts';
import { sessionDetail } from './sessions.ts';
import type { Stores } from './stores.ts';

/** An audit record with what it hashes to. */
export type AuditEntry = AuditRecord & { readonly hash: string };

/** What happened in a tenant, who looked at it, and whether that still stands as it was written. */
export interface EvidenceClient {
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
  /** Notes, before it is answered, that a session was read or its players' link handed out. `reader` is opaque. */
  logRead(read: Omit<ReadEntry, 'at'>): Promise<void>;
  /** Reads of the tenant's sessions, oldest first. */
  reads(tenant: string): Promise<ReadEntry[]>;
  /** Everything that the tenant holds about a person. Refuses `unknown-person`. */
  exportPerson(tenant: string, who: { person: string; players: readonly string[] }): Promise<PersonExported>;
}

export function evidenceClient(stores: Stores, heads: HeadKeeper): EvidenceClient {
  const { audit: reader, keys, engines, levels, sessions, objects, directory, readLog } = stores;
  const { clock, sleep } = systemHost;
  const openLevel = async (engine: EngineBuild, named: { tenant: string; level: string; packageHash: string }): Promise<EnginePackage> => {
    const level = await loadPackage(levels, engine, named);
    if (engine.needsPhysics(level)) await engine.loadPhysics();
    return level;
  };
  const verifying: VerifyAuditDeps = { audit: reader, keys, engines, level: openLevel, sleep, head: (ref) => sessions.head(ref) };
  const entries = async function* (ref: SessionRef): AsyncGenerator<AuditEntry> {
    for await (const stored of reader.records(ref)) yield readEntry(ref, stored);
  };
  const reads = (tenant: string): Promise<ReadEntry[]> => all(readLog.entries(tenant));

  return {
    audit: (tenant, session) => entries({ tenant, session }),
    async queryAudit(tenant, session, query) {
      await sessionDetail(stores, { tenant, session });
      return queryAudit(await all(entries({ tenant, session })), query);
    },
    exportAudit: (tenant, session) =>
      exportAudit(
        {
          audit: reader,
          sleep,
          commits: async (ref) => (await sessionDetail(stores, ref)).head.version,
          package: (named) => fetchPackage(levels, named),
          key: (whose) => keys.publicKey(whose, 'audit'),
          base64: (bytes) => Buffer.from(bytes).toString('base64'),
        },
        { tenant, session },
      ),
    async recording(tenant, session) {
      const records = await all(entries({ tenant, session }));
      await heads.keep(tenant);
      return recordingOf({ tenant, session }, records);
    },
    async verifySession(tenant, session) {
      await sessionDetail(stores, { tenant, session });
      const witness = heads.seen(tenant);
      const verdict = await verifySession(verifying, { tenant, session }, witness);
      if (verdict.findings.length === 0) await heads.keep(tenant);
      return { ...verdict, assurance: witness[session] === undefined ? heads.keysOf : 'witnessed' };
    },
    async verifyAudit(tenant) {
      const witness = heads.seen(tenant);
      const verdict = await verifyTenant(verifying, tenant, await sessions.list(tenant), witness);
      if (verdict.findings.length === 0) await heads.keep(tenant);
      const witnessed = verdict.sessions.length > 0 && verdict.sessions.every(({ session }) => witness[session] !== undefined);
      return { ...verdict, assurance: witnessed ? 'witnessed' : heads.keysOf };
    },
    logRead: (read) => readLog.append({ ...read, at: clock.now() }),
    reads,
    async exportPerson(tenant, who) {
      const requests = async function* (): AsyncGenerator<{ level: string; id: string }> {
        for await (const key of objects.list(`tenants/${tenant}/levels/`)) {
          const request = parseRequestKey(key);
          if (request) yield request;
        }
      };
      const deps = { directory, store: sessions, log: sessions, levels, requests, reads: () => reads(tenant), now: () => clock.now() };
      return need(await exportPerson(deps, tenant, who), () => ({
        code: 'unknown-person',
        message: `Tenant ${tenant} holds nothing about ${who.person}.`,
        hint: 'Name a person of people.json, or an opaque id.',
        where: who.person,
      }));
    },
  };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
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
