import { AwsError } from '../wire/error.ts';
import { isKnownOperator, many } from './condition.ts';
import type { PolicyDocument } from './policy.ts';

/**
 * Checks a policy before it is stored, so that nothing is later allowed or refused by a misreading.
 * Throws MalformedPolicyDocument naming the policy and the element; operators that are not evaluated here are refused.
 */
export function validatePolicy(name: string, document: PolicyDocument): void {
  const fail = (where: string, what: string): never => {
    throw new AwsError('MalformedPolicyDocument', `policy "${name}", ${where}: ${what}`);
  };
  if (typeof document !== 'object' || document === null) fail('document', 'is not an object');
  const statements = many(document.Statement);
  if (statements.length === 0) fail('Statement', 'has no statement');
  for (const [index, statement] of statements.entries()) {
    const where = `statement #${index + 1}`;
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') fail(where, 'Effect is neither Allow nor Deny');
    if ((statement.Action === undefined) === (statement.NotAction === undefined))
      fail(where, 'has neither or both of Action and NotAction');
    for (const operator of Object.keys(statement.Condition ?? {})) {
      if (!isKnownOperator(operator)) fail(where, `the condition operator ${operator} is not evaluated by the embedded cloud`);
    }
  }
}

/** Parses and checks a policy given as JSON text. */
export function parsePolicy(name: string, text: string): PolicyDocument {
  let document: PolicyDocument;
  try {
    document = JSON.parse(text) as PolicyDocument;
  } catch {
    throw new AwsError('MalformedPolicyDocument', `policy "${name}" is not JSON`);
  }
  validatePolicy(name, document);
  return document;
}
