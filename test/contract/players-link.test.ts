/**
 * The link of a session's players on the embedded cloud: had again by another client, sealed in the table, and for nobody beyond those who may.
 * Run it alone: `vitest run --project node test/contract/players-link.test.ts`.
 */
import { DynamoDBClient, GetItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsCredentials } from '../../cloud/adapters/aws/clients.ts';
import { startKey } from '../../cloud/adapters/aws/keys-of-items.ts';
import { keyAlias } from '../../cloud/adapters/aws/keys.ts';
import { openTarget } from '../../cloud/client/index.ts';
import { compileSample, openProductCloud, type ProductCloud } from './harness/product-cloud.ts';
import { roleUser } from './harness/role-user.ts';

let cloud: ProductCloud;
let TableName: string;
let session: string;
let token: string;
beforeAll(async () => {
  cloud = await openProductCloud();
  ({ TableName } = cloud.target.outputs);
  const level = compileSample(cloud.engine, 'hello-cube');
  const proofs = cloud.engine.prove(level);
  await cloud.demo.publish({ tenant: 'demo', channel: 'live', level, engine: cloud.build.id, proofs, publisher: 'ada' });
  ({ id: session, token } = await cloud.demo.startSession({ tenant: 'demo', level: level.manifest.level, person: 'ada' }));
}, 240_000);
afterAll(() => cloud.close());

const settings = (credentials: AwsCredentials) => ({ endpoint: cloud.target.endpoint!, region: cloud.target.region, credentials });
const operator = () => new DynamoDBClient(settings(cloud.local.operator));
const keyOf = () => {
  const { pk, sk } = startKey({ tenant: 'demo', session });
  return { pk: { S: pk }, sk: { S: sk } };
};
const sealed = async (): Promise<Uint8Array> => {
  const { Item } = await operator().send(new GetItemCommand({ TableName, Key: keyOf() }));
  return Item!['token']!.B!;
};
const by = (person: string) => ({ tenant: 'demo', session, person });

describe('the link of a session’s players', () => {
  it('is had from any client of the tenant, lets players in, and leads to the target’s Playground', async () => {
    const elsewhere = openTarget({ ...cloud.demo.target, playground: 'http://127.0.0.1:1/' });
    const link = await elsewhere.playersLink(by('ada'));
    expect(link).toEqual({ token, playUrl: `http://127.0.0.1:1/#tenant=demo&session=${session}&token=${token}` });
    expect(await elsewhere.admits('demo', session, link.token)).toBe(true);
    elsewhere.close();
  });

  it('stands in no item of the table in the clear', async () => {
    const { Items = [] } = await operator().send(new ScanCommand({ TableName }));
    const texts = Items.flatMap((item) => Object.values(item)).map(({ B, ...value }) =>
      B ? Buffer.from(B).toString('latin1') : JSON.stringify(value),
    );
    expect(texts.length).toBeGreaterThan(20);
    expect(texts.filter((text) => text.includes(token))).toEqual([]);
    expect((await sealed()).length).toBeGreaterThan(token.length);
  });

  it('is for nobody who plays, and for nobody of another tenant, whatever they name', async () => {
    await expect(cloud.demo.playersLink(by('pia'))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(cloud.everyone.playersLink(by('ben'))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(cloud.acme.playersLink(by('ada'))).rejects.toThrow(/not authorized/);
    await expect(cloud.acme.playersLink({ ...by('ben'), tenant: 'acme' })).rejects.toMatchObject({ code: 'session-unknown' });
  });

  it('is opened and sealed by the API and the doors of its tenant alone: no function of a session, no keys of a role', async () => {
    const [CiphertextBlob, EncryptionContext] = [await sealed(), { tenant: 'demo', session }];
    const KeyId = keyAlias('demo', 'data');
    const open = (kms: KMSClient) => kms.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext }));
    const seal = (kms: KMSClient) => kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x'), EncryptionContext }));
    const as = async (role: RegExp) => new KMSClient(settings(await roleUser(cloud, role, 'demo')));
    const refused = { name: expect.stringMatching(/^AccessDenied/) as string };
    for (const role of [/TenantSessionRole/, /TenantHostRole/, /TenantRoomRole/, /SignedInOwner/, /SignedInFacilitator/]) {
      const kms = await as(role);
      await expect(open(kms), `${role}`).rejects.toMatchObject(refused);
      await expect(seal(kms), `${role}`).rejects.toMatchObject(refused);
    }
    const acme = new KMSClient(settings(cloud.acme.target.credentials as AwsCredentials));
    await expect(open(acme)).rejects.toMatchObject(refused);
    for (const kms of [await as(/TenantApiRole/), new KMSClient(settings(cloud.demo.target.credentials as AwsCredentials))]) {
      expect(Buffer.from((await open(kms)).Plaintext!).toString()).toBe(token);
      await expect(seal(kms)).resolves.toBeDefined();
    }
  });

  it('was not kept where another’s, or nothing, lies in its place, and that is said', async () => {
    const before = await sealed();
    const changed = Uint8Array.from(before, (byte, at) => (at === before.length - 1 ? byte ^ 1 : byte));
    for (const [UpdateExpression, values] of [
      ['SET #t = :t', { ':t': { B: changed } }],
      ['SET #t = :t', { ':t': { S: token } }],
      ['REMOVE #t', undefined],
    ] as const) {
      const names = { ExpressionAttributeNames: { '#t': 'token' }, ...(values && { ExpressionAttributeValues: values }) };
      await operator().send(new UpdateItemCommand({ TableName, Key: keyOf(), UpdateExpression, ...names }));
      await expect(cloud.demo.playersLink(by('ada')), UpdateExpression).rejects.toMatchObject({ code: 'link-not-kept', where: session });
    }
  });
});
