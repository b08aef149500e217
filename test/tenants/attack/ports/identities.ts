/** Who one is: roles are taken up for a tenant by the stack's functions alone, and users are the operator's. */
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { IamUsers } from '../../../../cloud/adapters/aws/iam.ts';
import type { Attack, Strike } from '../attack.ts';

const asCaller = ({ stack, by }: Strike) => ({
  endpoint: stack.target.endpoint!,
  region: stack.target.region,
  credentials: by.credentials,
});
const userOf = ({ at }: Strike): string => `ledgerquest-${at.name}`;

export const identityAttacks: readonly Attack[] = [
  {
    port: 'identities',
    name: 'says who they are',
    own: ['door', 'session', 'audit', 'host'],
    // Nothing of another tenant can be asked for: the control alone.
    by: [],
    strike: (s) => s.by.sts.send(new GetCallerIdentityCommand({})),
  },
  {
    port: 'identities',
    name: 'takes up a role for a tenant',
    strike: (s) =>
      s.by.sts.send(
        new AssumeRoleCommand({
          RoleArn: s.chance.pick(s.stack.roles),
          RoleSessionName: 'struck',
          ...(s.chance.below(4) > 0 && {
            Tags: [{ Key: s.chance.pick(['tenant', 'tenant', 'Tenant']), Value: s.chance.pick([s.at.name, '*', `${s.at.name}*`, '?*']) }],
          }),
        }),
      ),
  },
  {
    port: 'identities',
    name: 'gives the user of a tenant rights, a tag or a key',
    strike: (s) => {
      const users = new IamUsers(asCaller(s));
      return s.chance.below(2) === 0
        ? users.createKey(userOf(s))
        : users.put(s.chance.pick([userOf(s), `ledgerquest-${s.own.name}`]), {
            tags: { tenant: s.at.name },
            policy: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
          });
    },
  },
  {
    port: 'identities',
    name: 'signs with a key that is not theirs, or with a session that never was',
    by: ['door'],
    strike: async (s) => {
      const accessKeyId = s.chance.pick([s.by.credentials.accessKeyId, `AKIA${'A'.repeat(16)}`]);
      const client = new DynamoDBClient({
        ...asCaller(s),
        maxAttempts: 1,
        credentials: {
          accessKeyId,
          secretAccessKey: Buffer.from(s.chance.bytes(30)).toString('base64'),
          ...(s.chance.below(2) === 0 && { sessionToken: Buffer.from(s.chance.bytes(60)).toString('base64') }),
        },
      });
      try {
        return await client.send(
          new QueryCommand({
            TableName: s.stack.target.outputs.TableName,
            KeyConditionExpression: 'pk = :p',
            ExpressionAttributeValues: { ':p': { S: s.chance.pick(s.at.partitions) } },
          }),
        );
      } finally {
        client.destroy();
      }
    },
  },
  {
    port: 'identities',
    name: 'claims a tenant by a session token of their own making',
    by: ['door'],
    strike: async (s) => {
      const client = new STSClient({
        ...asCaller(s),
        maxAttempts: 1,
        credentials: { ...s.by.credentials, sessionToken: Buffer.from(JSON.stringify({ tenant: s.at.name })).toString('base64') },
      });
      try {
        return await client.send(new GetCallerIdentityCommand({}));
      } finally {
        client.destroy();
      }
    },
  },
];
