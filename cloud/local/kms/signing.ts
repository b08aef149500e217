import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { AwsError, unsupported } from '../wire/error.ts';
import type { Key, KeySpec } from './key-ring.ts';

/** The algorithm of each kind of key; null where hashing is part of it. */
export const SIGNING_ALGORITHMS: Readonly<Partial<Record<KeySpec, { readonly name: string; readonly digest: string | null }>>> = {
  ECC_NIST_P256: { name: 'ECDSA_SHA_256', digest: 'sha256' },
  ECC_NIST_EDWARDS25519: { name: 'ED25519_SHA_512', digest: null },
};

const MAX_MESSAGE = 4096;

interface SigningInput {
  readonly algorithm: string;
  readonly messageType: string;
  readonly message: Uint8Array;
}

/** The signature: DER for ECDSA, 64 bytes for Ed25519. */
export function signMessage(key: Key, input: SigningInput): Uint8Array {
  return sign(checkedDigest(key, input), input.message, privateKeyOf(key));
}

export function verifyMessage(key: Key, input: SigningInput, signature: Uint8Array): boolean {
  return verify(checkedDigest(key, input), input.message, createPublicKey(privateKeyOf(key)), signature);
}

/** SubjectPublicKeyInfo in DER. */
export function publicKeyOf(key: Key): Uint8Array {
  return createPublicKey(privateKeyOf(key)).export({ format: 'der', type: 'spki' });
}

function privateKeyOf(key: Key): KeyObject {
  return createPrivateKey({ key: Buffer.from(key.material), format: 'der', type: 'pkcs8' });
}

function checkedDigest(key: Key, { algorithm, messageType, message }: SigningInput): string | null {
  const known = SIGNING_ALGORITHMS[key.spec];
  if (known?.name !== algorithm)
    throw new AwsError(
      'InvalidKeyUsageException',
      `Algorithm ${algorithm} is incompatible with key spec ${key.spec}; it takes ${known?.name}.`,
    );
  if (messageType !== 'RAW')
    throw unsupported('kms', `MessageType ${messageType} (send the message itself, up to ${MAX_MESSAGE} bytes, as RAW)`);
  if (message.length < 1 || message.length > MAX_MESSAGE)
    throw new AwsError('ValidationException', `Message must be 1 to ${MAX_MESSAGE} bytes long; it has ${message.length}.`);
  return known.digest;
}
