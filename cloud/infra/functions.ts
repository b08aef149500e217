import {
  type aws_dynamodb as dynamodb,
  aws_events as events,
  aws_events_targets as targets,
  aws_iam as iam,
  aws_lambda as lambda,
  aws_lambda_destinations as destinations,
  aws_lambda_event_sources as sources,
  aws_logs as logs,
  type aws_stepfunctions as sfn,
  Duration,
  RemovalPolicy,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { functionMemory } from '../domain/metering/index.ts';
import type { Data } from './data.ts';
import { purposes, type Purpose } from './purposes.ts';
import { actForATenant, engineReading, forOneTenant, sharedItems, withObjectKey } from './tenants.ts';

export interface FunctionsProps {
  readonly data: Data;
  readonly folder: string;
  readonly callbackUrl: string;
  /** ARN of @connections. */
  readonly socketsArn: string;
}

export interface Shape {
  /** What it may become for a tenant; without one it touches nothing of theirs. */
  readonly purpose?: Purpose;
  readonly memory?: number;
  readonly timeout?: Duration;
  /** Loads engine builds. */
  readonly engine?: boolean;
  /** Pushes to players. */
  readonly pushes?: boolean;
  /** Hears events: what it fails at again and again leaves a dead letter. */
  readonly hears?: boolean;
  /** Whose code it runs, where that is another's: the same with other means. */
  readonly code?: string;
  /** A folder of its own, for what others would have to carry along. */
  readonly folder?: string;
}

/** The functions. Each has a role of its own that can do little more than become its purpose, for one tenant at a time. */
export class Functions extends Construct {
  /** Every function so far, those of other parts included. */
  readonly all: lambda.Function[] = [];
  readonly verify: lambda.Function;
  readonly sign: lambda.Function;
  readonly promote: lambda.Function;
  readonly refuse: lambda.Function;
  readonly picture: lambda.Function;
  readonly slice: lambda.Function;
  /** The same for sessions of class `relaxed`, whose slices have 900 ms: with a third of a processor, since its time is paid while it waits, too. */
  readonly relaxedSlice: lambda.Function;
  readonly socket: lambda.Function;
  readonly wake: lambda.Function;
  readonly sweep: lambda.Function;
  readonly audit: lambda.Function;
  readonly entities: lambda.Function;
  readonly graph: lambda.Function;
  readonly roomAuthorizer: lambda.Function;
  readonly roomCompact: lambda.Function;
  readonly letterFile: lambda.Function;
  readonly letterRedrive: lambda.Function;
  readonly api: lambda.Function;
  readonly #props: FunctionsProps;
  readonly #roles = new Map<Purpose, iam.Role>();
  readonly #code: lambda.Code;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    this.#props = props;
    this.#code = lambda.Code.fromAsset(props.folder);
    const { data } = props;

    this.verify = this.#define('publish-verify', { purpose: 'verify', memory: 3008, timeout: Duration.minutes(10), engine: true });
    this.sign = this.#define('publish-sign', { purpose: 'sign' });
    this.promote = this.#define('publish-promote', { purpose: 'promote' });
    this.refuse = this.#define('publish-refuse', { purpose: 'board' });
    this.picture = this.#define('publish-picture', { purpose: 'board' });
    this.slice = this.#define('session-slice', { purpose: 'session', memory: functionMemory.slice, engine: true, pushes: true });
    this.relaxedSlice = this.#define('session-slice-relaxed', {
      code: 'session-slice',
      purpose: 'session',
      memory: functionMemory.relaxedSlice,
      engine: true,
      pushes: true,
    });
    this.socket = this.#define('player-socket', { purpose: 'session', memory: functionMemory.router, pushes: true });
    this.wake = this.#define('session-wake', { purpose: 'session' });
    this.sweep = this.#define('session-sweep', { purpose: 'session', timeout: Duration.minutes(1) });
    this.audit = this.#define('audit-writer', { purpose: 'audit', memory: functionMemory.auditWriter });
    this.entities = this.#define('session-entities', { purpose: 'entities', memory: 1769, timeout: Duration.minutes(2), engine: true });

    this.graph = this.#define('room-graph', { purpose: 'room', memory: 1769 });
    this.graph.addEnvironment('PERSON_KEYS', data.personKeys.tableName);
    this.roomAuthorizer = this.#define('room-authorize', { purpose: 'door' });
    this.roomCompact = this.#define('room-compact', { purpose: 'compact', memory: 1769, timeout: Duration.minutes(2) });

    this.letterFile = this.#define('letter-file', { purpose: 'letters', timeout: Duration.minutes(1) });
    this.letterRedrive = this.#define('letter-redrive', { purpose: 'letters', timeout: Duration.minutes(1) });

    this.api = this.#define('api-answer', { purpose: 'api', memory: 1024 });
    this.api.addEnvironment('PERSON_KEYS', data.personKeys.tableName);

    // The sweep finds what a wake has missed.
    this.#follow(this.wake, { retryAttempts: 10 }, [
      {
        eventName: ['INSERT'],
        // What a session's own host writes wakes nobody: its commands stand in segments.
        dynamodb: {
          Keys: { sk: { S: [{ prefix: 'CMD#' }, { prefix: 'CALL#' }, 'START'] } },
          NewImage: { from: { N: [{ exists: false }] } },
        },
      },
    ]);
    // A commit that is left out ends its session's audit: it is tried again until an hour before the stream forgets it.
    this.#follow(this.audit, { maxRecordAge: Duration.hours(23) }, [
      { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: ['START'] } } } },
      { eventName: ['MODIFY'], dynamodb: { Keys: { sk: { S: ['HEAD'] } } } },
    ]);
    // What one checkpoint did not bring the next one brings.
    this.#follow(this.entities, { retryAttempts: 10 }, [
      { eventName: ['MODIFY'], dynamodb: { Keys: { sk: { S: ['HEAD'] } }, NewImage: { fresh: { BOOL: [true] } } } },
    ]);
    // What is due stays due: the next snapshot has what this one would have had.
    this.#follow(this.roomCompact, { retryAttempts: 10 }, [
      { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'REC#' }] } }, NewImage: { due: { BOOL: [true] } } } },
    ]);
    // Those who need a tenant's keys, and who files letters: what there is of one that is erased is nobody's any more.
    for (const each of [this.audit, this.entities, this.roomCompact, this.letterFile])
      this.#allow(each, sharedItems(data, { sid: 'KnowTheErased', actions: ['GetItem'], partition: 'TENANTS' }));
    // A letter that is not answered stays and can be asked for again.
    this.#follow(this.letterRedrive, { retryAttempts: 2 }, [
      { eventName: ['MODIFY'], dynamodb: { Keys: { sk: { S: [{ prefix: 'LETTER#' }] } }, NewImage: { asked: { N: [{ exists: true }] } } } },
    ]);
    this.#sortLetters();
    new events.Rule(this, 'EveryMinute', {
      schedule: events.Schedule.rate(Duration.minutes(1)),
      targets: [new targets.LambdaFunction(this.sweep, { event: events.RuleTargetInput.fromObject({}) })],
    });
    this.#allow(this.sweep, sharedItems(data, { sid: 'ListTenants', actions: ['Query'], partition: 'TENANTS' }));
  }

  /** A function of another part of the stack, with a role of its own. */
  define(name: string, shape: Shape): lambda.Function {
    return this.#define(name, shape);
  }

  /** Lets a function of another part follow the table's stream. */
  follow(
    follower: lambda.Function,
    limit: Pick<sources.DynamoEventSourceProps, 'retryAttempts'>,
    patterns: Record<string, unknown>[],
  ): void {
    this.#follow(follower, limit, patterns);
  }

  /** Those who wake sessions or send letters again may start the loop; nobody else may. */
  allowLoops(loop: sfn.StateMachine): void {
    for (const each of [this.socket, this.wake, this.sweep, this.letterFile, this.letterRedrive]) {
      each.addEnvironment('LOOP_MACHINE_ARN', loop.stateMachineArn);
      this.#allow(
        each,
        new iam.PolicyStatement({ sid: 'StartLoops', actions: ['states:StartExecution'], resources: [loop.stateMachineArn] }),
      );
    }
  }

  /** A publish that was not started when it should have been is started when its letter is sent again. */
  allowPublishing(machine: sfn.StateMachine): void {
    for (const each of [this.letterFile, this.letterRedrive]) {
      each.addEnvironment('PUBLISH_MACHINE_ARN', machine.stateMachineArn);
      this.#allow(
        each,
        new iam.PolicyStatement({ sid: 'StartPublishing', actions: ['states:StartExecution'], resources: [machine.stateMachineArn] }),
      );
    }
  }

  #define(
    name: string,
    { purpose, memory = 512, timeout = Duration.seconds(30), engine = false, pushes = false, hears = false, code = name, folder }: Shape,
  ): lambda.Function {
    const { data, callbackUrl, socketsArn } = this.#props;
    const id = name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
    const logGroup = new logs.LogGroup(this, `${id}Logs`, {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new iam.Role(this, `${id}Role`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'WriteLogs',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    const purposeRole = purpose && this.#purposeRole(purpose, role);
    if (purposeRole) role.addToPolicy(actForATenant(purposeRole));
    const made = new lambda.Function(this, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: folder === undefined ? this.#code : lambda.Code.fromAsset(folder),
      handler: `${code}.handler`,
      role,
      memorySize: memory,
      timeout,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      ...(hears && { retryAttempts: 2, maxEventAge: Duration.hours(6), onFailure: new destinations.SqsDestination(data.deadLetters) }),
      environment: {
        TABLE: data.table.tableName,
        BUCKET: data.bucket.bucketName,
        ...(purposeRole && { PURPOSE_ROLE_ARN: purposeRole.roleArn }),
        NODE_OPTIONS: '--enable-source-maps',
        ...(pushes && { WEBSOCKET_CALLBACK: callbackUrl }),
      },
    });
    if (engine) for (const statement of engineReading(data)) this.#allow(made, statement);
    if (pushes) {
      this.#allow(
        made,
        new iam.PolicyStatement({ sid: 'PushToPlayers', actions: ['execute-api:ManageConnections'], resources: [socketsArn] }),
      );
      this.#allow(
        made,
        new iam.PolicyStatement({
          sid: 'FindSockets',
          actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
          resources: [data.table.tableArn],
          conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['SOCKET#*'] }, Null: { 'dynamodb:LeadingKeys': 'false' } },
        }),
      );
    }
    this.all.push(made);
    return made;
  }

  /** The role that functions of a purpose become; its rights end at the tenant that they tag the session with. */
  #purposeRole(purpose: Purpose, by: iam.Role): iam.Role {
    const become = forOneTenant(by);
    const found = this.#roles.get(purpose);
    if (found) {
      found.assumeRolePolicy!.addStatements(
        new iam.PolicyStatement({
          actions: ['sts:AssumeRole', 'sts:TagSession'],
          principals: [new iam.ArnPrincipal(by.roleArn)],
          conditions: become.policyFragment.conditions,
        }),
      );
      return found;
    }
    const id = `Tenant${purpose[0]!.toUpperCase()}${purpose.slice(1)}Role`;
    const role = new iam.Role(this, id, {
      assumedBy: become,
      description: `What ${purpose} may do for the tenant that its session is tagged with`,
    });
    for (const statement of withObjectKey(this.#props.data, purposes[purpose](this.#props.data))) role.addToPolicy(statement);
    this.#roles.set(purpose, role);
    return role;
  }

  #follow(
    follower: lambda.Function,
    limit: Pick<sources.DynamoEventSourceProps, 'retryAttempts' | 'maxRecordAge'>,
    patterns: Record<string, unknown>[],
  ): void {
    const { table, deadLetters } = this.#props.data;
    // What a record's own words make impossible is not tried again: it goes there at once.
    follower.addEnvironment('DEAD_LETTER_URL', deadLetters.queueUrl);
    follower.addEventSource(
      new sources.DynamoEventSource(table as dynamodb.ITable, {
        startingPosition: lambda.StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        ...limit,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        onFailure: new sources.SqsDlq(deadLetters),
        filters: patterns.map((pattern) => lambda.FilterCriteria.filter(pattern)),
      }),
    );
  }

  /** Letters of these go back to them when they are sent again; each is known by a variable of its name. */
  redrive(systems: Readonly<Record<string, lambda.Function>>): void {
    for (const each of [this.letterFile, this.letterRedrive]) {
      for (const [name, system] of Object.entries(systems)) each.addEnvironment(name, system.functionArn);
      this.#allow(
        each,
        new iam.PolicyStatement({
          sid: 'SendEventsAgain',
          actions: ['lambda:InvokeFunction'],
          resources: Object.values(systems).map(({ functionArn }) => functionArn),
        }),
      );
    }
  }

  /** Who files letters reads what the stream still has of them, and tries it once more; who sends them again does the same. */
  #sortLetters(): void {
    const { deadLetters, table } = this.#props.data;
    this.letterFile.addEventSource(new sources.SqsEventSource(deadLetters, { batchSize: 10, reportBatchItemFailures: true }));
    this.letterFile.addEnvironment('REDRIVE_FUNCTION_ARN', this.letterRedrive.functionArn);
    this.#allow(
      this.letterFile,
      new iam.PolicyStatement({
        sid: 'ReadLostRecords',
        actions: ['dynamodb:GetShardIterator', 'dynamodb:GetRecords'],
        resources: [table.tableStreamArn!],
      }),
    );
    const followers = {
      AUDIT_FUNCTION_ARN: this.audit,
      WAKE_FUNCTION_ARN: this.wake,
      COMPACT_FUNCTION_ARN: this.roomCompact,
      ENTITIES_FUNCTION_ARN: this.entities,
    };
    for (const each of [this.letterFile, this.letterRedrive]) {
      for (const [name, follower] of Object.entries(followers)) each.addEnvironment(name, follower.functionArn);
      this.#allow(
        each,
        new iam.PolicyStatement({
          sid: 'SendLettersAgain',
          actions: ['lambda:InvokeFunction'],
          resources: Object.values(followers).map(({ functionArn }) => functionArn),
        }),
      );
    }
  }

  #allow(made: lambda.Function, statement: iam.PolicyStatement): void {
    made.addToRolePolicy(statement);
  }
}
