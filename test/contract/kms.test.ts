import { createPublicKey, verify } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetPublicKeyCommand,
  KMSClient,
  ListAliasesCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  VerifyCommand,
  type KeySpec,
  type SigningAlgorithmSpec,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKms, type Kms } from '../../cloud/local/kms/index.ts';
import { ACCOUNT, openTestCloud, refusal, type TestCloud } from './harness/local-cloud.ts';

let cloud: TestCloud;
let service: Kms;
let kms: KMSClient;
let KeyId: string;
const Plaintext = new TextEncoder().encode('in confidence');
const EncryptionContext = { tenant: 'acme', level: 'one' };

beforeAll(async () => {
  cloud = await openTestCloud((context) => (service = createKms(context)).services);
  kms = new KMSClient(cloud.client());
  KeyId = (await kms.send(new CreateKeyCommand({ Description: 'a key' }))).KeyMetadata!.Arn!;
});
afterAll(() => cloud.close());

const encrypt = async (context = EncryptionContext) =>
  (await kms.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext: context }))).CiphertextBlob!;

test('what was encrypted is decrypted with the same context, in any order, and with no other', async () => {
  const CiphertextBlob = await encrypt();
  expect((await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { level: 'one', tenant: 'acme' } }))).Plaintext).toEqual(
    Plaintext,
  );
  for (const wrong of [
    undefined,
    { tenant: 'acme' },
    { tenant: 'demo', level: 'one' },
    { ...EncryptionContext, more: '' },
    { levelone: 'tenantacme' },
  ]) {
    expect(await refusal(kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: wrong })))).toMatchObject({
      name: 'InvalidCiphertextException',
    });
  }
});

test('a changed ciphertext is refused wherever it was changed', async () => {
  const blob = await encrypt();
  for (const at of [0, 40, 60, blob.length - 1]) {
    const changed = Uint8Array.from(blob, (byte, index) => (index === at ? byte ^ 1 : byte));
    expect(await refusal(kms.send(new DecryptCommand({ CiphertextBlob: changed, EncryptionContext })))).toMatchObject({
      name: 'InvalidCiphertextException',
    });
  }
  const other = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.KeyId!;
  expect(await refusal(kms.send(new DecryptCommand({ CiphertextBlob: blob, EncryptionContext, KeyId: other })))).toMatchObject({
    name: 'IncorrectKeyException',
  });
});

test('a data key is handed out plain and sealed', async () => {
  const { Plaintext: plain, CiphertextBlob } = await kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext }));
  expect(plain).toHaveLength(32);
  expect((await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))).Plaintext).toEqual(plain);
});

describe.each<[KeySpec, SigningAlgorithmSpec, string | null]>([
  ['ECC_NIST_P256', 'ECDSA_SHA_256', 'sha256'],
  ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', null],
])('a key of %s', (KeySpec, SigningAlgorithm, digest) => {
  test('signs; the signature holds for this message only, here and by the public key', async () => {
    const key = (await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage: 'SIGN_VERIFY' }))).KeyMetadata!.KeyId!;
    const Message = new TextEncoder().encode('the head of a chain');
    const { Signature } = await kms.send(new SignCommand({ KeyId: key, Message, SigningAlgorithm }));
    expect((await kms.send(new VerifyCommand({ KeyId: key, Message, Signature, SigningAlgorithm }))).SignatureValid).toBe(true);
    const forged = new VerifyCommand({ KeyId: key, Message: new TextEncoder().encode('another head'), Signature, SigningAlgorithm });
    expect(await refusal(kms.send(forged))).toMatchObject({ name: 'KMSInvalidSignatureException' });
    const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: key }));
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey!), format: 'der', type: 'spki' });
    expect(verify(digest, Message, publicKey, Signature!)).toBe(true);
    expect(await refusal(kms.send(new EncryptCommand({ KeyId: key, Plaintext })))).toMatchObject({ name: 'InvalidKeyUsageException' });
  });
});

test('an alias stands for its key', async () => {
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/first', TargetKeyId: KeyId }));
  expect((await kms.send(new DescribeKeyCommand({ KeyId: 'alias/first' }))).KeyMetadata!.Arn).toBe(KeyId);
  expect((await kms.send(new ListAliasesCommand({ KeyId }))).Aliases).toMatchObject([{ AliasName: 'alias/first' }]);
  expect(await refusal(kms.send(new CreateAliasCommand({ AliasName: 'alias/first', TargetKeyId: KeyId })))).toMatchObject({
    name: 'AlreadyExistsException',
  });
  expect(await refusal(kms.send(new DescribeKeyCommand({ KeyId: 'alias/absent' })))).toMatchObject({ name: 'NotFoundException' });
});

test('a disabled key and one to be deleted work no more; a deleted one is gone', async () => {
  const key = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.KeyId!;
  await kms.send(new DisableKeyCommand({ KeyId: key }));
  expect(await refusal(kms.send(new EncryptCommand({ KeyId: key, Plaintext })))).toMatchObject({ name: 'DisabledException' });
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key, PendingWindowInDays: 7 }));
  expect(await refusal(kms.send(new EncryptCommand({ KeyId: key, Plaintext })))).toMatchObject({ name: 'KMSInvalidStateException' });
  cloud.skew(8 * 24 * 60 * 60_000);
  service.ring.sweep();
  cloud.skew(0);
  expect(await refusal(kms.send(new DescribeKeyCommand({ KeyId: key })))).toMatchObject({ name: 'NotFoundException' });
});

test('permission goes by the encryption context', async () => {
  const keys = cloud.user(
    'acme',
    [
      {
        name: 'own',
        document: {
          Statement: {
            Sid: 'OwnContext',
            Effect: 'Allow',
            Action: ['kms:Decrypt', 'kms:Encrypt'],
            Resource: '*',
            Condition: { StringEquals: { 'kms:EncryptionContext:tenant': '${aws:PrincipalTag/Tenant}' } },
          },
        },
      },
    ],
    { Tenant: 'acme' },
  );
  const acme = new KMSClient(cloud.client(keys));
  expect((await acme.send(new DecryptCommand({ CiphertextBlob: await encrypt(), EncryptionContext }))).Plaintext).toEqual(Plaintext);
  const foreign = { tenant: 'demo', level: 'one' };
  const error = await refusal(acme.send(new DecryptCommand({ CiphertextBlob: await encrypt(foreign), EncryptionContext: foreign })));
  expect(error).toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('statement "OwnContext" asks for StringEquals of kms:EncryptionContext:tenant'),
  });
});

test('a key lets in only those whom its own policy lets in', async () => {
  const keys = cloud.user('guest', []);
  const guest = new KMSClient(cloud.client(keys));
  const policy = (AWS: string) =>
    JSON.stringify({ Statement: [{ Sid: 'Owner', Effect: 'Allow', Principal: { AWS }, Action: 'kms:*', Resource: '*' }] });
  const open = (await kms.send(new CreateKeyCommand({ Policy: policy(`arn:aws:iam::${ACCOUNT}:user/guest`) }))).KeyMetadata!.KeyId!;
  await guest.send(new EncryptCommand({ KeyId: open, Plaintext }));
  expect(await refusal(kms.send(new EncryptCommand({ KeyId: open, Plaintext })))).toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining("resource's own policy"),
  });
  const account = (await kms.send(new CreateKeyCommand({ Policy: policy(`arn:aws:iam::${ACCOUNT}:root`) }))).KeyMetadata!.KeyId!;
  await kms.send(new EncryptCommand({ KeyId: account, Plaintext }));
  expect(await refusal(guest.send(new EncryptCommand({ KeyId: account, Plaintext })))).toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('no statement allows it'),
  });
});

test('keys survive a restart, and only the owner can read the root key', async () => {
  const CiphertextBlob = await encrypt();
  const root = join(cloud.context.dataDir, 'kms', 'root.key');
  expect(statSync(root).mode & 0o777).toBe(0o600);
  expect(readFileSync(root)).toHaveLength(32);
  const again = createKms(cloud.context);
  expect(again.ring.describe(KeyId).description).toBe('a key');
  expect((await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))).Plaintext).toEqual(Plaintext);
});

test('what this cloud lacks is refused by name', async () => {
  expect(await refusal(kms.send(new ReEncryptCommand({ CiphertextBlob: new Uint8Array([1]), DestinationKeyId: KeyId })))).toMatchObject({
    name: 'UnsupportedOperation',
    message: expect.stringContaining('ReEncrypt'),
  });
});
