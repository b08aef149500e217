import { parsePolicy } from '../iam/validate-policy.ts';
import type { LocalContext } from '../storage/context.ts';
import { AwsError, invalid } from '../wire/error.ts';
import { defineService, jsonAction, type AwsCall, type LocalService } from '../wire/service.ts';
import { decrypt, encrypt, keyIdOf } from './ciphertext.ts';
import {
  type EncryptionContext,
  type KeyDescription,
  keyPolicies,
  type KeyRing,
  type KeySpec,
  type KeyUsage,
  openKeyRing,
} from './key-ring.ts';
import { publicKeyOf, SIGNING_ALGORITHMS, signMessage, verifyMessage } from './signing.ts';

export interface Kms {
  readonly services: readonly LocalService[];
  /** A new data key under a key, for a service that encrypts on behalf of the caller. Asks for the caller's permission. */
  generateDataKey(
    call: AwsCall,
    keyName: string,
    context: EncryptionContext,
  ): { readonly keyArn: string; readonly plain: Uint8Array; readonly sealed: Uint8Array };
  /** Opens a data key on behalf of the caller. Asks for the caller's permission. */
  openDataKey(call: AwsCall, sealed: Uint8Array, context: EncryptionContext): Uint8Array;
  readonly ring: KeyRing;
}

const SPECS: Readonly<Record<KeySpec, KeyUsage>> = {
  SYMMETRIC_DEFAULT: 'ENCRYPT_DECRYPT',
  ECC_NIST_P256: 'SIGN_VERIFY',
  ECC_NIST_EDWARDS25519: 'SIGN_VERIFY',
};
const MAX_PLAINTEXT = 4096;
const DAY_MS = 24 * 60 * 60_000;

interface KeyInput {
  readonly KeyId: string;
}
interface ContextInput {
  readonly EncryptionContext?: EncryptionContext;
}
interface DataKeyInput extends KeyInput, ContextInput {
  readonly KeySpec?: 'AES_256' | 'AES_128';
  readonly NumberOfBytes?: number;
}
interface SignInput extends KeyInput {
  readonly Message: string;
  readonly MessageType?: string;
  readonly SigningAlgorithm: string;
}

/** Key Management Service: keys that never leave, under a root key in the data folder. */
export function createKms(context: LocalContext): Kms {
  const ring = openKeyRing(context);
  const { random } = context.host;

  function permit(call: AwsCall, action: string, key: KeyDescription, encryption: EncryptionContext = {}): void {
    const pairs = Object.entries(encryption).map(([name, value]) => [`kms:EncryptionContext:${name}`, value] as const);
    const names = pairs.length > 0 && { 'kms:EncryptionContextKeys': Object.keys(encryption) };
    call.permit(`kms:${action}`, key.arn, { ...Object.fromEntries(pairs), ...names, ...aliasContext(key) }, keyPolicies(key));
  }

  function aliasContext(key: KeyDescription): { 'kms:ResourceAliases'?: readonly string[] } {
    const aliases = ring
      .aliases()
      .filter(({ id }) => id === key.id)
      .map(({ alias }) => alias);
    return aliases.length > 0 ? { 'kms:ResourceAliases': aliases } : {};
  }

  /** The key, after the caller's permission for the action. */
  function permitted(call: AwsCall, action: string, name: string, encryption?: EncryptionContext): KeyDescription {
    const key = ring.describe(name);
    permit(call, action, key, encryption);
    return key;
  }

  function open(
    call: AwsCall,
    blob: Uint8Array,
    encryption: EncryptionContext,
    keyName?: string,
  ): { key: KeyDescription; plain: Uint8Array } {
    const key = permitted(call, 'Decrypt', keyIdOf(blob), encryption);
    if (keyName !== undefined && ring.describe(keyName).id !== key.id)
      throw new AwsError('IncorrectKeyException', 'The key ID in the request does not identify a CMK that can perform this operation.');
    return { key, plain: decrypt(ring, blob, encryption).plain };
  }

  function dataKey(call: AwsCall, action: string, input: DataKeyInput): { key: KeyDescription; plain: Uint8Array; sealed: Uint8Array } {
    const { EncryptionContext: encryption = {}, KeySpec: spec, NumberOfBytes: bytes } = input;
    if ((spec === undefined) === (bytes === undefined)) throw invalid('Please specify either number of bytes or key spec.');
    const length = bytes ?? (spec === 'AES_128' ? 16 : 32);
    if (!(length >= 1 && length <= 1024)) throw invalid('NumberOfBytes must be between 1 and 1024.');
    permitted(call, action, input.KeyId, encryption);
    const key = ring.use(input.KeyId, 'ENCRYPT_DECRYPT');
    const plain = random.bytes(length);
    return { key, plain, sealed: encrypt(key, plain, encryption, random) };
  }

  const service = defineService({
    name: 'kms',
    protocol: 'json-1.1',
    target: 'TrentService',
    actions: {
      CreateKey: jsonAction<{
        KeySpec?: KeySpec;
        CustomerMasterKeySpec?: KeySpec;
        KeyUsage?: KeyUsage;
        Description?: string;
        Policy?: string;
        Tags?: readonly { TagKey: string; TagValue: string }[];
      }>((input, call) => {
        call.permit('kms:CreateKey', '*');
        const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
        if (!Object.hasOwn(SPECS, spec))
          throw new AwsError(
            'UnsupportedOperationException',
            `The embedded cloud has keys of ${Object.keys(SPECS).join(', ')}, not of ${spec}.`,
          );
        const usage = input.KeyUsage ?? 'ENCRYPT_DECRYPT';
        if (SPECS[spec] !== usage)
          throw invalid(
            `The operation failed because the KeyUsage value of the KMS key is ${usage}; a key of ${spec} is for ${SPECS[spec]}.`,
          );
        const key = ring.create({
          spec,
          usage,
          description: input.Description ?? '',
          tags: Object.fromEntries((input.Tags ?? []).map(({ TagKey, TagValue }) => [TagKey, TagValue])),
          ...(input.Policy !== undefined && { policy: parsePolicy('key', input.Policy) }),
        });
        return { KeyMetadata: metadata(key) };
      }),
      DescribeKey: jsonAction<KeyInput>(({ KeyId }, call) => ({ KeyMetadata: metadata(permitted(call, 'DescribeKey', KeyId)) })),
      ListKeys: jsonAction((_, call) => {
        call.permit('kms:ListKeys', '*');
        return { Keys: ring.list().map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), Truncated: false };
      }),
      GetKeyPolicy: jsonAction<KeyInput>(({ KeyId }, call) => ({
        Policy: JSON.stringify(permitted(call, 'GetKeyPolicy', KeyId).policy),
        PolicyName: 'default',
      })),
      PutKeyPolicy: jsonAction<KeyInput & { Policy: string }>(({ KeyId, Policy }, call) => {
        ring.change(permitted(call, 'PutKeyPolicy', KeyId).id, { policy: parsePolicy('key', Policy) });
      }),
      EnableKey: jsonAction<KeyInput>(({ KeyId }, call) => void ring.change(permitted(call, 'EnableKey', KeyId).id, { enabled: true })),
      DisableKey: jsonAction<KeyInput>(({ KeyId }, call) => void ring.change(permitted(call, 'DisableKey', KeyId).id, { enabled: false })),
      ScheduleKeyDeletion: jsonAction<KeyInput & { PendingWindowInDays?: number }>(({ KeyId, PendingWindowInDays: days = 30 }, call) => {
        if (!(days >= 7 && days <= 30)) throw invalid('PendingWindowInDays must be between 7 and 30.');
        const key = permitted(call, 'ScheduleKeyDeletion', KeyId);
        const deletionAt = context.host.clock.now() + days * DAY_MS;
        ring.change(key.id, { enabled: false, deletionAt });
        return { KeyId: key.arn, DeletionDate: deletionAt / 1000, KeyState: 'PendingDeletion', PendingWindowInDays: days };
      }),
      CancelKeyDeletion: jsonAction<KeyInput>(({ KeyId }, call) => {
        const key = permitted(call, 'CancelKeyDeletion', KeyId);
        ring.change(key.id, { deletionAt: undefined });
        return { KeyId: key.arn };
      }),
      CreateAlias: jsonAction<{ AliasName: string; TargetKeyId: string }>(({ AliasName, TargetKeyId }, call) => {
        if (!/^alias\/[\w/-]+$/.test(AliasName) || AliasName.startsWith('alias/aws/')) throw invalid(`Invalid alias name: ${AliasName}`);
        const key = permitted(call, 'CreateAlias', TargetKeyId);
        if (ring.aliases().some(({ alias }) => alias === AliasName))
          throw new AwsError('AlreadyExistsException', `An alias with the name ${AliasName} already exists`);
        ring.putAlias(AliasName, key.id);
      }),
      UpdateAlias: jsonAction<{ AliasName: string; TargetKeyId: string }>(({ AliasName, TargetKeyId }, call) => {
        permitted(call, 'UpdateAlias', AliasName);
        ring.putAlias(AliasName, permitted(call, 'UpdateAlias', TargetKeyId).id);
      }),
      DeleteAlias: jsonAction<{ AliasName: string }>(({ AliasName }, call) => {
        permitted(call, 'DeleteAlias', AliasName);
        ring.deleteAlias(AliasName);
      }),
      ListAliases: jsonAction<{ KeyId?: string }>(({ KeyId }, call) => {
        call.permit('kms:ListAliases', '*');
        const only = KeyId === undefined ? undefined : ring.describe(KeyId).id;
        const aliases = ring.aliases().filter(({ id }) => only === undefined || id === only);
        return {
          Aliases: aliases.map(({ alias, id }) => ({
            AliasName: alias,
            AliasArn: ring.describe(id).arn.replace(`key/${id}`, alias),
            TargetKeyId: id,
          })),
          Truncated: false,
        };
      }),
      Encrypt: jsonAction<KeyInput & ContextInput & { Plaintext: string }>(
        ({ KeyId, Plaintext, EncryptionContext: encryption = {} }, call) => {
          permitted(call, 'Encrypt', KeyId, encryption);
          const key = ring.use(KeyId, 'ENCRYPT_DECRYPT');
          const plain = bytes(Plaintext);
          if (plain.length < 1 || plain.length > MAX_PLAINTEXT)
            throw invalid(`Plaintext must be 1 to ${MAX_PLAINTEXT} bytes long; it has ${plain.length}.`);
          return {
            CiphertextBlob: base64(encrypt(key, plain, encryption, random)),
            KeyId: key.arn,
            EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
          };
        },
      ),
      Decrypt: jsonAction<ContextInput & { CiphertextBlob: string; KeyId?: string }>(
        ({ CiphertextBlob, KeyId, EncryptionContext: encryption = {} }, call) => {
          const { key, plain } = open(call, bytes(CiphertextBlob), encryption, KeyId);
          return { Plaintext: base64(plain), KeyId: key.arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
        },
      ),
      GenerateDataKey: jsonAction<DataKeyInput>((input, call) => {
        const { key, plain, sealed } = dataKey(call, 'GenerateDataKey', input);
        return { CiphertextBlob: base64(sealed), Plaintext: base64(plain), KeyId: key.arn };
      }),
      GenerateDataKeyWithoutPlaintext: jsonAction<DataKeyInput>((input, call) => {
        const { key, sealed } = dataKey(call, 'GenerateDataKeyWithoutPlaintext', input);
        return { CiphertextBlob: base64(sealed), KeyId: key.arn };
      }),
      Sign: jsonAction<SignInput>((input, call) => {
        permitted(call, 'Sign', input.KeyId);
        const key = ring.use(input.KeyId, 'SIGN_VERIFY');
        return { KeyId: key.arn, Signature: base64(signMessage(key, signing(input))), SigningAlgorithm: input.SigningAlgorithm };
      }),
      Verify: jsonAction<SignInput & { Signature: string }>((input, call) => {
        permitted(call, 'Verify', input.KeyId);
        const key = ring.use(input.KeyId, 'SIGN_VERIFY');
        if (!verifyMessage(key, signing(input), bytes(input.Signature)))
          throw new AwsError('KMSInvalidSignatureException', 'The signature is not of this message by this key.');
        return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
      }),
      GetPublicKey: jsonAction<KeyInput>(({ KeyId }, call) => {
        permitted(call, 'GetPublicKey', KeyId);
        const key = ring.use(KeyId, 'SIGN_VERIFY');
        return {
          KeyId: key.arn,
          PublicKey: base64(publicKeyOf(key)),
          KeySpec: key.spec,
          KeyUsage: key.usage,
          SigningAlgorithms: [SIGNING_ALGORITHMS[key.spec]!.name],
        };
      }),
    },
  });

  return {
    services: [service],
    ring,
    generateDataKey(call, keyName, encryption) {
      const { key, plain, sealed } = dataKey(call, 'GenerateDataKey', {
        KeyId: keyName,
        KeySpec: 'AES_256',
        EncryptionContext: encryption,
      });
      return { keyArn: key.arn, plain, sealed };
    },
    openDataKey: (call, sealed, encryption) => open(call, sealed, encryption).plain,
  };
}

function metadata(key: KeyDescription): Record<string, unknown> {
  const state = key.deletionAt !== undefined ? 'PendingDeletion' : key.enabled ? 'Enabled' : 'Disabled';
  return {
    KeyId: key.id,
    Arn: key.arn,
    AWSAccountId: key.arn.split(':')[4],
    CreationDate: key.createdAt / 1000,
    Description: key.description,
    Enabled: state === 'Enabled',
    KeyState: state,
    KeyManager: 'CUSTOMER',
    KeySpec: key.spec,
    CustomerMasterKeySpec: key.spec,
    KeyUsage: key.usage,
    Origin: 'AWS_KMS',
    MultiRegion: false,
    ...(key.deletionAt !== undefined && { DeletionDate: key.deletionAt / 1000 }),
    ...(key.usage === 'ENCRYPT_DECRYPT'
      ? { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }
      : { SigningAlgorithms: [SIGNING_ALGORITHMS[key.spec]!.name] }),
  };
}

function signing({ Message, MessageType = 'RAW', SigningAlgorithm }: SignInput): {
  message: Uint8Array;
  messageType: string;
  algorithm: string;
} {
  return { message: bytes(Message), messageType: MessageType, algorithm: SigningAlgorithm };
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text ?? '', 'base64');
}

function base64(data: Uint8Array): string {
  return Buffer.from(data).toString('base64');
}
