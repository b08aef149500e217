import type { ServiceCalls, RolePrincipals } from '../../calls.ts';
import { isObject, textOfJson, type Json, type JsonObject } from '../../json.ts';
import type { FunctionInvoker } from '../../lambda/invoker.ts';
import type { LocalHost } from '../../storage/index.ts';
import { AwsError } from '../../wire/error.ts';
import type { LocalService } from '../../wire/service.ts';
import { StatesError } from '../states-error.ts';
import type { ExecutionRow } from '../store.ts';
import { fromCamel, toCamel } from './casing.ts';
import type { TaskResource } from './resource.ts';
import { callS3 } from './s3.ts';

/** What Tasks call, always with the rights of the machine's role. */
export interface Integrations {
  /** @throws StatesError with the service's error name. */
  readonly call: (resource: TaskResource, input: Json, execution: ExecutionRow, signal: AbortSignal) => Promise<Json>;
}

export interface IntegrationOptions {
  readonly calls: ServiceCalls;
  readonly functions: FunctionInvoker;
  readonly principalOf: RolePrincipals;
  readonly s3: LocalService;
  readonly host: LocalHost;
}

/** Services whose API begins its members with a small letter; Step Functions capitalises them. */
const CAMEL = new Set(['states', 'ecs']);

export function createIntegrations({ calls, functions, principalOf, s3, host }: IntegrationOptions): Integrations {
  async function send(resource: TaskResource, input: JsonObject, execution: ExecutionRow, signal: AbortSignal): Promise<Json> {
    const principal = principalOf({
      roleArn: execution.role_arn,
      service: 'states.amazonaws.com',
      sessionName: execution.name.slice(0, 64),
      sourceArn: execution.machine_arn,
    });
    const { service, action } = resource;
    if (service === 'lambda' && action === 'Invoke') return invokeFunction(functions, input, principal);
    if (service === 's3') return callS3(s3, action, input, { principal, signal, requestId: host.ids.next('request') });
    const prepared = asText(resource, input);
    const output = await calls.invoke({ service, action, input: CAMEL.has(service) ? toCamel(prepared) : prepared, principal });
    const document = (CAMEL.has(service) ? fromCamel(output as Json) : output) as JsonObject;
    return checked(resource, document);
  }

  return {
    async call(resource, input, execution, signal) {
      if (!isObject(input))
        throw new StatesError(
          'States.Runtime',
          `The Arguments of ${resource.type}:${resource.name} must be an object, not ${JSON.stringify(input).slice(0, 80)}`,
        );
      try {
        return JSON.parse(JSON.stringify(await send(resource, input, execution, signal))) as Json;
      } catch (error) {
        throw error instanceof AwsError ? serviceError(resource, error) : error;
      }
    },
  };
}

async function invokeFunction(
  functions: FunctionInvoker,
  input: JsonObject,
  principal: Parameters<FunctionInvoker['invoke']>[0]['principal'],
): Promise<Json> {
  const { FunctionName: functionName, Qualifier: qualifier, Payload: payload, InvocationType: type } = input;
  const request = {
    functionName: textOfJson(functionName),
    ...(typeof qualifier === 'string' && { qualifier }),
    payload: JSON.stringify(payload ?? {}),
    principal,
  };
  if (type === 'Event') {
    functions.enqueue(request);
    return { StatusCode: 202 };
  }
  const result = await functions.invoke(request);
  if (result.functionError === undefined)
    return { ExecutedVersion: result.executedVersion, Payload: JSON.parse(result.payload) as Json, StatusCode: 200 };
  const failure = JSON.parse(result.payload) as { errorType?: string };
  throw new StatesError(failure.errorType ?? 'Lambda.Unknown', result.payload);
}

/** Members that are texts for the service and may be documents in a Task, by action. */
const TEXTS: Readonly<Record<string, string>> = {
  StartExecution: 'Input',
  StartSyncExecution: 'Input',
  SendMessage: 'MessageBody',
  SendTaskSuccess: 'Output',
};

function asText({ action }: TaskResource, input: JsonObject): JsonObject {
  if (action === 'PutEvents') {
    const { Entries: entries } = input;
    return Array.isArray(entries) ? { ...input, Entries: entries.map((entry) => textMember(entry as JsonObject, 'Detail')) } : input;
  }
  const member = TEXTS[action];
  return member === undefined ? input : textMember(input, member);
}

function textMember(input: JsonObject, member: string): JsonObject {
  const value = input[member];
  return value === undefined || typeof value === 'string' ? input : { ...input, [member]: JSON.stringify(value) };
}

/** Refusals that an API reports inside an answer that is otherwise fine. */
function checked(resource: TaskResource, output: JsonObject): Json {
  const failed =
    resource.action === 'RunTask'
      ? output['Failures']
      : resource.action === 'PutEvents' && output['FailedEntryCount']
        ? output['Entries']
        : undefined;
  if (!Array.isArray(failed) || failed.length === 0) return output;
  const reasons = JSON.stringify(failed);
  throw new StatesError(resource.action === 'RunTask' ? 'ECS.AmazonECSException' : 'EventBridge.FailedEntry', reasons);
}

function serviceError(resource: TaskResource, error: AwsError): StatesError {
  const name = error.code.endsWith('Exception') ? error.code : `${error.code}Exception`;
  return new StatesError(`${resource.errorPrefix}.${name}`, error.message);
}
