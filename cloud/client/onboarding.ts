import { CreateAliasCommand, CreateKeyCommand, DescribeKeyCommand, NotFoundException, type KMSClient } from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { awsClients, clientConfig, type AwsCredentials } from '../adapters/aws/clients.ts';
import { DynamoDirectory } from '../adapters/aws/directory.ts';
import { deployEngineBuild } from '../adapters/aws/engine-builds.ts';
import { IamUsers } from '../adapters/aws/iam.ts';
import { keyAlias } from '../adapters/aws/keys.ts';
import { Objects } from '../adapters/aws/objects.ts';
import { Table } from '../adapters/aws/table.ts';
import type { KeyPurpose, Role } from '../ports/index.ts';
import type { CloudTarget } from './target.ts';

/** What only the operator of a target does. */
export interface OperatorClient {
  /** Makes an engine build available to every tenant; a build that is there stays as it is. */
  deployEngine(build: { id: string; dir: string }): Promise<'stored' | 'present'>;
  /**
   * Makes a tenant what it should be: keys for publishing and for the audit, a user whose rights end at the tenant, people and their roles.
   * Repeating it changes nothing. Returns access keys unless `keys` of an earlier time are given.
   */
  provisionTenant(
    tenant: string,
    options: { people: Readonly<Record<string, readonly Role[]>>; keys?: AwsCredentials },
  ): Promise<AwsCredentials>;
  /** Wakes what should run. After a restart of the whole cloud nothing is alive, however fresh its last sign of life: `restarted`. */
  sweep(options?: { restarted?: boolean }): Promise<number>;
  close(): void;
}

export function openOperator(target: CloudTarget): OperatorClient {
  const clients = awsClients(target);
  const directory = new DynamoDirectory(new Table(clients.dynamodb, target.outputs.TableName));
  const users = new IamUsers(target);
  const functions = new LambdaClient(clientConfig(target));
  return {
    deployEngine: (build) => deployEngineBuild(new Objects(clients.s3, target.outputs.BucketName), build),
    async provisionTenant(tenant, { people, keys }) {
      for (const purpose of ['publish', 'audit'] as const) await ensureKey(clients.kms, tenant, purpose);
      await users.put(userName(tenant), { tags: { tenant }, policy: target.outputs.TenantPolicy });
      for (const [person, roles] of Object.entries(people)) await directory.putPerson(tenant, person, roles);
      await directory.putTenant(tenant);
      return keys ?? users.createKey(userName(tenant));
    },
    async sweep({ restarted = false } = {}) {
      const { Payload, FunctionError } = await functions.send(
        new InvokeCommand({
          FunctionName: target.outputs.SweepFunctionName,
          Payload: new TextEncoder().encode(JSON.stringify(restarted ? { lease: 0 } : {})),
        }),
      );
      const answer = JSON.parse(new TextDecoder().decode(Payload)) as { woken: number };
      if (FunctionError !== undefined) throw new Error(`The sweep failed: ${JSON.stringify(answer)}`);
      return answer.woken;
    },
    close() {
      clients.close();
      functions.destroy();
    },
  };
}

const userName = (tenant: string): string => `ledgerquest-${tenant}`;

async function ensureKey(kms: KMSClient, tenant: string, purpose: KeyPurpose): Promise<void> {
  const alias = keyAlias(tenant, purpose);
  try {
    await kms.send(new DescribeKeyCommand({ KeyId: alias }));
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({
        KeySpec: 'ECC_NIST_P256',
        KeyUsage: 'SIGN_VERIFY',
        Description: `${purpose} key of ${tenant}`,
        Tags: [
          { TagKey: 'tenant', TagValue: tenant },
          { TagKey: 'purpose', TagValue: purpose },
        ],
      }),
    );
    await kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyMetadata!.KeyId! }));
  }
}
