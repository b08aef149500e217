import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createApiGateway } from './apigateway/index.ts';
import { createAppSync } from './appsync/index.ts';
import type { ServiceCalls } from './calls.ts';
import { createCloudWatch } from './cloudwatch/index.ts';
import { createCognito } from './cognito/index.ts';
import { createDynamoDb } from './dynamodb/index.ts';
import { createEcs, type TaskEntry } from './ecs/index.ts';
import { createEdge } from './edge/index.ts';
import { readEndpointFile, writeEndpointFile } from './endpoint-file.ts';
import { createEvents } from './events/index.ts';
import { createIamService, openIam, operatorPolicy, type AccessKey, type AuditedDecision } from './iam/index.ts';
import { createKms } from './kms/index.ts';
import { createLambda } from './lambda/index.ts';
import { openLogs } from './logs.ts';
import { createRoleCredentials, createRolePrincipals } from './principals.ts';
import { createS3 } from './s3/index.ts';
import { createSfn } from './sfn/index.ts';
import { createSqs } from './sqs/index.ts';
import { openDatabase, type LocalContext, type LocalHost } from './storage/index.ts';
import { createSts } from './sts/index.ts';
import { createRoleBook, deployTemplate, readAssets, readEnvironment, type Provisioner } from './template/index.ts';
import { systemTimers, type Timers } from './timers/timers.ts';
import { createWire, openBus, type Wire, type WireOptions } from './wire/index.ts';

export interface LocalCloudOptions {
  /** Everything that the cloud keeps lies here; one process at a time. */
  readonly dataDir: string;
  /** The synthesized template to boot from; an empty cloud without one. */
  readonly templateFile?: string;
  /** Where the template's assets and their manifest lie; the template's own folder when absent. */
  readonly assetsDir?: string;
  /** Values for the template's parameters. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly host: LocalHost;
  readonly timers?: Timers;
  /** Pages that may call and connect, for example `http://127.0.0.1:4100`. */
  readonly allowedOrigins?: readonly string[];
  /** Pages that may connect to WebSocket and event APIs and to function URLs, and call nothing else. */
  readonly socketOrigins?: readonly string[];
  /** What a task runs for the value of its container's `local.entry` label. */
  readonly taskEntry?: (label: string) => TaskEntry | undefined;
  /** Most environments of one function version at the same time. */
  readonly environments?: number;
  readonly onDecision?: (decision: AuditedDecision) => void;
  onFailure?: WireOptions['onFailure'];
}

/** A running embedded cloud. */
export interface LocalCloud {
  /** For AWS clients: `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** For clients of WebSocket APIs, event APIs and function URLs, without their paths: `ws://127.0.0.1:<port>`. */
  readonly websocketEndpoint: string;
  readonly region: string;
  readonly account: string;
  /** Keys that may do everything. */
  readonly operator: AccessKey;
  /** The outputs of the template. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Types of the template that have no effect here, and how often they occur. */
  readonly controlPlane: Readonly<Record<string, number>>;
  readonly close: () => Promise<void>;
}

const DEFAULTS = { account: '000000000000', region: 'us-east-1' };
const OPERATOR = 'operator';
/** How often what is past its time is cleared away, milliseconds. */
const SWEEP_PERIOD = 60_000;

/**
 * Starts the embedded cloud on a data folder: opens what it kept, brings it up to the template, then answers and goes on with
 * everything that was under way. Ports and the operator's keys are those of the folder's first start, where they are free.
 * @throws Error naming the resource that the template asks for and this cloud cannot make.
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { dataDir, host, templateFile, allowedOrigins = [], socketOrigins = [] } = options;
  const timers = options.timers ?? systemTimers(host.clock);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const { account, region } = { ...DEFAULTS, ...(templateFile !== undefined && readEnvironment(templateFile)) };
  const database = openDatabase(path.join(dataDir, 'cloud.db'), host);
  const context: LocalContext = { database, host, bus: openBus(database, host), dataDir, account, region };
  const known = readEndpointFile(dataDir);

  const iam = openIam(context);
  iam.putUser({ name: OPERATOR, policies: [operatorPolicy] });
  const operator = iam.putAccessKey(OPERATOR, known?.operator);

  let endpoint = '';
  let wire: Wire | undefined;
  const calls: ServiceCalls = { invoke: (call) => wire!.invoke(call) };
  const principalOf = createRolePrincipals(iam, host);
  const sqs = createSqs(context);
  const cloudwatch = createCloudWatch(context, { timers, depthOf: (name) => sqs.depth(name) });
  const logs = cloudwatch.heard(openLogs(path.join(dataDir, 'logs')));
  const edge = createEdge([...allowedOrigins, ...socketOrigins]);
  const shared = { calls, principalOf, timers, logs, endpoint: () => endpoint };

  const kms = createKms(context);
  const s3 = createS3(context, { kms });
  const dynamodb = createDynamoDb(context);
  const lambda = createLambda(context, {
    ...shared,
    streams: dynamodb,
    edge,
    credentials: createRoleCredentials(iam, 'lambda.amazonaws.com'),
    ...(options.environments !== undefined && { environments: options.environments }),
  });
  const { invoker: functions } = lambda;
  const sfn = createSfn(context, { ...shared, functions, s3: s3.services[0]! });
  const events = createEvents(context, { ...shared, functions });
  const cognito = createCognito(context, { iam, edge });
  const apiGateway = createApiGateway(context, { functions, timers, edge, cognito });
  const appsync = createAppSync({ ...context, functions, timers, edge, credentials: iam });
  const ecs = createEcs(context, {
    ...shared,
    entry: options.taskEntry ?? (() => undefined),
    credentials: createRoleCredentials(iam, 'ecs-tasks.amazonaws.com'),
  });

  const parts = [
    createSts(context, iam),
    createIamService(context, iam),
    kms,
    s3,
    dynamodb,
    sqs,
    lambda,
    sfn,
    events,
    apiGateway,
    ecs,
    cognito,
    cloudwatch,
  ];
  wire = createWire({
    services: parts.flatMap(({ services }) => services),
    credentials: iam,
    host,
    region,
    allowedOrigins,
    settled: () => database.settled(),
    ...(options.onDecision && { onDecision: options.onDecision }),
    ...(options.onFailure && { onFailure: options.onFailure }),
  });

  let cancelSweep = (): void => undefined;
  function sweep(): void {
    for (const [service, each] of Object.entries({ dynamodb, s3, sqs, kms: kms.ring })) {
      try {
        each.sweep();
      } catch (error) {
        // What is left lying, for want of files or room, is taken the next time.
        options.onFailure?.({ requestId: '', service, action: 'Sweep', error });
      }
    }
    cancelSweep = timers.at(host.clock.now() + SWEEP_PERIOD, sweep);
  }

  async function close(): Promise<void> {
    cancelSweep();
    cloudwatch.close();
    sfn.executions.close();
    events.close();
    ecs.close();
    apiGateway.sockets.close();
    appsync.close();
    await edge.close();
    await lambda.close();
    await wire!.close();
    database.close();
  }

  try {
    const sockets = await listen((port) => edge.listen(port), known?.websocketPort);
    const api = await listen((port) => wire!.listen(port), known?.port);
    ({ endpoint } = api);
    writeEndpointFile(dataDir, { port: api.port, websocketPort: sockets.port, operator });
    const deployment =
      templateFile === undefined
        ? { outputs: {}, controlPlane: {} }
        : await deployTemplate({
            context,
            templateFile,
            provisioner: {
              account,
              region,
              calls,
              iam,
              lambda,
              sfn,
              events,
              apiGateway,
              appsync,
              ecs,
              cognito,
              cloudwatch,
              endpoint,
              operator: iam.find(operator.accessKeyId)!.principal,
              roles: createRoleBook(iam),
              putBucket: (input) => s3.putBucket(input),
              assets: readAssets(templateFile, options.assetsDir ?? path.dirname(templateFile)),
              websocketEndpoint: sockets.endpoint,
            } satisfies Provisioner,
            ...(options.parameters && { parameters: options.parameters }),
          });
    sweep();
    cloudwatch.resume();
    ecs.resume();
    events.resume();
    lambda.resume();
    sfn.executions.resume();
    apiGateway.sockets.resume();
    context.bus.deliver();
    return { endpoint, websocketEndpoint: sockets.endpoint, region, account, operator, ...deployment, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The port of the last start where it is free, any other otherwise. */
async function listen<T>(open: (port?: number) => Promise<T>, wanted: number | undefined): Promise<T> {
  if (wanted === undefined) return open();
  try {
    return await open(wanted);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    return open();
  }
}
