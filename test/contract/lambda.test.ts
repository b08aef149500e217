import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually, logOf, messageFrom, refusal, seenBy, startParcels, type Parcels } from './template/parcels.ts';

vi.setConfig({ testTimeout: 90_000 });

let cloud: Parcels;
let lambda: LambdaClient;
beforeAll(async () => {
  cloud = await startParcels();
  lambda = new LambdaClient(cloud.client());
});
afterAll(() => cloud.close());

const play = (): string => cloud.outputs['Play']!;

async function invoke(event: unknown, more: { FunctionName?: string; Qualifier?: string } = {}) {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: play(), Payload: Buffer.from(JSON.stringify(event)), LogType: 'Tail', ...more }),
  );
  return { ...answer, value: JSON.parse(Buffer.from(answer.Payload!).toString()) as Record<string, unknown> };
}

describe('Invoke', () => {
  it('gives the event to the handler and its result back', async () => {
    const answer = await invoke({ do: 'return', value: [1, 'zwei', null] });
    expect(answer.value).toEqual({ value: [1, 'zwei', null] });
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
  });

  it('gives the handler its context, and keeps one environment for calls that follow each other', async () => {
    const { value } = await invoke({ do: 'context' });
    const again = (await invoke({ do: 'context' })).value;
    expect(value).toMatchObject({ name: play(), version: '$LATEST', arn: `arn:aws:lambda:eu-north-1:111122223333:function:${play()}` });
    expect(value['left']).toBeLessThanOrEqual(8000);
    expect(again['calls']).toBe((value['calls'] as number) + 1);
  });

  it('answers with an error document where the handler throws', async () => {
    const answer = await invoke({ do: 'throw', value: 'no parcel' });
    expect(answer.FunctionError).toBe('Unhandled');
    expect(answer.value).toMatchObject({ errorType: 'TypeError', errorMessage: 'no parcel' });
  });

  it('ends a handler that outlasts its time-out, even one that never yields, and goes on in a new environment', async () => {
    for (const wish of ['sleep', 'spin']) {
      const answer = await invoke({ do: wish, value: 60_000 });
      expect(answer.FunctionError).toBe('Unhandled');
      expect(answer.value).toMatchObject({
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringContaining('Task timed out after 8.00 seconds') as string,
      });
    }
    expect((await invoke({ do: 'context' })).value['calls']).toBe(1);
  });

  it('ends a handler that needs more memory than it may have, and only that', async () => {
    const answer = await invoke({ do: 'fill' });
    expect(answer.value['errorType']).toBe('Runtime.OutOfMemory');
    expect((await invoke({ do: 'return', value: 1 })).value).toEqual({ value: 1 });
  });

  it('survives a handler that ends its process', async () => {
    expect((await invoke({ do: 'exit', value: 3 })).value).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('exit status 3') as string,
    });
  });

  it('runs calls at the same time in environments of their own', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => invoke({ do: 'sleep', value: 50 })));
    expect(answers.map(({ value }) => value['slept'])).toEqual([50, 50, 50]);
  });

  it("gives an environment the template's variables, the role's keys, our endpoint, and nothing of the host", async () => {
    process.env['SECRET_OF_THE_HOST'] = 'x';
    const { value: env } = await invoke({ do: 'env' });
    delete process.env['SECRET_OF_THE_HOST'];
    expect(env).toMatchObject({
      GREETING: 'hello',
      TABLE: cloud.outputs['Parcels'],
      AWS_REGION: 'eu-north-1',
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_LAMBDA_FUNCTION_NAME: play(),
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '96',
    });
    expect(env).not.toHaveProperty('SECRET_OF_THE_HOST');
    expect(env).not.toHaveProperty('HOME');
    const keys = {
      accessKeyId: env['AWS_ACCESS_KEY_ID'] as string,
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] as string,
      sessionToken: env['AWS_SESSION_TOKEN'] as string,
    };
    const { Arn } = await new STSClient(cloud.client(keys)).send(new GetCallerIdentityCommand({}));
    expect(Arn).toMatch(/:assumed-role\/Parcels-PlayRole-/);
    const denied = await refusal(new LambdaClient(cloud.client(keys)).send(new InvokeCommand({ FunctionName: play() })));
    expect(denied.name).toBe('AccessDeniedException');
    expect(denied.message).toContain('lambda:InvokeFunction');
  });

  it("writes what a handler prints into the function's log, line by line with its request, and returns the tail", async () => {
    const answer = await invoke({ do: 'log' });
    const { requestId } = answer.value;
    const lines = await eventually(async () => {
      const found = logOf(cloud, play()).filter((line) => line['requestId'] === requestId);
      return found.length >= 3 && found;
    });
    expect(lines.map(({ level, message }) => ({ level, message }))).toEqual(
      expect.arrayContaining([
        { level: 'INFO', message: 'plain words' },
        { level: 'ERROR', message: { level: 'structured', n: 1 } },
        { level: 'INFO', message: 'written directly' },
      ]),
    );
    expect(Buffer.from(answer.LogResult!, 'base64').toString()).toContain('plain words');
  });

  it('refuses a function, version or alias that is not there by name', async () => {
    for (const input of [
      { FunctionName: 'nobody' },
      { FunctionName: play(), Qualifier: '99' },
      { FunctionName: play(), Qualifier: 'dead' },
    ]) {
      const error = await refusal(lambda.send(new InvokeCommand(input)));
      expect(error.name).toBe('ResourceNotFoundException');
      expect(error.message).toContain(input.Qualifier ?? input.FunctionName);
    }
  });

  it('refuses an event that is not JSON', async () => {
    expect((await refusal(lambda.send(new InvokeCommand({ FunctionName: play(), Payload: Buffer.from('{') })))).name).toBe(
      'InvalidRequestContentException',
    );
  });

  it('does nothing but check on a dry run', async () => {
    expect((await lambda.send(new InvokeCommand({ FunctionName: play(), InvocationType: 'DryRun' }))).StatusCode).toBe(204);
  });

  it('throttles beyond the reserved concurrency; none at all disables a function', async () => {
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: play(), ReservedConcurrentExecutions: 1 }));
    const [one, two] = await Promise.allSettled([invoke({ do: 'sleep', value: 100 }), invoke({ do: 'sleep', value: 100 })]);
    expect([one.status, two.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    const rejected = [one, two].find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(rejected.reason).toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: play(), ReservedConcurrentExecutions: 0 }));
    expect((await refusal(invoke({ do: 'return' }))).name).toBe('TooManyRequestsException');
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: play() }));
    expect((await invoke({ do: 'return' })).StatusCode).toBe(200);
  });

  it('gives a failed asynchronous event to its destination, with what was asked and what went wrong', async () => {
    const accepted = await lambda.send(
      new InvokeCommand({ FunctionName: play(), InvocationType: 'Event', Payload: Buffer.from('{"do":"throw","value":"late"}') }),
    );
    expect(accepted.StatusCode).toBe(202);
    const report = JSON.parse((await messageFrom(cloud, cloud.outputs['Lost']!)).Body!) as Record<string, unknown>;
    expect(report).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
      requestPayload: { do: 'throw', value: 'late' },
      responsePayload: { errorType: 'TypeError', errorMessage: 'late' },
    });
  });
});

describe('versions and aliases', () => {
  it('keep what they were made of when the function changes', async () => {
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: play(), Environment: { Variables: { GREETING: 'changed' } } }),
    );
    expect((await invoke({ do: 'env' })).value['GREETING']).toBe('changed');
    const live = await invoke({ do: 'env' }, { FunctionName: cloud.outputs['PlayLive']! });
    expect(live.value['GREETING']).toBe('hello');
    expect(live.ExecutedVersion).toBe('1');
    expect((await invoke({ do: 'context' }, { Qualifier: 'live' })).value['version']).toBe('1');
  });

  it('number up with each change and not without one', async () => {
    const publish = async () => (await lambda.send(new PublishVersionCommand({ FunctionName: play() }))).Version;
    expect([await publish(), await publish()]).toEqual(['2', '2']);
    const { Versions } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: play() }));
    expect(Versions!.map(({ Version }) => Version)).toEqual(['$LATEST', '1', '2']);
  });

  it('share an alias by weight', async () => {
    await lambda.send(
      new UpdateAliasCommand({ FunctionName: play(), Name: 'live', RoutingConfig: { AdditionalVersionWeights: { '2': 0.5 } } }),
    );
    const versions = new Set<string>();
    for (let call = 0; call < 40; call += 1) versions.add((await invoke({ do: 'return' }, { Qualifier: 'live' })).ExecutedVersion!);
    expect([...versions].toSorted()).toEqual(['1', '2']);
    await lambda.send(new UpdateAliasCommand({ FunctionName: play(), Name: 'live', RoutingConfig: { AdditionalVersionWeights: {} } }));
    expect((await lambda.send(new ListAliasesCommand({ FunctionName: play() }))).Aliases).toMatchObject([
      { Name: 'live', FunctionVersion: '1' },
    ]);
  });
});

describe('a stream mapping', () => {
  const put = (ids: readonly string[]) =>
    new DynamoDBClient(cloud.client()).send(
      new BatchWriteItemCommand({
        RequestItems: { [cloud.outputs['Parcels']!]: ids.map((id) => ({ PutRequest: { Item: { id: { S: id } } } })) },
      }),
    );

  it('brings every change of the table to the function', async () => {
    await put(['a', 'b', 'c']);
    for (const id of ['a', 'b', 'c']) expect((await seenBy(cloud).one('aws:dynamodb', id))['arn']!.S).toBe(cloud.outputs['ParcelsStream']);
  });

  it('isolates the record that a batch fails on by halving it, and reports just that one as lost', async () => {
    await put(['d', 'throw-1', 'e', 'f']);
    for (const id of ['d', 'e', 'f']) await seenBy(cloud).one('aws:dynamodb', id);
    const report = JSON.parse((await messageFrom(cloud, cloud.outputs['Lost']!, (body) => body.includes('DDBStream'))).Body!) as Record<
      string,
      unknown
    >;
    expect(report).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted' },
      DDBStreamBatchInfo: { batchSize: 1, streamArn: cloud.outputs['ParcelsStream'] },
    });
  });

  it('goes on behind the last record that a function reports as taken', async () => {
    await put(['g', 'poison-1', 'h']);
    for (const id of ['g', 'h']) expect(await seenBy(cloud).one('aws:dynamodb', id)).toBeDefined();
    expect((await seenBy(cloud).all('aws:dynamodb')).map(({ n }) => n!.S)).not.toContain('poison-1');
  });

  it('is listed with its settings', async () => {
    const { EventSourceMappings } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: cloud.outputs['Tracker']! }));
    expect(EventSourceMappings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          UUID: cloud.outputs['TrackerStream'],
          BatchSize: 10,
          BisectBatchOnFunctionError: true,
          State: 'Enabled',
        }),
      ]),
    );
  });
});

describe('a queue mapping', () => {
  it('takes what the function took from the queue, and leaves the rest to the dead letters', async () => {
    const sqs = new SQSClient(cloud.client());
    for (const body of ['parcel', 'poison'])
      await sqs.send(new SendMessageCommand({ QueueUrl: cloud.outputs['Inbox']!, MessageBody: body }));
    await seenBy(cloud).one('aws:sqs', 'parcel');
    expect((await messageFrom(cloud, cloud.outputs['Lost']!, (body) => !body.startsWith('{'))).Body).toBe('poison');
    expect((await seenBy(cloud).all('aws:sqs')).map(({ n }) => n!.S)).toEqual(['parcel']);
  });
});

it('lists functions and shows them', async () => {
  const { Functions } = await lambda.send(new ListFunctionsCommand({}));
  expect(Functions!.map(({ FunctionName }) => FunctionName)).toEqual(expect.arrayContaining([play(), cloud.outputs['Tracker']]));
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: play() }));
  expect(Configuration).toMatchObject({ Handler: 'play.handler', Runtime: 'nodejs24.x', Timeout: 8, State: 'Active' });
});
