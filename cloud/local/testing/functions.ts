import type { Invocations } from '../lambda/invocations.ts';
import type { InvokeResult } from '../lambda/invoker.ts';
import { createFunctions } from '../lambda/functions.ts';
import { createLambdaStore } from '../lambda/store.ts';
import type { Principal } from '../iam/principal.ts';
import { AwsError } from '../wire/error.ts';
import { openTestContext, type TestContext } from './host.ts';

export const SERVICE: Principal = {
  kind: 'user',
  accessKeyId: '',
  account: '000000000000',
  arn: 'arn:aws:iam::000000000000:user/test',
  userId: 'test',
  tags: {},
  policies: [{ name: 'all', document: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } }],
};

/** How a function of a test answers an event: a value, an error it throws, or a refusal of the service. */
export type FunctionDouble = (event: unknown) => unknown;

/** A function named `f` whose runs are answered by `run`, with queues that note what they are sent. */
export function openFunctionDouble(run: FunctionDouble, from?: TestContext) {
  const context = from ?? openTestContext();
  const store = createLambdaStore(context.database);
  const functions = createFunctions(store, context.host, context);
  functions.put({
    functionName: 'f',
    description: '',
    runtime: 'nodejs24.x',
    handler: 'f.handler',
    roleArn: 'arn:aws:iam::000000000000:role/f',
    memorySize: 128,
    timeout: 3,
    environment: {},
    codeSha256: '',
  });
  const runs: { at: number; event: unknown }[] = [];
  const invocations: Invocations = {
    async run(_resolved, payload): Promise<InvokeResult> {
      const event = JSON.parse(payload) as unknown;
      runs.push({ at: context.time.now(), event });
      try {
        return { payload: JSON.stringify(await run(event)), executedVersion: '$LATEST', logTail: '' };
      } catch (error) {
        if (error instanceof AwsError) throw error;
        return {
          payload: JSON.stringify({ errorType: (error as Error).name, errorMessage: (error as Error).message }),
          functionError: 'Unhandled',
          executedVersion: '$LATEST',
          logTail: '',
        };
      }
    },
    forget: () => undefined,
    close: async () => undefined,
  };
  const sent: { queue: string; body: unknown; attributes: unknown }[] = [];
  const calls = {
    async invoke({ service, action, input }: { service: string; action: string; input: unknown }): Promise<unknown> {
      const { QueueUrl, MessageBody, MessageAttributes } = input as { QueueUrl: string; MessageBody: string; MessageAttributes?: unknown };
      if (service !== 'sqs' || action !== 'SendMessage') throw new Error(`unexpected ${service}:${action}`);
      sent.push({ queue: QueueUrl.split('/').pop()!, body: JSON.parse(MessageBody) as unknown, attributes: MessageAttributes });
      return {};
    },
  };
  return {
    context,
    store,
    functions,
    invocations,
    runs,
    sent,
    calls,
    principalOf: () => SERVICE,
    host: context.host,
    timers: context.time,
  };
}
