export const roles = ['owner', 'designer', 'analyst', 'facilitator', 'player', 'auditor', 'operator'] as const;
export type Role = (typeof roles)[number];

/** Somebody who belongs to a tenant. */
export interface Member {
  /** Opaque; the only thing of a person that requests, revisions and audits carry. */
  readonly id: string;
  /** Stands here and nowhere else, so that it can be erased. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** Base64 of the SPKI of the key with which the person signs requests. Absent: the person can sign none. */
  readonly key?: string;
}

/** Who belongs to a tenant. Names can be erased here without touching a world, a revision or the audit. */
export interface Directory {
  tenants(): Promise<string[]>;
  /** Undefined when the tenant does not know the id. */
  member(tenant: string, id: string): Promise<Member | undefined>;
  members(tenant: string): Promise<Member[]>;
}
