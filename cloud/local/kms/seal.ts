import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '../../ports/host.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM: IV, ciphertext and tag in one; `bound` is not in it but must be the same to open it. */
export function seal(key: Uint8Array, plain: Uint8Array, bound: Uint8Array, random: Random): Uint8Array {
  const iv = random.bytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(bound);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The plain bytes, or undefined when the key, the bound bytes or the sealed ones are not what they were. */
export function unseal(key: Uint8Array, sealed: Uint8Array, bound: Uint8Array): Uint8Array | undefined {
  if (sealed.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES)).setAAD(bound).setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
