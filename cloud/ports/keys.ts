/** `publish` and `audit` sign; `data` encrypts what the tenant keeps. */
export type KeyPurpose = 'publish' | 'audit' | 'data';
export type SigningPurpose = Exclude<KeyPurpose, 'data'>;

export interface Signature {
  readonly algorithm: 'ECDSA_SHA_256';
  /** Name of the key, as its owner's KMS knows it. */
  readonly key: string;
  /** Base64 of the DER signature over the signed text's UTF-8 bytes. */
  readonly value: string;
}

/** A tenant's signing keys. Which of them a caller may use is decided by its role, not here. */
export interface Keys {
  sign(tenant: string, purpose: SigningPurpose, text: string): Promise<Signature>;
  /** True only for a signature by that tenant's key of that purpose. */
  verify(tenant: string, purpose: SigningPurpose, text: string, signature: Signature): Promise<boolean>;
}

/** Checks what people signed with keys of their own. */
export interface PersonSignatures {
  /** True only for a signature of `text` by the private half of `key`, base64 of an SPKI; false for anything that is no key or no signature. */
  verify(key: string, text: string, signature: string): boolean;
}
