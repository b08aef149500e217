import { AwsError } from '../wire/error.ts';
import { defineService, type Action, type AwsCall, type LocalService, type RestRequest, type RestRoute } from '../wire/service.ts';
import { splitName, type Functions } from './functions.ts';
import type { Invocations } from './invocations.ts';
import type { FunctionInvoker } from './invoker.ts';
import type { MappingConfig } from './mappings/mapping.ts';
import type { Mappings } from './mappings/mappings.ts';
import { permitInvoke } from './permission.ts';
import type { AliasConfig, FunctionConfig, LambdaStore } from './store.ts';

export interface LambdaServiceParts {
  readonly store: LambdaStore;
  readonly functions: Functions;
  readonly invocations: Invocations;
  readonly invoker: FunctionInvoker;
  readonly mappings: Mappings;
}

/** Method, path after the date, action. `{…}` are parameters. */
const ROUTES: readonly (readonly [method: string, path: RegExp, action: string])[] = [
  ['POST', /^\/functions\/(?<name>[^/]+)\/invocations$/, 'Invoke'],
  ['GET', /^\/functions\/?$/, 'ListFunctions'],
  ['GET', /^\/functions\/(?<name>[^/]+)$/, 'GetFunction'],
  ['DELETE', /^\/functions\/(?<name>[^/]+)$/, 'DeleteFunction'],
  ['GET', /^\/functions\/(?<name>[^/]+)\/configuration$/, 'GetFunctionConfiguration'],
  ['PUT', /^\/functions\/(?<name>[^/]+)\/configuration$/, 'UpdateFunctionConfiguration'],
  ['GET', /^\/functions\/(?<name>[^/]+)\/versions$/, 'ListVersionsByFunction'],
  ['POST', /^\/functions\/(?<name>[^/]+)\/versions$/, 'PublishVersion'],
  ['GET', /^\/functions\/(?<name>[^/]+)\/aliases$/, 'ListAliases'],
  ['GET', /^\/functions\/(?<name>[^/]+)\/aliases\/(?<alias>[^/]+)$/, 'GetAlias'],
  ['PUT', /^\/functions\/(?<name>[^/]+)\/aliases\/(?<alias>[^/]+)$/, 'UpdateAlias'],
  ['GET', /^\/functions\/(?<name>[^/]+)\/policy$/, 'GetPolicy'],
  ['PUT', /^\/functions\/(?<name>[^/]+)\/concurrency$/, 'PutFunctionConcurrency'],
  ['GET', /^\/functions\/(?<name>[^/]+)\/concurrency$/, 'GetFunctionConcurrency'],
  ['DELETE', /^\/functions\/(?<name>[^/]+)\/concurrency$/, 'DeleteFunctionConcurrency'],
  ['GET', /^\/event-source-mappings\/?$/, 'ListEventSourceMappings'],
  ['GET', /^\/event-source-mappings\/(?<id>[^/]+)$/, 'GetEventSourceMapping'],
  ['PUT', /^\/event-source-mappings\/(?<id>[^/]+)$/, 'UpdateEventSourceMapping'],
];

function route({ method, path }: RestRequest): RestRoute | undefined {
  const rest = path.replace(/^\/\d{4}-\d{2}-\d{2}/, '');
  for (const [verb, pattern, action] of ROUTES) {
    const match = verb === method ? pattern.exec(rest) : null;
    if (match) return { action, params: { ...match.groups } };
  }
  return undefined;
}

/** Lambda on the wire: invoking, looking, and what operators switch while it runs. Functions come from templates. */
export function createLambdaService({ store, functions, invocations, invoker, mappings }: LambdaServiceParts): LocalService {
  /** An action on one function: permitted on its ARN, found, and answered with a document. */
  const onFunction = (action: string, run: (name: string, call: AwsCall) => unknown): [string, Action] => [
    action,
    (call) => {
      const [name] = splitName(call.params['name'] ?? '');
      call.permit(`lambda:${action}`, functions.arnOf(name));
      functions.get(name);
      return { json: run(name, call) ?? {} };
    },
  ];

  const configuration = (config: FunctionConfig, version: string): Record<string, unknown> => ({
    FunctionName: config.functionName,
    FunctionArn: functions.arnOf(config.functionName, version === '$LATEST' ? undefined : version),
    Runtime: config.runtime,
    Role: config.roleArn,
    Handler: config.handler,
    CodeSha256: Buffer.from(config.codeSha256, 'hex').toString('base64'),
    Description: config.description,
    Timeout: config.timeout,
    MemorySize: config.memorySize,
    LastModified: new Date(store.updated(config.functionName)).toISOString(),
    Version: version,
    Environment: { Variables: config.environment },
    ...(config.deadLetterArn !== undefined && { DeadLetterConfig: { TargetArn: config.deadLetterArn } }),
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    State: 'Active',
    LastUpdateStatus: 'Successful',
  });

  const aliasDocument = (alias: AliasConfig): Record<string, unknown> => ({
    AliasArn: functions.arnOf(alias.functionName, alias.name),
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    ...(alias.shifted && { RoutingConfig: { AdditionalVersionWeights: { [alias.shifted.version]: alias.shifted.weight } } }),
  });

  const mappingDocument = (config: MappingConfig): Record<string, unknown> => ({
    UUID: config.id,
    EventSourceArn: config.eventSourceArn,
    FunctionArn: functions.resolve(config.functionName).invokedArn,
    BatchSize: config.batchSize,
    BisectBatchOnFunctionError: config.bisect,
    MaximumRetryAttempts: config.maximumRetryAttempts,
    MaximumRecordAgeInSeconds: config.maximumRecordAge,
    StartingPosition: config.startingPosition,
    FunctionResponseTypes: config.reportBatchItemFailures ? ['ReportBatchItemFailures'] : [],
    State: config.enabled ? 'Enabled' : 'Disabled',
    ...(config.onFailure !== undefined && { DestinationConfig: { OnFailure: { Destination: config.onFailure } } }),
  });

  return defineService({
    name: 'lambda',
    protocol: 'rest-json',
    route,
    actions: {
      async Invoke(call) {
        const { principal } = call;
        const qualifier = call.query.get('Qualifier') ?? undefined;
        const functionName = call.params['name'] ?? '';
        const payload = call.body.length === 0 ? '{}' : Buffer.from(call.body).toString();
        checkJson(payload);
        const request = { functionName, payload, principal, ...(qualifier !== undefined && { qualifier }) };
        const type = call.headers['x-amz-invocation-type'] ?? 'RequestResponse';
        if (type === 'DryRun') {
          permitInvoke(store, functions.resolve(functionName, qualifier), request);
          return { status: 204, body: new Uint8Array() };
        }
        if (type === 'Event') {
          if (payload.length > EVENT_LIMIT)
            throw new AwsError(
              'RequestTooLargeException',
              `${payload.length} byte payload is too large for the Event invocation type (limit ${EVENT_LIMIT} bytes)`,
              413,
            );
          invoker.enqueue(request);
          return { status: 202, body: new Uint8Array() };
        }
        if (type !== 'RequestResponse') throw new AwsError('InvalidParameterValueException', `Unknown invocation type ${type}`);
        const result = await invoker.invoke(request);
        return {
          headers: {
            'content-type': 'application/json',
            'x-amz-executed-version': result.executedVersion,
            ...(result.functionError !== undefined && { 'x-amz-function-error': result.functionError }),
            ...(call.headers['x-amz-log-type'] === 'Tail' && { 'x-amz-log-result': Buffer.from(result.logTail).toString('base64') }),
          },
          body: Buffer.from(result.payload),
        };
      },
      ListFunctions(call) {
        call.permit('lambda:ListFunctions', '*');
        return { json: { Functions: store.functions().map((config) => configuration(config, '$LATEST')) } };
      },
      ...Object.fromEntries([
        onFunction('GetFunction', (name, call) => {
          const { config, version } = functions.resolve(name, call.query.get('Qualifier') ?? undefined);
          const reserved = store.concurrency(name);
          return {
            Configuration: configuration(config, version),
            Code: { RepositoryType: 'S3' },
            ...(reserved !== undefined && { Concurrency: { ReservedConcurrentExecutions: reserved } }),
          };
        }),
        onFunction('GetFunctionConfiguration', (name, call) => {
          const { config, version } = functions.resolve(name, call.query.get('Qualifier') ?? undefined);
          return configuration(config, version);
        }),
        onFunction('UpdateFunctionConfiguration', (name, call) => {
          const change = bodyOf(call) as { Environment?: { Variables?: Record<string, string> }; Timeout?: number; MemorySize?: number };
          const config: FunctionConfig = {
            ...functions.get(name),
            ...(change.Environment && { environment: change.Environment.Variables ?? {} }),
            ...(change.Timeout !== undefined && { timeout: change.Timeout }),
            ...(change.MemorySize !== undefined && { memorySize: change.MemorySize }),
          };
          functions.put(config);
          return configuration(config, '$LATEST');
        }),
        onFunction('DeleteFunction', (name) => {
          store.deleteFunction(name);
          invocations.forget(name);
        }),
        onFunction('ListVersionsByFunction', (name) => ({
          Versions: [
            configuration(functions.get(name), '$LATEST'),
            ...store.versions(name).map(({ version, config }) => configuration(config, version)),
          ],
        })),
        onFunction('PublishVersion', (name) => {
          const version = functions.publish(name);
          return configuration(functions.resolve(name, version).config, version);
        }),
        onFunction('ListAliases', (name) => ({ Aliases: store.aliases(name).map(aliasDocument) })),
        onFunction('GetAlias', (name, call) => aliasDocument(aliasOf(name, call))),
        onFunction('UpdateAlias', (name, call) => {
          const change = bodyOf(call) as {
            FunctionVersion?: string;
            RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> };
          };
          const old = aliasOf(name, call);
          const [shift] = Object.entries(change.RoutingConfig?.AdditionalVersionWeights ?? {});
          const { shifted: kept, ...bare } = old;
          const shifted = change.RoutingConfig ? shift && { version: shift[0], weight: shift[1] } : kept;
          const alias: AliasConfig = {
            ...bare,
            functionVersion: change.FunctionVersion ?? old.functionVersion,
            ...(shifted && { shifted }),
          };
          functions.putAlias(alias);
          return aliasDocument(alias);
        }),
        onFunction('GetPolicy', (name) => {
          const statements = store.permissions(name).map(({ document }) => document.Statement);
          if (statements.length === 0) throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
          return { Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements }) };
        }),
        onFunction('PutFunctionConcurrency', (name, call) => {
          const { ReservedConcurrentExecutions: reserved } = bodyOf(call) as { ReservedConcurrentExecutions?: number };
          if (reserved === undefined || !Number.isInteger(reserved) || reserved < 0)
            throw new AwsError('InvalidParameterValueException', 'ReservedConcurrentExecutions must be a whole number from 0');
          store.setConcurrency(name, reserved);
          return { ReservedConcurrentExecutions: reserved };
        }),
        onFunction('GetFunctionConcurrency', (name) => {
          const reserved = store.concurrency(name);
          return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved };
        }),
        onFunction('DeleteFunctionConcurrency', (name) => {
          store.setConcurrency(name, undefined);
        }),
      ]),
      ListEventSourceMappings(call) {
        call.permit('lambda:ListEventSourceMappings', '*');
        const wanted = call.query.get('FunctionName');
        const found = mappings.list().filter((config) => wanted === null || splitName(config.functionName)[0] === splitName(wanted)[0]);
        return { json: { EventSourceMappings: found.map(mappingDocument) } };
      },
      GetEventSourceMapping(call) {
        call.permit('lambda:GetEventSourceMapping', '*');
        return { json: mappingDocument(mappings.get(call.params['id']!)) };
      },
      UpdateEventSourceMapping(call) {
        call.permit('lambda:UpdateEventSourceMapping', '*');
        const change = bodyOf(call) as { Enabled?: boolean; BatchSize?: number };
        const config: MappingConfig = {
          ...mappings.get(call.params['id']!),
          ...(change.Enabled !== undefined && { enabled: change.Enabled }),
          ...(change.BatchSize !== undefined && { batchSize: change.BatchSize }),
        };
        mappings.put(config);
        return { status: 202, json: mappingDocument(config) };
      },
    },
  });

  function aliasOf(name: string, call: AwsCall): AliasConfig {
    const alias = store.alias(name, call.params['alias']!);
    if (!alias)
      throw new AwsError('ResourceNotFoundException', `Cannot find alias arn: ${functions.arnOf(name, call.params['alias'])}`, 404);
    return alias;
  }
}

const EVENT_LIMIT = 1 << 20;

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${(error as Error).message}`);
  }
}

function bodyOf(call: AwsCall): unknown {
  const text = Buffer.from(call.body).toString();
  checkJson(text || '{}');
  return JSON.parse(text || '{}') as unknown;
}
