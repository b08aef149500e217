import { parsePolicy } from '../../iam/validate-policy.ts';
import { AwsError, unsupported } from '../../wire/error.ts';
import type { Action, AwsCall, AwsReply } from '../../wire/service.ts';
import { childElement, childElements, childText, element, parseXml, type XmlElement } from '../../wire/xml.ts';
import type { Engine } from '../engine.ts';
import { type Bucket, bucketArn, bucketPolicies, type RetentionMode } from './bucket.ts';

/** The actions on buckets themselves and on their configuration. */
export function bucketActions(engine: Engine): Readonly<Record<string, Action>> {
  const { buckets } = engine;

  /** The bucket, once the caller may do this to it. */
  function permitted(call: AwsCall, action: string): Bucket {
    const bucket = buckets.get(call.params['bucket'] ?? '');
    call.permit(`s3:${action}`, bucketArn(bucket.name), {}, bucketPolicies(bucket));
    return bucket;
  }

  return {
    ListBuckets: (call) => {
      call.permit('s3:ListAllMyBuckets', '*');
      const shown = buckets.list().map(({ name, createdAt }) => ({ Name: name, CreationDate: new Date(createdAt).toISOString() }));
      return { xml: element('ListAllMyBucketsResult', { Owner: { ID: call.principal.account }, Buckets: { Bucket: shown } }) };
    },
    CreateBucket: (call) => {
      const { bucket: name = '' } = call.params;
      call.permit('s3:CreateBucket', bucketArn(name));
      buckets.create({ name, objectLock: call.headers['x-amz-bucket-object-lock-enabled']?.toLowerCase() === 'true' });
      return { headers: { location: `/${name}` } };
    },
    HeadBucket: (call) => {
      permitted(call, 'ListBucket');
      return { headers: { 'x-amz-bucket-region': engine.context.region } };
    },
    GetBucketLocation: (call) => {
      permitted(call, 'GetBucketLocation');
      return { xml: element('LocationConstraint', engine.context.region) };
    },
    DeleteBucket: (call) => {
      const { name } = permitted(call, 'DeleteBucket');
      if (!engine.versions.isEmpty(name))
        throw new AwsError(
          'BucketNotEmpty',
          'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
          409,
          { BucketName: name },
        );
      buckets.remove(name);
      return { status: 204 };
    },
    GetBucketVersioning: (call) => {
      const { versioning } = permitted(call, 'GetBucketVersioning');
      return { xml: element('VersioningConfiguration', versioning === 'Disabled' ? {} : { Status: versioning }) };
    },
    PutBucketVersioning: (call) => {
      const bucket = permitted(call, 'PutBucketVersioning');
      const status = childText(document(call), 'Status');
      if (status !== 'Enabled' && status !== 'Suspended') throw malformed('VersioningConfiguration needs a Status of Enabled or Suspended');
      if (status === 'Suspended' && bucket.objectLock)
        throw new AwsError(
          'InvalidBucketState',
          'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
          409,
        );
      buckets.change(bucket.name, { versioning: status });
      return {};
    },
    GetBucketNotificationConfiguration: (call) => {
      const { eventBridge } = permitted(call, 'GetBucketNotification');
      return { xml: element('NotificationConfiguration', eventBridge ? { EventBridgeConfiguration: '' } : {}) };
    },
    PutBucketNotificationConfiguration: (call) => {
      const { name } = permitted(call, 'PutBucketNotification');
      const given = document(call);
      const other = ['TopicConfiguration', 'QueueConfiguration', 'CloudFunctionConfiguration'].find(
        (kind) => childElements(given, kind).length > 0,
      );
      if (other) throw unsupported('s3', `${other} (send events to EventBridge and route them there)`);
      buckets.change(name, { eventBridge: childElement(given, 'EventBridgeConfiguration') !== undefined });
      return {};
    },
    GetObjectLockConfiguration: (call) => {
      const { objectLock, defaultRetention } = permitted(call, 'GetBucketObjectLockConfiguration');
      if (!objectLock)
        throw new AwsError('ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist for this bucket', 404);
      const rule = defaultRetention && { Rule: { DefaultRetention: { Mode: defaultRetention.mode, Days: defaultRetention.days } } };
      return { xml: element('ObjectLockConfiguration', { ObjectLockEnabled: 'Enabled', ...rule }) };
    },
    PutObjectLockConfiguration: (call) => {
      const bucket = permitted(call, 'PutBucketObjectLockConfiguration');
      if (bucket.versioning !== 'Enabled')
        throw new AwsError('InvalidBucketState', 'Versioning must be Enabled on the bucket to apply an Object Lock configuration', 409);
      const { defaultRetention: _, ...rest } = bucket;
      const rule = childElement(document(call), 'Rule', 'DefaultRetention');
      buckets.change(bucket.name, { ...rest, objectLock: true, ...(rule && { defaultRetention: readDefault(rule) }) });
      return {};
    },
    GetBucketPolicy: (call) => {
      const { policy } = permitted(call, 'GetBucketPolicy');
      if (!policy) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
      return { body: Buffer.from(JSON.stringify(policy)), headers: { 'content-type': 'application/json' } };
    },
    PutBucketPolicy: (call) => {
      const { name } = permitted(call, 'PutBucketPolicy');
      buckets.change(name, { policy: parsePolicy(`bucket ${name}`, Buffer.from(call.body).toString()) });
      return { status: 204 };
    },
    DeleteBucketPolicy: (call) => {
      buckets.dropPolicy(permitted(call, 'DeleteBucketPolicy').name);
      return { status: 204 };
    },
    GetBucketEncryption: (call): AwsReply => {
      const { encryption = { algorithm: 'AES256' } } = permitted(call, 'GetEncryptionConfiguration');
      const key = 'key' in encryption && encryption.key !== undefined ? { KMSMasterKeyID: encryption.key } : {};
      return {
        xml: element('ServerSideEncryptionConfiguration', {
          Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: encryption.algorithm, ...key } },
        }),
      };
    },
    PutBucketEncryption: (call) => {
      const { name } = permitted(call, 'PutEncryptionConfiguration');
      const rule = childElement(document(call), 'Rule', 'ApplyServerSideEncryptionByDefault');
      const algorithm = childText(rule, 'SSEAlgorithm');
      if (algorithm !== 'AES256' && algorithm !== 'aws:kms') throw malformed('SSEAlgorithm must be AES256 or aws:kms');
      const key = childText(rule, 'KMSMasterKeyID');
      buckets.change(name, { encryption: { algorithm, ...(key !== undefined && { key }) } });
      return {};
    },
  };
}

function document(call: AwsCall): XmlElement {
  const parsed = parseXml(Buffer.from(call.body).toString());
  if (!parsed) throw malformed('it is not a document');
  return parsed;
}

function readDefault(rule: XmlElement): NonNullable<Bucket['defaultRetention']> {
  const mode = childText(rule, 'Mode');
  const days = Number(childText(rule, 'Days') ?? 0) + 365 * Number(childText(rule, 'Years') ?? 0);
  if ((mode !== 'COMPLIANCE' && mode !== 'GOVERNANCE') || !(days > 0))
    throw malformed('DefaultRetention needs a Mode of COMPLIANCE or GOVERNANCE, and Days or Years');
  return { mode: mode as RetentionMode, days };
}

function malformed(what: string): AwsError {
  return new AwsError(
    'MalformedXML',
    `The XML you provided was not well-formed or did not validate against our published schema: ${what}.`,
    400,
  );
}
