import { AwsError } from '../../wire/error.ts';
import type { AwsCall, AwsReply } from '../../wire/service.ts';
import { childText, element, parseXml } from '../../wire/xml.ts';
import { type Bucket, bucketPolicies, objectArn } from '../buckets/bucket.ts';
import type { Engine } from '../engine.ts';
import { checkedRetention, refuseWeaker } from './lock.ts';
import type { Version } from './object.ts';

/** PutObjectRetention. */
export function putRetention(engine: Engine, call: AwsCall): AwsReply {
  const { bucket, version } = locate(engine, call, 's3:PutObjectRetention');
  const now = engine.context.host.clock.now();
  const document = parseXml(Buffer.from(call.body).toString());
  const retention = checkedRetention(childText(document, 'Mode') ?? '', childText(document, 'RetainUntilDate') ?? '', now);
  refuseWeaker(call, bucket, version, retention, now);
  engine.versions.change(version, { ...version.meta, retention });
  return {};
}

/** GetObjectRetention. */
export function getRetention(engine: Engine, call: AwsCall): AwsReply {
  const { retention } = locate(engine, call, 's3:GetObjectRetention').version.meta;
  if (!retention) throw new AwsError('NoSuchObjectLockConfiguration', 'The specified object does not have a ObjectLock configuration', 404);
  return { xml: element('Retention', { Mode: retention.mode, RetainUntilDate: new Date(retention.until).toISOString() }) };
}

/** PutObjectLegalHold. */
export function putLegalHold(engine: Engine, call: AwsCall): AwsReply {
  const { version } = locate(engine, call, 's3:PutObjectLegalHold');
  const status = childText(parseXml(Buffer.from(call.body).toString()), 'Status');
  if (status !== 'ON' && status !== 'OFF') throw new AwsError('MalformedXML', 'LegalHold needs a Status of ON or OFF.', 400);
  engine.versions.change(version, { ...version.meta, legalHold: status === 'ON' });
  return {};
}

/** GetObjectLegalHold. */
export function getLegalHold(engine: Engine, call: AwsCall): AwsReply {
  const { legalHold } = locate(engine, call, 's3:GetObjectLegalHold').version.meta;
  return { xml: element('LegalHold', { Status: legalHold ? 'ON' : 'OFF' }) };
}

function locate(engine: Engine, call: AwsCall, action: string): { readonly bucket: Bucket; readonly version: Version } {
  const { bucket: name = '', key = '' } = call.params;
  const bucket = engine.buckets.get(name);
  call.permit(action, objectArn(name, key), {}, bucketPolicies(bucket));
  if (!bucket.objectLock) throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration', 400);
  const id = call.query.get('versionId');
  const version = id === null ? engine.versions.current(name, key) : engine.versions.find(name, key, id);
  if (!version?.blob)
    throw new AwsError(id === null ? 'NoSuchKey' : 'NoSuchVersion', 'The specified object or version does not exist.', 404, { Key: key });
  return { bucket, version };
}
