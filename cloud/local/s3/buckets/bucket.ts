import type { NamedPolicy, PolicyDocument } from '../../iam/policy.ts';
import type { LocalContext } from '../../storage/context.ts';
import { AwsError } from '../../wire/error.ts';

export type RetentionMode = 'COMPLIANCE' | 'GOVERNANCE';

/** A bucket and how it is configured; stored as JSON. */
export interface Bucket {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly versioning: 'Disabled' | 'Enabled' | 'Suspended';
  readonly objectLock: boolean;
  /** What objects get that say nothing of their own. */
  readonly defaultRetention?: { readonly mode: RetentionMode; readonly days: number };
  /** Whether events go to EventBridge. */
  readonly eventBridge: boolean;
  readonly policy?: PolicyDocument;
  /** Encryption of objects that say nothing of their own; `key` as KMS names it. */
  readonly encryption?: { readonly algorithm: 'AES256' | 'aws:kms'; readonly key?: string };
}

/** What a bucket is made with; everything but its name has a default. */
export type BucketInput = Partial<Omit<Bucket, 'createdAt'>> & { readonly name: string };

export interface Buckets {
  /** Throws NoSuchBucket. */
  get(name: string): Bucket;
  list(): Bucket[];
  has(name: string): boolean;
  create(input: BucketInput): Bucket;
  change(name: string, change: Partial<Bucket>): Bucket;
  /** Takes the bucket's policy away. */
  dropPolicy(name: string): void;
  remove(name: string): void;
}

export function openBuckets({ database, host }: LocalContext): Buckets {
  database.migrate('s3-buckets', ['CREATE TABLE s3_bucket (name TEXT PRIMARY KEY, bucket TEXT NOT NULL) STRICT, WITHOUT ROWID']);
  const buckets = new Map(
    database
      .all<{ name: string; bucket: string }>('SELECT * FROM s3_bucket')
      .map(({ name, bucket }) => [name, JSON.parse(bucket) as Bucket]),
  );

  function store(bucket: Bucket): Bucket {
    database.run('INSERT OR REPLACE INTO s3_bucket (name, bucket) VALUES (?, ?)', bucket.name, JSON.stringify(bucket));
    buckets.set(bucket.name, bucket);
    return bucket;
  }

  const self: Buckets = {
    get(name) {
      const bucket = buckets.get(name);
      if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
      return bucket;
    },
    list: () => [...buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    has: (name) => buckets.has(name),
    create(input) {
      if (!/^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(input.name))
        throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: input.name });
      if (buckets.has(input.name))
        throw new AwsError(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          409,
          { BucketName: input.name },
        );
      return store({
        versioning: input.objectLock ? 'Enabled' : 'Disabled',
        objectLock: false,
        eventBridge: false,
        ...input,
        createdAt: host.clock.now(),
      });
    },
    change: (name, change) => store({ ...self.get(name), ...change }),
    dropPolicy(name) {
      const { policy: _, ...bucket } = self.get(name);
      store(bucket);
    },
    remove(name) {
      database.run('DELETE FROM s3_bucket WHERE name = ?', name);
      buckets.delete(name);
    },
  };
  return self;
}

export function bucketArn(name: string): string {
  return `arn:aws:s3:::${name}`;
}

export function objectArn(bucket: string, key: string): string {
  return `arn:aws:s3:::${bucket}/${key}`;
}

/** The bucket's policy as the authorizer takes it. */
export function bucketPolicies({ name, policy }: Bucket): { readonly policies: readonly NamedPolicy[] } {
  return { policies: policy ? [{ name: `bucket ${name}`, document: policy }] : [] };
}
