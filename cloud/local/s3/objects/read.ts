import { AwsError } from '../../wire/error.ts';
import type { AwsCall, AwsReply, Headers } from '../../wire/service.ts';
import { type Bucket, bucketArn, bucketPolicies, objectArn } from '../buckets/bucket.ts';
import type { Engine } from '../engine.ts';
import { encryptionHeaders, openContent, openDataKey } from './encryption.ts';
import type { Version } from './object.ts';
import { isNotModified } from './preconditions.ts';

/** GetObject and HeadObject. */
export function readObject(engine: Engine, call: AwsCall): AwsReply {
  const { bucket: name = '', key = '' } = call.params;
  const bucket = engine.buckets.get(name);
  const version = findReadable(engine, call, bucket, key, call.query.get('versionId') ?? undefined);
  const headers = describeObject(call, bucket, version);
  if (isNotModified(call.headers, version)) return { status: 304, headers };

  const { size, encryption, checksums } = version.meta;
  const range = readRange(call.headers['range'], size);
  const [start, end] = range ?? [0, size];
  const answer = {
    ...headers,
    'content-length': String(end - start),
    ...(range
      ? { 'content-range': `bytes ${start}-${end - 1}/${size}` }
      : call.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' && checksums),
  };
  const status = range ? 206 : 200;
  if (call.method === 'HEAD') {
    if (encryption?.algorithm === 'aws:kms') openDataKey(engine, call, encryption);
    return { status, headers: answer };
  }
  return { status, headers: answer, body: openContent(engine, call, version, start, end) };
}

/** The version asked for, once the caller may read it. Who may not list the bucket does not learn what is missing. */
export function findReadable(engine: Engine, call: AwsCall, bucket: Bucket, key: string, id: string | undefined): Version {
  const arn = objectArn(bucket.name, key);
  if (id === undefined) call.permit('s3:GetObject', arn, {}, bucketPolicies(bucket));
  else call.permit('s3:GetObjectVersion', arn, { 's3:VersionId': id }, bucketPolicies(bucket));
  const version = id === undefined ? engine.versions.current(bucket.name, key) : engine.versions.find(bucket.name, key, id);
  if (version?.blob) return version;
  call.permit('s3:ListBucket', bucketArn(bucket.name), {}, bucketPolicies(bucket));
  if (version)
    throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, { Method: call.method });
  if (id !== undefined) throw new AwsError('NoSuchVersion', 'The specified version does not exist.', 404, { Key: key, VersionId: id });
  throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
}

/** Headers that a signed request may replace in the answer. */
const OVERRIDES: Readonly<Record<string, string>> = {
  'response-content-type': 'content-type',
  'response-content-language': 'content-language',
  'response-expires': 'expires',
  'response-cache-control': 'cache-control',
  'response-content-disposition': 'content-disposition',
  'response-content-encoding': 'content-encoding',
};

function describeObject(call: AwsCall, bucket: Bucket, { id, modifiedAt, meta }: Version): Headers {
  const { etag, retention, legalHold, encryption } = meta;
  const overrides = Object.entries(OVERRIDES).flatMap(([parameter, header]) => {
    const value = call.query.get(parameter);
    return value === null ? [] : [[header, value] as const];
  });
  return {
    ...meta.headers,
    ...Object.fromEntries(overrides),
    etag,
    'last-modified': new Date(modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
    ...(bucket.versioning !== 'Disabled' && { 'x-amz-version-id': id }),
    ...encryptionHeaders(encryption),
    ...(retention && {
      'x-amz-object-lock-mode': retention.mode,
      'x-amz-object-lock-retain-until-date': new Date(retention.until).toISOString(),
    }),
    ...(legalHold && { 'x-amz-object-lock-legal-hold': 'ON' }),
  };
}

/** Start and end (exclusive) of a range; undefined where none is asked for or the header is to be ignored. */
function readRange(header: string | undefined, size: number): readonly [number, number] | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(Number(last) + 1, size);
  if (start >= end)
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: header!,
      ActualObjectSize: String(size),
    });
  return [start, end];
}
