import type { RolePrincipals, ServiceCalls } from '../../calls.ts';
import { queueUrl } from '../../destinations.ts';
import type { EventPattern } from '../../events/pattern.ts';
import type { Json } from '../../json.ts';
import type { LocalHost } from '../../storage/index.ts';
import { sleepUntil, type Timers } from '../../timers/timers.ts';
import { functionRole } from '../function-role.ts';
import type { Functions } from '../functions.ts';
import type { Invocations } from '../invocations.ts';
import { reportedFailures, type MappingConfig, type MappingWorker } from './mapping.ts';

export interface QueueMappingOptions {
  readonly functions: Functions;
  readonly invocations: Invocations;
  readonly calls: ServiceCalls;
  readonly principalOf: RolePrincipals;
  readonly timers: Timers;
  readonly host: LocalHost;
  readonly region: string;
  readonly passes: EventPattern;
}

interface Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Record<string, string>;
  readonly MessageAttributes?: Record<string, { StringValue?: string; BinaryValue?: string; DataType: string }>;
}

const RECEIVE_LIMIT = 10;
/** Pause after an empty answer, and after one that could not be had, milliseconds. */
const EMPTY_PAUSE = 200;
const FAILURE_PAUSE = 5000;

/** Receives from a queue and hands batches to a function; deletes what it took, leaves the rest to become visible again. */
export function startQueueMapping(config: MappingConfig, options: QueueMappingOptions): MappingWorker {
  const { functions, invocations, calls, principalOf, timers, host, region, passes } = options;
  const closing = new AbortController();
  const [, , , , account, name] = config.eventSourceArn.split(':');
  const QueueUrl = queueUrl(account!, name!);

  const call = (action: string, input: Record<string, unknown>): Promise<unknown> => {
    const { config: fn, arn } = functions.resolve(config.functionName);
    const principal = principalOf(functionRole(fn, arn));
    return calls.invoke({ service: 'sqs', action, input: { QueueUrl, ...input }, principal });
  };

  async function receive(): Promise<Message[]> {
    const messages: Message[] = [];
    while (messages.length < config.batchSize) {
      const wanted = Math.min(RECEIVE_LIMIT, config.batchSize - messages.length);
      const answer = (await call('ReceiveMessage', {
        MaxNumberOfMessages: wanted,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
        WaitTimeSeconds: 0,
      })) as { Messages?: Message[] };
      messages.push(...(answer.Messages ?? []));
      if ((answer.Messages ?? []).length < wanted) break;
    }
    return messages;
  }

  function recordOf(message: Message): Json {
    const attributes = Object.entries(message.MessageAttributes ?? {}).map(
      ([key, value]) =>
        [
          key,
          {
            ...(value.StringValue !== undefined && { stringValue: value.StringValue }),
            ...(value.BinaryValue !== undefined && { binaryValue: value.BinaryValue }),
            dataType: value.DataType,
          },
        ] as const,
    );
    return {
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes ?? {},
      messageAttributes: Object.fromEntries(attributes),
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: config.eventSourceArn,
      awsRegion: region,
    };
  }

  async function handle(messages: readonly Message[]): Promise<void> {
    const wanted = messages.filter((message) => passes(bodyAsJson(recordOf(message))));
    const unwanted = messages.filter((message) => !wanted.includes(message));
    const taken = wanted.length === 0 ? [] : await deliver(wanted);
    if (closing.signal.aborted) return;
    host.reach('lambda:queue-delivered');
    const gone = [...unwanted, ...taken];
    for (let start = 0; start < gone.length; start += RECEIVE_LIMIT) {
      await call('DeleteMessageBatch', {
        Entries: gone
          .slice(start, start + RECEIVE_LIMIT)
          .map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle })),
      });
    }
  }

  /** Returns the messages that the function took. */
  async function deliver(messages: readonly Message[]): Promise<readonly Message[]> {
    const result = await invocations.run(functions.resolve(config.functionName), JSON.stringify({ Records: messages.map(recordOf) }));
    if (result.functionError !== undefined) return [];
    if (!config.reportBatchItemFailures) return messages;
    const failed = reportedFailures(
      result.payload,
      messages.map(({ MessageId }) => MessageId),
    );
    return messages.filter(({ MessageId }) => !failed.includes(MessageId));
  }

  async function work(): Promise<void> {
    while (!closing.signal.aborted) {
      let pause = 0;
      try {
        const messages = await receive();
        if (messages.length > 0) await handle(messages);
        else pause = EMPTY_PAUSE;
      } catch {
        pause = FAILURE_PAUSE;
      }
      if (pause > 0) await sleepUntil(timers, host.clock.now() + pause, closing.signal).catch(() => undefined);
    }
  }
  void work();

  return { close: () => closing.abort() };
}

/** Filters see a body that is JSON as such. */
function bodyAsJson(record: Json): Json {
  const { body } = record as { body: string };
  try {
    return { ...(record as object), body: JSON.parse(body) as Json };
  } catch {
    return record;
  }
}
