import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { newPersonKeys, signAs } from '../adapters/person-keys.ts';

/** A person of this machine as they are kept: an opaque id, drawn by chance, and a key pair. */
export const StoredIdentity = z.strictObject({
  id: z.string().regex(/^u-[0-9a-f]{20}$/),
  publicKey: z.base64(),
  privateKey: z.base64(),
});
export type StoredIdentity = z.infer<typeof StoredIdentity>;

/** Who signs, and under which id a tenant's directory knows them. */
export interface Identity {
  readonly id: string;
  readonly publicKey: string;
  sign(text: string): string;
}

/** The people whose keys lie on this machine, by name. */
export interface Identities {
  of(person: string): Identity | undefined;
}

export const newIdentity = (): StoredIdentity => ({ id: newPersonId(), ...newPersonKeys() });
export const newPersonId = (): string => `u-${randomBytes(10).toString('hex')}`;

export const identityOf = (stored: StoredIdentity): Identity => ({
  id: stored.id,
  publicKey: stored.publicKey,
  sign: (text) => signAs(stored, text),
});
