/** Signing keys: one pair of a tenant, known by aliases. */
import {
  CreateAliasCommand,
  DescribeKeyCommand,
  GetPublicKeyCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  UpdateAliasCommand,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import type { Attack, Strike } from '../attack.ts';

type Purpose = 'publish' | 'audit';
const either: readonly Purpose[] = ['publish', 'audit'];

/** A key by its alias, its id or its ARN. */
function nameOf({ at, stack, chance }: Strike, purpose: Purpose): string {
  const id = at.keys[purpose];
  const arn = `arn:aws:kms:${stack.target.region}:${stack.account}`;
  const alias = `alias/ledgerquest/${at.name}/${purpose}`;
  return chance.pick([alias, id, `${arn}:key/${id}`, `${arn}:${alias}`]);
}
const text = new TextEncoder().encode('struck');
const signing = { MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' } as const;

export const keyAttacks: readonly Attack[] = [
  {
    port: 'keys',
    name: 'signs with the publishing key',
    own: ['sign'],
    strike: (s) => s.by.kms.send(new SignCommand({ KeyId: nameOf(s, 'publish'), Message: text, ...signing })),
  },
  {
    port: 'keys',
    name: 'signs with the audit’s key',
    own: ['audit'],
    strike: (s) => s.by.kms.send(new SignCommand({ KeyId: nameOf(s, 'audit'), Message: text, ...signing })),
  },
  {
    port: 'keys',
    name: 'reads a public key',
    own: ['door'],
    strike: (s) => s.by.kms.send(new GetPublicKeyCommand({ KeyId: nameOf(s, s.chance.pick(either)) })),
  },
  {
    port: 'keys',
    name: 'reads what a key is',
    own: ['door'],
    strike: (s) => s.by.kms.send(new DescribeKeyCommand({ KeyId: nameOf(s, s.chance.pick(either)) })),
  },
  {
    port: 'keys',
    name: 'has a signature checked',
    strike: (s) =>
      s.by.kms.send(
        new VerifyCommand({ KeyId: nameOf(s, s.chance.pick(either)), Message: text, Signature: s.chance.bytes(70), ...signing }),
      ),
  },
  {
    port: 'keys',
    name: 'gives a key an alias of their own',
    strike: (s) => {
      const AliasName = `alias/ledgerquest/${s.own.name}/${s.chance.pick(['publish', 'audit', 'more'])}`;
      const TargetKeyId = s.at.keys[s.chance.pick(either)];
      return s.chance.below(2) === 0
        ? s.by.kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }))
        : s.by.kms.send(new UpdateAliasCommand({ AliasName, TargetKeyId }));
    },
  },
  {
    port: 'keys',
    name: 'changes or ends a key',
    strike: (s) => {
      const KeyId = s.at.keys[s.chance.pick(either)];
      return s.chance.below(2) === 0
        ? s.by.kms.send(new PutKeyPolicyCommand({ KeyId, Policy: '{"Statement":[]}' }))
        : s.by.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    },
  },
];
