import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AwsError } from '../../wire/error.ts';
import type { AwsCall, AwsReply, Headers } from '../../wire/service.ts';
import { element } from '../../wire/xml.ts';
import { type Bucket, bucketPolicies, objectArn } from '../buckets/bucket.ts';
import type { Engine } from '../engine.ts';
import { verifyChecksums } from './checksum.ts';
import { chooseEncryption, type Encryption, encryptionHeaders, openContent, sealContent } from './encryption.ts';
import { announceCreated, type CreationReason } from './events.ts';
import { lockOf } from './lock.ts';
import { type ObjectMeta, UNVERSIONED, type Version } from './object.ts';
import { checkWritePreconditions, isConditional } from './preconditions.ts';
import { findReadable } from './read.ts';

const MAX_KEY_BYTES = 1024;
const KEPT_HEADERS = ['content-type', 'cache-control', 'content-disposition', 'content-encoding', 'content-language', 'expires'];

/** PutObject. */
export async function putObject(engine: Engine, call: AwsCall): Promise<AwsReply> {
  const { bucket, key } = permitPut(engine, call);
  const checksums = verifyChecksums(call.headers, call.body);
  if (
    call.headers['x-amz-object-lock-mode'] !== undefined &&
    Object.keys(checksums).length === 0 &&
    call.headers['content-md5'] === undefined
  ) {
    throw new AwsError(
      'InvalidRequest',
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
      400,
    );
  }
  const version = await storeObject(engine, call, bucket, key, {
    content: call.body,
    encryption: () => chooseEncryption(engine, call, bucket, key),
    meta: { headers: keptHeaders(call.headers), checksums, ...lockOf(call.headers, bucket, engine.context.host.clock.now()) },
    reason: 'PutObject',
  });
  return { headers: { etag: version.meta.etag, ...checksums, ...writtenHeaders(bucket, version) } };
}

/** CopyObject within this cloud. */
export async function copyObject(engine: Engine, call: AwsCall): Promise<AwsReply> {
  const { bucket, key } = permitPut(engine, call);
  const [, from = '', sourceKey = '', id] =
    /^\/?([^/]+)\/(.+?)(?:\?versionId=(.+))?$/s.exec(decodeURIComponent(call.headers['x-amz-copy-source'] ?? '')) ?? [];
  const source = findReadable(engine, call, engine.buckets.get(from), sourceKey, id);
  const replace = call.headers['x-amz-metadata-directive'] === 'REPLACE';
  const version = await storeObject(engine, call, bucket, key, {
    content: openContent(engine, call, source),
    encryption: () => chooseEncryption(engine, call, bucket, key),
    meta: {
      headers: replace ? keptHeaders(call.headers) : source.meta.headers,
      checksums: source.meta.checksums,
      ...lockOf(call.headers, bucket, engine.context.host.clock.now()),
    },
    reason: 'CopyObject',
  });
  return {
    xml: element('CopyObjectResult', { ETag: version.meta.etag, LastModified: new Date(version.modifiedAt).toISOString() }),
    headers: writtenHeaders(bucket, version),
  };
}

/** The bucket and key of a write that the caller may make. */
export function permitPut(engine: Engine, call: AwsCall): { readonly bucket: Bucket; readonly key: string } {
  const { bucket: name = '', key = '' } = call.params;
  const bucket = engine.buckets.get(name);
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    throw new AwsError('KeyTooLongError', 'Your key is too long', 400, {
      Size: String(Buffer.byteLength(key)),
      MaxSizeAllowed: String(MAX_KEY_BYTES),
    });
  const context = Object.fromEntries(
    CONDITION_HEADERS.flatMap((header) => (call.headers[header] === undefined ? [] : [[`s3:${header}`, call.headers[header]]])),
  );
  call.permit('s3:PutObject', objectArn(name, key), context, bucketPolicies(bucket));
  return { bucket, key };
}

/** Request headers that policies may ask about, as `s3:<header>`. */
const CONDITION_HEADERS = [
  'if-match',
  'if-none-match',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-content-sha256',
  'x-amz-storage-class',
];

/** Everything of an object that is to be stored. */
export interface NewObject {
  readonly content: Uint8Array;
  /** Chosen late, so that a write refused by its preconditions asks KMS for nothing. */
  encryption(): Encryption;
  readonly meta: Omit<ObjectMeta, 'etag' | 'size' | 'encryption'>;
  /** Given for what is not the MD5 of its content, such as an object of parts. */
  readonly etag?: string;
  readonly reason: CreationReason;
  /** More to do in the same durable step. */
  also?(): void;
}

/**
 * Stores a new version: bytes first, then one transaction with its row, its event and `also`. A conditional write is
 * under way for one turn of the event loop; another one to the same key in that time gets ConditionalRequestConflict.
 */
export async function storeObject(engine: Engine, call: AwsCall, bucket: Bucket, key: string, object: NewObject): Promise<Version> {
  const { busy, versions, context } = engine;
  const name = `${bucket.name}/${key}`;
  const check = (): void => checkWritePreconditions(call.headers, versions.current(bucket.name, key));
  if (!isConditional(call.headers)) return write();
  check();
  if (busy.has(name))
    throw new AwsError(
      'ConditionalRequestConflict',
      'The conditional request cannot succeed due to a conflicting operation against this resource.',
      409,
    );
  busy.add(name);
  try {
    await nextTurn();
    check();
    return write();
  } finally {
    busy.delete(name);
  }

  function write(): Version {
    const encryption = object.encryption();
    const stored = sealContent(engine, encryption, object.content);
    // An encrypted object's tag is opaque; it must not tell what the content is.
    const etag = object.etag ?? `"${createHash('md5').update(stored).digest('hex')}"`;
    const blob = engine.blobs.put(stored);
    return context.database.transaction(() => {
      const version = versions.add({
        bucket: bucket.name,
        key,
        id: newVersionId(engine, bucket),
        modifiedAt: context.host.clock.now(),
        blob,
        meta: { ...object.meta, etag, size: object.content.length, ...(encryption.meta && { encryption: encryption.meta }) },
      });
      announceCreated(engine, call, bucket, version, object.reason);
      object.also?.();
      return version;
    });
  }
}

export function newVersionId({ context }: Engine, bucket: Bucket): string {
  return bucket.versioning === 'Enabled' ? Buffer.from(context.host.random.bytes(24)).toString('base64url') : UNVERSIONED;
}

/** The headers that come back with the object. */
export function keptHeaders(headers: Headers): Headers {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'content-encoding') {
      const left = value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== 'aws-chunked' && part !== '');
      if (left.length > 0) kept[name] = left.join(',');
    } else if (KEPT_HEADERS.includes(name) || name.startsWith('x-amz-meta-')) kept[name] = value;
  }
  return kept;
}

/** What a write tells of the version it made. */
export function writtenHeaders(bucket: Bucket, version: Version): Headers {
  return { ...(bucket.versioning !== 'Disabled' && { 'x-amz-version-id': version.id }), ...encryptionHeaders(version.meta.encryption) };
}
