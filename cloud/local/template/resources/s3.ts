import type { PolicyDocument } from '../../iam/policy.ts';
import { isObject, type JsonObject } from '../../json.ts';
import type { BucketInput } from '../../s3/index.ts';
import { objectsOf, optionalText, textOf, type ResourceType } from '../resource.ts';

const bucket: ResourceType = {
  deploy({ properties, provisioner, name }) {
    const { putBucket, region } = provisioner;
    const bucketName = optionalText(properties, 'BucketName') ?? name(63).toLowerCase();
    putBucket({ name: bucketName, ...settingsOf(properties) });
    const domain = `${bucketName}.s3.amazonaws.com`;
    return {
      ref: bucketName,
      attributes: {
        Arn: `arn:aws:s3:::${bucketName}`,
        DomainName: domain,
        RegionalDomainName: `${bucketName}.s3.${region}.amazonaws.com`,
        DualStackDomainName: domain,
        WebsiteURL: '',
      },
    };
  },
};

function settingsOf(properties: JsonObject): Omit<BucketInput, 'name'> {
  const versioning = (properties['VersioningConfiguration'] as { Status?: string } | undefined)?.Status;
  const lock = properties['ObjectLockEnabled'] === true || properties['ObjectLockEnabled'] === 'true';
  const retention = lockRule(properties['ObjectLockConfiguration']);
  const notifications = properties['NotificationConfiguration'];
  const eventBridge =
    isObject(notifications) &&
    isObject(notifications['EventBridgeConfiguration']) &&
    notifications['EventBridgeConfiguration']['EventBridgeEnabled'] !== false;
  const encryption = encryptionOf(properties['BucketEncryption']);
  return {
    versioning: lock ? 'Enabled' : versioning === 'Enabled' || versioning === 'Suspended' ? versioning : 'Disabled',
    objectLock: lock,
    eventBridge,
    ...(retention && { defaultRetention: retention }),
    ...(encryption && { encryption }),
  };
}

function lockRule(configuration: unknown): BucketInput['defaultRetention'] {
  const rule = (
    configuration as { Rule?: { DefaultRetention?: { Mode: 'COMPLIANCE' | 'GOVERNANCE'; Days?: number; Years?: number } } } | undefined
  )?.Rule?.DefaultRetention;
  return rule && { mode: rule.Mode, days: Number(rule.Days ?? Number(rule.Years ?? 0) * 365) };
}

function encryptionOf(configuration: unknown): BucketInput['encryption'] {
  const rules = isObject(configuration) ? objectsOf(configuration, 'ServerSideEncryptionConfiguration') : [];
  const rule = rules[0]?.['ServerSideEncryptionByDefault'] as { SSEAlgorithm: string; KMSMasterKeyID?: string } | undefined;
  if (!rule) return undefined;
  return rule.SSEAlgorithm === 'aws:kms'
    ? { algorithm: 'aws:kms', ...(rule.KMSMasterKeyID !== undefined && { key: rule.KMSMasterKeyID }) }
    : { algorithm: 'AES256' };
}

const policy: ResourceType = {
  deploy({ properties, provisioner }) {
    const bucketName = textOf(properties, 'Bucket');
    provisioner.putBucket({ name: bucketName, policy: properties['PolicyDocument'] as unknown as PolicyDocument });
    return { ref: bucketName, attributes: {} };
  },
  // A bucket without a policy of its own denies and allows nothing by itself.
  remove: ({ ref }, { putBucket }) => void putBucket({ name: ref, policy: { Version: '2012-10-17', Statement: [] } }),
};

export const s3Types: Readonly<Record<string, ResourceType>> = { 'AWS::S3::Bucket': bucket, 'AWS::S3::BucketPolicy': policy };
