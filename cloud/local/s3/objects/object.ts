import type { RetentionMode } from '../buckets/bucket.ts';

/** What is kept of an object besides its bytes; stored as JSON. */
export interface ObjectMeta {
  /** In quotes, as on the wire. */
  readonly etag: string;
  /** Bytes of the content, not of what is stored. */
  readonly size: number;
  /** Content-Type, Cache-Control and the like, and `x-amz-meta-…`, by lower-case header name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Checksums by header name, for example `x-amz-checksum-crc32`. */
  readonly checksums: Readonly<Record<string, string>>;
  readonly encryption?: ObjectEncryption;
  readonly retention?: Retention;
  readonly legalHold?: boolean;
}

export type ObjectEncryption =
  | { readonly algorithm: 'AES256' }
  | {
      readonly algorithm: 'aws:kms';
      readonly keyArn: string;
      readonly context: Readonly<Record<string, string>>;
      /** The object's data key as KMS sealed it, in base64. */
      readonly dataKey: string;
    };

export interface Retention {
  readonly mode: RetentionMode;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** One version of an object; a delete marker has no blob. */
export interface Version {
  /** Grows with every write to the cloud's S3. */
  readonly sequence: number;
  readonly bucket: string;
  readonly key: string;
  /** `null` (the word) in a bucket without versioning. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** sha256 of the stored bytes. */
  readonly blob: string | null;
  readonly meta: ObjectMeta;
}

/** The id of versions written while versioning is off. */
export const UNVERSIONED = 'null';
