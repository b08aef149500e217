import { authorize } from './authorize.ts';
import { many } from './condition.ts';
import type { Decision } from './decision.ts';
import type { Role } from './iam.ts';
import type { PolicyContext } from './policy.ts';
import type { Principal } from './principal.ts';

/**
 * Whether the caller may act in the role: its trust policy must allow it, and where that policy names only the account,
 * the caller's own policies must allow it too.
 */
export function mayAssume(
  role: Role,
  caller: Principal,
  action: 'sts:AssumeRole' | 'sts:AssumeRoleWithWebIdentity' | 'sts:TagSession',
  context: PolicyContext,
): Decision {
  // A trust policy speaks of its own role and so names no resource.
  const statements = many(role.trust.Statement).map((statement) => ({ ...statement, Resource: '*' }));
  const policies = [{ name: `trust of ${role.name}`, document: { Statement: statements } }];
  return authorize(caller, action, role.arn, context, { policies, required: true });
}

/** An AWS service as a caller, for example `lambda.amazonaws.com`. */
export function servicePrincipal(service: string, account: string): Principal {
  return { kind: 'service', accessKeyId: '', account, arn: service, userId: service, tags: {}, policies: [] };
}

/** Whoever an identity provider vouches for, for example `cognito-identity.amazonaws.com`. */
export function federatedPrincipal(provider: string, account: string): Principal {
  return { kind: 'federated', accessKeyId: '', account, arn: provider, userId: provider, tags: {}, policies: [] };
}
