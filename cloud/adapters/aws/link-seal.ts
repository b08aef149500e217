import { DecryptCommand, EncryptCommand, IncorrectKeyException, InvalidCiphertextException, type KMSClient } from '@aws-sdk/client-kms';
import type { LinkSeal, SessionRef } from '../../ports/index.ts';
import { keyAlias } from './keys.ts';

const under = ({ tenant, session }: SessionRef) => ({ KeyId: keyAlias(tenant, 'data'), EncryptionContext: { tenant, session } });

/** Seals in KMS, by the tenant's data key: without it a copy of the table opens no session. */
export class KmsLinkSeal implements LinkSeal {
  readonly #kms: KMSClient;

  constructor(kms: KMSClient) {
    this.#kms = kms;
  }

  async seal(ref: SessionRef, token: string): Promise<Uint8Array> {
    const { CiphertextBlob } = await this.#kms.send(new EncryptCommand({ ...under(ref), Plaintext: Buffer.from(token) }));
    return CiphertextBlob!;
  }

  async open(ref: SessionRef, sealed: Uint8Array): Promise<string | undefined> {
    try {
      const { Plaintext } = await this.#kms.send(new DecryptCommand({ ...under(ref), CiphertextBlob: sealed }));
      return Buffer.from(Plaintext!).toString();
    } catch (error) {
      if (error instanceof InvalidCiphertextException || error instanceof IncorrectKeyException) return undefined;
      throw error;
    }
  }
}
