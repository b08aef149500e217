import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue, hearers, hears, type Hearer } from '../events/catalogue/index.ts';
import { synthesize } from './synthesize.ts';

let folder: string;
let template: Template;
type Statement = {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, unknown>>;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledgerquest-synth-'));
  mkdirSync(join(folder, 'functions'));
  writeFileSync(join(folder, 'functions', 'session-slice.mjs'), 'export const handler = async () => {};\n');
  synthesize({ outdir: join(folder, 'cdk'), functions: join(folder, 'functions'), assetFunctions: join(folder, 'functions') });
  template = Template.fromJSON(
    JSON.parse(readFileSync(join(folder, 'cdk', 'LedgerQuest.template.json'), 'utf8')) as Record<string, unknown>,
  );
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Statements of every policy, with the logical ids of the roles that have it. */
const statements = (): { roles: string; statement: Statement }[] =>
  Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties: { Roles, PolicyDocument } }) =>
    (PolicyDocument as { Statement: Statement[] }).Statement.map((statement) => ({ roles: JSON.stringify(Roles), statement })),
  );
const actionsOf = ({ Action }: Statement): string[] => (Array.isArray(Action) ? Action : [Action]);
const roleOf = (roles: string): string => /Tenant\w+?Role|SignedIn[A-Z][a-z]+/.exec(roles)?.[0] ?? roles;
const whoMay = (action: string, resource: RegExp): string[] =>
  statements()
    .filter(
      ({ statement }) =>
        statement.Effect === 'Allow' && actionsOf(statement).includes(action) && resource.test(JSON.stringify(statement.Resource)),
    )
    .map(({ roles }) => roleOf(roles));
const environmentOf = (handler: string): Record<string, unknown> => {
  const [found] = Object.values(template.findResources('AWS::Lambda::Function', { Properties: { Handler: `${handler}.handler` } }));
  return (found as { Properties: { Environment: { Variables: Record<string, unknown> } } }).Properties.Environment.Variables;
};

describe('the template', () => {
  it('is the same bytes when it is made again from another folder', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'ledgerquest-synth-'));
    cpSync(join(folder, 'functions'), join(elsewhere, 'moved'), { recursive: true });
    synthesize({ outdir: join(elsewhere, 'out'), functions: join(elsewhere, 'moved'), assetFunctions: join(elsewhere, 'moved') });
    const hash = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(hash(join(elsewhere, 'out', 'LedgerQuest.template.json'))).toBe(hash(join(folder, 'cdk', 'LedgerQuest.template.json')));
    rmSync(elsewhere, { recursive: true, force: true });
  }, 120_000);

  it('has no custom resource and asks nobody while it is made', () => {
    const types = Object.values(template.toJSON()['Resources'] as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource')).toEqual([]);
    expect(JSON.parse(readFileSync(join(folder, 'cdk', 'manifest.json'), 'utf8'))).not.toHaveProperty('missing');
  });

  it('keeps data when it goes: table with streams and point-in-time recovery, versioned bucket with Object Lock and events', () => {
    expect(() =>
      template.hasResource('AWS::DynamoDB::Table', {
        DeletionPolicy: 'Retain',
        Properties: {
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          TimeToLiveSpecification: { AttributeName: 'exp', Enabled: true },
        },
      }),
    ).not.toThrow();
    expect(() =>
      template.hasResource('AWS::S3::Bucket', {
        DeletionPolicy: 'Retain',
        Properties: {
          ObjectLockEnabled: true,
          VersioningConfiguration: { Status: 'Enabled' },
          NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        },
      }),
    ).not.toThrow();
  });

  it('starts a publish when a request is stored, and at nothing else in a level’s folder', () => {
    expect(() =>
      template.hasResourceProperties('AWS::Events::Rule', {
        EventPattern: {
          source: ['aws.s3'],
          'detail-type': ['Object Created'],
          detail: { object: { key: [{ wildcard: 'tenants/*/levels/*/requests/*.json' }] } },
        },
        Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('Publish') } })],
      }),
    ).not.toThrow();
  });

  it('runs the loop as Express and publishing as Standard, with the definitions of the files', () => {
    const machines = template.findResources('AWS::StepFunctions::StateMachine') as Record<
      string,
      { Properties: { StateMachineType: string; DefinitionString: string } }
    >;
    const byType = Object.fromEntries(
      Object.values(machines).map(({ Properties }) => [Properties.StateMachineType, Properties.DefinitionString]),
    );
    const file = (name: string): string => readFileSync(join(import.meta.dirname, '..', 'workflows', `${name}.asl.json`), 'utf8');
    expect(byType).toEqual({ STANDARD: file('publish'), EXPRESS: file('game-loop') });
  });
});

describe('rights', () => {
  it('let nobody but the promote step put a channel’s HEAD', () => {
    expect(whoMay('s3:PutObject', /HEAD/)).toEqual(['TenantPromoteRole']);
    const wide = statements().filter(({ statement }) => actionsOf(statement).some((action) => ['s3:*', 's3:Put*', '*'].includes(action)));
    expect(wide).toEqual([]);
  });

  it('let nobody delete an object, so that a log of reads only grows', () => {
    expect(whoMay('s3:PutObject', /reads/).toSorted()).toEqual([
      ...['Analyst', 'Auditor', 'Facilitator', 'Operator', 'Owner'].map((role) => `SignedIn${role}`),
      'TenantApiRole',
    ]);
    const doors = JSON.stringify(template.toJSON()['Outputs']['TenantPolicy']);
    expect(doors).toContain('LogReads');
    for (const action of ['s3:DeleteObject', 's3:DeleteObjectVersion']) {
      expect(whoMay(action, /./)).toEqual([]);
      expect(doors).not.toContain(action);
    }
  });

  it('let nobody but the audit’s writer put items, and nobody else touch a record', () => {
    expect(whoMay('dynamodb:PutItem', /./)).toEqual(['TenantAuditRole']);
    const denied = statements().filter(({ statement }) => statement.Sid === 'AuditIsNotYours');
    expect(denied.map(({ roles }) => roleOf(roles))).toEqual([
      'TenantSessionRole',
      'TenantEntitiesRole',
      'TenantRoomRole',
      'TenantLettersRole',
      'TenantApiRole',
      'TenantHostRole',
    ]);
    expect(denied[0]?.statement).toMatchObject({
      Effect: 'Deny',
      Condition: { 'ForAnyValue:StringEquals': { 'dynamodb:Attributes': ['record', 'sha256'] } },
    });
  });

  it('let slices use no key, the sign step only the publish key, the audit only its own', () => {
    const signers = statements().filter(({ statement }) => actionsOf(statement).includes('kms:Sign'));
    expect(
      signers.map(({ roles, statement }) => [roleOf(roles), statement.Condition?.['ForAnyValue:StringEquals']?.['kms:ResourceAliases']]),
    ).toEqual([
      ['TenantSignRole', ['alias/ledgerquest/${aws:PrincipalTag/tenant}/publish']],
      ['TenantAuditRole', ['alias/ledgerquest/${aws:PrincipalTag/tenant}/audit']],
    ]);
  });

  it('end at the caller’s tenant wherever items are touched', () => {
    const items = statements().filter(
      ({ statement }) =>
        statement.Effect === 'Allow' &&
        actionsOf(statement).some((action) => /^dynamodb:(GetItem|PutItem|UpdateItem|DeleteItem|Query|BatchGetItem)$/.test(action)),
    );
    const [tenants, others] = [
      items.filter(({ roles }) => /Tenant|SignedIn/.test(roles)),
      items.filter(({ roles }) => !/Tenant|SignedIn/.test(roles)),
    ];
    expect(new Set(others.map(({ statement }) => statement.Sid))).toEqual(
      new Set(['FindSockets', 'KnowTheErased', 'ListTenants', 'TellTheOperator']),
    );
    const knowing = others.filter(({ statement }) => statement.Sid === 'KnowTheErased');
    expect(knowing).toHaveLength(4);
    for (const { statement } of knowing) {
      expect(actionsOf(statement)).toEqual(['dynamodb:GetItem']);
      expect(statement.Condition).toEqual({
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['TENANTS'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      });
    }
    const [telling] = others.filter(({ statement }) => statement.Sid === 'TellTheOperator');
    expect(telling?.roles).toContain('AlarmNotice');
    expect(telling?.statement.Condition).toEqual({
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['OPERATOR#ALARMS'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
    for (const { statement } of tenants) {
      const keys = statement.Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] as string[];
      expect(keys.length, statement.Sid).toBeGreaterThan(0);
      for (const key of keys) expect(key, statement.Sid).toMatch(/^TENANT#\$\{aws:PrincipalTag\/tenant\}#/);
      expect(statement.Condition?.['Null']?.['dynamodb:LeadingKeys'], statement.Sid).toBe('false');
    }
    expect(items.length).toBeGreaterThan(8);
  });

  it('let the keys of a role be given only by the pool of identities, to its own application, for one tenant', () => {
    const found = Object.entries(
      template.findResources('AWS::IAM::Role') as Record<string, { Properties: { AssumeRolePolicyDocument: object } }>,
    );
    const signedIn = found.filter(([id]) => id.includes('SignedIn'));
    expect(signedIn).toHaveLength(7);
    for (const [, { Properties }] of signedIn)
      expect(Properties.AssumeRolePolicyDocument).toMatchObject({
        Statement: [
          {
            Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
            Principal: { Federated: 'cognito-identity.amazonaws.com' },
            Condition: {
              StringEquals: { 'cognito-identity.amazonaws.com:aud': { Ref: expect.stringContaining('IdentityKeys') as string } },
              'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
              StringLike: { 'aws:RequestTag/tenant': '?*' },
              'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
            },
          },
        ],
      });
  });

  it('let nobody sign up, and nobody change which tenant they are of', () => {
    const [{ Properties: pool } = { Properties: {} }] = Object.values(template.findResources('AWS::Cognito::UserPool')) as {
      Properties: object;
    }[];
    expect(pool).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      Schema: [{ Name: 'tenant', Mutable: false }],
    });
  });

  it('let a purpose be taken up only with a tenant’s tag, and only by its own functions', () => {
    const roles = template.findResources('AWS::IAM::Role') as Record<
      string,
      { Properties: { AssumeRolePolicyDocument: { Statement: Statement[] } } }
    >;
    const purposeRoles = Object.entries(roles).filter(([id]) => /Tenant\w+Role/.test(id));
    expect(purposeRoles).toHaveLength(19);
    for (const [id, { Properties }] of purposeRoles)
      for (const statement of Properties.AssumeRolePolicyDocument.Statement) {
        expect(JSON.stringify(statement), id).toContain('aws:RequestTag/tenant');
        expect(JSON.stringify(statement), id).not.toContain('lambda.amazonaws.com');
      }
  });

  it('let the process that draws strangers’ levels do nothing by itself but report, and become a tenant’s', () => {
    const own = statements().filter(({ roles }) => roles.includes('JobsThumbnailTaskRole'));
    expect(own.map(({ statement }) => statement.Sid)).toEqual(['ActForATenant', 'Report']);
    expect(JSON.stringify(own.map(({ statement }) => statement.Resource))).not.toContain('"*"');
    const pictures = statements().filter(({ roles }) => roles.includes('TenantPictureRole'));
    expect(pictures.map(({ statement }) => statement.Sid)).toEqual(['ReadPackages', 'PutPictures', 'OpenObjects', 'SealObjects']);
    for (const { statement } of pictures)
      expect(JSON.stringify([statement.Resource, statement.Condition]), statement.Sid).toContain('/tenants/${aws:PrincipalTag/tenant}/');
  });

  it('let a session’s own host become a tenant’s and keep its ticks, start nothing, and touch neither audit nor levels', () => {
    const own = statements().filter(({ roles }) => roles.includes('HotHostsTaskTaskRole'));
    expect(own.map(({ statement }) => statement.Sid)).toEqual(['ActForATenant', 'ReadEngineBuilds', 'ListEngineBuilds', 'KeepTicks']);
    const host = statements().filter(({ roles }) => roles.includes('TenantHostRole'));
    expect(host.map(({ statement }) => statement.Sid)).toEqual([
      'ReadSessions',
      'ReadLimits',
      'WriteSessions',
      'AuditIsNotYours',
      'ReadLevels',
      'KeepSessions',
      'ListOwnObjects',
      'OpenObjects',
      'SealObjects',
    ]);
    const limits = host.filter(({ statement }) => /LIMITS|METER/.test(JSON.stringify(statement)));
    expect(
      limits.map(({ statement }) => actionsOf(statement).toSorted()),
      'it reads what its tenant may use, and changes none of it',
    ).toEqual([['dynamodb:GetItem', 'dynamodb:Query']]);
    expect(whoMay('s3:PutObject', /segments/)).toEqual(['TenantHostRole']);
    expect(whoMay('ecs:RunTask', /HotHostsTask/)).toEqual(whoMay('states:StartExecution', /WorkflowsGameLoop/));
  });

  it('let what is written once be put only where nothing is', () => {
    const once = statements().filter(({ statement }) =>
      ['SealSegments', 'StoreRevisions', 'KeepRoomFiles', 'KeepSessions'].includes(statement.Sid ?? ''),
    );
    expect(once).toHaveLength(5);
    for (const { statement } of once) expect(statement.Condition, statement.Sid).toMatchObject({ Null: { 's3:if-none-match': 'false' } });
  });

  it('let a tenant’s object be put only under a key, and use the data key only for its own objects and people', () => {
    const puts = statements().filter(({ statement }) => statement.Effect === 'Allow' && actionsOf(statement).includes('s3:PutObject'));
    expect(puts.length).toBeGreaterThan(5);
    for (const { statement } of puts)
      expect(statement.Condition?.['StringEquals'], statement.Sid).toEqual({ 's3:x-amz-server-side-encryption': 'aws:kms' });
    const uses = statements().filter(({ statement }) =>
      actionsOf(statement).some((action) => /^kms:(Encrypt|Decrypt|GenerateDataKey|ReEncrypt)/.test(action)),
    );
    expect(uses.length).toBeGreaterThan(puts.length);
    for (const { statement } of uses) {
      expect(statement.Condition?.['ForAnyValue:StringEquals'], statement.Sid).toEqual({
        'kms:ResourceAliases': ['alias/ledgerquest/${aws:PrincipalTag/tenant}/data'],
      });
      expect(statement.Condition?.['StringEquals'], statement.Sid).toEqual({
        'kms:EncryptionContext:tenant': '${aws:PrincipalTag/tenant}',
      });
    }
    const names = uses.filter(({ statement }) => statement.Sid === 'OpenNames');
    expect(names.map(({ roles }) => roleOf(roles)).toSorted()).toEqual([
      ...['Analyst', 'Auditor', 'Designer', 'Facilitator', 'Operator', 'Owner'].map((role) => `SignedIn${role}`),
      'TenantApiRole',
      'TenantRoomRole',
    ]);
    const links = uses.filter(({ statement }) => statement.Condition?.['Null']?.['kms:EncryptionContext:session'] === 'false');
    expect(links.map(({ statement, roles }) => [roleOf(roles), statement.Sid])).toEqual([
      ['TenantApiRole', 'SealLinks'],
      ['TenantApiRole', 'OpenLinks'],
    ]);
  });

  it('let nobody but the operator make, delete or keep a copy of the keys of people', () => {
    for (const action of ['PutItem', 'UpdateItem', 'DeleteItem']) expect(whoMay(`dynamodb:${action}`, /PersonKeys/)).toEqual([]);
    const [keys] = Object.entries(template.findResources('AWS::DynamoDB::Table'))
      .find(([id]) => id.includes('PersonKeys'))!
      .slice(1);
    const { Properties } = keys as { Properties: Record<string, unknown> };
    expect(Properties).not.toHaveProperty('StreamSpecification');
    expect(Properties).not.toHaveProperty('PointInTimeRecoverySpecification');
  });

  it('let one function publish to rooms’ channels, and its address be the only way in without a key', () => {
    const publishers = statements().filter(({ statement }) => actionsOf(statement).includes('appsync:EventPublish'));
    expect(publishers.map(({ roles }) => roles)).toEqual([expect.stringContaining('RoomGraphRole') as string]);
    expect(JSON.stringify(publishers[0]?.statement.Resource)).toContain('/channelNamespace/rooms');
    const open = Object.values(template.findResources('AWS::Lambda::Permission')).filter(
      ({ Properties }) => (Properties as { Principal: string }).Principal === '*',
    );
    expect(
      open.map(({ Properties }) => [
        (Properties as { Action: string }).Action,
        JSON.stringify((Properties as { FunctionName: unknown }).FunctionName),
      ]),
    ).toEqual(
      ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'].map((action) => [action, expect.stringContaining('RoomGraph') as string]),
    );
    expect(
      open.every(({ Properties }) => 'FunctionUrlAuthType' in (Properties as object) || 'InvokedViaFunctionUrl' in (Properties as object)),
    ).toBe(true);
  });

  it('let the taking of snapshots point to them and change no record', () => {
    const writes = statements().filter(
      ({ roles, statement }) => roleOf(roles) === 'TenantCompactRole' && actionsOf(statement).includes('dynamodb:UpdateItem'),
    );
    expect(writes.map(({ statement }) => statement.Condition?.['ForAllValues:StringEquals'])).toEqual([
      { 'dynamodb:Attributes': ['pk', 'sk', 'epoch', 'snapshot', 'exp'] },
    ]);
  });

  it('let one function say on the bus what happened, and nothing but what is in the catalogue', () => {
    const sayers = statements().filter(({ statement }) => actionsOf(statement).includes('events:PutEvents'));
    expect(sayers.map(({ roles }) => roles)).toEqual([expect.stringContaining('EventPublisherRole') as string]);
    expect(sayers[0]?.statement.Condition?.['StringEquals']).toEqual({
      'events:source': [...new Set(catalogue.map(({ source }) => source))],
      'events:detail-type': catalogue.map(({ type }) => type),
    });
    const own = statements().filter(({ roles }) => roles.includes('EventPublisherRole'));
    expect(JSON.stringify(own), 'it touches nothing of any tenant').not.toMatch(/sts:|dynamodb:(?!.*Stream)(Get|Put|Update|Query)Item|s3:/);
  });

  it('let each who hears events mark in a partition of its own', () => {
    for (const hearer of Object.keys(hearers).filter((name) => name !== 'analytics')) {
      const role = `Tenant${hearer[0]!.toUpperCase()}${hearer.slice(1)}Role`;
      const writes = statements().filter(
        ({ roles, statement }) => roleOf(roles) === role && actionsOf(statement).includes('dynamodb:UpdateItem'),
      );
      const partitions = writes.flatMap(({ statement }) => statement.Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']);
      expect(
        partitions.filter((each) => String(each).includes('HEARD')),
        hearer,
      ).toEqual([`TENANT#\${aws:PrincipalTag/tenant}#HEARD#${hearer}`]);
      expect(String(partitions), hearer).not.toContain('SESSION');
    }
  });

  it('give nobody a wildcard resource, but for listing streams, which has no other', () => {
    const wide = statements().filter(
      ({ statement }) => statement.Effect === 'Allow' && statement.Resource === '*' && statement.Action !== 'dynamodb:ListStreams',
    );
    expect(wide).toEqual([]);
  });
});

describe('functions', () => {
  it('know the loop only where they may start it', () => {
    for (const name of ['player-socket', 'session-wake', 'session-sweep', 'letter-file', 'letter-redrive'])
      expect(environmentOf(name), name).toEqual(
        expect.objectContaining({ LOOP_MACHINE_ARN: expect.anything() as unknown, HOST_TASK_ARN: expect.anything() as unknown }),
      );
    for (const name of ['session-slice', 'publish-verify', 'audit-writer'])
      expect(environmentOf(name), name).not.toHaveProperty('LOOP_MACHINE_ARN');
  });

  it('are named after their handlers, one file each', () => {
    const handlers = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) =>
      (Properties as { Handler: string }).Handler.replace('.handler', '.ts'),
    );
    const files = readdirSync(join(import.meta.dirname, '..', 'handlers')).filter(
      (file) => file.endsWith('.ts') && !['observed.ts', 'refusal.ts', 'publish-request.ts'].includes(file) && !file.endsWith('.test.ts'),
    );
    expect([...new Set(handlers)].toSorted()).toEqual(files.toSorted());
    // One handler is two functions: the slices of class `relaxed` have other means.
    expect(handlers.filter((name, index) => handlers.indexOf(name) !== index)).toEqual(['session-slice.ts']);
  });

  it('run the slices of class relaxed with a third of a processor, and all others with a whole one', () => {
    const slices = Object.values(template.findResources('AWS::Lambda::Function', { Properties: { Handler: 'session-slice.handler' } })).map(
      ({ Properties }) => (Properties as { MemorySize: number }).MemorySize,
    );
    expect(slices.toSorted((a, b) => a - b)).toEqual([640, 1769]);
    const loop = Object.entries(template.findResources('AWS::StepFunctions::StateMachine')).find(([id]) => id.includes('GameLoop'))!;
    const { DefinitionString, DefinitionSubstitutions } = loop[1].Properties as Record<
      'DefinitionString' | 'DefinitionSubstitutions',
      object
    >;
    expect(JSON.stringify(DefinitionString)).toContain(
      "$states.input.latency = 'relaxed' ? '${RelaxedSliceFunctionArn}' : '${SliceFunctionArn}'",
    );
    expect(Object.keys(DefinitionSubstitutions)).toContain('RelaxedSliceFunctionArn');
  });

  it('follow the stream with retries, halving and a dead letter queue', () => {
    const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping')) as { Properties: Record<string, unknown> }[];
    const streams = mappings.filter(({ Properties }) => JSON.stringify(Properties['EventSourceArn']).includes('StreamArn'));
    expect([streams.length, mappings.length]).toEqual([6, 8]);
    for (const { Properties } of streams)
      expect(Properties).toMatchObject({
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: {} },
      });
  });

  it('hear events from a rule, are tried again by bus and Lambda, and leave what they cannot do to the dead letters', () => {
    const rules = Object.values(template.findResources('AWS::Events::Rule')) as {
      Properties: {
        EventPattern?: { 'detail-type': string[] };
        Targets: { RetryPolicy?: object; DeadLetterConfig?: object; Arn: object }[];
      };
    }[];
    const tried = Object.values(template.findResources('AWS::Lambda::EventInvokeConfig')) as { Properties: Record<string, unknown> }[];
    // One more hears of CloudWatch's alarms.
    expect(tried).toHaveLength(Object.keys(hearers).length + 1);
    const [alarmed, ...others] = rules.filter(({ Properties }) => JSON.stringify(Properties.Targets).includes('AlarmNotice'));
    expect([alarmed?.Properties.EventPattern?.['detail-type'], others]).toEqual([['CloudWatch Alarm State Change'], []]);
    expect(alarmed?.Properties.Targets[0]).toMatchObject({ RetryPolicy: { MaximumRetryAttempts: 10 }, DeadLetterConfig: {} });
    for (const { Properties } of tried) expect(Properties).toMatchObject({ MaximumRetryAttempts: 2, DestinationConfig: { OnFailure: {} } });
    for (const hearer of Object.keys(hearers) as Hearer[]) {
      const name = `Event${hearer[0]!.toUpperCase()}${hearer.slice(1)}`;
      const [rule, ...more] = rules.filter(({ Properties }) => JSON.stringify(Properties.Targets).includes(name));
      expect(more).toEqual([]);
      expect(rule?.Properties.EventPattern?.['detail-type'], hearer).toEqual(hears(hearer).types);
      expect(rule?.Properties.Targets[0], hearer).toMatchObject({ RetryPolicy: { MaximumRetryAttempts: 10 }, DeadLetterConfig: {} });
    }
  });

  it('sort dead letters; those that are nobody’s are kept for the operator', () => {
    expect(() =>
      template.hasResourceProperties('AWS::SQS::Queue', {
        VisibilityTimeout: 360,
        RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('UnsortedLetters'), 'Arn'] } },
      }),
    ).not.toThrow();
    expect(whoMay('sqs:ReceiveMessage', /DeadLetters/)).toEqual([expect.stringContaining('LetterFileRole') as string]);
    expect(whoMay('sqs:ReceiveMessage', /UnsortedLetters/)).toEqual([]);
  });

  it('give up waking a session after ten tries, and auditing it only when the stream is about to forget it', () => {
    const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping')) as { Properties: Record<string, unknown> }[];
    const limitsOf = (follower: RegExp) =>
      mappings
        .filter(({ Properties }) => follower.test(JSON.stringify(Properties['FunctionName'])))
        .map(({ Properties: { MaximumRetryAttempts, MaximumRecordAgeInSeconds } }) => ({
          MaximumRetryAttempts,
          MaximumRecordAgeInSeconds,
        }));
    expect(limitsOf(/SessionWake/)).toEqual([{ MaximumRetryAttempts: 10 }]);
    expect(limitsOf(/AuditWriter/)).toEqual([{ MaximumRecordAgeInSeconds: 23 * 3600 }]);
  });
});
