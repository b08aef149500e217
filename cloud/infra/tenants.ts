import { aws_iam as iam, Stack } from 'aws-cdk-lib';
import type { Data } from './data.ts';

/** The tenant of whoever asks, as its session or user is tagged. */
const tenant = '${aws:PrincipalTag/tenant}';

/** Attributes that only the audit's writer may touch: records and what they hash to. */
const auditAttributes = ['record', 'sha256'];

interface Rule {
  readonly sid: string;
  readonly actions: string[];
}

/** Items of partitions that begin with the caller's tenant. The # after it matters: `acme` must not reach `acme2`. */
export const tenantItems = ({ table }: Data, { sid, actions, partitions = ['*'] }: Rule & { partitions?: string[] }): iam.PolicyStatement =>
  new iam.PolicyStatement({
    sid,
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions.map((partition) => `TENANT#${tenant}#${partition}`) },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  });

/** No write may touch the audit, whatever else is allowed. */
export const auditUntouched = ({ table }: Data): iam.PolicyStatement =>
  new iam.PolicyStatement({
    sid: 'AuditIsNotYours',
    effect: iam.Effect.DENY,
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate'],
    resources: [table.tableArn],
    conditions: { 'ForAnyValue:StringEquals': { 'dynamodb:Attributes': auditAttributes } },
  });

/** Objects under the caller's tenant. */
export const tenantObjects = ({ bucket }: Data, { sid, actions, paths }: Rule & { paths: string[] }): iam.PolicyStatement =>
  new iam.PolicyStatement({
    sid,
    actions: actions.map((action) => `s3:${action}`),
    resources: paths.map((path) => bucket.arnForObjects(`tenants/${tenant}/${path}`)),
  });

/** Listing the caller's own part of the bucket. Without it an object that is not there looks forbidden. */
export const tenantListing = ({ bucket }: Data, sid: string): iam.PolicyStatement =>
  new iam.PolicyStatement({
    sid,
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': [`tenants/${tenant}/*`] } },
  });

/** A key of the caller's tenant, by purpose: keys are known by their aliases, which only the operator gives. */
export const tenantKey = (data: Data, { sid, actions, purpose }: Rule & { purpose: string }): iam.PolicyStatement =>
  new iam.PolicyStatement({
    sid,
    actions: actions.map((action) => `kms:${action}`),
    resources: [Stack.of(data).formatArn({ service: 'kms', resource: 'key', resourceName: '*' })],
    conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [`alias/ledgerquest/${tenant}/${purpose}`] } },
  });

export const engineReading = ({ bucket }: Data): iam.PolicyStatement[] => [
  new iam.PolicyStatement({ sid: 'ReadEngineBuilds', actions: ['s3:GetObject'], resources: [bucket.arnForObjects('engines/*')] }),
  new iam.PolicyStatement({
    sid: 'ListEngineBuilds',
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': ['engines/*'] } },
  }),
];

/** What the doors of a tenant may do: the people's own clients, `lq`, Studio. They never move a channel, and never touch the audit. */
export const tenantDoorPolicy = (data: Data): iam.PolicyDocument =>
  new iam.PolicyDocument({
    statements: [
      tenantItems(data, { sid: 'ReadOwnItems', actions: ['GetItem', 'BatchGetItem', 'Query'] }),
      tenantItems(data, { sid: 'WriteOwnSessions', actions: ['UpdateItem', 'ConditionCheckItem'], partitions: ['SESSION#*', 'SESSIONS'] }),
      auditUntouched(data),
      tenantObjects(data, { sid: 'ReadOwnObjects', actions: ['GetObject', 'GetObjectVersion'], paths: ['*'] }),
      tenantListing(data, 'ListOwnObjects'),
      tenantObjects(data, {
        sid: 'UploadLevels',
        actions: ['PutObject'],
        paths: ['assets/*', 'levels/*/manifests/*', 'levels/*/requests/*'],
      }),
      tenantObjects(data, { sid: 'LogReads', actions: ['PutObject'], paths: ['reads/*'] }),
      tenantKey(data, { sid: 'ReadPublishKey', actions: ['GetPublicKey', 'DescribeKey'], purpose: 'publish' }),
      tenantKey(data, { sid: 'ReadAuditKey', actions: ['GetPublicKey', 'DescribeKey'], purpose: 'audit' }),
      ...engineReading(data),
    ],
  });
