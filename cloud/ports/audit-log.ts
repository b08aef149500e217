import type { Signature } from './keys.ts';
import type { SessionRef } from './session.ts';
import type { Usage } from './usage.ts';

/** An audit record as it is stored: canonical text and the sha256 of that text. */
export interface StoredRecord {
  readonly seq: number;
  readonly record: string;
  /** sha256 of `record`, hex; the next record's `prev`. */
  readonly hash: string;
}

/** Says what a sealed segment holds. Signed with the tenant's audit key, which slices cannot use. */
export interface SegmentHead {
  readonly format: 1;
  readonly tenant: string;
  readonly session: string;
  readonly from: number;
  readonly to: number;
  /** sha256 of the segment's bytes, hex. */
  readonly sha256: string;
  /** Hash of the last record. */
  readonly hash: string;
  /** sha256 of the segment before, empty for the first. */
  readonly prev: string;
  readonly signature: Signature;
}

/** One link of the tenant's digest: a session's head at a moment. A record deleted below it is missed. */
export interface TenantDigest {
  readonly format: 1;
  readonly tenant: string;
  /** From 0. */
  readonly n: number;
  readonly session: string;
  /** The last record that was sealed, and its hash. */
  readonly seq: number;
  readonly hash: string;
  /** sha256 of the link before, empty for the first. */
  readonly prev: string;
  readonly at: number;
  readonly signature: Signature;
}

/** A segment as its store has it: bytes and their head are two objects, and either may be missing. */
export interface StoredSegment {
  readonly name: string;
  readonly head: SegmentHead | undefined;
  readonly bytes: Uint8Array | undefined;
}

export interface AuditReader {
  /** All records of a session, by number. */
  records(ref: SessionRef): AsyncIterable<StoredRecord>;
  /** The segments that were sealed, by number. */
  segments(ref: SessionRef): AsyncIterable<StoredSegment>;
  /** The head of the segment of that name, where it is there and readable. */
  segmentHead(name: string): Promise<SegmentHead | undefined>;
  digests(tenant: string): AsyncIterable<{ readonly name: string; readonly digest: TenantDigest | undefined }>;
  /** Link `n`, where it is there and readable. */
  digest(tenant: string, n: number): Promise<TenantDigest | undefined>;
  /** Sessions that have left any trace in the audit: records, segments or digests. */
  sessions(tenant: string): Promise<string[]>;
}

/** The audit's writer can only append. */
export interface AuditLog extends AuditReader {
  record(ref: SessionRef, seq: number): Promise<StoredRecord | undefined>;
  /** Writes the record and counts its usage in one transaction, so that a repeated delivery counts once. */
  append(ref: SessionRef, record: StoredRecord, usage: Usage & { readonly at: number }): Promise<'appended' | 'present'>;
  /** The last segment of a session that is sealed and linked. */
  lastSegment(ref: SessionRef): Promise<SegmentHead | undefined>;
  /** The last record of the segment that was stored from record `from` on, perhaps without its head. */
  storedFrom(ref: SessionRef, from: number): Promise<number | undefined>;
  /** Stores a segment under Object Lock, then its head. Returns the head that stands there. */
  seal(head: SegmentHead, bytes: Uint8Array): Promise<SegmentHead>;
  /** Notes that everything up to this segment is sealed and linked. */
  noteSealed(head: SegmentHead): Promise<void>;
  lastDigest(tenant: string): Promise<TenantDigest | undefined>;
  /** False when link `n` exists. */
  putDigest(digest: TenantDigest): Promise<boolean>;
}
