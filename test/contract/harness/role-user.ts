import { readFileSync } from 'node:fs';
import { ensureTemplate } from '../../../build/synth.ts';
import { IamUsers } from '../../../cloud/adapters/aws/iam.ts';
import type { AwsCredentials } from '../../../cloud/adapters/aws/clients.ts';
import { resolve, type ResolveScope } from '../../../cloud/local/template/intrinsics.ts';
import type { ProductCloud } from './product-cloud.ts';

/**
 * Keys of a user with exactly the rights that a role of the template has for a tenant: nobody but the stack's own functions can take up the role
 * itself.
 * @param role matched against the names of roles; exactly one must fit
 */
export async function roleUser(cloud: ProductCloud, role: RegExp, tenant: string): Promise<AwsCredentials> {
  const { template } = await ensureTemplate();
  const document = JSON.parse(readFileSync(template, 'utf8')) as {
    Resources: Record<string, { Type: string; Properties: { Roles?: unknown; PolicyDocument?: object } }>;
  };
  const policies = Object.values(document.Resources).filter(
    ({ Type, Properties }) => Type === 'AWS::IAM::Policy' && role.test(JSON.stringify(Properties.Roles)),
  );
  if (policies.length !== 1) throw new Error(`${policies.length} roles of the template are called ${role.source}, not one.`);
  const { account, region } = cloud.local;
  const { BucketName, TableName, PersonKeysTableName } = cloud.target.outputs;
  const scope: ResolveScope = {
    ref: (name) => ({ 'AWS::Partition': 'aws', 'AWS::Region': region, 'AWS::AccountId': account })[name],
    attribute(resource) {
      const type = document.Resources[resource]?.Type;
      if (type === 'AWS::S3::Bucket') return `arn:aws:s3:::${BucketName}`;
      if (type === 'AWS::Events::EventBus')
        return `arn:aws:events:${region}:${account}:event-bus/${String(cloud.local.outputs['BusName'])}`;
      return `arn:aws:dynamodb:${region}:${account}:table/${resource.includes('PersonKeys') ? PersonKeysTableName : TableName}`;
    },
    document: document as never,
  };
  const policy = JSON.stringify(resolve(policies[0]!.Properties.PolicyDocument as never, scope));
  const users = new IamUsers(cloud.target);
  const name = `probe-${tenant}-${role.source.replaceAll(/\W/g, '')}`;
  await users.put(name, { tags: { tenant }, policy });
  return users.createKey(name);
}
