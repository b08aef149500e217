import { authorize } from './authorize.ts';
import { many } from './condition.ts';
import type { Decision } from './decision.ts';
import type { Role } from './iam.ts';
import type { NamedPolicy, PolicyContext, PolicyStatement } from './policy.ts';
import type { Principal } from './principal.ts';

/**
 * Whether the caller may act in the role: its trust policy must allow it, and where that policy names only the account
 * (or everyone), the caller's own policies must allow it too.
 */
export function mayAssume(role: Role, caller: Principal, action: 'sts:AssumeRole' | 'sts:TagSession', context: PolicyContext): Decision {
  const { sessionPolicies: _, ...bare } = caller;
  const byTrust = authorize({ ...bare, policies: [] }, action, role.arn, context, [trustPolicy(role)]);
  if (!byTrust.allowed) return byTrust;
  return authorize(caller, action, role.arn, context, [trustPolicy(role, (statement) => namesDirectly(statement, caller))]);
}

function trustPolicy(role: Role, keep: (statement: PolicyStatement) => boolean = () => true): NamedPolicy {
  const statements = many(role.trust.Statement).map((statement, index) => ({ Sid: `#${index + 1}`, ...statement, Resource: '*' }));
  return { name: `trust of ${role.name}`, document: { Statement: statements.filter(keep) } };
}

function namesDirectly({ Principal: named }: PolicyStatement, caller: Principal): boolean {
  if (named === undefined || named === '*') return false;
  return many(named['Service']).includes(caller.arn) || many(named['AWS']).some((arn) => arn === caller.arn || arn === caller.roleArn);
}

/** An AWS service as a caller, for example `lambda.amazonaws.com`. */
export function servicePrincipal(service: string, account: string): Principal {
  return { kind: 'service', accessKeyId: '', account, arn: service, userId: service, tags: {}, policies: [] };
}
