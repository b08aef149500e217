import type { Random } from '../../ports/host.ts';
import { AwsError } from '../wire/error.ts';
import type { EncryptionContext, Key, KeyRing } from './key-ring.ts';
import { seal, unseal } from './seal.ts';

/*
 * Ciphertext blob, version 1:
 *   1 byte    the version, 1
 *   36 bytes  the key's id
 *   rest      AES-256-GCM: 12 bytes IV, ciphertext, 16 bytes tag; bound to the id and the encryption context
 */
const VERSION = 1;
const ID_BYTES = 36;

/** Encrypts under a key; the context must be given again to decrypt. */
export function encrypt(key: Key, plain: Uint8Array, context: EncryptionContext, random: Random): Uint8Array {
  return Buffer.concat([Uint8Array.of(VERSION), Buffer.from(key.id), seal(key.material, plain, bound(key.id, context), random)]);
}

/** The id of the key that a blob names, without proof; throws InvalidCiphertextException where it names none. */
export function keyIdOf(blob: Uint8Array): string {
  if (blob[0] !== VERSION || blob.length <= 1 + ID_BYTES) throw invalidCiphertext();
  return Buffer.from(blob.subarray(1, 1 + ID_BYTES)).toString('latin1');
}

/** Decrypts; throws InvalidCiphertextException for a changed blob, another context or another key. */
export function decrypt(ring: KeyRing, blob: Uint8Array, context: EncryptionContext): { readonly key: Key; readonly plain: Uint8Array } {
  const key = ring.use(keyIdOf(blob), 'ENCRYPT_DECRYPT');
  const plain = unseal(key.material, blob.subarray(1 + ID_BYTES), bound(key.id, context));
  if (!plain) throw invalidCiphertext();
  return { key, plain };
}

/** Each part with its length before it, so that no two contexts look the same. */
function bound(id: string, context: EncryptionContext): Uint8Array {
  const parts = Object.keys(context)
    .sort()
    .flatMap((name) => [name, context[name]!]);
  return Buffer.concat(
    [id, ...parts].flatMap((part) => {
      const bytes = Buffer.from(part);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

function invalidCiphertext(): AwsError {
  return new AwsError(
    'InvalidCiphertextException',
    'The ciphertext was changed, was encrypted by another key, or with another encryption context.',
  );
}
