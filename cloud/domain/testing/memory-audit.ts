import type { AuditLog, Meter, SegmentHead, SessionRef, StoredRecord, StoredSegment, TenantDigest, Usage } from '../../ports/index.ts';

const key = ({ tenant, session }: SessionRef): string => `${tenant}/${session}`;

/** An audit in memory that a test may tamper with. */
export class MemoryAudit implements AuditLog {
  readonly stored = new Map<string, StoredRecord[]>();
  readonly sealed = new Map<string, { name: string; head: SegmentHead; bytes: Uint8Array }[]>();
  readonly links: TenantDigest[] = [];
  readonly usage: Usage[] = [];
  readonly #metered: { readonly tenant: string; readonly at: number; readonly usage: Usage }[] = [];
  readonly noted = new Map<string, SegmentHead>();
  /** Called at named moments; a test throws here. */
  reach: (point: 'before-link' | 'before-note') => void = () => {};

  async *records(ref: SessionRef): AsyncIterable<StoredRecord> {
    yield* this.stored.get(key(ref)) ?? [];
  }
  async *segments(ref: SessionRef): AsyncIterable<StoredSegment> {
    yield* this.sealed.get(key(ref)) ?? [];
  }
  async segmentHead(name: string): Promise<SegmentHead | undefined> {
    return [...this.sealed.values()].flat().find((segment) => segment.name === name)?.head;
  }
  async *digests(tenant: string): AsyncIterable<{ name: string; digest: TenantDigest | undefined }> {
    for (const digest of this.links) if (digest.tenant === tenant) yield { name: `DIGEST#${digest.n}`, digest };
  }
  async digest(tenant: string, n: number): Promise<TenantDigest | undefined> {
    return this.links.find((link) => link.tenant === tenant && link.n === n);
  }
  async sessions(tenant: string): Promise<string[]> {
    return [...this.stored.keys()].filter((name) => name.startsWith(`${tenant}/`)).map((name) => name.slice(tenant.length + 1));
  }
  async record(ref: SessionRef, seq: number): Promise<StoredRecord | undefined> {
    return this.stored.get(key(ref))?.find((record) => record.seq === seq);
  }
  async append(ref: SessionRef, record: StoredRecord, { at, ...usage }: Usage & { readonly at: number }): Promise<'appended' | 'present'> {
    if (await this.record(ref, record.seq)) return 'present';
    this.stored.set(key(ref), [...(this.stored.get(key(ref)) ?? []), record]);
    this.usage.push(usage);
    this.#metered.push({ tenant: ref.tenant, at, usage });
    return 'appended';
  }
  /** As the meter has it: one entry per record. */
  async hours(tenant: string, from = ''): Promise<Meter[]> {
    return this.#metered
      .filter((entry) => entry.tenant === tenant)
      .map(({ at, usage }) => ({ hour: new Date(at).toISOString().slice(0, 13), usage }))
      .filter(({ hour }) => hour.startsWith(from));
  }
  async lastSegment(ref: SessionRef): Promise<SegmentHead | undefined> {
    return this.noted.get(key(ref));
  }
  async storedFrom(ref: SessionRef, from: number): Promise<number | undefined> {
    return this.sealed.get(key(ref))?.find(({ head }) => head.from === from)?.head.to;
  }
  async seal(head: SegmentHead, bytes: Uint8Array): Promise<SegmentHead> {
    const name = `${head.from}-${head.to}.ndjson`;
    const there = this.sealed.get(key(head)) ?? [];
    const found = there.find((segment) => segment.name === name);
    if (found === undefined) this.sealed.set(key(head), [...there, { name, head, bytes }]);
    return found?.head ?? head;
  }
  async noteSealed(head: SegmentHead): Promise<void> {
    this.reach('before-note');
    this.noted.set(key(head), head);
  }
  async lastDigest(tenant: string): Promise<TenantDigest | undefined> {
    return this.links.filter((link) => link.tenant === tenant).at(-1);
  }
  async putDigest(digest: TenantDigest): Promise<boolean> {
    this.reach('before-link');
    if (this.links.some((link) => link.tenant === digest.tenant && link.n === digest.n)) return false;
    this.links.push(digest);
    return true;
  }
}
