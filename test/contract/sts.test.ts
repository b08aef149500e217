import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNT, openTestCloud, refusal, type TestCloud } from './harness/local-cloud.ts';

let cloud: TestCloud;
let sts: STSClient;

beforeAll(async () => {
  cloud = await openTestCloud();
  sts = new STSClient(cloud.client());
});
afterAll(() => cloud.close());

const trustAccount = {
  Statement: { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
} as const;

test('a signed caller learns who it is', async () => {
  expect(await sts.send(new GetCallerIdentityCommand())).toMatchObject({ Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/operator` });
});

test('a wrong secret is refused as SignatureDoesNotMatch', async () => {
  const forged = new STSClient(cloud.client({ ...cloud.operator, secretAccessKey: 'not-the-secret' }));
  expect(await refusal(forged.send(new GetCallerIdentityCommand()))).toMatchObject({
    name: 'SignatureDoesNotMatch',
    $metadata: { httpStatusCode: 403 },
  });
});

test('an unknown key is refused as InvalidClientTokenId', async () => {
  const stranger = new STSClient(cloud.client({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'x' }));
  expect(await refusal(stranger.send(new GetCallerIdentityCommand()))).toMatchObject({ name: 'InvalidClientTokenId' });
});

test('a clock five minutes off is good, one beyond is refused either way', async () => {
  for (const [minutes, ok] of [
    [-4.9, true],
    [4.9, true],
    [-5.1, false],
    [5.1, false],
  ] as const) {
    cloud.skew(minutes * 60_000);
    const call = new STSClient(cloud.client()).send(new GetCallerIdentityCommand());
    const outcome = await call.then(
      () => 'accepted',
      (error) => error.message,
    );
    expect(outcome).toMatch(ok ? /^accepted$/ : /5 minutes/);
  }
  cloud.skew(0);
});

test('a signature for another region is refused', async () => {
  const elsewhere = new STSClient({ ...cloud.client(), region: 'us-west-2' });
  expect(await refusal(elsewhere.send(new GetCallerIdentityCommand()))).toMatchObject({ name: 'IncompleteSignature' });
});

test('an action that the cloud lacks is refused by name', async () => {
  const error = await refusal(sts.send(new GetSessionTokenCommand()));
  expect(error.name).toBe('UnsupportedOperation');
  expect(error.message).toContain('GetSessionToken');
});

test('a session has the rights of its role and the tags it was given', async () => {
  const roleArn = cloud.iam.putRole({ name: 'tenant', trust: trustAccount, policies: [] });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'alice', Tags: [{ Key: 'Tenant', Value: 'acme' }], DurationSeconds: 900 }),
  );
  const keys = {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
  expect(await new STSClient(cloud.client(keys)).send(new GetCallerIdentityCommand())).toMatchObject({
    Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/tenant/alice`,
  });
  expect(cloud.iam.find(keys.accessKeyId)?.principal.tags).toEqual({ Tenant: 'acme' });

  const { sessionToken: _, ...withoutToken } = keys;
  expect(await refusal(new STSClient(cloud.client(withoutToken)).send(new GetCallerIdentityCommand()))).toMatchObject({
    name: 'InvalidClientTokenId',
  });

  cloud.skew(901_000);
  const late = new STSClient({ ...cloud.client(keys), systemClockOffset: 901_000 });
  expect(await refusal(late.send(new GetCallerIdentityCommand()))).toMatchObject({ name: 'ExpiredToken' });
  cloud.skew(0);
});

test('a role is assumed only by those its trust policy and their own policies allow', async () => {
  const open = cloud.iam.putRole({ name: 'open', trust: trustAccount, policies: [] });
  const assume = (keys: { accessKeyId: string; secretAccessKey: string }, RoleArn: string, Tags?: { Key: string; Value: string }[]) =>
    new STSClient(cloud.client(keys)).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test', ...(Tags && { Tags }) }));

  const nobody = cloud.user('nobody', []);
  expect((await refusal(assume(nobody, open))).message).toMatch(/sts:AssumeRole .*no statement allows it/);

  const allowed = cloud.user('allowed', [
    { name: 'assume', document: { Statement: { Sid: 'Assume', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: open } } },
  ]);
  expect((await assume(allowed, open)).AssumedRoleUser?.Arn).toContain('assumed-role/open/test');
  expect((await refusal(assume(allowed, open, [{ Key: 'Tenant', Value: 'acme' }]))).message).toMatch(/sts:TagSession/);

  const named = cloud.iam.putRole({
    name: 'named',
    trust: {
      Statement: {
        Sid: 'OnlyNobody',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/nobody` },
        Action: 'sts:AssumeRole',
      },
    },
    policies: [],
  });
  expect((await assume(nobody, named)).Credentials).toBeDefined();
  expect(await refusal(assume(allowed, named))).toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  expect((await refusal(assume(nobody, `arn:aws:iam::${ACCOUNT}:role/absent`))).message).toMatch(/no such role/);
});

test('a session tag cannot hold a wildcard', async () => {
  const roleArn = cloud.iam.putRole({ name: 'tagged', trust: trustAccount, policies: [] });
  const call = sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'x1', Tags: [{ Key: 'Tenant', Value: '*' }] }));
  expect(await refusal(call)).toMatchObject({ name: 'ValidationError' });
});

test('only a service that the trust policy names gets a service session', () => {
  const roleArn = cloud.iam.putRole({
    name: 'function',
    trust: { Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' } },
    policies: [],
  });
  expect(cloud.iam.serviceSession({ roleArn, service: 'lambda.amazonaws.com', sessionName: 'f' }).principal.roleArn).toBe(roleArn);
  expect(() => cloud.iam.serviceSession({ roleArn, service: 'states.amazonaws.com', sessionName: 'f' })).toThrow(
    /states.amazonaws.com may not act/,
  );
});

test('keys and sessions survive a restart', async () => {
  const roleArn = cloud.iam.putRole({ name: 'lasting', trust: trustAccount, policies: [] });
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'before' }));
  const { openIam } = await import('../../cloud/local/iam/index.ts');
  const reopened = openIam(cloud.context);
  expect(reopened.find(cloud.operator.accessKeyId)?.secretAccessKey).toBe(cloud.operator.secretAccessKey);
  expect(reopened.find(Credentials!.AccessKeyId!)?.sessionToken).toBe(Credentials!.SessionToken);
});

test('a foreign Host and an unlisted Origin are not let in', async () => {
  const { request } = await import('node:http');
  const status = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(cloud.endpoint);
      request({ hostname, port, headers, method: 'GET', path: '/' }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
  const { host } = new URL(cloud.endpoint);
  expect(await status({ host: 'evil.example' })).toBe(403);
  expect(await status({ host: `127.0.0.1:1` })).toBe(403);
  expect(await status({ host, origin: 'https://evil.example' })).toBe(403);
  expect(await status({ host, origin: 'null' })).toBe(403);
  expect(await status({ host })).not.toBe(200);
});
