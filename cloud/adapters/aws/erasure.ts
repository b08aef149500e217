import { DeleteItemCommand, ScanCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteAliasCommand,
  DescribeKeyCommand,
  KMSInvalidStateException,
  NotFoundException,
  ScheduleKeyDeletionCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';
import {
  DeleteObjectCommand,
  GetObjectRetentionCommand,
  ListObjectVersionsCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { KeyPurpose } from '../../ports/index.ts';
import { keyAlias } from './keys.ts';

/** The shortest time that KMS waits before it destroys a key. */
const waitingDays = 7;
const purposes: readonly KeyPurpose[] = ['data', 'publish', 'audit'];

/** Takes a tenant's keys out of use at once; returns when they are destroyed for good, in ms, unless somebody cancels that. */
export async function endKeys(kms: KMSClient, tenant: string): Promise<number> {
  let last = 0;
  for (const purpose of purposes) {
    const KeyId = keyAlias(tenant, purpose);
    try {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
      await kms
        .send(new ScheduleKeyDeletionCommand({ KeyId: KeyMetadata!.KeyId!, PendingWindowInDays: waitingDays }))
        .catch((error: unknown) => {
          if (!(error instanceof KMSInvalidStateException)) throw error;
        });
      const { KeyMetadata: ending } = await kms.send(new DescribeKeyCommand({ KeyId }));
      last = Math.max(last, ending!.DeletionDate?.getTime() ?? 0);
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
    }
  }
  return last;
}

/** Once nothing has to be found by them any more. */
export async function removeAliases(kms: KMSClient, tenant: string): Promise<void> {
  for (const purpose of purposes)
    await kms.send(new DeleteAliasCommand({ AliasName: keyAlias(tenant, purpose) })).catch((error: unknown) => {
      if (!(error instanceof NotFoundException)) throw error;
    });
}

/** Deletes the items of every partition that begins with a text; returns how many there were. Goes through the whole table. */
export async function removeItems(dynamodb: DynamoDBClient, TableName: string, prefix: string): Promise<number> {
  let removed = 0;
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await dynamodb.send(
      new ScanCommand({
        TableName,
        ConsistentRead: true,
        FilterExpression: 'begins_with(pk, :prefix)',
        ProjectionExpression: 'pk, sk',
        ExpressionAttributeValues: { ':prefix': { S: prefix } },
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    for (const { pk, sk } of page.Items ?? []) {
      const { Attributes } = await dynamodb.send(new DeleteItemCommand({ TableName, Key: { pk: pk!, sk: sk! }, ReturnValues: 'ALL_OLD' }));
      // Another erasure of the same was faster: it counts there.
      if (Attributes !== undefined) removed += 1;
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return removed;
}

export interface RemovedObjects {
  readonly removed: number;
  /** Versions that Object Lock keeps. */
  readonly kept: number;
  /** When the last of them may be deleted, ms; 0 where none was kept. */
  readonly until: number;
}

/** Deletes every version of every object under a prefix that no lock keeps. */
export async function removeObjects(s3: S3Client, Bucket: string, Prefix: string): Promise<RemovedObjects> {
  let [removed, kept, until] = [0, 0, 0];
  let at: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined;
  do {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...at }));
    for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      const lockedUntil = await removeVersion(s3, { Bucket, Key: Key!, VersionId: VersionId! });
      if (lockedUntil === undefined) removed += 1;
      else [kept, until] = [kept + 1, Math.max(until, lockedUntil)];
    }
    at = page.IsTruncated === true ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  } while (at);
  return { removed, kept, until };
}

/** Until when a lock keeps it; undefined once it is deleted. */
async function removeVersion(s3: S3Client, version: { Bucket: string; Key: string; VersionId: string }): Promise<number | undefined> {
  try {
    await s3.send(new DeleteObjectCommand(version));
    return undefined;
  } catch (error) {
    if (!(error instanceof S3ServiceException && error.name === 'AccessDenied')) throw error;
    const { Retention } = await s3.send(new GetObjectRetentionCommand(version));
    return Retention?.RetainUntilDate?.getTime() ?? 0;
  }
}
