/** What encrypts: a tenant's data key, the keys of its people under it, and what the tenant may use. */
import { DeleteItemCommand, GetItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CancelKeyDeletionCommand,
  DecryptCommand,
  DisableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { encryptionFor } from '../../../../cloud/adapters/aws/object-encryption.ts';
import type { Attack, Strike } from '../attack.ts';

/** The key by its alias, its id or its ARN. */
function nameOf({ at, stack, chance }: Strike): string {
  const arn = `arn:aws:kms:${stack.target.region}:${stack.account}`;
  const alias = `alias/ledgerquest/${at.name}/data`;
  return chance.pick([alias, at.keys.data, `${arn}:key/${at.keys.data}`, `${arn}:${alias}`]);
}
const objectOf = ({ at, stack, chance }: Strike): string => `arn:aws:s3:::${stack.target.outputs.BucketName}/${chance.pick(at.objects)}`;
const personKeys = ({ stack }: Strike): string => stack.target.outputs.PersonKeysTableName;
const personKey = ({ at, chance }: Strike) => ({
  pk: { S: `TENANT#${at.name}#PERSONS` },
  sk: { S: `PERSON#${chance.pick(at.people)}` },
});
const person = ({ at }: Strike): string => at.people[0]!;

export const dataKeyAttacks: readonly Attack[] = [
  {
    port: 'keys',
    name: 'opens the key of a person',
    own: ['door', 'room'],
    strike: (s) =>
      s.by.kms.send(
        new DecryptCommand({ CiphertextBlob: s.at.wrapped, KeyId: nameOf(s), EncryptionContext: { tenant: s.at.name, person: person(s) } }),
      ),
  },
  {
    port: 'keys',
    name: 'opens the key of a person as one of their own, without saying whose key it is',
    strike: (s) =>
      s.by.kms.send(
        new DecryptCommand({
          CiphertextBlob: s.at.wrapped,
          EncryptionContext: s.chance.pick([{ tenant: s.own.name, person: person(s) }, { tenant: s.own.name }, {}]),
        }),
      ),
  },
  {
    port: 'keys',
    name: 'opens what the link of players carries',
    own: ['door', 'api'],
    strike: (s) =>
      s.by.kms.send(
        new DecryptCommand({
          CiphertextBlob: s.at.sealedToken,
          KeyId: nameOf(s),
          EncryptionContext: { tenant: s.at.name, session: s.at.session },
        }),
      ),
  },
  {
    port: 'keys',
    name: 'opens what the link of players carries as that of a session of their own, without saying whose key it is',
    strike: (s) =>
      s.by.kms.send(
        new DecryptCommand({
          CiphertextBlob: s.at.sealedToken,
          EncryptionContext: s.chance.pick([{ tenant: s.own.name, session: s.at.session }, { tenant: s.own.name }, {}]),
        }),
      ),
  },
  {
    port: 'keys',
    name: 'gets a data key for an object',
    own: ['door'],
    strike: (s) =>
      s.by.kms.send(
        new GenerateDataKeyCommand({
          KeyId: nameOf(s),
          KeySpec: 'AES_256',
          EncryptionContext: { tenant: s.at.name, 'aws:s3:arn': objectOf(s) },
        }),
      ),
  },
  {
    port: 'keys',
    name: 'gets a data key for an object of another by naming themselves in it',
    strike: (s) =>
      s.by.kms.send(
        new GenerateDataKeyCommand({
          KeyId: nameOf(s),
          KeySpec: 'AES_256',
          EncryptionContext: { tenant: s.own.name, 'aws:s3:arn': objectOf(s) },
        }),
      ),
  },
  {
    port: 'keys',
    name: 'encrypts under the data key, or ends it',
    strike: (s) => {
      const KeyId = s.at.keys.data;
      return s.chance.pick([
        () => s.by.kms.send(new EncryptCommand({ KeyId, Plaintext: s.chance.bytes(8), EncryptionContext: { tenant: s.own.name } })),
        () => s.by.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 })),
        () => s.by.kms.send(new CancelKeyDeletionCommand({ KeyId })),
        () => s.by.kms.send(new DisableKeyCommand({ KeyId })),
      ])();
    },
  },
  {
    port: 'objects',
    name: 'puts an object of their own under the key',
    own: ['door'],
    by: ['door'],
    strike: (s) => {
      const Key = `tenants/${s.own.name}/assets/under-${s.chance.below(1e9)}`;
      return s.by.s3.send(
        new PutObjectCommand({
          Bucket: s.stack.target.outputs.BucketName,
          Key,
          ...encryptionFor(`tenants/${s.at.name}/`),
          Body: 'struck',
          IfNoneMatch: '*',
        }),
      );
    },
  },
  {
    port: 'objects',
    name: 'puts an object that nothing encrypts in the folder',
    strike: (s) =>
      s.by.s3.send(
        new PutObjectCommand({
          Bucket: s.stack.target.outputs.BucketName,
          Key: `tenants/${s.chance.pick([s.at.name, s.own.name])}/assets/open-${s.chance.below(1e9)}`,
          ...(s.chance.below(2) === 0 && { ServerSideEncryption: 'AES256' as const }),
          Body: 'struck',
          IfNoneMatch: '*',
        }),
      ),
  },
  {
    port: 'items',
    name: 'reads the key of a person',
    own: ['door', 'room'],
    strike: (s) => {
      const { pk, sk } = personKey(s);
      return s.chance.below(2) === 0
        ? s.by.dynamodb.send(new GetItemCommand({ TableName: personKeys(s), Key: { pk, sk } }))
        : s.by.dynamodb.send(
            new QueryCommand({
              TableName: personKeys(s),
              KeyConditionExpression: 'pk = :p',
              ExpressionAttributeValues: { ':p': pk },
            }),
          );
    },
  },
  {
    port: 'items',
    name: 'ends or changes the key of a person',
    strike: (s) =>
      s.chance.below(2) === 0
        ? s.by.dynamodb.send(new DeleteItemCommand({ TableName: personKeys(s), Key: personKey(s) }))
        : s.by.dynamodb.send(
            new UpdateItemCommand({
              TableName: personKeys(s),
              Key: personKey(s),
              UpdateExpression: 'SET wrapped = :w',
              ExpressionAttributeValues: { ':w': { B: s.own.wrapped } },
            }),
          ),
  },
  {
    port: 'items',
    name: 'raises a limit, or moves the region',
    strike: (s) =>
      s.by.dynamodb.send(
        new UpdateItemCommand({
          TableName: s.stack.target.outputs.TableName,
          Key: { pk: { S: `TENANT#${s.chance.pick([s.at.name, s.own.name])}#LIMITS` }, sk: { S: s.chance.pick(['LIMITS', 'PLACE']) } },
          UpdateExpression: 'SET dollars = :d',
          ExpressionAttributeValues: { ':d': { S: '1000000' } },
        }),
      ),
  },
];
