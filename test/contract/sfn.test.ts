import { readFileSync } from 'node:fs';
import path from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
  type DescribeExecutionCommandOutput,
} from '@aws-sdk/client-sfn';
import { GetPublicKeyCommand, KMSClient, VerifyCommand } from '@aws-sdk/client-kms';
import aslValidator from 'asl-validator';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually, messageFrom, refusal, seenBy, startParcels, type Parcels } from './template/parcels.ts';

vi.setConfig({ testTimeout: 90_000 });

let cloud: Parcels;
let sfn: SFNClient;
beforeAll(async () => {
  cloud = await startParcels();
  sfn = new SFNClient({ ...cloud.client(), disableHostPrefix: true });
});
afterAll(() => cloud.close());

let count = 0;
type States = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

async function create(states: States, more: { type?: 'STANDARD' | 'EXPRESS'; roleArn?: string } = {}): Promise<string> {
  count += 1;
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states });
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: `machine-${count}`, definition, roleArn: cloud.outputs['MachineRole']!, ...more }),
  );
  return stateMachineArn!;
}

async function ended(executionArn: string): Promise<DescribeExecutionCommandOutput> {
  return eventually(async () => {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status !== 'RUNNING' && execution;
  }, `the end of ${executionArn}`);
}

async function run(states: States, input: unknown = {}, roleArn?: string): Promise<DescribeExecutionCommandOutput & { value: unknown }> {
  const stateMachineArn = await create(states, roleArn === undefined ? {} : { roleArn });
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  const execution = await ended(executionArn!);
  return { ...execution, value: execution.output === undefined ? undefined : JSON.parse(execution.output) };
}

const task = (resource: string, Arguments: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'Task',
  Resource: `arn:aws:states:::${resource}`,
  Arguments,
  End: true,
  ...more,
});

describe("a Task calls, as the machine's role,", () => {
  it('a function', async () => {
    const { value } = await run(
      { A: task('lambda:invoke', { FunctionName: cloud.outputs['Play'], Payload: { do: 'return', value: '{% $states.input.n * 2 %}' } }) },
      { n: 21 },
    );
    expect(value).toMatchObject({ Payload: { value: 42 }, StatusCode: 200, ExecutedVersion: '$LATEST' });
  });

  it('a function that fails, by the name of its error', async () => {
    const execution = await run({
      A: task('lambda:invoke', { FunctionName: cloud.outputs['Play'], Payload: { do: 'throw', value: 'no' } }),
    });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'TypeError' });
    expect(JSON.parse(execution.cause!)).toMatchObject({ errorMessage: 'no' });
  });

  it('DynamoDB, and catches its conditions by name', async () => {
    const put = {
      TableName: cloud.outputs['Seen'],
      Item: { what: { S: 'once' }, n: { S: '1' } },
      ConditionExpression: 'attribute_not_exists(what)',
    };
    const states = {
      A: task('dynamodb:putItem', put, { Catch: [{ ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'], Next: 'Again' }] }),
      Again: { Type: 'Succeed', Output: 'again' },
    };
    expect((await run(states)).value).toEqual({});
    expect((await run(states)).value).toBe('again');
    const read = await run({
      A: task(
        'aws-sdk:dynamodb:getItem',
        { TableName: cloud.outputs['Seen'], Key: { what: { S: 'once' }, n: { S: '1' } } },
        { Output: '{% $states.result.Item.n.S %}' },
      ),
    });
    expect(read.value).toBe('1');
  });

  it('S3', async () => {
    const { value } = await run({
      A: task('aws-sdk:s3:putObject', {
        Bucket: cloud.outputs['Labels'],
        Key: 'made/one.json',
        Body: { made: '{% $states.context.Execution.Name %}' },
        ContentType: 'application/json',
      }),
    });
    const object = await new S3Client(cloud.client()).send(
      new GetObjectCommand({ Bucket: cloud.outputs['Labels']!, Key: 'made/one.json' }),
    );
    expect(object.ETag).toBe((value as { ETag: string }).ETag);
    expect(object.ContentType).toBe('application/json');
    expect(JSON.parse(await object.Body!.transformToString())).toHaveProperty('made');
  });

  it('SQS', async () => {
    await run(
      { A: task('sqs:sendMessage', { QueueUrl: cloud.outputs['Lost'], MessageBody: '{% $string($states.input) %}' }) },
      { from: 'machine' },
    );
    expect((await messageFrom(cloud, cloud.outputs['Lost']!, (body) => body.includes('from'))).Body).toBe('{"from":"machine"}');
  });

  it('KMS', async () => {
    const kms = new KMSClient(cloud.client());
    const Message = Buffer.from('parcel').toString('base64');
    const { value } = await run({
      A: task('aws-sdk:kms:sign', { KeyId: 'alias/parcel-seal', Message, MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' }),
    });
    const Signature = Buffer.from((value as { Signature: string }).Signature, 'base64');
    expect(
      await kms.send(
        new VerifyCommand({
          KeyId: 'alias/parcel-seal',
          Message: Buffer.from('parcel'),
          MessageType: 'RAW',
          SigningAlgorithm: 'ECDSA_SHA_256',
          Signature,
        }),
      ),
    ).toMatchObject({ SignatureValid: true });
    expect((await kms.send(new GetPublicKeyCommand({ KeyId: 'alias/parcel-seal' }))).KeySpec).toBe('ECC_NIST_P256');
  });

  it('EventBridge, whose rules then act', async () => {
    const execution = await run({
      A: task('events:putEvents', {
        Entries: [{ Source: 'parcels', DetailType: 'Weighed', Detail: { weight: 99 }, EventBusName: cloud.outputs['Bus'] }],
      }),
    });
    expect(execution.status).toBe('SUCCEEDED');
    const [item] = await eventually(async () => {
      const found = (await seenBy(cloud).all('play')).filter(({ value }) => value!.S === 'heavy 99');
      return found.length > 0 && found;
    });
    expect(item!['value']).toEqual({ S: 'heavy 99' });
  });

  it('Step Functions, which start other machines', async () => {
    const { value } = await run({
      A: task('states:startExecution', { StateMachineArn: cloud.outputs['Loop'], Input: { n: 0, until: 2 } }),
    });
    expect(value).toMatchObject({ ExecutionArn: expect.stringContaining(':express:parcel-loop:') as string });
  });

  it('nothing that its role may not', async () => {
    const states = { A: task('dynamodb:deleteItem', { TableName: cloud.outputs['Seen'], Key: { what: { S: 'once' }, n: { S: '1' } } }) };
    const execution = await run(states);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'DynamoDB.AccessDeniedException' });
    expect(execution.cause).toContain('dynamodb:DeleteItem');
    expect(execution.cause).toMatch(/assumed-role\/Parcels-MachineRole/);
    const elsewhere = await run({ A: task('aws-sdk:s3:putObject', { Bucket: cloud.outputs['Labels'], Key: 'other/one.json', Body: 'x' }) });
    expect(elsewhere).toMatchObject({ status: 'FAILED', error: 'S3.AccessDeniedException' });
  });
});

it('a machine takes no role that is meant for another machine', async () => {
  const execution = await run(
    { A: task('sqs:sendMessage', { QueueUrl: cloud.outputs['Lost'], MessageBody: 'x' }) },
    {},
    cloud.outputs['StrangerRole']!,
  );
  expect(execution).toMatchObject({ status: 'FAILED', error: 'SQS.AccessDeniedException' });
  expect(execution.cause).toContain('states.amazonaws.com may not act in');
});

describe('a task token', () => {
  const waiting = (more: Readonly<Record<string, unknown>> = {}) => ({
    A: task('sqs:sendMessage.waitForTaskToken', { QueueUrl: cloud.outputs['Lost'], MessageBody: '{% $states.context.Task.Token %}' }, more),
  });
  async function start(): Promise<{ executionArn: string; taskToken: string }> {
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: await create(waiting()) }));
    return {
      executionArn: executionArn!,
      taskToken: (await messageFrom(cloud, cloud.outputs['Lost']!, (body) => !body.startsWith('{'))).Body!,
    };
  }

  it('brings back an output', async () => {
    const { executionArn, taskToken } = await start();
    await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"done":true}' }));
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"done":true}' });
    expect((await refusal(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' })))).name).toBe('TaskTimedOut');
  });

  it('brings back an error', async () => {
    const { executionArn, taskToken } = await start();
    await sfn.send(new SendTaskFailureCommand({ taskToken, error: 'NoLorry', cause: 'away' }));
    expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'NoLorry', cause: 'away' });
  });

  it('is refused when it is none, and so is an output that is no JSON', async () => {
    expect((await refusal(sfn.send(new SendTaskSuccessCommand({ taskToken: 'guess', output: '{}' })))).name).toBe('InvalidToken');
    const { executionArn, taskToken } = await start();
    expect((await refusal(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{' })))).name).toBe('InvalidOutput');
    await sfn.send(new StopExecutionCommand({ executionArn }));
    expect((await refusal(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' })))).name).toBe('TaskTimedOut');
  });
});

describe('a Standard machine', () => {
  const pass = { A: { Type: 'Pass', Output: { at: '{% $states.context.State.Name %}' }, End: true } };

  it('keeps the history of its executions, in pages and backwards too', async () => {
    const { executionArn } = await run(pass);
    const history = await sfn.send(new GetExecutionHistoryCommand({ executionArn: executionArn! }));
    expect(history.events!.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    expect(history.events![2]!.stateExitedEventDetails).toMatchObject({ name: 'A', output: '{"at":"A"}' });
    const first = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn: executionArn!, maxResults: 3, reverseOrder: true, includeExecutionData: false }),
    );
    expect(first.events!.map(({ id }) => id)).toEqual([4, 3, 2]);
    expect(first.events![1]!.stateExitedEventDetails!.output).toBeUndefined();
    const rest = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn: executionArn!, maxResults: 3, reverseOrder: true, nextToken: first.nextToken! }),
    );
    expect(rest.events!.map(({ id }) => id)).toEqual([1]);
    expect(rest.nextToken).toBeUndefined();
  });

  it('starts equal names and input once while running', async () => {
    const stateMachineArn = await create({ A: { Type: 'Wait', Seconds: 600, End: true } });
    const start = (input: string) => sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'same', input }));
    const [one, two] = [await start('{"a":1}'), await start('{"a":1}')];
    expect(two.executionArn).toBe(one.executionArn);
    expect((await refusal(start('{"a":2}'))).name).toBe('ExecutionAlreadyExists');
    await sfn.send(new StopExecutionCommand({ executionArn: one.executionArn!, error: 'Stopped', cause: 'test' }));
    expect(await ended(one.executionArn!)).toMatchObject({ status: 'ABORTED', error: 'Stopped', cause: 'test' });
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'ABORTED' }));
    expect(executions).toMatchObject([{ name: 'same', status: 'ABORTED' }]);
  });

  it('refuses what is not there, not JSON, or badly named', async () => {
    const stateMachineArn = await create(pass);
    expect((await refusal(sfn.send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}-no` })))).name).toBe(
      'StateMachineDoesNotExist',
    );
    expect((await refusal(sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{' })))).name).toBe('InvalidExecutionInput');
    expect((await refusal(sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'a b' })))).name).toBe('InvalidName');
    expect(
      (
        await refusal(
          sfn.send(new DescribeExecutionCommand({ executionArn: `${stateMachineArn.replace('stateMachine', 'execution')}:no` })),
        )
      ).name,
    ).toBe('ExecutionDoesNotExist');
  });

  it('changes for executions to come', async () => {
    const stateMachineArn = await create(pass);
    const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'B', States: { B: { Type: 'Succeed', Output: 'new' } } });
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
    expect((await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).definition).toBe(definition);
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
    expect((await ended(executionArn!)).output).toBe('"new"');
  });
});

describe('an Express machine', () => {
  it('answers a synchronous start with how it ended', async () => {
    const answer = await sfn.send(new StartSyncExecutionCommand({ stateMachineArn: cloud.outputs['Loop']!, input: '{"n":0,"until":3}' }));
    expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '{"n":3,"until":3}' });
    const failed = await create({ A: { Type: 'Fail', Error: 'No', Cause: 'way' } }, { type: 'EXPRESS' });
    expect(await sfn.send(new StartSyncExecutionCommand({ stateMachineArn: failed }))).toMatchObject({
      status: 'FAILED',
      error: 'No',
      cause: 'way',
    });
  });

  it('starts equal names twice, and is not to be described', async () => {
    const start = () =>
      sfn.send(new StartExecutionCommand({ stateMachineArn: cloud.outputs['Loop']!, name: 'same', input: '{"n":0,"until":1}' }));
    const [one, two] = [await start(), await start()];
    expect(one.executionArn).not.toBe(two.executionArn);
    expect((await refusal(sfn.send(new DescribeExecutionCommand({ executionArn: one.executionArn! })))).name).toBe(
      'StateMachineTypeNotSupported',
    );
    expect((await refusal(sfn.send(new ListExecutionsCommand({ stateMachineArn: cloud.outputs['Loop']! })))).name).toBe(
      'StateMachineTypeNotSupported',
    );
  });

  it('is the only kind for synchronous starts', async () => {
    expect(
      (await refusal(sfn.send(new StartSyncExecutionCommand({ stateMachineArn: await create({ A: { Type: 'Succeed' } }) })))).name,
    ).toBe('StateMachineTypeNotSupported');
  });
});

describe('a definition', () => {
  it('in JSONPath is refused at creation, naming the state and the field', async () => {
    const definition = JSON.stringify({
      QueryLanguage: 'JSONata',
      StartAt: 'Old',
      States: { Old: { Type: 'Pass', ResultPath: '$.x', End: true } },
    });
    const error = await refusal(
      sfn.send(new CreateStateMachineCommand({ name: 'old', definition, roleArn: cloud.outputs['MachineRole']! })),
    );
    expect(error.name).toBe('InvalidDefinition');
    expect(error.message).toContain('State "Old" uses the JSONPath field ResultPath');
    expect(await sfn.send(new ValidateStateMachineDefinitionCommand({ definition }))).toMatchObject({
      result: 'FAIL',
      diagnostics: [{ severity: 'ERROR', location: '/States/Old/ResultPath' }],
    });
  });

  it.each(['parcels', 'all-kinds'] as const)('that this cloud runs is one that asl-validator accepts: %s', (name) => {
    const definitions = name === 'parcels' ? templateDefinitions() : [ALL_KINDS];
    expect(definitions.length).toBeGreaterThan(0);
    for (const definition of definitions) expect(aslValidator(definition as never)).toMatchObject({ isValid: true });
  });

  it('of all kinds of states runs', async () => {
    const definition = JSON.stringify(ALL_KINDS);
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({ name: 'all-kinds', definition, roleArn: cloud.outputs['MachineRole']! }),
    );
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: stateMachineArn!, input: '{"items":[1,2,3]}' }));
    expect(await ended(executionArn!)).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"sum":12,"both":["left","right"],"caught":"Asked"}',
    });
  });
});

const ALL_KINDS = {
  QueryLanguage: 'JSONata',
  StartAt: 'Remember',
  TimeoutSeconds: 60,
  States: {
    Remember: { Type: 'Pass', Assign: { items: '{% $states.input.items %}' }, Next: 'Each' },
    Each: {
      Type: 'Map',
      Items: '{% $items %}',
      MaxConcurrency: 2,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Double',
        States: { Double: { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true } },
      },
      Assign: { sum: '{% $sum($states.result) %}' },
      Next: 'Pause',
    },
    Pause: { Type: 'Wait', Seconds: 0, Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Left', States: { Left: { Type: 'Pass', Output: '{% "left" %}', End: true } } },
        {
          StartAt: 'Right',
          States: {
            Right: { Type: 'Choice', Choices: [{ Condition: '{% $sum > 100 %}', Next: 'No' }], Default: 'Yes' },
            No: { Type: 'Fail' },
            Yes: { Type: 'Succeed', Output: '{% "right" %}' },
          },
        },
      ],
      Assign: { both: '{% $states.result %}' },
      Next: 'Fails',
    },
    Fails: {
      Type: 'Parallel',
      Branches: [{ StartAt: 'Now', States: { Now: { Type: 'Fail', Error: 'Asked', Cause: 'for' } } }],
      Catch: [{ ErrorEquals: ['States.ALL'], Assign: { caught: '{% $states.errorOutput.Error %}' }, Next: 'End' }],
      Next: 'End',
    },
    End: { Type: 'Succeed', Output: { sum: '{% $sum %}', both: '{% $both %}', caught: '{% $caught %}' } },
  },
};

/** The definitions in the parcel template that need no function of CloudFormation to be read. */
function templateDefinitions(): unknown[] {
  const file = path.resolve(import.meta.dirname, '../fixtures/parcels/Parcels.template.json');
  const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as {
    Resources: Record<string, { Type: string; Properties: { DefinitionString?: unknown } }>;
  };
  return Object.values(Resources).flatMap(({ Properties }) =>
    typeof Properties.DefinitionString === 'string' ? [JSON.parse(Properties.DefinitionString) as unknown] : [],
  );
}
