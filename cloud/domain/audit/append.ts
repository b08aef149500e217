import type {
  AuditLog,
  Clock,
  CommandLog,
  Keys,
  SegmentHead,
  SessionHead,
  SessionRef,
  SessionStart,
  Telemetry,
  TenantDigest,
} from '../../ports/index.ts';
import { canonical, digest } from '../evidence.ts';
import { noUsage, sum, type SpendingCounter } from '../metering/index.ts';
import { need } from '../refusal.ts';
import { AuditRecord, segmentLine, sliceRecord, startRecord, storeRecord } from './record.ts';

/** What happened to a session, as the table's stream tells it; changes of one session come in order. */
export type SessionChange =
  | { readonly kind: 'started'; readonly start: SessionStart }
  | { readonly kind: 'committed'; readonly ref: SessionRef; readonly head: SessionHead }
  | { readonly kind: 'stopped'; readonly ref: SessionRef; readonly head: SessionHead };

export interface AuditDeps {
  readonly audit: AuditLog;
  readonly log: Pick<CommandLog, 'read'>;
  readonly keys: Pick<Keys, 'sign'>;
  readonly clock: Clock;
  readonly spending: SpendingCounter;
  /** Where the ways of followed commands are written. */
  readonly telemetry?: Telemetry;
}

/** A segment is sealed at this many records, and whenever a session falls asleep. */
export const segmentRecords = 64;

/** And at this many bytes, so that no segment is more than its readers can hold. */
const segmentBytes = 32 << 20;

/** Appends what a change adds to the audit. Delivered again, a change adds nothing and is counted once. */
export async function auditChange(deps: AuditDeps, change: SessionChange): Promise<void> {
  await deps.spending.charge(change.kind === 'started' ? change.start : change.ref, () => append(deps, change));
}

async function append(deps: AuditDeps, change: SessionChange): Promise<void> {
  if (change.kind === 'started') {
    await deps.audit.append(change.start, storeRecord(startRecord(change.start)), { ...noUsage, at: change.start.at });
    return;
  }
  const { ref, head } = change;
  if (change.kind === 'committed') await appendCommit(deps, ref, head);
  for (let last = await deps.audit.lastSegment(ref); ;) {
    const from = (last?.to ?? -1) + 1;
    const unsealed = head.version + 1 - from;
    if (unsealed < segmentRecords && (change.kind !== 'stopped' || unsealed <= 0)) return;
    // What was stored and perhaps not linked is finished first, as it is: it is locked. A list is billed as an object that is stored.
    deps.spending.add(ref, { puts: 1 });
    const begun = await deps.audit.storedFrom(ref, from);
    last = await sealSegment(deps, ref, last, { to: begun ?? head.version, again: begun !== undefined });
  }
}

async function appendCommit({ audit, log, spending, telemetry, clock }: AuditDeps, ref: SessionRef, head: SessionHead): Promise<void> {
  const began = clock.now();
  const before = need(await audit.record(ref, head.version - 1), () => hole(ref, head.version - 1));
  const previous = AuditRecord.parse(JSON.parse(before.record));
  const cursor = previous.kind === 'slice' ? previous.cursor : 0;
  const commands = await log.read(ref, cursor, head.cursor);
  const record = sliceRecord({ ...previous, hash: before.hash }, head, commands);
  const outcome = await audit.append(ref, storeRecord(record), {
    ...sum(noUsage, head.slice?.spent ?? {}, spending.take(ref), {
      slices: 1,
      ticks: record.toTick - record.fromTick,
      fuel: record.fuel,
      commands: record.commands.length,
    }),
    at: record.at,
  });
  if (outcome === 'present') return;
  for (const { seq, trace } of commands)
    if (trace !== undefined) telemetry?.spans(ref, { seq, trace }, [{ name: 'audited', from: began, to: clock.now() }]);
}

/** A record is written before those that follow it, in the order of the stream: where one is missing, it is so for good. */
const hole = ({ session }: SessionRef, seq: number) => ({
  code: 'audit-hole',
  message: `The audit of session ${session} lacks record ${seq}: nothing can follow it.`,
  hint: 'Where a letter holds it, send that again first: lq dlq list',
  where: session,
});

/**
 * Seals everything up to record `to`, links it into the tenant's digest, and only then notes that it is done: whoever dies on the way, the next
 * delivery of the same change finds it undone and does the rest.
 */
async function sealSegment(
  deps: AuditDeps,
  ref: SessionRef,
  last: SegmentHead | undefined,
  { to: most, again }: { to: number; again: boolean },
): Promise<SegmentHead> {
  const from = (last?.to ?? -1) + 1;
  const lines: string[] = [];
  let hash = '';
  let size = 0;
  let to = most;
  for (let seq = from; seq <= to; seq += 1) {
    const stored = need(await deps.audit.record(ref, seq), () => hole(ref, seq));
    lines.push(`${segmentLine(stored)}\n`);
    hash = stored.hash;
    size += stored.record.length;
    if (!again && size >= segmentBytes) to = seq;
  }
  const bytes = new TextEncoder().encode(lines.join(''));
  const draft = {
    format: 1 as const,
    tenant: ref.tenant,
    session: ref.session,
    from,
    to,
    sha256: digest(bytes),
    hash,
    prev: last?.sha256 ?? '',
  };
  // The segment and its head.
  deps.spending.add(ref, { puts: 2, signatures: 1 });
  const head = await deps.audit.seal({ ...draft, signature: await deps.keys.sign(ref.tenant, 'audit', segmentText(draft)) }, bytes);
  if (!again || !(await linked(deps, head))) await linkDigest(deps, ref, { seq: head.to, hash: head.hash });
  await deps.audit.noteSealed(head);
  return head;
}

async function linked({ audit }: AuditDeps, { tenant, session, to, hash }: SegmentHead): Promise<boolean> {
  for await (const { digest: link } of audit.digests(tenant))
    if (link?.session === session && link.seq === to && link.hash === hash) return true;
  return false;
}

async function linkDigest(deps: AuditDeps, ref: SessionRef, head: { seq: number; hash: string }): Promise<void> {
  for (;;) {
    const last = await deps.audit.lastDigest(ref.tenant);
    const draft = {
      format: 1 as const,
      tenant: ref.tenant,
      n: (last?.n ?? -1) + 1,
      session: ref.session,
      ...head,
      prev: last === undefined ? '' : digest(canonical(last)),
      at: deps.clock.now(),
    };
    const signed = { ...draft, signature: await deps.keys.sign(ref.tenant, 'audit', digestText(draft)) };
    deps.spending.add(ref, { puts: 1, signatures: 1 });
    if (await deps.audit.putDigest(signed)) return;
  }
}

/** The text that a segment head's signature covers. */
export const segmentText = ({ format, tenant, session, from, to, sha256, hash, prev }: Omit<SegmentHead, 'signature'>): string =>
  canonical({ format, tenant, session, from, to, sha256, hash, prev });

/** The text that a digest link's signature covers. */
export const digestText = ({ format, tenant, n, session, seq, hash, prev, at }: Omit<TenantDigest, 'signature'>): string =>
  canonical({ format, tenant, n, session, seq, hash, prev, at });
