import { DeleteItemCommand, ScanCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteAliasCommand,
  DescribeKeyCommand,
  KMSInvalidStateException,
  NotFoundException,
  ScheduleKeyDeletionCommand,
  type KeyMetadata,
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
import { socketPrefix } from './keys-of-items.ts';
import { keyAlias } from './keys.ts';

/** The shortest time that KMS waits before it destroys a key. */
const waitingDays = 7;
const purposes: readonly KeyPurpose[] = ['data', 'publish', 'audit'];

/** The keys that a tenant has, as KMS describes them. */
async function keysOf(kms: KMSClient, tenant: string): Promise<KeyMetadata[]> {
  const found: KeyMetadata[] = [];
  for (const purpose of purposes)
    try {
      found.push((await kms.send(new DescribeKeyCommand({ KeyId: keyAlias(tenant, purpose) }))).KeyMetadata!);
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
    }
  return found;
}

/** When the last of a tenant's keys is destroyed, ms; 0 while one of them is in use, and where there is none. */
export async function endOfKeys(kms: KMSClient, tenant: string): Promise<number> {
  const ends = (await keysOf(kms, tenant)).map(({ DeletionDate }) => DeletionDate?.getTime() ?? 0);
  return ends.includes(0) ? 0 : Math.max(0, ...ends);
}

/** Takes a tenant's keys out of use at once; returns when they are destroyed for good, in ms, unless somebody cancels that. */
export async function endKeys(kms: KMSClient, tenant: string): Promise<number> {
  for (const { KeyId } of await keysOf(kms, tenant))
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: waitingDays })).catch((error: unknown) => {
      if (!(error instanceof KMSInvalidStateException)) throw error;
    });
  return endOfKeys(kms, tenant);
}

/** Once nothing has to be found by them any more. */
export async function removeAliases(kms: KMSClient, tenant: string): Promise<void> {
  for (const purpose of purposes)
    await kms.send(new DeleteAliasCommand({ AliasName: keyAlias(tenant, purpose) })).catch((error: unknown) => {
      if (!(error instanceof NotFoundException)) throw error;
    });
}

type ItemKey = Record<'pk' | 'sk', AttributeValue>;

/** Items of a tenant's partitions, and those that lead from players' sockets to it. Goes through the whole table. */
async function* itemsOf(dynamodb: DynamoDBClient, TableName: string, tenant: string): AsyncGenerator<ItemKey> {
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await dynamodb.send(
      new ScanCommand({
        TableName,
        ConsistentRead: true,
        FilterExpression: 'begins_with(pk, :own) OR (begins_with(pk, :sockets) AND #tenant = :tenant)',
        ProjectionExpression: 'pk, sk',
        ExpressionAttributeNames: { '#tenant': 'tenant' },
        ExpressionAttributeValues: { ':own': { S: `TENANT#${tenant}#` }, ':sockets': { S: socketPrefix }, ':tenant': { S: tenant } },
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    for (const { pk, sk } of page.Items ?? []) yield { pk: pk!, sk: sk! };
    from = page.LastEvaluatedKey;
  } while (from);
}

export async function countItems(dynamodb: DynamoDBClient, TableName: string, tenant: string): Promise<number> {
  let count = 0;
  for await (const _ of itemsOf(dynamodb, TableName, tenant)) count += 1;
  return count;
}

/** Deletes what a tenant has in a table; returns how many items that were. */
export async function removeItems(dynamodb: DynamoDBClient, TableName: string, tenant: string): Promise<number> {
  let removed = 0;
  for await (const Key of itemsOf(dynamodb, TableName, tenant)) {
    const { Attributes } = await dynamodb.send(new DeleteItemCommand({ TableName, Key, ReturnValues: 'ALL_OLD' }));
    // Another erasure of the same was faster: it counts there.
    if (Attributes !== undefined) removed += 1;
  }
  return removed;
}

interface ObjectVersion {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId: string;
}

export interface RemovedObjects {
  readonly removed: number;
  /** Versions that Object Lock keeps. */
  readonly kept: number;
  /** When the last of them may be deleted, ms; 0 where none was kept. */
  readonly until: number;
}

async function* versionsUnder(s3: S3Client, Bucket: string, Prefix: string): AsyncGenerator<ObjectVersion> {
  let at: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined;
  do {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...at }));
    for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])])
      yield { Bucket, Key: Key!, VersionId: VersionId! };
    at = page.IsTruncated === true ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  } while (at);
}

/** Versions of objects under a prefix. */
export async function countObjects(s3: S3Client, Bucket: string, Prefix: string): Promise<number> {
  let count = 0;
  for await (const _ of versionsUnder(s3, Bucket, Prefix)) count += 1;
  return count;
}

/** Deletes every version of every object under a prefix that no lock keeps. */
export async function removeObjects(s3: S3Client, Bucket: string, Prefix: string): Promise<RemovedObjects> {
  let [removed, kept, until] = [0, 0, 0];
  for await (const version of versionsUnder(s3, Bucket, Prefix)) {
    const lockedUntil = await removeVersion(s3, version);
    if (lockedUntil === undefined) removed += 1;
    else [kept, until] = [kept + 1, Math.max(until, lockedUntil)];
  }
  return { removed, kept, until };
}

/** Until when a lock keeps it; undefined once it is deleted. */
async function removeVersion(s3: S3Client, version: ObjectVersion): Promise<number | undefined> {
  try {
    await s3.send(new DeleteObjectCommand(version));
    return undefined;
  } catch (error) {
    if (!(error instanceof S3ServiceException && error.name === 'AccessDenied')) throw error;
    const { Retention } = await s3.send(new GetObjectRetentionCommand(version));
    return Retention?.RetainUntilDate?.getTime() ?? 0;
  }
}
