import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '../ports/index.ts';

/*
 * A sealed text, version 1: AES-256-GCM
 *   1 byte    the version, 1
 *   12 bytes  IV
 *   rest      ciphertext, then 16 bytes tag; bound to a text that is not in it
 */
const version = 1;
const ivBytes = 12;
const tagBytes = 16;

/** Encrypts a text; `bound` must be the same to open it. @param key 32 bytes */
export function sealText(key: Uint8Array, text: string, bound: string, random: Random): Uint8Array {
  const iv = random.bytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound));
  return new Uint8Array(Buffer.concat([Uint8Array.of(version), iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]));
}

/** The text; undefined for another key, another `bound`, and bytes that were changed. */
export function openText(key: Uint8Array, sealed: Uint8Array, bound: string): string | undefined {
  if (sealed[0] !== version || sealed.length < 1 + ivBytes + tagBytes) return undefined;
  const [iv, content, tag] = [sealed.subarray(1, 1 + ivBytes), sealed.subarray(1 + ivBytes, -tagBytes), sealed.subarray(-tagBytes)];
  const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
