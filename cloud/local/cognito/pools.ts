/** Where people of one pool come from, as the template describes it; it comes with the template at every start. */
export interface UserPool {
  /** `<region>_<nine characters>`. */
  readonly id: string;
  readonly arn: string;
  /** What tokens name as their issuer, less the scheme: `cognito-idp.<region>.amazonaws.com/<id>`. */
  readonly provider: string;
}

/** An application that people of a pool sign in to. */
export interface PoolClient {
  readonly id: string;
  readonly poolId: string;
  /** Where a browser may be sent back to, letter by letter. */
  readonly callbacks: readonly string[];
  /** How long tokens are good, seconds. */
  readonly idSeconds: number;
  readonly accessSeconds: number;
  readonly refreshSeconds: number;
}

/** A group; who is in several prefers the role of the one with the least precedence. */
export interface PoolGroup {
  readonly poolId: string;
  readonly name: string;
  readonly precedence: number;
  readonly roleArn?: string;
}

/** Gives keys of this cloud to who has signed in to one of its pools. */
export interface IdentityPool {
  readonly id: string;
  readonly providers: readonly { readonly provider: string; readonly clientId: string; readonly checked: boolean }[];
  /** Tags of the keys' session, and the claims that they are taken from. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface Pools {
  readonly pools: Map<string, UserPool>;
  readonly clients: Map<string, PoolClient>;
  /** By pool and name: `<pool>/<group>`. */
  readonly groups: Map<string, PoolGroup>;
  /** The pool that a domain's sign-in pages belong to. */
  readonly domains: Map<string, string>;
  readonly identityPools: Map<string, IdentityPool>;
}

export const createPools = (): Pools => ({
  pools: new Map(),
  clients: new Map(),
  groups: new Map(),
  domains: new Map(),
  identityPools: new Map(),
});

/** The groups of a pool that somebody is in, the preferred one first. */
export const groupsOf = ({ groups }: Pools, poolId: string, names: readonly string[]): PoolGroup[] =>
  names.flatMap((name) => groups.get(`${poolId}/${name}`) ?? []).sort((a, b) => a.precedence - b.precedence || (a.name < b.name ? -1 : 1));
