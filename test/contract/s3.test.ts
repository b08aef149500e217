import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketEncryptionCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  S3Client,
  UploadPartCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { KMSClient, CreateKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKms } from '../../cloud/local/kms/index.ts';
import { createS3, type S3 } from '../../cloud/local/s3/index.ts';
import type { AwsCall, LocalEvent } from '../../cloud/local/wire/index.ts';
import { ACCOUNT, openTestCloud, refusal, type TestCloud } from './harness/local-cloud.ts';

let cloud: TestCloud;
let service: S3;
let s3: S3Client;
const Bucket = 'plain';

beforeAll(async () => {
  cloud = await openTestCloud((context) => {
    const kms = createKms(context);
    service = createS3(context, { kms });
    return [...kms.services, ...service.services];
  });
  s3 = client();
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => cloud.close());

function client(keys?: Parameters<TestCloud['client']>[0]): S3Client {
  return new S3Client({ ...cloud.client(keys), forcePathStyle: true });
}
const put = (Key: string, Body: NonNullable<PutObjectCommandInput['Body']>, more: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const read = async (Key: string, more: object = {}) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body!.transformToString();

describe('buckets', () => {
  test('a bucket is made once, found, listed, and removed when it is empty', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'passing' }));
    expect(await refusal(s3.send(new CreateBucketCommand({ Bucket: 'passing' })))).toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    await s3.send(new HeadBucketCommand({ Bucket: 'passing' }));
    expect((await s3.send(new ListBucketsCommand())).Buckets!.map(({ Name }) => Name)).toContain('passing');
    await s3.send(new PutObjectCommand({ Bucket: 'passing', Key: 'k', Body: 'x' }));
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket: 'passing' })))).toMatchObject({ name: 'BucketNotEmpty' });
    await s3.send(new DeleteObjectCommand({ Bucket: 'passing', Key: 'k' }));
    await s3.send(new DeleteBucketCommand({ Bucket: 'passing' }));
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: 'passing' })))).toMatchObject({ name: 'NotFound' });
    expect(await refusal(s3.send(new CreateBucketCommand({ Bucket: 'No_Bucket' })))).toMatchObject({ name: 'InvalidBucketName' });
  });

  test('what this cloud lacks is refused by name', async () => {
    expect(await refusal(s3.send(new GetBucketAclCommand({ Bucket })))).toMatchObject({
      name: 'UnsupportedOperation',
      message: expect.stringContaining('GetBucketAcl'),
    });
  });
});

describe('objects', () => {
  test.each(['simple', 'a b/ü€😀/+&=%25.txt', "quote'(1)*!", '.hidden/./x', 'trailing/'])(
    'an object named %s comes back byte for byte',
    async (Key) => {
      const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index * 7);
      await put(Key, bytes, { ContentType: 'text/x-test', CacheControl: 'no-store', Metadata: { colour: 'red' } });
      const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
      expect(await got.Body!.transformToByteArray()).toEqual(bytes);
      expect(got).toMatchObject({
        ContentType: 'text/x-test',
        CacheControl: 'no-store',
        Metadata: { colour: 'red' },
        ContentLength: 1000,
        ETag: `"${createHash('md5').update(bytes).digest('hex')}"`,
      });
      expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength).toBe(1000);
      expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key }))).Contents!.map((each) => each.Key)).toContain(Key);
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      expect(await refusal(read(Key))).toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
      expect(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key })))).toMatchObject({ name: 'NotFound' });
    },
  );

  test('an empty object, a large one and a stream are kept whole', async () => {
    await put('empty', '');
    expect(await read('empty')).toBe('');
    const large = Buffer.alloc(3_000_000, 'abcdefg');
    await put('large', large);
    expect(
      Buffer.from(await (await s3.send(new GetObjectCommand({ Bucket, Key: 'large' }))).Body!.transformToByteArray()).equals(large),
    ).toBe(true);
    await put('streamed', Readable.from([Buffer.alloc(40_000, 1), Buffer.alloc(30_000, 2)]), { ContentLength: 70_000 });
    const { ContentLength, ContentEncoding } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'streamed' }));
    expect({ ContentLength, ContentEncoding }).toEqual({ ContentLength: 70_000, ContentEncoding: undefined });
  });

  test('equal bytes are on disk once, and go with their last object', async () => {
    const stored = (): string[] =>
      readdirSync(join(cloud.context.dataDir, 's3')).flatMap((part) => readdirSync(join(cloud.context.dataDir, 's3', part)));
    const sha256 = createHash('sha256').update('the same').digest('hex');
    await put('twin-1', 'the same');
    await put('twin-2', 'the same');
    expect(stored().filter((name) => name === sha256)).toHaveLength(1);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'twin-1' }));
    expect(await read('twin-2')).toBe('the same');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'twin-2' }));
    expect(stored()).not.toContain(sha256);
  });

  test('a range gives its part, and one beyond the end is refused', async () => {
    await put('digits', '0123456789');
    const part = async (Range: string) => {
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'digits', Range }));
      return [await got.Body!.transformToString(), got.ContentRange];
    };
    expect(await part('bytes=2-4')).toEqual(['234', 'bytes 2-4/10']);
    expect(await part('bytes=7-')).toEqual(['789', 'bytes 7-9/10']);
    expect(await part('bytes=-3')).toEqual(['789', 'bytes 7-9/10']);
    expect(await part('bytes=5-99')).toEqual(['56789', 'bytes 5-9/10']);
    expect(await refusal(part('bytes=10-'))).toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  });

  test('a read under conditions tells what has not changed', async () => {
    const { ETag } = await put('conditional-read', 'x');
    expect(await read('conditional-read', { IfMatch: ETag })).toBe('x');
    expect(await refusal(read('conditional-read', { IfMatch: '"other"' }))).toMatchObject({ $metadata: { httpStatusCode: 412 } });
    expect(await refusal(read('conditional-read', { IfNoneMatch: ETag }))).toMatchObject({ $metadata: { httpStatusCode: 304 } });
    expect(await read('conditional-read', { IfNoneMatch: '"other"' })).toBe('x');
    expect(await refusal(read('conditional-read', { IfModifiedSince: new Date(Date.now() + 5000) }))).toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
  });

  test('a copy has the bytes and the description of its source', async () => {
    await put('source', 'copied', { ContentType: 'text/plain', Metadata: { a: 'b' } });
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/source` }));
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy' }))).toMatchObject({
      ContentType: 'text/plain',
      Metadata: { a: 'b' },
      ContentLength: 6,
    });
  });

  test('stored bytes are answered so that a browser cannot run them', async () => {
    await put('page.html', '<script>alert(1)</script>', { ContentType: 'text/html' });
    let headers: Record<string, string> = {};
    const spy = client();
    spy.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        headers = (result.response as { headers: Record<string, string> }).headers;
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    await spy.send(new GetObjectCommand({ Bucket, Key: 'page.html' }));
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringContaining('sandbox') });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('conditional writes', () => {
  test('If-None-Match * writes only what is not there', async () => {
    await put('once', 'first', { IfNoneMatch: '*' });
    expect(await refusal(put('once', 'second', { IfNoneMatch: '*' }))).toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    expect(await read('once')).toBe('first');
  });

  test('If-Match replaces only the object it names: compare and set', async () => {
    expect(await refusal(put('head', 'x', { IfMatch: '"any"' }))).toMatchObject({ name: 'NoSuchKey' });
    const { ETag: first } = await put('head', '1');
    const { ETag: second } = await put('head', '2', { IfMatch: first });
    expect(await refusal(put('head', '3', { IfMatch: first }))).toMatchObject({ name: 'PreconditionFailed' });
    expect(await read('head')).toBe('2');
    expect(await refusal(s3.send(new DeleteObjectCommand({ Bucket, Key: 'head', IfMatch: first })))).toMatchObject({
      name: 'PreconditionFailed',
    });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'head', IfMatch: second }));
  });

  test('of many writers under one condition exactly one succeeds; the others hear 412 or 409', async () => {
    const { ETag } = await put('race', 'start');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, writer) => put('race', `writer ${writer}`, { IfMatch: ETag })),
    );
    const winners = outcomes.flatMap((outcome, writer) => (outcome.status === 'fulfilled' ? [`writer ${writer}`] : []));
    expect(winners).toHaveLength(1);
    expect(await read('race')).toBe(winners[0]);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.name] : []));
    expect(refusals.filter((name) => name !== 'PreconditionFailed' && name !== 'ConditionalRequestConflict')).toEqual([]);
  });
});

test('a conditional write looks again after its turn of waiting: an unconditional one may have come between', async () => {
  const { principal } = cloud.iam.find(cloud.operator.accessKeyId)!;
  const call = (text: string, headers: Record<string, string>): AwsCall => ({
    service: 's3',
    action: 'PutObject',
    method: 'PUT',
    path: '/plain/between',
    query: new URLSearchParams(),
    params: { bucket: Bucket, key: 'between' },
    requestId: 'r',
    principal,
    headers,
    body: Buffer.from(text),
    signal: new AbortController().signal,
    permit: () => undefined,
  });
  const [handler] = service.services;
  const waiting = Promise.resolve(handler!.handle(call('conditional', { 'if-none-match': '*' })));
  await Promise.all([
    expect(waiting).rejects.toMatchObject({ code: 'PreconditionFailed' }),
    expect(handler!.handle(call('unconditional', {}))).resolves.toBeDefined(),
  ]);
  expect(await read('between')).toBe('unconditional');
});

describe('checksums', () => {
  test.each([ChecksumAlgorithm.CRC32, ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256])('%s is kept and given back', async (algorithm) => {
    await put(`sum-${algorithm}`, 'summed', { ChecksumAlgorithm: algorithm });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: `sum-${algorithm}`, ChecksumMode: 'ENABLED' }));
    expect(head[`Checksum${algorithm}` as 'ChecksumSHA256']).toMatch(/=$/);
    expect(await read(`sum-${algorithm}`, { ChecksumMode: 'ENABLED' })).toBe('summed');
  });

  // The check values of the CRC catalogue for "123456789".
  test.each([
    ['ChecksumCRC32C', '4waSgw=='],
    ['ChecksumCRC64NVME', 'rosUhgpymP8='],
    ['ChecksumCRC32', 'y/Q5Jg=='],
  ])('%s of the digits is its published value', async (name, value) => {
    await put('digits-sum', '123456789', {
      [name]: value === 'rosUhgpymP8=' ? Buffer.from('ae8b14860a799888', 'hex').toString('base64') : value,
    });
    expect(await refusal(put('digits-sum', '123456780', { [name]: value }))).toMatchObject({ name: 'BadDigest' });
  });

  test('a wrong Content-MD5 is refused and nothing is stored', async () => {
    const ContentMD5 = createHash('md5').update('other').digest('base64');
    expect(await refusal(put('md5', 'this', { ContentMD5 }))).toMatchObject({ name: 'BadDigest' });
    await put('md5', 'other', { ContentMD5 });
    expect(await read('md5')).toBe('other');
  });
});

describe('listing', () => {
  const keys = ['a', 'b/1', 'b/2', 'b/c/3', 'b0', 'd/1', 'ü/1', '😀'];
  beforeAll(async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'listed' }));
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: 'listed', Key, Body: Key }));
  });
  const list = (more: object) => s3.send(new ListObjectsV2Command({ Bucket: 'listed', ...more }));

  test('keys come in byte order, by prefix, after a key', async () => {
    expect((await list({})).Contents!.map(({ Key }) => Key)).toEqual(keys);
    expect((await list({ Prefix: 'b/' })).Contents!.map(({ Key }) => Key)).toEqual(['b/1', 'b/2', 'b/c/3']);
    expect((await list({ StartAfter: 'b/2' })).Contents!.map(({ Key }) => Key)).toEqual(['b/c/3', 'b0', 'd/1', 'ü/1', '😀']);
    expect(await list({ Prefix: 'none' })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  test('a delimiter rolls up what lies deeper', async () => {
    const top = await list({ Delimiter: '/' });
    expect(top.Contents!.map(({ Key }) => Key)).toEqual(['a', 'b0', '😀']);
    expect(top.CommonPrefixes!.map(({ Prefix }) => Prefix)).toEqual(['b/', 'd/', 'ü/']);
    const inner = await list({ Delimiter: '/', Prefix: 'b/' });
    expect([inner.Contents!.map(({ Key }) => Key), inner.CommonPrefixes!.map(({ Prefix }) => Prefix)]).toEqual([['b/1', 'b/2'], ['b/c/']]);
  });

  test.each([1, 2, 3])('pages of %i meet every key and prefix once', async (MaxKeys) => {
    const seen: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ Delimiter: '/', MaxKeys, ContinuationToken });
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key!), ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!));
      ContinuationToken = page.NextContinuationToken;
      expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
    } while (ContinuationToken);
    expect(seen.sort()).toEqual(['a', 'b/', 'b0', 'd/', 'ü/', '😀'].sort());
  });
});

describe('versions and locks', () => {
  const versioned = 'versioned';
  beforeAll(async () => {
    await s3.send(new CreateBucketCommand({ Bucket: versioned }));
    await s3.send(new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration: { Status: 'Enabled' } }));
    await s3.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }));
  });

  test('every write is a version; a deletion hides and can be undone', async () => {
    const write = async (Body: string) => (await s3.send(new PutObjectCommand({ Bucket: versioned, Key: 'v', Body }))).VersionId!;
    const [one, two] = [await write('one'), await write('two')];
    const get = async (VersionId?: string) =>
      (await s3.send(new GetObjectCommand({ Bucket: versioned, Key: 'v', VersionId }))).Body!.transformToString();
    expect([await get(), await get(one), await get(two)]).toEqual(['two', 'one', 'two']);
    const { VersionId: marker, DeleteMarker } = await s3.send(new DeleteObjectCommand({ Bucket: versioned, Key: 'v' }));
    expect(DeleteMarker).toBe(true);
    expect(await refusal(get())).toMatchObject({ name: 'NoSuchKey' });
    expect(await refusal(get(marker))).toMatchObject({ $metadata: { httpStatusCode: 405 } });
    expect(await get(one)).toBe('one');
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: versioned }));
    expect(listed.Versions!.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [two, false],
      [one, false],
    ]);
    expect(listed.DeleteMarkers).toMatchObject([{ VersionId: marker, IsLatest: true }]);
    await s3.send(new DeleteObjectCommand({ Bucket: versioned, Key: 'v', VersionId: marker }));
    expect(await get()).toBe('two');
    await s3.send(new DeleteObjectCommand({ Bucket: versioned, Key: 'v', VersionId: two }));
    expect(await get()).toBe('one');
    expect(await refusal(get(two))).toMatchObject({ name: 'NoSuchVersion' });
  });

  test('versions are listed page by page', async () => {
    for (const Key of ['p1', 'p2'])
      for (let n = 0; n < 3; n++) await s3.send(new PutObjectCommand({ Bucket: versioned, Key, Body: `${n}` }));
    const seen: string[] = [];
    let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (;;) {
      const page = await s3.send(new ListObjectVersionsCommand({ Bucket: versioned, Prefix: 'p', MaxKeys: 2, ...markers }));
      seen.push(...(page.Versions ?? []).map(({ Key, IsLatest }) => `${Key}${IsLatest ? '*' : ''}`));
      if (!page.IsTruncated) break;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(seen).toEqual(['p1*', 'p1', 'p1', 'p2*', 'p2', 'p2']);
  });

  test('COMPLIANCE keeps a version from everyone until its date, and can only be made longer', async () => {
    const until = new Date(Date.now() + 3_600_000);
    const sealed = { Bucket: 'locked', Key: 'sealed' };
    const { VersionId } = await s3.send(
      new PutObjectCommand({ ...sealed, Body: 'audit', ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until }),
    );
    const remove = (more: object = {}) => s3.send(new DeleteObjectCommand({ ...sealed, VersionId, ...more }));
    expect(await refusal(remove())).toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('COMPLIANCE retention') });
    expect(await refusal(remove({ BypassGovernanceRetention: true }))).toMatchObject({ name: 'AccessDenied' });
    const retain = (Mode: 'COMPLIANCE' | 'GOVERNANCE', date: number) =>
      s3.send(
        new PutObjectRetentionCommand({
          ...sealed,
          VersionId,
          Retention: { Mode, RetainUntilDate: new Date(date) },
          BypassGovernanceRetention: true,
        }),
      );
    expect(await refusal(retain('COMPLIANCE', until.getTime() - 60_000))).toMatchObject({ name: 'AccessDenied' });
    expect(await refusal(retain('GOVERNANCE', until.getTime() + 60_000))).toMatchObject({ name: 'AccessDenied' });
    await retain('COMPLIANCE', until.getTime() + 60_000);
    expect((await s3.send(new GetObjectRetentionCommand({ ...sealed, VersionId }))).Retention).toMatchObject({
      Mode: 'COMPLIANCE',
      RetainUntilDate: new Date(until.getTime() + 60_000),
    });

    await s3.send(new PutObjectCommand({ ...sealed, Body: 'forged' }));
    await s3.send(new DeleteObjectCommand(sealed));
    expect(await (await s3.send(new GetObjectCommand({ ...sealed, VersionId }))).Body!.transformToString()).toBe('audit');

    cloud.skew(2 * 3_600_000);
    await new S3Client({ ...cloud.client(), forcePathStyle: true, systemClockOffset: 2 * 3_600_000 }).send(
      new DeleteObjectCommand({ ...sealed, VersionId }),
    );
    cloud.skew(0);
  });

  test('GOVERNANCE gives way to those who may bypass it, a legal hold to nobody', async () => {
    const held = { Bucket: 'locked', Key: 'held' };
    const retention = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date(Date.now() + 3_600_000) } as const;
    const { VersionId } = await s3.send(new PutObjectCommand({ ...held, Body: 'x', ...retention }));
    expect(await refusal(s3.send(new DeleteObjectCommand({ ...held, VersionId })))).toMatchObject({ name: 'AccessDenied' });
    await s3.send(new PutObjectLegalHoldCommand({ ...held, VersionId, LegalHold: { Status: 'ON' } }));
    expect(await refusal(s3.send(new DeleteObjectCommand({ ...held, VersionId, BypassGovernanceRetention: true })))).toMatchObject({
      message: expect.stringContaining('legal hold'),
    });
    await s3.send(new PutObjectLegalHoldCommand({ ...held, VersionId, LegalHold: { Status: 'OFF' } }));
    await s3.send(new DeleteObjectCommand({ ...held, VersionId, BypassGovernanceRetention: true }));
    expect(await refusal(put('k', 'x', retention))).toMatchObject({ name: 'InvalidRequest' });
  });
});

describe('multipart uploads', () => {
  const five = Buffer.alloc(5 << 20, 'p');
  const begin = async (Key: string) => ({
    Bucket,
    Key,
    UploadId: (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'x/y' }))).UploadId!,
  });
  const part = async (upload: { Bucket: string; Key: string; UploadId: string }, PartNumber: number, Body: Buffer) => ({
    PartNumber,
    ETag: (await s3.send(new UploadPartCommand({ ...upload, PartNumber, Body }))).ETag!,
  });

  test('parts become one object, which nobody sees before it is complete', async () => {
    const upload = await begin('parts');
    const second = await part(upload, 2, Buffer.from('tail'));
    const first = await part(upload, 1, five);
    expect((await s3.send(new ListPartsCommand(upload))).Parts).toMatchObject([
      { PartNumber: 1, Size: five.length },
      { PartNumber: 2, Size: 4 },
    ]);
    expect(await refusal(read('parts'))).toMatchObject({ name: 'NoSuchKey' });
    const complete = (Parts: object[]) => s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    expect(await refusal(complete([second, first]))).toMatchObject({ name: 'InvalidPartOrder' });
    expect(await refusal(complete([{ ...first, ETag: '"wrong"' }]))).toMatchObject({ name: 'InvalidPart' });
    expect((await complete([first, second])).ETag).toMatch(/-2"$/);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'parts' }));
    expect(Buffer.from(await got.Body!.transformToByteArray()).equals(Buffer.concat([five, Buffer.from('tail')]))).toBe(true);
    expect(got.ContentType).toBe('x/y');
    expect(await refusal(complete([first, second]))).toMatchObject({ name: 'NoSuchUpload' });
  });

  test('a part before the last must have 5 MB, and an aborted upload is gone', async () => {
    const upload = await begin('small-parts');
    const parts = [await part(upload, 1, Buffer.from('small')), await part(upload, 2, Buffer.from('last'))];
    expect(await refusal(s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } })))).toMatchObject({
      name: 'EntityTooSmall',
    });
    await s3.send(new AbortMultipartUploadCommand(upload));
    expect(await refusal(s3.send(new ListPartsCommand(upload)))).toMatchObject({ name: 'NoSuchUpload' });
  });
});

describe('encryption', () => {
  const context = (tenant: string) => Buffer.from(JSON.stringify({ tenant })).toString('base64');

  test('an object under a KMS key is unreadable on disk and opens only for those who may use its context', async () => {
    const SSEKMSKeyId = (await new KMSClient(cloud.client()).send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
    const secret = 'nobody reads this on disk';
    await put('secret', secret, { ServerSideEncryption: 'aws:kms', SSEKMSKeyId, SSEKMSEncryptionContext: context('acme') });
    expect(await read('secret')).toBe(secret);
    expect(await read('secret', { Range: 'bytes=7-11' })).toBe('reads');
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'secret' }))).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId,
      ContentLength: secret.length,
    });
    const folder = join(cloud.context.dataDir, 's3');
    for (const part of readdirSync(folder))
      for (const name of readdirSync(join(folder, part))) expect(readFileSync(join(folder, part, name)).includes(secret)).toBe(false);

    const tenant = (name: string) =>
      client(
        cloud.user(
          name,
          [
            {
              name: 'tenant',
              document: {
                Statement: [
                  { Sid: 'Objects', Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: '*' },
                  {
                    Sid: 'OwnKeyContext',
                    Effect: 'Allow',
                    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
                    Resource: '*',
                    Condition: { StringEquals: { 'kms:EncryptionContext:tenant': '${aws:PrincipalTag/Tenant}' } },
                  },
                ],
              },
            },
          ],
          { Tenant: name },
        ),
      );
    const [acme, demo] = [tenant('acme'), tenant('demo')];
    expect(await (await acme.send(new GetObjectCommand({ Bucket, Key: 'secret' }))).Body!.transformToString()).toBe(secret);
    expect(await refusal(demo.send(new GetObjectCommand({ Bucket, Key: 'secret' })))).toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('"OwnKeyContext"'),
    });
    expect(
      await refusal(
        demo.send(
          new PutObjectCommand({
            Bucket,
            Key: 'forged',
            Body: 'x',
            ServerSideEncryption: 'aws:kms',
            SSEKMSKeyId,
            SSEKMSEncryptionContext: context('acme'),
          }),
        ),
      ),
    ).toMatchObject({ name: 'AccessDenied' });
  });

  test("a bucket's default encryption applies to objects that say nothing, parts included", async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'encrypted' }));
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket: 'encrypted',
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
      }),
    );
    expect((await s3.send(new PutObjectCommand({ Bucket: 'encrypted', Key: 'k', Body: 'x' }))).ServerSideEncryption).toBe('aws:kms');
    const upload = {
      Bucket: 'encrypted',
      Key: 'parts',
      UploadId: (await s3.send(new CreateMultipartUploadCommand({ Bucket: 'encrypted', Key: 'parts' }))).UploadId!,
    };
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'in parts' }));
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }));
    expect(await (await s3.send(new GetObjectCommand({ Bucket: 'encrypted', Key: 'parts' }))).Body!.transformToString()).toBe('in parts');
  });
});

describe('permissions', () => {
  let acme: S3Client;
  beforeAll(async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'tenants' }));
    for (const tenant of ['acme', 'acme2', 'demo'])
      await s3.send(new PutObjectCommand({ Bucket: 'tenants', Key: `tenants/${tenant}/file`, Body: tenant }));
    acme = client(
      cloud.user(
        'acme-files',
        [
          {
            name: 'files',
            document: {
              Statement: [
                {
                  Sid: 'OwnPrefix',
                  Effect: 'Allow',
                  Action: ['s3:GetObject', 's3:PutObject'],
                  Resource: 'arn:aws:s3:::tenants/tenants/${aws:PrincipalTag/Tenant}/*',
                },
                {
                  Sid: 'OwnList',
                  Effect: 'Allow',
                  Action: 's3:ListBucket',
                  Resource: 'arn:aws:s3:::tenants',
                  Condition: { StringLike: { 's3:prefix': 'tenants/${aws:PrincipalTag/Tenant}/*' } },
                },
              ],
            },
          },
        ],
        { Tenant: 'acme' },
      ),
    );
  });
  const get = (s3c: S3Client, Key: string) => s3c.send(new GetObjectCommand({ Bucket: 'tenants', Key }));

  test('a tenant reaches its own prefix and no other, and each refusal names the statement', async () => {
    await get(acme, 'tenants/acme/file');
    await acme.send(new PutObjectCommand({ Bucket: 'tenants', Key: 'tenants/acme/new', Body: 'x' }));
    for (const Key of ['tenants/demo/file', 'tenants/acme2/file', 'tenants/acme', 'other']) {
      expect(await refusal(get(acme, Key))).toMatchObject({
        name: 'AccessDenied',
        message: expect.stringContaining('statement "OwnPrefix" allows it on other resources'),
      });
      expect(await refusal(acme.send(new PutObjectCommand({ Bucket: 'tenants', Key, Body: 'x' })))).toMatchObject({ name: 'AccessDenied' });
    }
    expect((await acme.send(new ListObjectsV2Command({ Bucket: 'tenants', Prefix: 'tenants/acme/' }))).KeyCount).toBe(2);
    for (const Prefix of ['', 'tenants/', 'tenants/demo/', 'tenants/acme']) {
      expect(await refusal(acme.send(new ListObjectsV2Command({ Bucket: 'tenants', Prefix })))).toMatchObject({
        name: 'AccessDenied',
        message: expect.stringContaining('"OwnList"'),
      });
    }
  });

  test('a path cannot climb out of its prefix', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'tenants', Key: 'tenants/acme/../demo/file', Body: 'a key like any other' }));
    expect(await (await get(acme, 'tenants/acme/../demo/file')).Body!.transformToString()).toBe('a key like any other');
    expect(await (await get(s3, 'tenants/demo/file')).Body!.transformToString()).toBe('demo');
  });

  test('DeleteObjects tells for each object whether it went', async () => {
    const { Deleted, Errors } = await acme.send(
      new DeleteObjectsCommand({ Bucket: 'tenants', Delete: { Objects: [{ Key: 'tenants/acme/new' }] } }),
    );
    expect([Deleted ?? [], Errors!.map(({ Code }) => Code)]).toEqual([[], ['AccessDenied']]);
    const done = await s3.send(
      new DeleteObjectsCommand({ Bucket: 'tenants', Delete: { Objects: [{ Key: 'tenants/acme/new' }, { Key: 'never was' }] } }),
    );
    expect(done.Deleted!.map(({ Key }) => Key)).toEqual(['tenants/acme/new', 'never was']);
  });

  test("a bucket's own policy denies whom it says and lets in whom it names", async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'guarded' }));
    const guest = client(cloud.user('reader', []));
    await s3.send(
      new PutBucketPolicyCommand({
        Bucket: 'guarded',
        Policy: JSON.stringify({
          Statement: [
            {
              Sid: 'Reader',
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/reader` },
              Action: 's3:GetObject',
              Resource: 'arn:aws:s3:::guarded/*',
            },
            {
              Sid: 'NoPlainHead',
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:PutObject',
              Resource: 'arn:aws:s3:::guarded/HEAD',
              Condition: { Null: { 's3:if-match': 'true' } },
            },
          ],
        }),
      }),
    );
    await s3.send(new PutObjectCommand({ Bucket: 'guarded', Key: 'open', Body: 'x' }));
    await guest.send(new GetObjectCommand({ Bucket: 'guarded', Key: 'open' }));
    expect(await refusal(guest.send(new PutObjectCommand({ Bucket: 'guarded', Key: 'open', Body: 'y' })))).toMatchObject({
      name: 'AccessDenied',
    });
    expect(await refusal(s3.send(new PutObjectCommand({ Bucket: 'guarded', Key: 'HEAD', Body: 'y' })))).toMatchObject({
      message: expect.stringContaining('denied by policy "bucket guarded", statement "NoPlainHead"'),
    });
  });

  test('who may not list a bucket does not learn what is missing from it', async () => {
    expect(await refusal(get(acme, 'tenants/acme/missing'))).toMatchObject({ name: 'AccessDenied' });
    expect(await refusal(get(s3, 'tenants/acme/missing'))).toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('events', () => {
  test('a new object is told of once, durably, if the bucket says so', async () => {
    const events: LocalEvent[] = [];
    cloud.context.bus.subscribe('test', (event) => void events.push(event));
    await s3.send(new CreateBucketCommand({ Bucket: 'telling' }));
    await s3.send(new PutObjectCommand({ Bucket: 'telling', Key: 'silent', Body: 'x' }));
    await s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket: 'telling', NotificationConfiguration: { EventBridgeConfiguration: {} } }),
    );
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket: 'telling', Key: 'a/b', Body: 'xyz' }));
    expect(await refusal(s3.send(new PutObjectCommand({ Bucket: 'telling', Key: 'a/b', Body: 'q', IfNoneMatch: '*' })))).toMatchObject({
      name: 'PreconditionFailed',
    });
    await s3.send(new DeleteObjectCommand({ Bucket: 'telling', Key: 'a/b' }));
    cloud.context.bus.deliver();
    expect(events.map(({ detailType, resources }) => [detailType, resources])).toEqual([
      ['Object Created', ['arn:aws:s3:::telling']],
      ['Object Deleted', ['arn:aws:s3:::telling']],
    ]);
    expect(events[0]!.detail).toMatchObject({
      bucket: { name: 'telling' },
      object: { key: 'a/b', size: 3, etag: ETag!.replaceAll('"', '') },
      reason: 'PutObject',
      requester: ACCOUNT,
    });
  });

  test('a subscriber that fails gets its event again, and only then the next', () => {
    const { bus, database } = cloud.context;
    const seen: unknown[] = [];
    let failures = 2;
    const handler = (event: LocalEvent): void => {
      if (event.source !== 'test') return;
      if (failures-- > 0) throw new Error('not now');
      seen.push(event.detail);
    };
    bus.subscribe('failing', handler);
    bus.deliver();
    database.transaction(() => {
      bus.publish({ source: 'test', detailType: 'n', detail: 1 });
      bus.publish({ source: 'test', detailType: 'n', detail: 2 });
    });
    expect(() => bus.deliver()).toThrow('not now');
    expect(() => bus.deliver()).toThrow('not now');
    bus.deliver();
    expect(seen).toEqual([1, 2]);
    expect(() =>
      database.transaction(() => {
        bus.publish({ source: 'test', detailType: 'n', detail: 3 });
        throw new Error('rolled back');
      }),
    ).toThrow('rolled back');
    bus.deliver();
    expect(seen).toEqual([1, 2]);
  });
});

test('a sweep removes what no object needs and nothing else', async () => {
  await put('kept', 'keep me');
  const { openBlobs } = await import('../../cloud/local/storage/index.ts');
  const blobs = openBlobs(cloud.context, 's3');
  const orphan = blobs.put(Buffer.from('left by a crash'));
  service.sweep();
  expect(() => blobs.get(orphan)).toThrow();
  expect(await read('kept')).toBe('keep me');
});
