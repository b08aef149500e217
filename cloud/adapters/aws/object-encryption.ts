import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { keyAlias } from './keys.ts';

type Encryption = Pick<PutObjectCommandInput, 'ServerSideEncryption' | 'SSEKMSKeyId' | 'SSEKMSEncryptionContext'>;

/**
 * How an object is put: what is a tenant's is encrypted by that tenant's data key, bound to its name and, by the store, to the object's own
 * place. Everything else is the target's own.
 */
export function encryptionFor(key: string): Encryption {
  const tenant = /^tenants\/([^/]+)\//.exec(key)?.[1];
  if (tenant === undefined) return {};
  return {
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: keyAlias(tenant, 'data'),
    SSEKMSEncryptionContext: Buffer.from(JSON.stringify({ tenant })).toString('base64'),
  };
}

/** Errors with which a store says that the key of an object cannot be used any more; AWS's own begin with `KMS.`. */
export const keyIsGone = (error: unknown): boolean =>
  error instanceof Error && /^(KMS\.)?(KMSInvalidStateException|DisabledException|NotFoundException)$/.test(error.name);
