import { AwsError, unsupported } from '../../wire/error.ts';
import type { AwsCall, AwsReply } from '../../wire/service.ts';
import { element, type XmlObject } from '../../wire/xml.ts';
import { bucketArn, bucketPolicies } from '../buckets/bucket.ts';
import type { Engine } from '../engine.ts';
import type { Version } from './object.ts';

const MAX_KEYS = 1000;

interface Listing {
  readonly objects: readonly Version[];
  readonly prefixes: readonly string[];
  /** Where the next page begins; undefined on the last page. */
  readonly next: Place | undefined;
  /** The last key or prefix of this page. */
  readonly last: string;
}

/** Keys after `after`, and at or above `from` where a common prefix has just been passed. */
interface Place {
  readonly after: string;
  readonly from?: string;
}

interface Question {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  /** How a key is written: percent-encoded where the client asks for it. */
  readonly show: (text: string) => string;
}

/** ListObjectsV2. */
export function listObjectsV2(engine: Engine, call: AwsCall): AwsReply {
  const { query } = call;
  const { bucket, question } = ask(engine, call, 's3:ListBucket');
  const { prefix, delimiter, limit, show } = question;
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after') ?? '';
  const { objects, prefixes, next } = list(engine, bucket, question, token === null ? { after: startAfter } : openToken(token));
  return {
    xml: element('ListBucketResult', {
      Name: bucket,
      Prefix: show(prefix),
      ...(delimiter !== '' && { Delimiter: show(delimiter) }),
      MaxKeys: limit,
      KeyCount: objects.length + prefixes.length,
      IsTruncated: next !== undefined,
      ...(token !== null && { ContinuationToken: token }),
      ...(startAfter !== '' && { StartAfter: show(startAfter) }),
      ...(next && { NextContinuationToken: Buffer.from(JSON.stringify([next.after, next.from])).toString('base64url') }),
      ...(query.get('encoding-type') === 'url' && { EncodingType: 'url' }),
      Contents: objects.map((version) => describe(version, show)),
      CommonPrefixes: prefixes.map((each) => ({ Prefix: show(each) })),
    }),
  };
}

/** ListObjects, the older form. */
export function listObjects(engine: Engine, call: AwsCall): AwsReply {
  const { bucket, question } = ask(engine, call, 's3:ListBucket');
  const { prefix, delimiter, limit, show } = question;
  const marker = call.query.get('marker') ?? '';
  const passed =
    delimiter !== '' && marker.startsWith(prefix) && marker.endsWith(delimiter)
      ? { after: marker, from: successor(marker) }
      : { after: marker };
  const { objects, prefixes, next, last } = list(engine, bucket, question, passed);
  return {
    xml: element('ListBucketResult', {
      Name: bucket,
      Prefix: show(prefix),
      Marker: show(marker),
      ...(delimiter !== '' && { Delimiter: show(delimiter) }),
      MaxKeys: limit,
      IsTruncated: next !== undefined,
      ...(next && { NextMarker: show(last) }),
      Contents: objects.map((version) => describe(version, show)),
      CommonPrefixes: prefixes.map((each) => ({ Prefix: show(each) })),
    }),
  };
}

/** ListObjectVersions, without delimiter. */
export function listObjectVersions(engine: Engine, call: AwsCall): AwsReply {
  const { bucket, question } = ask(engine, call, 's3:ListBucketVersions');
  const { prefix, delimiter, limit, show } = question;
  if (delimiter !== '') throw unsupported('s3', 'ListObjectVersions with a delimiter');
  const keyMarker = call.query.get('key-marker') ?? '';
  const idMarker = call.query.get('version-id-marker') ?? '';
  const found: { version: Version; latest: boolean }[] = [];
  let truncated = false;
  const rest = idMarker === '' ? [] : engine.versions.ofKey(bucket, keyMarker);
  const left = rest.slice(rest.findIndex(({ id }) => id === idMarker) + 1);
  for (const version of [...left, ...engine.versions.all({ bucket, prefix, after: keyMarker })]) {
    if (found.length === limit) {
      truncated = true;
      break;
    }
    const before = found.at(-1)?.version.key ?? (left.length > 0 ? keyMarker : undefined);
    found.push({ version, latest: version.key !== before });
  }
  const last = found.at(-1)?.version;
  const show1 = ({ version, latest }: { version: Version; latest: boolean }): XmlObject => ({
    ...describe(version, show),
    VersionId: version.id,
    IsLatest: latest,
  });
  return {
    xml: element('ListVersionsResult', {
      Name: bucket,
      Prefix: show(prefix),
      KeyMarker: show(keyMarker),
      VersionIdMarker: idMarker,
      MaxKeys: limit,
      IsTruncated: truncated,
      ...(truncated && last && { NextKeyMarker: show(last.key), NextVersionIdMarker: last.id }),
      Version: found.filter(({ version }) => version.blob !== null).map(show1),
      DeleteMarker: found.filter(({ version }) => version.blob === null).map(show1),
    }),
  };
}

function ask(engine: Engine, call: AwsCall, action: string): { readonly bucket: string; readonly question: Question } {
  const { query, params } = call;
  const bucket = engine.buckets.get(params['bucket'] ?? '');
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const asked = query.get('max-keys') ?? String(MAX_KEYS);
  if (!/^\d+$/.test(asked)) throw new AwsError('InvalidArgument', 'Provided max-keys not an integer or within integer range', 400);
  const context = { 's3:prefix': prefix, ...(delimiter !== '' && { 's3:delimiter': delimiter }), 's3:max-keys': Number(asked) };
  call.permit(action, bucketArn(bucket.name), context, bucketPolicies(bucket));
  const encoded = query.get('encoding-type') === 'url';
  return {
    bucket: bucket.name,
    question: {
      prefix,
      delimiter,
      limit: Math.min(Number(asked), MAX_KEYS),
      show: (text) => (encoded ? encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%20', '+') : text),
    },
  };
}

function list({ versions }: Engine, bucket: string, { prefix, delimiter, limit }: Question, start: Place): Listing {
  const objects: Version[] = [];
  const prefixes: string[] = [];
  let place = start;
  let last = '';
  for (;;) {
    const version = versions.next({ bucket, prefix, ...place });
    if (!version || limit === 0) return { objects, prefixes, next: undefined, last };
    if (objects.length + prefixes.length === limit) return { objects, prefixes, next: place, last };
    const cut = delimiter === '' ? -1 : version.key.indexOf(delimiter, prefix.length);
    if (cut < 0) {
      objects.push(version);
      last = version.key;
      place = { after: last };
    } else {
      last = version.key.slice(0, cut + delimiter.length);
      prefixes.push(last);
      place = { after: version.key, from: successor(last) };
    }
  }
}

function describe(version: Version, show: (text: string) => string): XmlObject {
  const { key, modifiedAt, meta, blob } = version;
  return {
    Key: show(key),
    LastModified: new Date(modifiedAt).toISOString(),
    ...(blob !== null && { ETag: meta.etag, Size: meta.size, StorageClass: 'STANDARD' }),
  };
}

/** The least text above every text that begins with this one, in the order of their bytes. */
function successor(text: string): string {
  const points = Array.from(text, (character) => character.codePointAt(0)!);
  const last = points.pop()!;
  const next = last === 0xd7ff ? 0xe000 : last + 1;
  return next > 0x10ffff ? `${text}\u{10ffff}` : String.fromCodePoint(...points, next);
}

function openToken(token: string): Place {
  try {
    const [after, from] = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown[];
    if (typeof after === 'string' && (typeof from === 'string' || from === undefined || from === null))
      return { after, ...(typeof from === 'string' && { from }) };
  } catch {
    // Told below.
  }
  throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect', 400);
}
