/** What a Task's `Resource` names. */
export interface TaskResource {
  /** The IAM-style service: `lambda`, `dynamodb`, `ecs`. */
  readonly service: string;
  /** As the API names it: `Invoke`, `PutItem`. */
  readonly action: string;
  /** Whether the task ends when its token comes back rather than when the request is answered. */
  readonly waits: boolean;
  /** How the service's errors begin: `DynamoDB` for the optimized integration, `DynamoDb` for the SDK's. */
  readonly errorPrefix: string;
  /** History: `resourceType` and `resource`. */
  readonly type: string;
  readonly name: string;
}

/** Optimized integrations, and the prefix of their errors. */
const OPTIMIZED: Readonly<Record<string, string>> = {
  'lambda:invoke': 'Lambda',
  'states:startExecution': 'StepFunctions',
  'dynamodb:getItem': 'DynamoDB',
  'dynamodb:putItem': 'DynamoDB',
  'dynamodb:updateItem': 'DynamoDB',
  'dynamodb:deleteItem': 'DynamoDB',
  'events:putEvents': 'EventBridge',
  'ecs:runTask': 'ECS',
  'sqs:sendMessage': 'SQS',
};

/** Services reached by `arn:aws:states:::aws-sdk:…`: their IAM name, and the prefix of their errors. */
const SDK: Readonly<Record<string, { service: string; prefix: string }>> = {
  dynamodb: { service: 'dynamodb', prefix: 'DynamoDb' },
  lambda: { service: 'lambda', prefix: 'Lambda' },
  sfn: { service: 'states', prefix: 'Sfn' },
  eventbridge: { service: 'events', prefix: 'EventBridge' },
  ecs: { service: 'ecs', prefix: 'Ecs' },
  sqs: { service: 'sqs', prefix: 'Sqs' },
  kms: { service: 'kms', prefix: 'Kms' },
  s3: { service: 's3', prefix: 'S3' },
};

const RESOURCE = /^arn:[\w-]+:states:::(aws-sdk:)?([\w-]+):(\w+)(\.\w+(?::\d)?)?$/;

/** Why a resource cannot be a task here; undefined when it can. */
export function refuseResource(resource: string): string | undefined {
  const match = RESOURCE.exec(resource);
  if (!match) return `the resource ${resource} is not a service integration; call a function by arn:aws:states:::lambda:invoke`;
  const [, sdk, service, action, pattern] = match;
  if (pattern !== undefined && pattern !== '.waitForTaskToken')
    return `the pattern ${pattern} is not run by this cloud; use .waitForTaskToken`;
  if (sdk ? !SDK[service!] : !OPTIMIZED[`${service}:${action}`]) return `this cloud has no integration ${sdk ?? ''}${service}:${action}`;
  return undefined;
}

/** Reads a resource that `refuseResource` let pass. */
export function parseResource(resource: string): TaskResource {
  const match = RESOURCE.exec(resource);
  const refusal = refuseResource(resource);
  if (!match || refusal !== undefined) throw new Error(refusal);
  const [, sdk, name, action, pattern] = match as unknown as [string, string | undefined, string, string, string | undefined];
  const waits = pattern === '.waitForTaskToken';
  const service = sdk ? SDK[name]!.service : name;
  return {
    service,
    action: action[0]!.toUpperCase() + action.slice(1),
    waits,
    errorPrefix: sdk ? SDK[name]!.prefix : OPTIMIZED[`${name}:${action}`]!,
    type: sdk ? `aws-sdk:${name}` : name,
    name: `${action}${pattern ?? ''}`,
  };
}
