export const roles = ['owner', 'designer', 'analyst', 'facilitator', 'player', 'auditor', 'operator'] as const;
export type Role = (typeof roles)[number];

/** What somebody who belongs to a tenant may do. */
export interface Membership {
  /** Opaque; the only thing of a person that requests, revisions and audits carry. */
  readonly id: string;
  readonly roles: readonly Role[];
  /** Base64 of the SPKI of the key with which the person signs requests. Absent: the person can sign none. */
  readonly key?: string;
}

/** Somebody who belongs to a tenant. */
export interface Member extends Membership {
  /** Stands here and nowhere else, under a key of the person's own, so that it can be erased. */
  readonly name: string;
}

/** Who belongs to a tenant. Names can be erased here without touching a world, a revision or the audit. */
export interface Directory {
  tenants(): Promise<string[]>;
  /** Without a name, so that who only asks what somebody may do needs no key. Undefined when the tenant does not know the id. */
  member(tenant: string, id: string): Promise<Membership | undefined>;
  /** The same with the name. Undefined also when the name was erased. */
  named(tenant: string, id: string): Promise<Member | undefined>;
  members(tenant: string): Promise<Member[]>;
}
