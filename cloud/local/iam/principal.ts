import type { NamedPolicy } from './policy.ts';

/** Who a signed request comes from. */
export interface Principal {
  readonly kind: 'user' | 'session' | 'service' | 'federated';
  /** Empty for calls that one service of the cloud makes to another. */
  readonly accessKeyId: string;
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  /** The role behind an assumed-role session. */
  readonly roleArn?: string;
  /** Tags of the user, or of the role overlaid with those of the session: `aws:PrincipalTag/…`. */
  readonly tags: Readonly<Record<string, string>>;
  readonly policies: readonly NamedPolicy[];
  /** Where present, an action must be allowed by these as well. */
  readonly sessionPolicies?: readonly NamedPolicy[];
}
