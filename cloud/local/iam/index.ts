export { authorize, type ResourcePolicies } from './authorize.ts';
export type { AuditedDecision, Decision } from './decision.ts';
export {
  openIam,
  operatorPolicy,
  type AccessKey,
  type AssumedRole,
  type Iam,
  type Role,
  type TemporaryCredentials,
  type User,
} from './iam.ts';
export { createIamService } from './service.ts';
export type { NamedPolicy, PolicyContext, PolicyDocument, PolicyStatement } from './policy.ts';
export type { Principal } from './principal.ts';
export { parsePolicy, validatePolicy } from './validate-policy.ts';
