// IAM's users on the wire. Its SDK client is no dependency of the product, so requests are signed by the SDK's signer.
import { createHash, createHmac } from 'node:crypto';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIamService, type AccessKey } from '../../cloud/local/iam/index.ts';
import { openTestCloud, REGION, refusal, type TestCloud } from './harness/local-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await openTestCloud((context, iam) => createIamService(context, iam).services);
});
afterAll(() => cloud.close());

class Sha256 {
  readonly #hash;
  constructor(secret?: string | Uint8Array) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

async function iam(Action: string, parameters: Record<string, string>, credentials: AccessKey = cloud.operator): Promise<string> {
  const url = new URL(cloud.endpoint);
  const body = new URLSearchParams({ Action, Version: '2010-05-08', ...parameters }).toString();
  const signer = new SignatureV4({ service: 'iam', region: REGION, credentials, sha256: Sha256 as never });
  const signed = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname: url.hostname,
    path: '/',
    query: {},
    body,
    headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded' },
  });
  return (await fetch(url, { method: 'POST', headers: signed.headers, body })).text();
}
const part = (xml: string, name: string): string | undefined => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

test('a user is made, tagged, given a policy and keys that work at once', async () => {
  expect(part(await iam('CreateUser', { UserName: 'door', 'Tags.member.1.Key': 'Tenant', 'Tags.member.1.Value': 'acme' }), 'Arn')).toMatch(
    /:user\/door$/,
  );
  expect(part(await iam('CreateUser', { UserName: 'door' }), 'Code')).toBe('EntityAlreadyExists');
  await iam('TagUser', { UserName: 'door', 'Tags.member.1.Key': 'Role', 'Tags.member.1.Value': 'publisher' });
  expect(cloud.iam.user('door')?.tags).toEqual({ Tenant: 'acme', Role: 'publisher' });
  const PolicyDocument = JSON.stringify({ Statement: { Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' } });
  await iam('PutUserPolicy', { UserName: 'door', PolicyName: 'first', PolicyDocument });
  await iam('PutUserPolicy', { UserName: 'door', PolicyName: 'first', PolicyDocument });
  expect(cloud.iam.user('door')?.policies).toHaveLength(1);
  const answer = await iam('CreateAccessKey', { UserName: 'door' });
  const keys = { accessKeyId: part(answer, 'AccessKeyId')!, secretAccessKey: part(answer, 'SecretAccessKey')! };
  expect((await new STSClient(cloud.client(keys)).send(new GetCallerIdentityCommand())).Arn).toMatch(/:user\/door$/);
  expect(part(await iam('GetUser', { UserName: 'door' }, keys), 'UserName')).toBe('door');
  expect(part(await iam('DeleteUserPolicy', { UserName: 'door', PolicyName: 'first' }, keys), 'Code')).toBe('AccessDenied');
});

test('a deleted key is refused, and a user goes once it has nothing left', async () => {
  await iam('CreateUser', { UserName: 'leaving' });
  const answer = await iam('CreateAccessKey', { UserName: 'leaving' });
  const keys = { accessKeyId: part(answer, 'AccessKeyId')!, secretAccessKey: part(answer, 'SecretAccessKey')! };
  expect(part(await iam('DeleteUser', { UserName: 'leaving' }), 'Code')).toBe('DeleteConflict');
  await iam('DeleteAccessKey', { UserName: 'leaving', AccessKeyId: keys.accessKeyId });
  expect(await refusal(new STSClient(cloud.client(keys)).send(new GetCallerIdentityCommand()))).toMatchObject({
    name: 'InvalidClientTokenId',
  });
  await iam('DeleteUser', { UserName: 'leaving' });
  expect(part(await iam('GetUser', { UserName: 'leaving' }), 'Code')).toBe('NoSuchEntity');
});

test('a malformed policy, an unknown condition operator and an unknown action are refused by name', async () => {
  await iam('CreateUser', { UserName: 'careless' });
  const put = (PolicyDocument: string) => iam('PutUserPolicy', { UserName: 'careless', PolicyName: 'p', PolicyDocument });
  expect(part(await put('{'), 'Code')).toBe('MalformedPolicyDocument');
  expect(
    await put(
      JSON.stringify({
        Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } },
      }),
    ),
  ).toContain('IpAddress is not evaluated');
  expect(await iam('CreateGroup', { GroupName: 'g' })).toMatch(/UnsupportedOperation.*CreateGroup/s);
});
