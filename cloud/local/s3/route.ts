import type { RestRequest, RestRoute } from '../wire/service.ts';

/*
 * S3 finds the operation from the method, from whether there is a key, and from a word in the query.
 * The names of operations that this cloud lacks are here too, so that they can be refused by name.
 */
type Table = Readonly<Record<string, readonly (readonly [word: string, action: string])[]>>;

const OF_BUCKET: Table = {
  GET: [
    ['versioning', 'GetBucketVersioning'],
    ['notification', 'GetBucketNotificationConfiguration'],
    ['object-lock', 'GetObjectLockConfiguration'],
    ['policy', 'GetBucketPolicy'],
    ['encryption', 'GetBucketEncryption'],
    ['location', 'GetBucketLocation'],
    ['versions', 'ListObjectVersions'],
    ['uploads', 'ListMultipartUploads'],
    ['lifecycle', 'GetBucketLifecycleConfiguration'],
    ['cors', 'GetBucketCors'],
    ['tagging', 'GetBucketTagging'],
    ['acl', 'GetBucketAcl'],
    ['publicAccessBlock', 'GetPublicAccessBlock'],
    ['logging', 'GetBucketLogging'],
    ['replication', 'GetBucketReplication'],
    ['website', 'GetBucketWebsite'],
    ['policyStatus', 'GetBucketPolicyStatus'],
    ['list-type', 'ListObjectsV2'],
    ['', 'ListObjects'],
  ],
  PUT: [
    ['versioning', 'PutBucketVersioning'],
    ['notification', 'PutBucketNotificationConfiguration'],
    ['object-lock', 'PutObjectLockConfiguration'],
    ['policy', 'PutBucketPolicy'],
    ['encryption', 'PutBucketEncryption'],
    ['lifecycle', 'PutBucketLifecycleConfiguration'],
    ['cors', 'PutBucketCors'],
    ['tagging', 'PutBucketTagging'],
    ['acl', 'PutBucketAcl'],
    ['publicAccessBlock', 'PutPublicAccessBlock'],
    ['logging', 'PutBucketLogging'],
    ['replication', 'PutBucketReplication'],
    ['website', 'PutBucketWebsite'],
    ['', 'CreateBucket'],
  ],
  HEAD: [['', 'HeadBucket']],
  DELETE: [
    ['policy', 'DeleteBucketPolicy'],
    ['lifecycle', 'DeleteBucketLifecycle'],
    ['cors', 'DeleteBucketCors'],
    ['tagging', 'DeleteBucketTagging'],
    ['encryption', 'DeleteBucketEncryption'],
    ['', 'DeleteBucket'],
  ],
  POST: [
    ['delete', 'DeleteObjects'],
    ['', 'PostObject'],
  ],
};

const OF_OBJECT: Table = {
  GET: [
    ['retention', 'GetObjectRetention'],
    ['legal-hold', 'GetObjectLegalHold'],
    ['tagging', 'GetObjectTagging'],
    ['acl', 'GetObjectAcl'],
    ['attributes', 'GetObjectAttributes'],
    ['torrent', 'GetObjectTorrent'],
    ['uploadId', 'ListParts'],
    ['', 'GetObject'],
  ],
  PUT: [
    ['retention', 'PutObjectRetention'],
    ['legal-hold', 'PutObjectLegalHold'],
    ['tagging', 'PutObjectTagging'],
    ['acl', 'PutObjectAcl'],
    ['uploadId', 'UploadPart'],
    ['renameObject', 'RenameObject'],
    ['', 'PutObject'],
  ],
  HEAD: [['', 'HeadObject']],
  DELETE: [
    ['uploadId', 'AbortMultipartUpload'],
    ['tagging', 'DeleteObjectTagging'],
    ['', 'DeleteObject'],
  ],
  POST: [
    ['uploads', 'CreateMultipartUpload'],
    ['uploadId', 'CompleteMultipartUpload'],
    ['select', 'SelectObjectContent'],
    ['restore', 'RestoreObject'],
  ],
};

/** The operation of a path-style request: `/bucket` or `/bucket/key`. */
export function routeS3({ method, path, query, headers }: RestRequest): RestRoute | undefined {
  const slash = path.indexOf('/', 1);
  const bucket = slash < 0 ? path.slice(1) : path.slice(1, slash);
  const key = slash < 0 ? '' : path.slice(slash + 1);
  if (bucket === '') return method === 'GET' ? { action: 'ListBuckets', params: {} } : undefined;
  const found = (key === '' ? OF_BUCKET : OF_OBJECT)[method]?.find(([word]) => word === '' || query.has(word));
  if (!found) return undefined;
  const copies = headers['x-amz-copy-source'] !== undefined;
  const action = copies && found[1] === 'PutObject' ? 'CopyObject' : copies && found[1] === 'UploadPart' ? 'UploadPartCopy' : found[1];
  return { action, params: { bucket, key } };
}
