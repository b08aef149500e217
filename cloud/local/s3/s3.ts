import type { Kms } from '../kms/kms.ts';
import { openBlobs } from '../storage/blobs.ts';
import type { LocalContext } from '../storage/context.ts';
import { defineService, type LocalService } from '../wire/service.ts';
import { bucketActions } from './buckets/actions.ts';
import { type Bucket, type BucketInput, openBuckets } from './buckets/bucket.ts';
import type { Engine } from './engine.ts';
import { abortUpload, completeUpload, createUpload, listParts, uploadPart } from './multipart/actions.ts';
import { openUploads } from './multipart/uploads.ts';
import { deleteObject, deleteObjects } from './objects/delete.ts';
import { listObjects, listObjectsV2, listObjectVersions } from './objects/list.ts';
import { getLegalHold, getRetention, putLegalHold, putRetention } from './objects/lock-actions.ts';
import { copyObject, putObject } from './objects/put.ts';
import { readObject } from './objects/read.ts';
import { openVersions } from './objects/versions.ts';
import { routeS3 } from './route.ts';

export interface S3 {
  readonly services: readonly LocalService[];
  /** Makes a bucket or gives an existing one this configuration, as a template does; not on anybody's behalf. */
  putBucket(input: BucketInput): Bucket;
  /** Housekeeping to be called now and then: bytes that a crash left without an object. */
  sweep(): void;
}

/** S3, path-style: bytes by their sha256 in the data folder, all else in the cloud's database. */
export function createS3(context: LocalContext, { kms }: { readonly kms: Kms }): S3 {
  const blobs = openBlobs(context, 's3');
  const versions = openVersions(context, blobs);
  const buckets = openBuckets(context);
  const engine: Engine = { context, blobs, buckets, versions, uploads: openUploads(context), kms, busy: new Set() };
  const service = defineService({
    name: 's3',
    protocol: 'rest-xml',
    route: routeS3,
    actions: {
      ...bucketActions(engine),
      PutObject: (call) => putObject(engine, call),
      CopyObject: (call) => copyObject(engine, call),
      GetObject: (call) => readObject(engine, call),
      HeadObject: (call) => readObject(engine, call),
      DeleteObject: (call) => deleteObject(engine, call),
      DeleteObjects: (call) => deleteObjects(engine, call),
      ListObjectsV2: (call) => listObjectsV2(engine, call),
      ListObjects: (call) => listObjects(engine, call),
      ListObjectVersions: (call) => listObjectVersions(engine, call),
      CreateMultipartUpload: (call) => createUpload(engine, call),
      UploadPart: (call) => uploadPart(engine, call),
      CompleteMultipartUpload: (call) => completeUpload(engine, call),
      AbortMultipartUpload: (call) => abortUpload(engine, call),
      ListParts: (call) => listParts(engine, call),
      PutObjectRetention: (call) => putRetention(engine, call),
      GetObjectRetention: (call) => getRetention(engine, call),
      PutObjectLegalHold: (call) => putLegalHold(engine, call),
      GetObjectLegalHold: (call) => getLegalHold(engine, call),
    },
  });
  return {
    services: [service],
    putBucket: (input) => (buckets.has(input.name) ? buckets.change(input.name, input) : buckets.create(input)),
    sweep: () => blobs.sweep((blob) => versions.needs(blob)),
  };
}
