import { aws_iam as iam } from 'aws-cdk-lib';
import type { Data } from './data.ts';
import { tenant, tenantItems, tenantKey } from './tenants.ts';

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
