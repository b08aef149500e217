export const roles = ['owner', 'designer', 'analyst', 'facilitator', 'player', 'auditor', 'operator'] as const;
export type Role = (typeof roles)[number];

/** Who belongs to a tenant. Names can be erased here without touching a world or the audit. */
export interface Directory {
  tenants(): Promise<string[]>;
  /** Undefined when the tenant does not know the person. */
  rolesOf(tenant: string, person: string): Promise<readonly Role[] | undefined>;
}
