import { bucketArn } from '../buckets/bucket.ts';
import type { AwsCall } from '../../wire/service.ts';
import type { Bucket } from '../buckets/bucket.ts';
import type { Engine } from '../engine.ts';
import type { Version } from './object.ts';

export type CreationReason = 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload';

/** Tells of a new object, in the transaction that makes it, if the bucket sends its events to EventBridge. */
export function announceCreated(engine: Engine, call: AwsCall, bucket: Bucket, version: Version, reason: CreationReason): void {
  if (!bucket.eventBridge) return;
  const { size, etag } = version.meta;
  publish(engine, call, bucket, 'Object Created', {
    object: { key: version.key, size, etag: etag.replaceAll('"', ''), ...versionOf(bucket, version) },
    reason,
  });
}

/** Tells of an object or version that is gone, or hidden by a delete marker. */
export function announceDeleted(
  engine: Engine,
  call: AwsCall,
  bucket: Bucket,
  version: Version,
  type: 'Permanently Deleted' | 'Delete Marker Created',
): void {
  if (!bucket.eventBridge) return;
  publish(engine, call, bucket, 'Object Deleted', {
    object: { key: version.key, ...versionOf(bucket, version) },
    reason: 'DeleteObject',
    'deletion-type': type,
  });
}

function versionOf(bucket: Bucket, { id, sequence }: Version): Record<string, string> {
  return {
    ...(bucket.versioning !== 'Disabled' && { 'version-id': id }),
    sequencer: sequence.toString(16).toUpperCase().padStart(16, '0'),
  };
}

function publish({ context }: Engine, call: AwsCall, bucket: Bucket, detailType: string, detail: Record<string, unknown>): void {
  context.bus.publish({
    source: 'aws.s3',
    detailType,
    resources: [bucketArn(bucket.name)],
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      ...detail,
      'request-id': call.requestId,
      requester: call.principal.account,
      'source-ip-address': '127.0.0.1',
    },
  });
}
