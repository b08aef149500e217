import { failingCondition, many, type ConditionKeys } from './condition.ts';
import type { Decision } from './decision.ts';
import { matchesPattern, parsePattern, type Lookup } from './pattern.ts';
import type { NamedPolicy, PolicyContext, PolicyPrincipal, PolicyStatement } from './policy.ts';
import type { Principal } from './principal.ts';

/** Policies that a resource carries itself: of a bucket, a key, a role's trust. */
export interface ResourcePolicies {
  readonly policies: readonly NamedPolicy[];
  /** For keys and roles: without a word of these policies for the caller or its account, nobody gets in. */
  readonly required?: boolean;
}

/**
 * Decides by the rules of IAM within one account: an explicit Deny wins; otherwise an identity policy must allow, or a
 * policy of the resource that names the caller itself; and where the session carries policies of its own, these must
 * allow as well. A resource's policy that names only the account leaves the decision to the identity policies.
 * `action` is `service:Name`, `resource` an ARN. The reason names the statement, also the one that came closest.
 */
export function authorize(
  principal: Principal,
  action: string,
  resource: string,
  context: PolicyContext = {},
  own: ResourcePolicies = { policies: [] },
): Decision {
  const keys = conditionKeys(principal, context);
  const ask = (policies: readonly NamedPolicy[], naming?: Naming): Verdict =>
    judge(policies, { principal, action, resource, keys, naming });
  const identity = ask(principal.policies);
  const session = principal.sessionPolicies && ask(principal.sessionPolicies);
  const account = ask(own.policies, 'account');
  const denied = identity.denied ?? session?.denied ?? account.denied;
  if (denied) return { allowed: false, statement: denied, reason: `denied by ${denied}` };
  if (own.required && !account.allowed) return refusal(account, "no statement of the resource's own policy lets the caller in");
  if (session && !session.allowed) return refusal(session, 'no statement of the session allows it');
  const allowed = identity.allowed ?? ask(own.policies, 'direct').allowed;
  if (allowed) return { allowed: true, statement: allowed, reason: `allowed by ${allowed}` };
  return refusal(identity, 'no statement allows it');
}

function refusal(verdict: Verdict, reason: string): Decision {
  const { nearest } = verdict;
  return nearest ? { allowed: false, statement: nearest.statement, reason: `${reason}; ${nearest.why}` } : { allowed: false, reason };
}

interface Question {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly keys: ConditionKeys;
  /** For policies of resources, which say whom they mean: as itself, or also as part of its account. */
  readonly naming: Naming | undefined;
}

type Naming = 'direct' | 'account';

interface Verdict {
  readonly allowed?: string;
  readonly denied?: string;
  /** The Allow statement that would have spoken but for one thing, and that thing. */
  readonly nearest?: { readonly statement: string; readonly why: string };
}

function judge(policies: readonly NamedPolicy[], question: Question): Verdict {
  let allowed: string | undefined;
  let nearest: { statement: string; why: string; distance: number } | undefined;
  for (const policy of policies) {
    for (const [index, statement] of many(policy.document.Statement).entries()) {
      const name = `policy "${policy.name}", statement ${statement.Sid ? `"${statement.Sid}"` : `#${index + 1}`}`;
      if (question.naming && !namesPrincipal(statement, question.principal, question.naming)) continue;
      if (!coversAction(statement, question.action)) continue;
      const covered = coversResource(statement, question);
      const failing = covered ? failingCondition(statement.Condition, question.keys) : undefined;
      if (covered && failing === undefined) {
        if (statement.Effect === 'Deny') return { denied: name };
        allowed ??= name;
      } else if (statement.Effect === 'Allow') {
        const distance = covered ? 1 : 2;
        if (!nearest || distance < nearest.distance) {
          nearest = { statement: name, distance, why: `${name} ${covered ? `asks for ${failing}` : 'allows it on other resources'}` };
        }
      }
    }
  }
  return { ...(allowed !== undefined && { allowed }), ...(nearest && { nearest }) };
}

function coversAction(statement: PolicyStatement, action: string): boolean {
  const matches = (pattern: string): boolean => matchesPattern(parsePattern(pattern, () => undefined) ?? [], action, true);
  return statement.NotAction === undefined ? many(statement.Action).some(matches) : !many(statement.NotAction).some(matches);
}

function coversResource(statement: PolicyStatement, { resource, keys }: Question): boolean {
  const lookup: Lookup = (key) => keys.get(key.toLowerCase())?.[0];
  const matches = (text: string): boolean => {
    const pattern = parsePattern(text, lookup);
    return pattern !== undefined && matchesPattern(pattern, resource);
  };
  return statement.NotResource === undefined ? many(statement.Resource).some(matches) : !many(statement.NotResource).some(matches);
}

function namesPrincipal(statement: PolicyStatement, principal: Principal, naming: Naming): boolean {
  if (statement.NotPrincipal !== undefined) return !isNamed(statement.NotPrincipal, principal, naming);
  return statement.Principal !== undefined && isNamed(statement.Principal, principal, naming);
}

/** Whether a Principal element means this caller: everyone, itself, its role, or (as its account) all of the account. */
function isNamed(element: PolicyPrincipal, principal: Principal, naming: Naming): boolean {
  if (element === '*') return true;
  if (principal.kind === 'service') return many(element['Service']).includes(principal.arn);
  if (principal.kind === 'federated') return many(element['Federated']).includes(principal.arn);
  const { arn, roleArn, account } = principal;
  const names = ['*', arn, roleArn, ...(naming === 'account' ? [account, `arn:aws:iam::${account}:root`] : [])];
  return many(element['AWS']).some((each) => names.includes(each));
}

function conditionKeys(principal: Principal, context: PolicyContext): ConditionKeys {
  const keys = new Map<string, readonly string[]>();
  keys.set('aws:principalarn', [principal.roleArn ?? principal.arn]);
  keys.set('aws:principalaccount', [principal.account]);
  keys.set('aws:userid', [principal.userId]);
  if (principal.kind === 'user') keys.set('aws:username', [principal.arn.slice(principal.arn.lastIndexOf('/') + 1)]);
  for (const [tag, value] of Object.entries(principal.tags)) keys.set(`aws:principaltag/${tag}`.toLowerCase(), [value]);
  for (const [key, value] of Object.entries(context)) {
    keys.set(key.toLowerCase(), Array.isArray(value) ? (value as readonly string[]) : [String(value)]);
  }
  return keys;
}
