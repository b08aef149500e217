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

/** Whoever has a role, tagging the session with a tenant and nothing else: how a role whose rights end at a tenant is taken up. */
export const forOneTenant = ({ roleArn }: iam.IRole): iam.IPrincipal =>
  new iam.ArnPrincipal(roleArn)
    .withConditions({ StringLike: { 'aws:RequestTag/tenant': '?*' }, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] } })
    .withSessionTags();

/** What lets a role take up another for a tenant. */
export const actForATenant = ({ roleArn }: iam.IRole): iam.PolicyStatement =>
  new iam.PolicyStatement({ sid: 'ActForATenant', actions: ['sts:AssumeRole', 'sts:TagSession'], resources: [roleArn] });

const itemsWhere = (table: Data['table'], { sid, actions }: Rule, conditions: Record<string, object>): iam.PolicyStatement =>
  new iam.PolicyStatement({ sid, actions: actions.map((action) => `dynamodb:${action}`), resources: [table.tableArn], conditions });

/** Items of partitions that begin with the caller's tenant. The # after it matters: `acme` must not reach `acme2`. */
export const tenantItems = (
  { table }: Pick<Data, 'table'>,
  { partitions = ['*'], attributes, ...rule }: Rule & { partitions?: string[]; attributes?: string[] },
): iam.PolicyStatement =>
  itemsWhere(table, rule, {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions.map((partition) => `TENANT#${tenant}#${partition}`) },
    ...(attributes && { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': attributes } }),
    Null: { 'dynamodb:LeadingKeys': 'false', ...(attributes && { 'dynamodb:Attributes': 'false' }) },
  });

/** Items of a partition that is no tenant's, and of no other. */
export const sharedItems = ({ table }: Pick<Data, 'table'>, { partition, ...rule }: Rule & { partition: string }): iam.PolicyStatement =>
  itemsWhere(table, rule, {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [partition] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  });

/** A record that is there is changed and deleted by nobody, its writer included. */
export const recordsStay = ({ table }: Data): iam.PolicyStatement =>
  new iam.PolicyStatement({
    sid: 'RecordsStay',
    effect: iam.Effect.DENY,
    actions: ['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete'],
    resources: [table.tableArn],
    conditions: { 'ForAnyValue:StringEquals': { 'dynamodb:Attributes': auditAttributes } },
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

/**
 * Objects under the caller's tenant; with `onlyNew`, writes that the store refuses where there is something already. What is put is encrypted by
 * a KMS key, and the tenant has one only: its own.
 */
export const tenantObjects = (
  { bucket }: Data,
  { sid, actions, paths, onlyNew = false }: Rule & { paths: string[]; onlyNew?: boolean },
): iam.PolicyStatement =>
  new iam.PolicyStatement({
    sid,
    actions: actions.map((action) => `s3:${action}`),
    resources: paths.map((path) => bucket.arnForObjects(`tenants/${tenant}/${path}`)),
    ...(actions.includes('PutObject') && {
      conditions: {
        StringEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
        ...(onlyNew && { Null: { 's3:if-none-match': 'false' } }),
      },
    }),
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

/** A right to the tenant's data key, for what the encryption context says it is used for. */
function dataKey(data: Data, { sid, action, context }: { sid: string; action: string; context: object }): iam.PolicyStatement {
  const statement = tenantKey(data, { sid, actions: [action], purpose: 'data' });
  statement.addConditions(context as iam.Conditions);
  return statement;
}

/** That the key is used by the store, for an object of the caller's tenant. */
const forObjects = ({ bucket }: Data): object => ({
  StringEquals: { 'kms:EncryptionContext:tenant': tenant },
  StringLike: { 'kms:EncryptionContext:aws:s3:arn': bucket.arnForObjects(`tenants/${tenant}/*`) },
});

/** The statements, and the right to the tenant's data key that reading or putting its objects takes, where they allow either. */
export function withObjectKey(data: Data, statements: readonly iam.PolicyStatement[]): iam.PolicyStatement[] {
  const allowed = new Set(statements.filter(isOfTenants).flatMap(({ actions }) => actions));
  return [
    ...statements,
    ...(allowed.has('s3:GetObject') ? [dataKey(data, { sid: 'OpenObjects', action: 'Decrypt', context: forObjects(data) })] : []),
    ...(allowed.has('s3:PutObject') ? [dataKey(data, { sid: 'SealObjects', action: 'GenerateDataKey', context: forObjects(data) })] : []),
  ];
}

const isOfTenants = ({ resources }: iam.PolicyStatement): boolean => resources.some((resource) => resource.includes(`/tenants/${tenant}/`));

/** Reading the keys of the tenant's people, and opening them: only who shows names to people needs it. */
export const personKeysReading = (data: Data): iam.PolicyStatement[] => [
  tenantItems({ table: data.personKeys }, { sid: 'ReadPersonKeys', actions: ['GetItem', 'Query'], partitions: ['PERSONS'] }),
  dataKey(data, {
    sid: 'OpenNames',
    action: 'Decrypt',
    context: { StringEquals: { 'kms:EncryptionContext:tenant': tenant }, Null: { 'kms:EncryptionContext:person': 'false' } },
  }),
];

/** Sealing what players' links carry, and opening it again: only who starts sessions and invites players needs it. */
export const linkSealing = (data: Data): iam.PolicyStatement[] => {
  const context = {
    StringEquals: { 'kms:EncryptionContext:tenant': tenant },
    Null: { 'kms:EncryptionContext:session': 'false' },
  };
  return [dataKey(data, { sid: 'SealLinks', action: 'Encrypt', context }), dataKey(data, { sid: 'OpenLinks', action: 'Decrypt', context })];
};

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
    statements: withObjectKey(data, [
      tenantItems(data, { sid: 'ReadOwnItems', actions: ['GetItem', 'BatchGetItem', 'Query'] }),
      tenantItems(data, { sid: 'WriteOwnSessions', actions: ['UpdateItem', 'ConditionCheckItem'], partitions: ['SESSION#*', 'SESSIONS'] }),
      // Asking for a letter is all that a door does to it: what it says is written by who filed it.
      tenantItems(data, { sid: 'AskForLetters', actions: ['UpdateItem'], partitions: ['LETTERS'], attributes: ['pk', 'sk', 'asked'] }),
      // What people were told is written by who heard it; a door notes up to where they have read.
      tenantItems(data, { sid: 'NoteWhatWasRead', actions: ['UpdateItem'], partitions: ['READ'], attributes: ['pk', 'sk', 'upTo'] }),
      auditUntouched(data),
      tenantObjects(data, { sid: 'ReadOwnObjects', actions: ['GetObject', 'GetObjectVersion'], paths: ['*'] }),
      tenantListing(data, 'ListOwnObjects'),
      tenantObjects(data, {
        sid: 'UploadLevels',
        actions: ['PutObject'],
        paths: ['assets/*', 'levels/*/manifests/*', 'levels/*/requests/*'],
        onlyNew: true,
      }),
      tenantObjects(data, { sid: 'LogReads', actions: ['PutObject'], paths: ['reads/*'] }),
      tenantKey(data, { sid: 'ReadPublishKey', actions: ['GetPublicKey', 'DescribeKey'], purpose: 'publish' }),
      tenantKey(data, { sid: 'ReadAuditKey', actions: ['GetPublicKey', 'DescribeKey'], purpose: 'audit' }),
      ...personKeysReading(data),
      ...linkSealing(data),
      ...engineReading(data),
    ]),
  });
