import type {
  EngineBuild,
  EngineBuilds,
  EnginePackage,
  Keys,
  SegmentHead,
  SessionHead,
  SessionRef,
  StoredRecord,
  TenantDigest,
} from '../../ports/index.ts';
import { canonical, digest } from '../evidence.ts';
import { isRefusal } from '../refusal.ts';
import { digestText, segmentText } from './append.ts';
import { AuditRecord, readLine } from './record.ts';
import { compareReplay, inputsOf, replaySession, type Replayed } from './replay.ts';
import { settledRecords, settledSegments, type SettlingDeps } from './settled.ts';

/** One thing that is not as it was written. */
export interface Finding {
  readonly kind: 'record' | 'segment' | 'session' | 'digest';
  readonly session: string;
  /** The item or object, as its store names it. */
  readonly name: string;
  readonly message: string;
}

/** How much a verdict is worth: keys of this machine, keys of a KMS, or heads that somebody else saw. */
export type Assurance = 'local' | 'kms' | 'witnessed';

/** The heads that a client saw, by session; a chain that was forged as a whole differs from them. */
export type Witness = Readonly<Record<string, readonly { readonly seq: number; readonly hash: string }[]>>;

type Commits = Pick<SessionHead, 'version'>;
/** Where a session stands; where its HEAD cannot be read, why. */
interface Stand {
  readonly head: Commits | undefined;
  readonly why?: string;
}

export interface VerifyAuditDeps extends SettlingDeps {
  readonly keys: Pick<Keys, 'verify'>;
  /** How far the session has come. */
  readonly head: (ref: SessionRef) => Promise<Commits | undefined>;
  readonly engines: EngineBuilds;
  readonly level: (engine: EngineBuild, named: { tenant: string; level: string; packageHash: string }) => Promise<EnginePackage>;
}

export interface SessionVerdict {
  readonly session: string;
  readonly records: number;
  readonly ticks: number;
  readonly diverged: boolean;
  /** Where the replay parts from the records. */
  readonly at?: string;
  readonly findings: readonly Finding[];
}

export const recordName = (seq: number): string => `AUDIT#${String(seq).padStart(12, '0')}`;

/**
 * Checks a session from its records alone: hashes and links, sealed segments and their signatures, that nothing is missing up to HEAD, and that
 * the engine build and package that the records name, given the recorded inputs, come to the recorded hashes.
 */
async function verifyRecords(
  deps: VerifyAuditDeps,
  ref: SessionRef,
  digests: readonly TenantDigest[],
  witness?: Witness,
): Promise<SessionVerdict> {
  const found: Finding[] = [];
  const find = (kind: Finding['kind'], name: string, message: string): void =>
    void found.push({ kind, session: ref.session, name, message });
  const { head, why } = await standOf(deps, ref);
  const stored = await settledRecords(deps, ref, head?.version ?? 0);
  if (why !== undefined) find('session', ref.session, why);
  const records = checkChain(ref, stored, find);
  checkComplete(stored, head, find);
  const links = digests.filter(({ session }) => session === ref.session);
  const sealed = await checkSegments(deps, ref, { stored, head }, find);
  const vouched = links.at(-1)?.seq ?? -1;
  if (sealed < vouched)
    find(
      'segment',
      `segment up to ${vouched}`,
      `The sealed segment up to ${recordName(vouched)} of session ${ref.session} is missing; the tenant’s digest names it.`,
    );
  checkHeads(stored, links, witness?.[ref.session], find);
  const replay = records === undefined ? { ticks: 0 } : await replayRecords(deps, ref, records, find);
  return {
    session: ref.session,
    records: stored.length,
    ticks: replay.ticks,
    diverged: found.length > 0,
    ...(replay.at !== undefined && { at: replay.at }),
    findings: found,
  };
}

/** Checks a session, and that every head of it that the tenant's digest vouches for is there. A broken digest vouches for nothing. */
export async function verifySession(deps: VerifyAuditDeps, ref: SessionRef, witness?: Witness): Promise<SessionVerdict> {
  const { digests, findings } = await checkDigests(deps, ref.tenant);
  const verdict = await verifyRecords(deps, ref, digests, witness);
  return { ...verdict, diverged: verdict.diverged || findings.length > 0, findings: [...findings, ...verdict.findings] };
}

export interface AuditVerdict {
  readonly tenant: string;
  readonly sessions: readonly SessionVerdict[];
  readonly findings: readonly Finding[];
}

/** Checks the tenant's digest, then every session that it, the table or a segment knows of. */
export async function verifyTenant(
  deps: VerifyAuditDeps,
  tenant: string,
  known: readonly string[],
  witness?: Witness,
): Promise<AuditVerdict> {
  const { digests, findings } = await checkDigests(deps, tenant);
  const sessions: SessionVerdict[] = [];
  const names = new Set([
    ...known,
    ...(await deps.audit.sessions(tenant)),
    ...digests.map(({ session }) => session),
    ...Object.keys(witness ?? {}),
  ]);
  for (const session of [...names].toSorted((a, b) => (a < b ? -1 : 1)))
    sessions.push(await verifyRecords(deps, { tenant, session }, digests, witness));
  return { tenant, sessions, findings: [...findings, ...sessions.flatMap((session) => session.findings)] };
}

type Find = (kind: Finding['kind'], name: string, message: string) => void;

async function standOf(deps: VerifyAuditDeps, ref: SessionRef): Promise<Stand> {
  try {
    return { head: await deps.head(ref) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { head: undefined, why: error.message };
  }
}

/** Recomputes every hash and link. Undefined when the records are too broken to be replayed. */
function checkChain(ref: SessionRef, stored: readonly StoredRecord[], find: Find): AuditRecord[] | undefined {
  const records: AuditRecord[] = [];
  let prev = '';
  let tick = 0;
  for (const [index, { seq, record, hash }] of stored.entries()) {
    const name = recordName(seq);
    const computed = digest(record);
    const parsed = parse(record);
    if (computed !== hash)
      find(
        'record',
        name,
        `${name} of session ${ref.session} was changed: its content hashes to ${computed.slice(0, 12)}…, its hash says ${hash.slice(0, 12)}….`,
      );
    else if (parsed?.success !== true) find('record', name, `${name} of session ${ref.session} is not an audit record.`);
    else if (seq !== index || parsed.data.seq !== seq || parsed.data.session !== ref.session || parsed.data.tenant !== ref.tenant)
      find('record', name, `${name} of session ${ref.session} is not in its place: record ${index} is missing or was moved.`);
    else if (parsed.data.prev !== prev) find('record', name, `${name} of session ${ref.session} does not follow the record before it.`);
    else if (parsed.data.kind === 'slice' && parsed.data.fromTick !== tick)
      find('record', name, `${name} of session ${ref.session} begins at tick ${parsed.data.fromTick}, not at ${tick}.`);
    prev = computed;
    if (parsed?.success === true) {
      records.push(parsed.data);
      if (parsed.data.kind === 'slice') tick = parsed.data.toTick;
    }
  }
  return records.length === stored.length && records[0]?.kind === 'start' ? records : undefined;
}

function parse(text: string): ReturnType<typeof AuditRecord.safeParse> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return canonical(value as object) === text ? AuditRecord.safeParse(value) : undefined;
  } catch {
    return undefined;
  }
}

function checkComplete(stored: readonly StoredRecord[], head: Commits | undefined, find: Find): void {
  const last = stored.at(-1)?.seq ?? -1;
  for (let seq = last + 1; seq <= (head?.version ?? -1); seq += 1)
    find('record', recordName(seq), `${recordName(seq)} is missing: HEAD stands at commit ${head?.version}.`);
}

/** Checks what is sealed, and returns the number of the last sealed record. */
async function checkSegments(
  deps: VerifyAuditDeps,
  ref: SessionRef,
  { stored, head: seen }: { stored: readonly StoredRecord[]; head: Commits | undefined },
  find: Find,
): Promise<number> {
  const upTo = seen?.version ?? Number.POSITIVE_INFINITY;
  const bySeq = new Map(stored.map((record) => [record.seq, record]));
  const later: { seq: number; name: string }[] = [];
  let before: SegmentHead | undefined;
  for await (const { name, head, bytes } of settledSegments(deps, ref)) {
    const problem = await segmentProblem(deps, ref, { head, bytes, before });
    if (problem !== undefined) find('segment', name, `Sealed segment ${name} ${problem}.`);
    if (head === undefined || bytes === undefined) continue;
    before = head;
    const lines = new TextDecoder().decode(bytes).split('\n').slice(0, -1).map(readLine);
    for (const line of lines) {
      if (line === undefined || problem !== undefined) continue;
      if (line.seq > upTo) {
        later.push({ seq: line.seq, name });
        continue;
      }
      const item = bySeq.get(line.seq);
      if (item === undefined) find('record', recordName(line.seq), `${recordName(line.seq)} is missing; it is sealed in ${name}.`);
      else if (item.hash !== line.hash || item.record !== line.record)
        find('record', recordName(line.seq), `${recordName(line.seq)} is not the record that is sealed in ${name}.`);
    }
  }
  // A session that runs has moved on meanwhile; what is sealed beyond where it stands now was taken away.
  const { head: now, why } = later.length > 0 ? await standOf(deps, ref) : { head: undefined, why: undefined };
  for (const { seq, name } of later)
    if (why === undefined && seq > (now?.version ?? -1))
      find(
        'record',
        recordName(seq),
        `${recordName(seq)} is sealed in ${name}, but HEAD stands at commit ${now?.version}: it was set back.`,
      );
  return before?.to ?? -1;
}

async function segmentProblem(
  { keys }: VerifyAuditDeps,
  ref: SessionRef,
  { head, bytes, before }: { head: SegmentHead | undefined; bytes: Uint8Array | undefined; before: SegmentHead | undefined },
): Promise<string | undefined> {
  if (bytes === undefined) return 'is missing: only its signed head is there';
  if (head === undefined) return 'has no readable head';
  if (digest(bytes) !== head.sha256) return 'was changed: its content is not what its signed head says';
  if (!(await keys.verify(ref.tenant, 'audit', segmentText(head), head.signature)))
    return 'has a head that the tenant’s audit key did not sign';
  if (head.from !== (before?.to ?? -1) + 1 || head.prev !== (before?.sha256 ?? '')) return 'does not follow the segment before it';
  return undefined;
}

/** Every head that was once signed or seen must still be there. */
function checkHeads(
  stored: readonly StoredRecord[],
  digests: readonly TenantDigest[],
  seen: Witness[string] | undefined,
  find: Find,
): void {
  const bySeq = new Map(stored.map(({ seq, record }) => [seq, digest(record)]));
  for (const { n, seq, hash } of digests) {
    if (bySeq.get(seq) === hash) continue;
    find(
      'session',
      recordName(seq),
      `${recordName(seq)} is ${bySeq.has(seq) ? 'not what' : 'missing, but'} link ${n} of the tenant’s digest vouches for.`,
    );
  }
  for (const { seq, hash } of seen ?? [])
    if (bySeq.get(seq) !== hash) find('session', recordName(seq), `${recordName(seq)} is not the head that a client saw.`);
}

async function checkDigests({ audit, keys }: VerifyAuditDeps, tenant: string): Promise<{ digests: TenantDigest[]; findings: Finding[] }> {
  const digests: TenantDigest[] = [];
  const findings: Finding[] = [];
  let prev = '';
  let n = 0;
  for await (const { name, digest: link } of audit.digests(tenant)) {
    const problem =
      link === undefined
        ? 'is not readable'
        : link.n !== n
          ? `is not in its place: link ${n} is missing`
          : link.prev !== prev
            ? 'does not follow the link before it'
            : (await keys.verify(tenant, 'audit', digestText(link), link.signature))
              ? undefined
              : 'was not signed by the tenant’s audit key';
    if (problem !== undefined) findings.push({ kind: 'digest', session: link?.session ?? '', name, message: `Digest ${name} ${problem}.` });
    if (link === undefined) continue;
    if (problem === undefined) digests.push(link);
    prev = digest(canonical(link));
    n = link.n + 1;
  }
  return { digests, findings };
}

async function replayRecords(
  deps: VerifyAuditDeps,
  ref: SessionRef,
  records: readonly AuditRecord[],
  find: Find,
): Promise<{ ticks: number; at?: string }> {
  const [start] = records;
  if (start?.kind !== 'start') return { ticks: 0 };
  const cannot = (error: unknown): { ticks: number } => {
    const why = error instanceof Error ? error.message : String(error);
    find('session', ref.session, `Session ${ref.session} cannot be replayed: ${why}`);
    return { ticks: 0 };
  };
  let engine: EngineBuild;
  let level: EnginePackage;
  try {
    engine = await deps.engines.load(start.engine);
    level = await deps.level(engine, { tenant: ref.tenant, level: start.level, packageHash: start.package });
    if (engine.needsPhysics(level)) await engine.loadPhysics();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return cannot(error);
  }
  let replayed: Replayed;
  try {
    replayed = replaySession(engine, level, inputsOf(records));
  } catch (error) {
    // Whatever an engine throws at what its records say, refusal or not: it says something about this session, and others are yet to be checked.
    return cannot(error);
  }
  const parted = compareReplay(records, replayed);
  if (parted === undefined) return { ticks: replayed.ticks };
  find(
    'record',
    recordName(parted.seq),
    `Replaying session ${ref.session} with ${start.engine} parts from ${recordName(parted.seq)} at ${parted.at}.`,
  );
  return { ticks: replayed.ticks, at: parted.at };
}
