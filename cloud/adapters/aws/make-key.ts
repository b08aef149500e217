import { CreateAliasCommand, CreateKeyCommand, DescribeKeyCommand, NotFoundException, type KMSClient } from '@aws-sdk/client-kms';
import type { KeyPurpose } from '../../ports/index.ts';
import { keyAlias } from './keys.ts';

/** Makes a tenant's key of a purpose where there is none. Only the operator may. */
export async function ensureKey(kms: KMSClient, tenant: string, purpose: KeyPurpose): Promise<void> {
  const alias = keyAlias(tenant, purpose);
  try {
    await kms.send(new DescribeKeyCommand({ KeyId: alias }));
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({
        ...(purpose === 'data' ? {} : { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
        Description: `${purpose} key of ${tenant}`,
        Tags: [
          { TagKey: 'tenant', TagValue: tenant },
          { TagKey: 'purpose', TagValue: purpose },
        ],
      }),
    );
    await kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyMetadata!.KeyId! }));
  }
}
