import { failingCondition, many, type ConditionKeys } from './condition.ts';
import type { Decision } from './decision.ts';
import { matchesPattern, parsePattern, type Lookup } from './pattern.ts';
import type { NamedPolicy, PolicyContext, PolicyPrincipal, PolicyStatement } from './policy.ts';
import type { Principal } from './principal.ts';

/**
 * Decides by the rules of IAM within one account: an explicit Deny wins; otherwise an identity policy or the resource's
 * own policy must allow; and where the session carries policies of its own, these must allow as well.
 * `action` is `service:Name`, `resource` an ARN. The reason names the statement, also the one that came closest.
 */
export function authorize(
  principal: Principal,
  action: string,
  resource: string,
  context: PolicyContext = {},
  resourcePolicies: readonly NamedPolicy[] = [],
): Decision {
  const keys = conditionKeys(principal, context);
  const ask = (policies: readonly NamedPolicy[], ofResource = false): Verdict =>
    judge(policies, { principal, action, resource, keys, ofResource });
  const identity = ask(principal.policies);
  const session = principal.sessionPolicies && ask(principal.sessionPolicies);
  const own = ask(resourcePolicies, true);

  const denied = identity.denied ?? session?.denied ?? own.denied;
  if (denied) return { allowed: false, statement: denied, reason: `denied by ${denied}` };
  if (session && !session.allowed) return refusal(session, 'no statement of the session allows it');
  const allowed = identity.allowed ?? own.allowed;
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
  /** Resource policies name their principals; identity policies do not. */
  readonly ofResource: boolean;
}

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
      if (question.ofResource && !namesPrincipal(statement, question.principal)) continue;
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

function namesPrincipal(statement: PolicyStatement, principal: Principal): boolean {
  if (statement.NotPrincipal !== undefined) return !principalMatches(statement.NotPrincipal, principal);
  return statement.Principal !== undefined && principalMatches(statement.Principal, principal);
}

/** Whether a Principal element means this caller: `*`, the account, its root, the user, the role or the session. */
export function principalMatches(element: PolicyPrincipal, principal: Principal): boolean {
  if (element === '*') return true;
  const names = [principal.arn, principal.roleArn, principal.account, `arn:aws:iam::${principal.account}:root`];
  if (principal.kind === 'service') return many(element['Service']).includes(principal.arn);
  return many(element['AWS']).some((each) => each === '*' || names.includes(each));
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
