import { AwsError } from '../../wire/error.ts';
import type { AwsCall, AwsReply } from '../../wire/service.ts';
import { childElements, childText, element, parseXml, type XmlObject } from '../../wire/xml.ts';
import { type Bucket, bucketPolicies, objectArn } from '../buckets/bucket.ts';
import type { Engine } from '../engine.ts';
import { announceDeleted } from './events.ts';
import { refuseLocked } from './lock.ts';
import { UNVERSIONED } from './object.ts';
import { checkWritePreconditions } from './preconditions.ts';
import { newVersionId } from './put.ts';

const MAX_OBJECTS = 1000;

interface Deletion {
  /** The version that went, or the delete marker that came. */
  readonly versionId: string | undefined;
  readonly marker: boolean;
}

/** DeleteObject. */
export function deleteObject(engine: Engine, call: AwsCall): AwsReply {
  const { bucket: name = '', key = '' } = call.params;
  const { versionId, marker } = remove(engine, call, engine.buckets.get(name), key, call.query.get('versionId') ?? undefined);
  return {
    status: 204,
    headers: { ...(versionId !== undefined && { 'x-amz-version-id': versionId }), ...(marker && { 'x-amz-delete-marker': 'true' }) },
  };
}

/** DeleteObjects: each by itself, with an error for each that could not go. */
export function deleteObjects(engine: Engine, call: AwsCall): AwsReply {
  const bucket = engine.buckets.get(call.params['bucket'] ?? '');
  const document = parseXml(Buffer.from(call.body).toString());
  const objects = childElements(document, 'Object');
  if (document?.name !== 'Delete' || objects.length === 0 || objects.length > MAX_OBJECTS)
    throw new AwsError('MalformedXML', `The body must be a Delete with 1 to ${MAX_OBJECTS} objects.`, 400);
  const quiet = childText(document, 'Quiet') === 'true';
  const deleted: XmlObject[] = [];
  const errors: XmlObject[] = [];
  for (const object of objects) {
    const key = childText(object, 'Key') ?? '';
    const id = childText(object, 'VersionId');
    try {
      const { versionId, marker } = remove(engine, call, bucket, key, id);
      deleted.push({ Key: key, VersionId: id, ...(marker && { DeleteMarker: true, DeleteMarkerVersionId: versionId }) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      errors.push({ Key: key, VersionId: id, Code: error.code, Message: error.message });
    }
  }
  return { xml: element('DeleteResult', { ...(!quiet && { Deleted: deleted }), Error: errors }) };
}

function remove(engine: Engine, call: AwsCall, bucket: Bucket, key: string, id: string | undefined): Deletion {
  const arn = objectArn(bucket.name, key);
  if (id === undefined) call.permit('s3:DeleteObject', arn, {}, bucketPolicies(bucket));
  else call.permit('s3:DeleteObjectVersion', arn, { 's3:VersionId': id }, bucketPolicies(bucket));
  const { versions, context } = engine;
  if (call.action === 'DeleteObject') checkWritePreconditions(call.headers, versions.current(bucket.name, key));

  if (id === undefined && bucket.versioning !== 'Disabled') {
    return context.database.transaction(() => {
      const replaced = bucket.versioning === 'Suspended' ? versions.find(bucket.name, key, UNVERSIONED) : undefined;
      if (replaced) refuseLocked(call, bucket, replaced, context.host.clock.now());
      const marker = versions.add({
        bucket: bucket.name,
        key,
        id: newVersionId(engine, bucket),
        modifiedAt: context.host.clock.now(),
        blob: null,
        meta: { etag: '', size: 0, headers: {}, checksums: {} },
      });
      announceDeleted(engine, call, bucket, marker, 'Delete Marker Created');
      return { versionId: marker.id, marker: true };
    });
  }
  const version = versions.find(bucket.name, key, id ?? UNVERSIONED);
  if (version) {
    refuseLocked(call, bucket, version, context.host.clock.now());
    context.database.transaction(() => {
      versions.remove(version);
      announceDeleted(engine, call, bucket, version, 'Permanently Deleted');
    });
  }
  return { versionId: id, marker: version !== undefined && version.blob === null };
}
