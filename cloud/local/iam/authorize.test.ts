import { describe, expect, test } from 'vitest';
import { authorize } from './authorize.ts';
import type { NamedPolicy, PolicyContext, PolicyStatement } from './policy.ts';
import type { Principal } from './principal.ts';

function caller(statements: readonly PolicyStatement[], more: Partial<Principal> = {}): Principal {
  return {
    kind: 'user',
    accessKeyId: 'AKIA',
    account: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/alice',
    userId: 'AIDA',
    tags: { Tenant: 'acme' },
    policies: [policy('own', statements)],
    ...more,
  };
}
const policy = (name: string, Statement: readonly PolicyStatement[]): NamedPolicy => ({ name, document: { Statement } });
const allow = (Action: string, Resource = '*', more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const bucket = 'arn:aws:s3:::bucket/tenants/acme/file';

describe('actions and resources', () => {
  test.each<[string, PolicyStatement, boolean]>([
    ['the action itself', allow('s3:GetObject'), true],
    ['the action in other case', allow('S3:getobject'), true],
    ['a wildcard', allow('s3:Get*'), true],
    ['a single wildcard', allow('s3:GetObjec?'), true],
    ['another action', allow('s3:PutObject'), false],
    ['a prefix without wildcard', allow('s3:Get'), false],
    ['all but another action', { Effect: 'Allow', NotAction: 's3:PutObject', Resource: '*' }, true],
    ['all but this action', { Effect: 'Allow', NotAction: ['s3:Get*'], Resource: '*' }, false],
    ['the resource by wildcard', allow('s3:*', 'arn:aws:s3:::bucket/*'), true],
    ['the resource in other case', allow('s3:*', 'arn:aws:s3:::BUCKET/*'), false],
    ['the resource by tag', allow('s3:*', 'arn:aws:s3:::bucket/tenants/${aws:PrincipalTag/Tenant}/*'), true],
    ['a tag that is not there', allow('s3:*', 'arn:aws:s3:::bucket/${aws:PrincipalTag/Absent}*'), false],
    ['a default for a tag that is not there', allow('s3:*', "arn:aws:s3:::bucket/tenants/${aws:PrincipalTag/Absent, 'acme'}/*"), true],
    ['all but this resource', { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::bucket/*' }, false],
    ['all but another resource', { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::other/*' }, true],
  ])('%s', (_, statement, allowed) => {
    expect(authorize(caller([statement]), 's3:GetObject', bucket).allowed).toBe(allowed);
  });

  test('a tag with wildcards in it is plain text', () => {
    const sly = caller([allow('s3:*', 'arn:aws:s3:::bucket/tenants/${aws:PrincipalTag/Tenant}/*')], { tags: { Tenant: '*' } });
    expect(authorize(sly, 's3:GetObject', bucket).allowed).toBe(false);
    expect(authorize(sly, 's3:GetObject', 'arn:aws:s3:::bucket/tenants/*/file').allowed).toBe(true);
  });

  test('a pattern of many stars is decided quickly', () => {
    const greedy = caller([allow('s3:*', `${'*a'.repeat(40)}*b`)]);
    expect(authorize(greedy, 's3:GetObject', 'a'.repeat(4000)).allowed).toBe(false);
  });
});

describe('conditions', () => {
  const context: PolicyContext = {
    'dynamodb:LeadingKeys': ['T#acme#1', 'T#acme#2'],
    's3:prefix': 'tenants/acme/',
    'kms:ViaService': 's3',
    'aws:MultiFactorAuthAge': 120,
    'aws:SecureTransport': true,
    'aws:CurrentTime': '2026-05-01T12:00:00Z',
    'aws:SourceArn': 'arn:aws:events:eu-central-1:123456789012:rule/mine',
  };
  test.each<[string, NonNullable<PolicyStatement['Condition']>, boolean]>([
    ['StringEquals', { StringEquals: { 's3:prefix': ['x', 'tenants/acme/'] } }, true],
    ['StringEquals with a star is no pattern', { StringEquals: { 's3:prefix': 'tenants/*' } }, false],
    ['StringEquals of a missing key', { StringEquals: { 's3:absent': 'x' } }, false],
    ['StringEqualsIfExists of a missing key', { StringEqualsIfExists: { 's3:absent': 'x' } }, true],
    ['StringNotEquals', { StringNotEquals: { 's3:prefix': 'x' } }, true],
    ['StringNotEquals of a missing key', { StringNotEquals: { 's3:absent': 'x' } }, true],
    ['StringNotEquals of one of several', { StringNotEquals: { 's3:prefix': ['x', 'tenants/acme/'] } }, false],
    ['StringEqualsIgnoreCase', { StringEqualsIgnoreCase: { 's3:prefix': 'TENANTS/ACME/' } }, true],
    ['StringLike with a tag', { StringLike: { 's3:prefix': 'tenants/${aws:PrincipalTag/Tenant}/*' } }, true],
    ['StringNotLike', { StringNotLike: { 's3:prefix': 'tenants/*' } }, false],
    ['keys are compared without case', { StringEquals: { 'S3:PREFIX': 'tenants/acme/' } }, true],
    ['ForAllValues', { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'T#${aws:PrincipalTag/Tenant}#*' } }, true],
    ['ForAllValues when one differs', { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'T#acme#1' } }, false],
    ['ForAllValues of a missing key', { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': 'x' } }, true],
    ['ForAnyValue', { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': 'T#acme#1' } }, true],
    ['ForAnyValue of a missing key', { 'ForAnyValue:StringEquals': { 'dynamodb:Attributes': 'x' } }, false],
    ['Null true of a missing key', { Null: { 's3:absent': 'true' } }, true],
    ['Null true of a present key', { Null: { 's3:prefix': 'true' } }, false],
    ['Null false of a present key', { Null: { 's3:prefix': false } }, true],
    ['Bool', { Bool: { 'aws:SecureTransport': 'true' } }, true],
    ['Bool the other way', { Bool: { 'aws:SecureTransport': false } }, false],
    ['ArnLike', { ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:123456789012:rule/*' } }, true],
    ['ArnLike does not cross its parts', { ArnLike: { 'aws:SourceArn': 'arn:*:rule/mine' } }, false],
    ['NumericLessThan', { NumericLessThan: { 'aws:MultiFactorAuthAge': '200' } }, true],
    ['NumericGreaterThanEquals', { NumericGreaterThanEquals: { 'aws:MultiFactorAuthAge': 121 } }, false],
    ['DateLessThan', { DateLessThan: { 'aws:CurrentTime': '2026-06-01T00:00:00Z' } }, true],
    ['all operators must hold', { StringEquals: { 's3:prefix': 'tenants/acme/' }, Bool: { 'aws:SecureTransport': 'false' } }, false],
  ])('%s', (_, Condition, allowed) => {
    expect(authorize(caller([allow('*', '*', { Condition })]), 's3:ListBucket', 'arn:aws:s3:::bucket', context).allowed).toBe(allowed);
  });
});

describe('who decides', () => {
  const guard = { Sid: 'Guard', Effect: 'Deny', Action: 's3:*', Resource: '*' } as const;

  test('nothing is allowed that no statement allows', () => {
    expect(authorize(caller([]), 's3:GetObject', bucket)).toEqual({ allowed: false, reason: 'no statement allows it' });
  });

  test('a denial wins over any permission and is named', () => {
    const decision = authorize(caller([allow('*'), guard]), 's3:GetObject', bucket);
    expect(decision).toEqual({
      allowed: false,
      statement: 'policy "own", statement "Guard"',
      reason: 'denied by policy "own", statement "Guard"',
    });
  });

  test('a permission is named by Sid or by place', () => {
    expect(authorize(caller([allow('ec2:*'), allow('s3:*')]), 's3:GetObject', bucket).statement).toBe('policy "own", statement #2');
  });

  test('a refusal names the statement that came closest and what it asks for', () => {
    const near = allow('s3:GetObject', '*', { Sid: 'Near', Condition: { StringEquals: { 'aws:PrincipalTag/Tenant': 'demo' } } });
    const decision = authorize(caller([allow('s3:*', 'arn:aws:s3:::other/*', { Sid: 'Far' }), near]), 's3:GetObject', bucket);
    expect(decision.reason).toBe('no statement allows it; policy "own", statement "Near" asks for StringEquals of aws:PrincipalTag/Tenant');
  });

  test('a session has no more than its own policy and no more than its role', () => {
    const session = (statements: PolicyStatement[], own: PolicyStatement[]): boolean =>
      authorize(caller(statements, { sessionPolicies: [policy('session', own)] }), 's3:GetObject', bucket).allowed;
    expect(session([allow('s3:*')], [allow('s3:GetObject')])).toBe(true);
    expect(session([allow('s3:*')], [allow('s3:PutObject')])).toBe(false);
    expect(session([allow('s3:PutObject')], [allow('s3:*')])).toBe(false);
    expect(session([allow('s3:*')], [allow('s3:*'), guard])).toBe(false);
  });

  test("a resource's policy lets in whom it names, leaves an account's callers to their own policies, and denies both", () => {
    const decide = (Principal: PolicyStatement['Principal'], own: PolicyStatement[] = [], Effect: 'Allow' | 'Deny' = 'Allow'): boolean =>
      authorize(
        caller(own),
        's3:GetObject',
        bucket,
        {},
        { policies: [policy('bucket', [{ Effect, Principal: Principal!, Action: '*', Resource: '*' }])] },
      ).allowed;
    expect(decide({ AWS: 'arn:aws:iam::123456789012:user/alice' })).toBe(true);
    expect(decide({ AWS: 'arn:aws:iam::123456789012:user/bob' })).toBe(false);
    expect(decide('*')).toBe(true);
    expect(decide({ AWS: 'arn:aws:iam::123456789012:root' })).toBe(false);
    expect(decide({ AWS: 'arn:aws:iam::123456789012:root' }, [allow('s3:*')])).toBe(true);
    expect(decide({ AWS: '123456789012' }, [allow('s3:*')], 'Deny')).toBe(false);
    expect(decide({ Service: 'lambda.amazonaws.com' })).toBe(false);
  });

  test('where the resource must let in, the own policies alone do not suffice', () => {
    const key = (Principal: PolicyStatement['Principal']): boolean =>
      authorize(
        caller([allow('kms:*')]),
        'kms:Decrypt',
        'arn:key',
        {},
        { policies: [policy('key', [{ Effect: 'Allow', Principal: Principal!, Action: 'kms:*', Resource: '*' }])], required: true },
      ).allowed;
    expect(key({ AWS: 'arn:aws:iam::123456789012:root' })).toBe(true);
    expect(key({ AWS: 'arn:aws:iam::123456789012:user/bob' })).toBe(false);
  });
});
