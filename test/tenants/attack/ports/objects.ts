/** The bucket: one for all tenants. Keys are spelled in every way that might be read as another. */
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { encryptionFor } from '../../../../cloud/adapters/aws/object-encryption.ts';
import { Refused, type Attack, type Strike } from '../attack.ts';

const bucketOf = ({ stack }: Strike): string => stack.target.outputs.BucketName;
const key = ({ at, chance }: Strike): string => chance.pick(at.objects);
const fresh = ({ at, chance }: Strike): string => `tenants/${at.name}/assets/new-${chance.below(1e9)}`;

/** A key and how an object is put there by who may. */
const sealed = (Key: string) => ({ Key, ...encryptionFor(Key) });

/** Ways from the attacker's own folder to another's. */
function detour(s: Strike): string {
  const rest = key(s).slice('tenants/'.length);
  const { name } = s.own;
  return s.chance.pick([
    `tenants/${name}/../${rest}`,
    `tenants/${name}/assets/../../${rest}`,
    `tenants/${name}/%2e%2e/${rest}`,
    `tenants/${name}/..%2f${rest}`,
    `tenants/${name}/..\\${rest}`,
    `tenants/${name}//../${rest}`,
    `tenants/${name}/./../${rest}`,
    `tenants/${name}/assets/..;/../${rest}`,
  ]);
}

export const objectAttacks: readonly Attack[] = [
  {
    port: 'objects',
    name: 'gets an object',
    own: ['door'],
    strike: async (s) => {
      const { Body } = await s.by.s3.send(new GetObjectCommand({ Bucket: bucketOf(s), Key: key(s) }));
      return Body!.transformToString();
    },
  },
  {
    port: 'objects',
    name: 'gets an object by a way around',
    strike: async (s) => {
      const { Body } = await s.by.s3.send(new GetObjectCommand({ Bucket: bucketOf(s), Key: detour(s) }));
      return Body!.transformToString();
    },
  },
  {
    port: 'objects',
    name: 'asks whether an object is there, and how big it is',
    own: ['door'],
    strike: (s) => s.by.s3.send(new HeadObjectCommand({ Bucket: bucketOf(s), Key: key(s) })),
  },
  {
    port: 'objects',
    name: 'puts a new object',
    own: ['door'],
    strike: (s) => s.by.s3.send(new PutObjectCommand({ Bucket: bucketOf(s), ...sealed(fresh(s)), Body: 'struck', IfNoneMatch: '*' })),
  },
  {
    port: 'objects',
    name: 'puts over an object',
    strike: (s) => s.by.s3.send(new PutObjectCommand({ Bucket: bucketOf(s), ...sealed(key(s)), Body: 'struck' })),
  },
  {
    port: 'objects',
    name: 'moves a channel',
    by: ['door', 'verify', 'sign', 'board', 'session', 'audit', 'room', 'compact', 'picture', 'promote'],
    strike: (s) =>
      s.by.s3.send(new PutObjectCommand({ Bucket: bucketOf(s), ...sealed(`tenants/${s.at.name}/levels/beer-game/live/HEAD`), Body: '{}' })),
  },
  {
    port: 'objects',
    name: 'forges what is made of an asset',
    own: ['derive'],
    strike(s) {
      const Key = `tenants/${s.at.name}/derivatives/forged-${s.chance.below(1e9)}`;
      return s.by.s3.send(new PutObjectCommand({ Bucket: bucketOf(s), ...sealed(Key), Body: 'struck', IfNoneMatch: '*' }));
    },
  },
  {
    port: 'objects',
    name: 'deletes an object',
    strike: (s) => s.by.s3.send(new DeleteObjectCommand({ Bucket: bucketOf(s), Key: key(s) })),
  },
  {
    port: 'objects',
    name: 'deletes objects in a batch',
    strike: async (s) => {
      const { Deleted = [], Errors = [] } = await s.by.s3.send(
        new DeleteObjectsCommand({ Bucket: bucketOf(s), Delete: { Objects: [{ Key: key(s) }, { Key: key(s) }] } }),
      );
      if (Deleted.length === 0 && Errors.every(({ Code }) => Code === 'AccessDenied')) throw new Refused(JSON.stringify(Errors));
      return Deleted;
    },
  },
  {
    port: 'objects',
    name: 'copies an object into their own folder',
    own: ['door'],
    by: ['door'],
    strike: (s) =>
      s.by.s3.send(
        new CopyObjectCommand({
          Bucket: bucketOf(s),
          ...sealed(`tenants/${s.own.name}/assets/copy-${s.chance.below(1e9)}`),
          CopySource: `${bucketOf(s)}/${key(s)}`,
          IfNoneMatch: '*',
        }),
      ),
  },
  {
    port: 'objects',
    name: 'copies a part of an object into an upload of their own',
    strike: (s) =>
      s.by.s3.send(
        new UploadPartCopyCommand({
          Bucket: bucketOf(s),
          Key: `tenants/${s.own.name}/assets/part`,
          UploadId: 'any',
          PartNumber: 1,
          CopySource: `${bucketOf(s)}/${key(s)}`,
        }),
      ),
  },
  {
    port: 'objects',
    name: 'begins or ends an upload in parts',
    strike: (s) =>
      s.chance.below(2) === 0
        ? s.by.s3.send(new CreateMultipartUploadCommand({ Bucket: bucketOf(s), Key: fresh(s) }))
        : s.by.s3.send(new CompleteMultipartUploadCommand({ Bucket: bucketOf(s), Key: key(s), UploadId: 'any' })),
  },
  {
    port: 'objects',
    name: 'lists a folder',
    own: ['door', 'session', 'host'],
    strike: (s) =>
      s.by.s3.send(
        new ListObjectsV2Command({
          Bucket: bucketOf(s),
          Prefix: `tenants/${s.at.name}/${s.chance.pick(['', 'assets/', 'audit/', 'lev'])}`,
        }),
      ),
  },
  {
    port: 'objects',
    name: 'lists what lies above their own folder',
    strike: (s) =>
      s.by.s3.send(
        new ListObjectsV2Command({
          Bucket: bucketOf(s),
          Prefix: s.chance.pick(['', 'tenants', 'tenants/', `tenants/${s.own.name.slice(0, 2)}`, `tenants/${s.own.name}/../`.slice(0, -4)]),
          ...(s.chance.below(2) === 0 && { Delimiter: '/' }),
        }),
      ),
  },
  {
    port: 'objects',
    name: 'lists versions',
    strike: (s) => s.by.s3.send(new ListObjectVersionsCommand({ Bucket: bucketOf(s), Prefix: `tenants/${s.at.name}/` })),
  },
  {
    port: 'objects',
    name: 'changes how long an object stays',
    strike: (s) =>
      s.by.s3.send(
        new PutObjectRetentionCommand({
          Bucket: bucketOf(s),
          Key: key(s),
          Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date(0) },
          BypassGovernanceRetention: true,
        }),
      ),
  },
  {
    port: 'objects',
    name: 'reads or writes the bucket’s own policy',
    strike: (s) =>
      s.chance.below(2) === 0
        ? s.by.s3.send(new GetBucketPolicyCommand({ Bucket: bucketOf(s) }))
        : s.by.s3.send(
            new PutBucketPolicyCommand({
              Bucket: bucketOf(s),
              Policy: JSON.stringify({
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${bucketOf(s)}/*` }],
              }),
            }),
          ),
  },
];
