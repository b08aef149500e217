import { createHash } from 'node:crypto';
import { AwsError } from '../../wire/error.ts';
import type { AwsCall, AwsReply } from '../../wire/service.ts';
import { childElements, childText, element, parseXml, type XmlElement } from '../../wire/xml.ts';
import { bucketPolicies, objectArn } from '../buckets/bucket.ts';
import type { Engine } from '../engine.ts';
import { checksumHeader, compositeChecksum, verifyChecksums } from '../objects/checksum.ts';
import { chooseEncryption, type Encryption, encryptionHeaders, openDataKey, sealContent, unsealContent } from '../objects/encryption.ts';
import { lockOf } from '../objects/lock.ts';
import { keptHeaders, permitPut, storeObject, writtenHeaders } from '../objects/put.ts';
import type { Part, Upload } from './uploads.ts';

const MIN_PART = 5 << 20;
const MAX_PARTS = 10_000;
const MAX_OBJECT = 2 ** 31;

/** CreateMultipartUpload. */
export function createUpload(engine: Engine, call: AwsCall): AwsReply {
  const { bucket, key } = permitPut(engine, call);
  const { host } = engine.context;
  const encryption = chooseEncryption(engine, call, bucket, key).meta;
  const algorithm = call.headers['x-amz-checksum-algorithm'];
  const upload: Upload = {
    id: Buffer.from(host.random.bytes(24)).toString('base64url'),
    bucket: bucket.name,
    key,
    startedAt: host.clock.now(),
    meta: { headers: keptHeaders(call.headers), ...(encryption && { encryption }), ...lockOf(call.headers, bucket, host.clock.now()) },
    ...(algorithm !== undefined && { checksum: checksumHeader(algorithm) }),
  };
  engine.uploads.create(upload);
  return {
    xml: element('InitiateMultipartUploadResult', { Bucket: bucket.name, Key: key, UploadId: upload.id }),
    headers: { ...encryptionHeaders(encryption), ...(algorithm !== undefined && { 'x-amz-checksum-algorithm': algorithm }) },
  };
}

/** UploadPart: the part is on disk when it is answered; a later one of the same number replaces it. */
export function uploadPart(engine: Engine, call: AwsCall): AwsReply {
  permitPut(engine, call);
  const upload = find(engine, call);
  const number = Number(call.query.get('partNumber'));
  if (!(Number.isInteger(number) && number >= 1 && number <= MAX_PARTS))
    throw new AwsError('InvalidArgument', `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`, 400);
  const checksums = verifyChecksums(call.headers, call.body);
  const blob = engine.blobs.put(sealContent(engine, encryptionOf(engine, call, upload), call.body));
  const part: Part = { number, blob, size: call.body.length, etag: `"${createHash('md5').update(call.body).digest('hex')}"`, checksums };
  engine.context.database.transaction(() => {
    engine.uploads.putPart(upload, part);
    engine.versions.hold(blob, upload.id);
  });
  return { headers: { etag: part.etag, ...checksums, ...encryptionHeaders(upload.meta.encryption) } };
}

/** CompleteMultipartUpload: the parts become one object, and are gone, in one durable step. */
export async function completeUpload(engine: Engine, call: AwsCall): Promise<AwsReply> {
  const { bucket, key } = permitPut(engine, call);
  const upload = find(engine, call);
  const parts = chosenParts(parseXml(Buffer.from(call.body).toString()), engine.uploads.parts(upload));
  const encryption = encryptionOf(engine, call, upload);
  const content = Buffer.concat(
    parts.map(({ blob }) => (encryption.dataKey ? unsealContent(encryption.dataKey, engine.blobs.get(blob)) : engine.blobs.get(blob))),
  );
  const digests = createHash('md5');
  for (const { etag } of parts) digests.update(Buffer.from(etag.slice(1, -1), 'hex'));
  const { checksum } = upload;
  const given = checksum === undefined ? [] : parts.flatMap((part) => part.checksums[checksum] ?? []);
  const composite = checksum !== undefined && given.length === parts.length ? compositeChecksum(checksum, given) : undefined;

  const { encryption: _, ...meta } = upload.meta;
  const version = await storeObject(engine, call, bucket, key, {
    content,
    encryption: () => encryption,
    etag: `"${digests.digest('hex')}-${parts.length}"`,
    meta: { ...meta, checksums: composite === undefined ? {} : { [checksum!]: composite } },
    reason: 'CompleteMultipartUpload',
    also: () => discard(engine, upload),
  });
  return {
    xml: element('CompleteMultipartUploadResult', { Bucket: bucket.name, Key: key, ETag: version.meta.etag }),
    headers: writtenHeaders(bucket, version),
  };
}

/** AbortMultipartUpload. */
export function abortUpload(engine: Engine, call: AwsCall): AwsReply {
  permitUpload(engine, call, 's3:AbortMultipartUpload');
  const upload = find(engine, call);
  engine.context.database.transaction(() => discard(engine, upload));
  return { status: 204 };
}

/** ListParts. */
export function listParts(engine: Engine, call: AwsCall): AwsReply {
  permitUpload(engine, call, 's3:ListMultipartUploadParts');
  const upload = find(engine, call);
  const parts = engine.uploads.parts(upload).map(({ number, etag, size }) => ({ PartNumber: number, ETag: etag, Size: size }));
  return {
    xml: element('ListPartsResult', { Bucket: upload.bucket, Key: upload.key, UploadId: upload.id, IsTruncated: false, Part: parts }),
  };
}

function permitUpload(engine: Engine, call: AwsCall, action: string): void {
  const { bucket = '', key = '' } = call.params;
  call.permit(action, objectArn(bucket, key), {}, bucketPolicies(engine.buckets.get(bucket)));
}

function find(engine: Engine, call: AwsCall): Upload {
  const { bucket = '', key = '' } = call.params;
  return engine.uploads.get(bucket, key, call.query.get('uploadId') ?? '');
}

function discard(engine: Engine, upload: Upload): void {
  engine.uploads.remove(upload);
  engine.versions.release(upload.id);
}

function encryptionOf(engine: Engine, call: AwsCall, { meta: { encryption } }: Upload): Encryption {
  return { meta: encryption, dataKey: encryption?.algorithm === 'aws:kms' ? openDataKey(engine, call, encryption) : undefined };
}

/** The parts that the client lists, in its order, which must be ascending; each must be the one it means. */
function chosenParts(document: XmlElement | undefined, parts: readonly Part[]): Part[] {
  const listed = childElements(document, 'Part');
  if (document?.name !== 'CompleteMultipartUpload' || listed.length === 0)
    throw new AwsError('MalformedXML', 'The body must be a CompleteMultipartUpload with at least one part.', 400);
  const numbers = listed.map((each) => Number(childText(each, 'PartNumber')));
  if (numbers.some((number, index) => index > 0 && number <= numbers[index - 1]!)) {
    throw new AwsError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
      400,
    );
  }
  let size = 0;
  return listed.map((each, index) => {
    const number = numbers[index];
    const etag = `"${(childText(each, 'ETag') ?? '').replaceAll('"', '')}"`;
    const part = parts.find((candidate) => candidate.number === number);
    if (part?.etag !== etag)
      throw new AwsError('InvalidPart', `Part ${number} could not be found, or its entity tag is not the one given.`, 400, {
        PartNumber: String(number),
      });
    if (part.size < MIN_PART && index < listed.length - 1)
      throw new AwsError(
        'EntityTooSmall',
        `Your proposed upload is smaller than the minimum allowed size: part ${number} has ${part.size} bytes.`,
        400,
        { MinSizeAllowed: String(MIN_PART) },
      );
    size += part.size;
    if (size > MAX_OBJECT) throw new AwsError('EntityTooLarge', `The embedded cloud keeps objects of up to ${MAX_OBJECT} bytes.`, 400);
    return part;
  });
}
