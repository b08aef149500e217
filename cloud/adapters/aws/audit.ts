import type {
  AuditLog,
  AuditReader,
  Meter,
  Metering,
  SegmentHead,
  SessionRef,
  StoredRecord,
  StoredSegment,
  TenantDigest,
  Usage,
} from '../../ports/index.ts';
import { noUsage, sum } from '../../domain/metering/index.ts';
import { isRefusal } from '../../domain/refusal.ts';
import { systemHost } from './host.ts';
import { digestPointerKey, meterPartition, recordKey, sealedKey, sessionPartition } from './keys-of-items.ts';
import { jsonBytes, type Objects, type Retention } from './objects.ts';
import { conflictAttempts, jitter } from './jitter.ts';
import { packText, unpackText } from './packed-text.ts';
import { Recent } from './recent.ts';
import type { Table } from './table.ts';

const mostSessions = 256;
const nameOf = ({ tenant, session }: SessionRef): string => `${tenant}/${session}`;
const padded = (n: number): string => String(n).padStart(12, '0');
const segmentPrefix = ({ tenant, session }: SessionRef): string => `tenants/${tenant}/audit/${session}/`;
const digestPrefix = (tenant: string): string => `tenants/${tenant}/audit-digests/`;
/** An item holds 400 KB at most, with its names and numbers, and a character may take three bytes. */
const largestRecord = 120_000;
const largeRecordKey = (tenant: string, hash: string): string => `tenants/${tenant}/audit-records/${hash}`;
const segmentKey = (ref: SessionRef, from: number, to: number): string => `${segmentPrefix(ref)}${padded(from)}-${padded(to)}.ndjson`;
const headKeyOf = (segment: string): string => segment.replace(/\.ndjson$/, '.head.json');

/** Reads the audit: records in the table, sealed segments and digests in the bucket. */
export class AwsAuditReader implements AuditReader {
  protected readonly table: Table;
  protected readonly objects: Objects;

  constructor(table: Table, objects: Objects) {
    this.table = table;
    this.objects = objects;
  }

  async *records(ref: SessionRef): AsyncIterable<StoredRecord> {
    for await (const { sk, record, sha256 } of this.table.startingWith(sessionPartition(ref), 'AUDIT#'))
      yield { seq: Number(String(sk).slice('AUDIT#'.length)), record: await this.textOf(ref, record, sha256), hash: String(sha256) };
  }

  /** The text of a record: an item whose own is empty names by its hash where it lies. What is not there any more reads as empty. */
  protected async textOf({ tenant }: SessionRef, record: unknown, hash: unknown): Promise<string> {
    // What nobody can unpack is not what was written.
    const own = unpackText(record) ?? '{}';
    return own === '' ? new TextDecoder().decode(await readBytes(this.objects, largeRecordKey(tenant, String(hash)))) : own;
  }

  /** The last record of a session that is sealed; -1 where none is. */
  async sealedUpTo(ref: SessionRef): Promise<number> {
    const item = await this.table.get(sealedKey(ref));
    return item === undefined ? -1 : (JSON.parse(String(item['head'])) as SegmentHead).to;
  }

  async *segments(ref: SessionRef): AsyncIterable<StoredSegment> {
    const names = new Set<string>();
    for await (const key of this.objects.list(segmentPrefix(ref))) names.add(key.replace(/\.head\.json$/, '.ndjson'));
    for (const name of [...names].toSorted((a, b) => (a < b ? -1 : 1)))
      yield { name, head: await this.segmentHead(name), bytes: await readBytes(this.objects, name) };
  }

  segmentHead(name: string): Promise<SegmentHead | undefined> {
    return readJson<SegmentHead>(this.objects, headKeyOf(name));
  }

  async *digests(tenant: string): AsyncIterable<{ name: string; digest: TenantDigest | undefined }> {
    for await (const name of this.objects.list(digestPrefix(tenant)))
      yield { name, digest: await readJson<TenantDigest>(this.objects, name) };
  }

  digest(tenant: string, n: number): Promise<TenantDigest | undefined> {
    return readJson<TenantDigest>(this.objects, `${digestPrefix(tenant)}${padded(n)}.json`);
  }

  sessions(tenant: string): Promise<string[]> {
    return this.objects.folders(`tenants/${tenant}/audit/`);
  }
}

/** The writer: records are put only where none is, segments and digests are locked. */
export class AwsAuditLog extends AwsAuditReader implements AuditLog {
  readonly #retention: Retention;
  readonly #now: () => number;
  /** What this writer itself wrote last of each session, so that it need not read it: a record never changes, and a segment is locked. */
  readonly #records = new Recent<StoredRecord>(mostSessions);
  readonly #segments = new Recent<{ readonly head: SegmentHead | undefined }>(mostSessions);

  constructor(table: Table, objects: Objects, { retention, now }: { retention: Retention; now: () => number }) {
    super(table, objects);
    this.#retention = retention;
    this.#now = now;
  }

  async record(ref: SessionRef, seq: number): Promise<StoredRecord | undefined> {
    const last = this.#records.get(nameOf(ref));
    if (last?.seq === seq) return last;
    const item = await this.table.get(recordKey(ref, seq));
    return item && { seq, record: await this.textOf(ref, item['record'], item['sha256']), hash: String(item['sha256']) };
  }

  async append(
    ref: SessionRef,
    { seq, record, hash }: StoredRecord,
    { at, ...usage }: Usage & { at: number },
  ): Promise<'appended' | 'present'> {
    const hour = new Date(at).toISOString().slice(0, 13);
    // The record's own share lies beside it: what one session took is the sum over its records.
    const meter = { key: { pk: meterPartition(ref.tenant), sk: `HOUR#${hour}` }, add: { ...usage } };
    const isLarge = record.length > largestRecord;
    if (isLarge)
      await this.objects.create(largeRecordKey(ref.tenant, hash), new TextEncoder().encode(record), {
        retention: this.#retention,
        now: this.#now(),
        type: 'application/json',
      });
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.table.putNew(
        { ...recordKey(ref, seq), record: isLarge ? '' : packText(record), sha256: hash, usage: packText(JSON.stringify(usage)) },
        [meter],
      );
      if (outcome.ok) {
        this.#records.set(nameOf(ref), { seq, record, hash });
        return 'appended';
      }
      if (outcome.reasons[0] === 'ConditionalCheckFailed') return 'present';
      if (!outcome.reasons.includes('TransactionConflict') || attempt === conflictAttempts)
        throw new Error(`Record ${seq} of session ${ref.session} was not written: ${outcome.reasons.join(', ')}`);
      await systemHost.sleep(jitter(attempt));
    }
  }

  async lastSegment(ref: SessionRef): Promise<SegmentHead | undefined> {
    const known = this.#segments.get(nameOf(ref));
    if (known !== undefined) return known.head;
    const item = await this.table.get(sealedKey(ref));
    const head = item && (JSON.parse(String(item['head'])) as SegmentHead);
    this.#segments.set(nameOf(ref), { head });
    return head;
  }

  async storedFrom(ref: SessionRef, from: number): Promise<number | undefined> {
    for await (const key of this.objects.list(`${segmentPrefix(ref)}${padded(from)}-`)) return Number(/-(\d{12})\./.exec(key)?.[1]);
    return undefined;
  }

  async seal(head: SegmentHead, bytes: Uint8Array): Promise<SegmentHead> {
    const name = segmentKey(head, head.from, head.to);
    const locked = { retention: this.#retention, now: this.#now() };
    await this.objects.create(name, bytes, { ...locked, type: 'application/x-ndjson' });
    const stored = await this.objects.create(headKeyOf(name), jsonBytes(head), { ...locked, type: 'application/json' });
    return (stored === 'present' && (await readJson<SegmentHead>(this.objects, headKeyOf(name)))) || head;
  }

  async noteSealed(head: SegmentHead): Promise<void> {
    await this.table.update({ key: sealedKey(head), set: { head: JSON.stringify(head) } });
    this.#segments.set(nameOf(head), { head });
  }

  /** The pointer in the table says where to begin; what is locked in the bucket decides. */
  async lastDigest(tenant: string): Promise<TenantDigest | undefined> {
    const pointer = await this.table.get(digestPointerKey(tenant));
    let last: TenantDigest | undefined;
    for (let n = pointer === undefined ? 0 : Number(pointer['n']); ; n += 1) {
      const next = await this.digest(tenant, n);
      if (next === undefined) return last;
      last = next;
    }
  }

  async putDigest(digest: TenantDigest): Promise<boolean> {
    const stored = await this.objects.create(`${digestPrefix(digest.tenant)}${padded(digest.n)}.json`, jsonBytes(digest), {
      retention: this.#retention,
      now: this.#now(),
      type: 'application/json',
    });
    if (stored === 'stored')
      await this.table.update({ key: digestPointerKey(digest.tenant), set: { n: digest.n }, below: { n: digest.n } });
    return stored === 'stored';
  }
}

/** What an object holds now; nothing where the store itself says that its bytes are not what was written. */
async function readBytes(objects: Objects, key: string): Promise<Uint8Array | undefined> {
  try {
    return await objects.bytes(key);
  } catch (error) {
    if (isRefusal(error) && error.code === 'object-damaged') return new Uint8Array();
    throw error;
  }
}

async function readJson<T>(objects: Objects, key: string): Promise<T | undefined> {
  const bytes = await readBytes(objects, key);
  try {
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export class DynamoMetering implements Metering {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async hours(tenant: string, from = ''): Promise<Meter[]> {
    const meters: Meter[] = [];
    for await (const item of this.#table.startingWith(meterPartition(tenant), `HOUR#${from}`)) {
      meters.push({ hour: String(item.sk).slice('HOUR#'.length), usage: sum(noUsage, item) });
    }
    return meters;
  }

  async session(ref: SessionRef): Promise<Usage> {
    let total = noUsage;
    for await (const { usage = '{}' } of this.#table.startingWith(sessionPartition(ref), 'AUDIT#'))
      total = sum(noUsage, total, JSON.parse(unpackText(usage) ?? '{}') as Partial<Usage>);
    return total;
  }
}
