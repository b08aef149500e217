import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentials } from './clients.ts';
import { Recent } from './recent.ts';

/** Renew this long before the end, ms. */
const margin = 120_000;

/**
 * Credentials of a role, tagged with a tenant: what a function does for a tenant it does with rights that end at that tenant, whatever its own
 * code believes.
 */
export class TenantCredentials {
  readonly #sts: STSClient;
  readonly #roleArn: string;
  readonly #now: () => number;
  readonly #kept: Recent<{ credentials: Promise<AwsCredentials & { expiration: Date }>; until: number }>;

  /** `most`: for how many tenants they are kept. */
  constructor({ region, roleArn, now, most }: { region: string; roleArn: string; now: () => number; most: number }) {
    this.#sts = new STSClient({ region });
    this.#roleArn = roleArn;
    this.#now = now;
    this.#kept = new Recent(most);
  }

  async of(tenant: string): Promise<AwsCredentials & { expiration: Date }> {
    const kept = this.#kept.get(tenant);
    if (kept !== undefined && kept.until > this.#now() + margin) return kept.credentials;
    const credentials = this.#assume(tenant);
    this.#kept.set(tenant, { credentials, until: Number.POSITIVE_INFINITY });
    try {
      const { expiration } = await credentials;
      this.#kept.set(tenant, { credentials, until: expiration.getTime() });
      return await credentials;
    } catch (error) {
      this.#kept.delete(tenant);
      throw error;
    }
  }

  async #assume(tenant: string): Promise<AwsCredentials & { expiration: Date }> {
    const { Credentials: given } = await this.#sts.send(
      new AssumeRoleCommand({
        RoleArn: this.#roleArn,
        RoleSessionName: tenant,
        Tags: [{ Key: 'tenant', Value: tenant }],
        DurationSeconds: 3600,
      }),
    );
    return {
      accessKeyId: given!.AccessKeyId!,
      secretAccessKey: given!.SecretAccessKey!,
      sessionToken: given!.SessionToken!,
      expiration: given!.Expiration!,
    };
  }
}
