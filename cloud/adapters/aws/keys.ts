import { createPublicKey, verify } from 'node:crypto';
import { GetPublicKeyCommand, SignCommand, type KMSClient } from '@aws-sdk/client-kms';
import { bytesOfBase64, type KeyPurpose, type Keys, type Signature, type SigningPurpose } from '../../ports/index.ts';

/** The alias under which a tenant's key of a purpose is known. */
export const keyAlias = (tenant: string, purpose: KeyPurpose): string => `alias/ledgerquest/${tenant}/${purpose}`;

/** Signs in KMS; verifies here with the public half, so that a verdict needs no right to sign. */
export class KmsKeys implements Keys {
  readonly #kms: KMSClient;
  readonly #public = new Map<string, Promise<Uint8Array>>();

  constructor(kms: KMSClient) {
    this.#kms = kms;
  }

  async sign(tenant: string, purpose: SigningPurpose, text: string): Promise<Signature> {
    const { KeyId, Signature: value } = await this.#kms.send(
      new SignCommand({
        KeyId: keyAlias(tenant, purpose),
        Message: new TextEncoder().encode(text),
        MessageType: 'RAW',
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
    return { algorithm: 'ECDSA_SHA_256', key: KeyId ?? '', value: Buffer.from(value!).toString('base64') };
  }

  async verify(tenant: string, purpose: SigningPurpose, text: string, { value }: Signature): Promise<boolean> {
    const key = await this.publicKey(tenant, purpose);
    const signed = bytesOfBase64(value);
    return (
      signed !== undefined &&
      verify('sha256', Buffer.from(text), createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' }), signed)
    );
  }

  /** The public half, as an SPKI. */
  publicKey(tenant: string, purpose: SigningPurpose): Promise<Uint8Array> {
    const alias = keyAlias(tenant, purpose);
    return this.#public.get(alias) ?? this.#fetch(alias);
  }

  #fetch(alias: string): Promise<Uint8Array> {
    const fetched = this.#kms.send(new GetPublicKeyCommand({ KeyId: alias })).then(({ PublicKey }) => PublicKey!);
    this.#public.set(alias, fetched);
    fetched.catch(() => this.#public.delete(alias));
    return fetched;
  }
}
