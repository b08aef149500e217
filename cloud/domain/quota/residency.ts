import type { LimitsStore } from '../../ports/index.ts';
import { refuse } from '../refusal.ts';

export interface ResidencyDeps {
  readonly limits: Pick<LimitsStore, 'region'>;
  /** Where this target keeps what it is given. */
  readonly region: string;
}

/** Refuses with `residency` a target that lies elsewhere than the tenant's data may. */
export function requireHome({ tenant, home, region }: { tenant: string; home: string | undefined; region: string }): void {
  if (home !== undefined && home !== region)
    refuse({
      code: 'residency',
      message: `The data of tenant ${tenant} stays in ${home}, and this target is in ${region}: nothing of it was taken.`,
      hint: `Use a target in ${home}. Where a tenant’s data lies is chosen once, when the tenant is made.`,
      where: tenant,
    });
}

export const requireResidency = async ({ limits, region }: ResidencyDeps, tenant: string): Promise<void> =>
  requireHome({ tenant, home: await limits.region(tenant), region });
