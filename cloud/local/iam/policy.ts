/** IAM policy documents, as templates and clients write them. */

export type OneOrMany<T> = T | readonly T[];

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  readonly Principal?: PolicyPrincipal;
  readonly NotPrincipal?: PolicyPrincipal;
  readonly Condition?: PolicyCondition;
}

export type PolicyPrincipal = '*' | Readonly<Record<string, OneOrMany<string>>>;
/** Operator, then condition key, then the values of which one must match. */
export type PolicyCondition = Readonly<Record<string, Readonly<Record<string, OneOrMany<string | boolean | number>>>>>;

export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: OneOrMany<PolicyStatement>;
}

export interface NamedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** Condition keys of one request; keys are compared without regard to case. */
export type PolicyContext = Readonly<Record<string, string | boolean | number | readonly string[]>>;
