import type { LocalContext } from '../storage/context.ts';
import { AwsError } from '../wire/error.ts';
import { defineService, jsonAction, type AwsCall, type LocalService } from '../wire/service.ts';
import { md5, md5OfAttributes, type MessageAttribute } from './digest.ts';
import { type Message, type NewMessage, openMessages } from './messages.ts';
import { moveActions, sourcesOf } from './moves.ts';
import { allAttributes, numberOf, openQueues, type Queue, queuePolicies } from './queue.ts';
import { waitForMessage } from './wait.ts';

export interface Sqs {
  readonly services: readonly LocalService[];
  /** Makes a queue or gives an existing one these attributes, as a template does. */
  putQueue(name: string, attributes?: Readonly<Record<string, string>>): Queue;
  /** Puts a message into a queue for another service of this cloud; joins the caller's transaction. */
  send(queueArn: string, message: NewMessage): string;
  /** How many messages of a queue are visible; undefined where there is no such queue. */
  depth(name: string): number | undefined;
  /** Housekeeping to be called now and then: messages past their retention. */
  sweep(): void;
}

interface QueueInput {
  readonly QueueUrl: string;
}
interface SendInput {
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
}
interface ReceiveInput extends QueueInput {
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly WaitTimeSeconds?: number;
  readonly MessageAttributeNames?: readonly string[];
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
}

const MAX_BATCH = 10;

/** Simple Queue Service: standard queues. */
export function createSqs(context: LocalContext): Sqs {
  const { clock } = context.host;
  const queues = openQueues(context);
  const messages = openMessages(context, queues);

  /** The queue, once the caller may do this to it. */
  function permitted(call: AwsCall, action: string, queueUrl: string): Queue {
    const queue = queues.get(queueUrl);
    call.permit(`sqs:${action}`, queue.arn, {}, queuePolicies(queue));
    return queue;
  }

  function urlOf(queue: Queue, call: AwsCall): string {
    return `http://${call.headers['host'] ?? 'localhost'}/${context.account}/${queue.name}`;
  }

  function send(queue: Queue, input: SendInput, call: AwsCall): Record<string, unknown> {
    const { MessageBody: body, MessageAttributes: attributes, DelaySeconds: delaySeconds } = input;
    if (typeof body !== 'string' || body === '')
      throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
    const size = Object.entries(attributes ?? {}).reduce(
      (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(JSON.stringify(value)),
      Buffer.byteLength(body),
    );
    if (size > numberOf(queue, 'MaximumMessageSize'))
      throw invalidParameter(
        `One or more parameters are invalid. Reason: Message must be shorter than ${numberOf(queue, 'MaximumMessageSize')} bytes.`,
      );
    if (delaySeconds !== undefined && !(delaySeconds >= 0 && delaySeconds <= 900)) throw invalidParameter('DelaySeconds must be 0 to 900.');
    const id = messages.send(queue, {
      body,
      sender: call.principal.userId,
      ...(attributes && { attributes }),
      ...(delaySeconds !== undefined && { delaySeconds }),
    });
    const attributesDigest = md5OfAttributes(attributes);
    return {
      MessageId: id,
      MD5OfMessageBody: md5(body),
      ...(attributesDigest !== undefined && { MD5OfMessageAttributes: attributesDigest }),
    };
  }

  async function receive(input: ReceiveInput, call: AwsCall): Promise<Record<string, unknown>> {
    const queue = permitted(call, 'ReceiveMessage', input.QueueUrl);
    const limit = input.MaxNumberOfMessages ?? 1;
    if (!(limit >= 1 && limit <= MAX_BATCH))
      throw invalidParameter(`Value ${limit} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`);
    const visibility = input.VisibilityTimeout ?? numberOf(queue, 'VisibilityTimeout');
    const deadline = clock.now() + (input.WaitTimeSeconds ?? numberOf(queue, 'ReceiveMessageWaitTimeSeconds')) * 1000;
    for (;;) {
      const taken = messages.receive(queue, limit, visibility);
      if (taken.length > 0) return { Messages: taken.map((message) => show(message, input)) };
      if (call.signal.aborted || clock.now() >= deadline) return {};
      await waitForMessage(messages, queue, deadline, clock, call.signal);
    }
  }

  function remove(queue: Queue, receipt: string): void {
    checkReceipt(receipt);
    messages.remove(queue, receipt);
  }

  function hide(queue: Queue, receipt: string, seconds: number): void {
    checkReceipt(receipt);
    if (!(seconds >= 0 && seconds <= 43_200)) throw invalidParameter('VisibilityTimeout must be 0 to 43200.');
    if (!messages.hide(queue, receipt, seconds))
      throw invalidParameter(
        `Value ${receipt} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
  }

  const service = defineService({
    name: 'sqs',
    protocol: 'json-1.0',
    target: 'AmazonSQS',
    actions: {
      CreateQueue: jsonAction<{ QueueName: string; Attributes?: Record<string, string>; tags?: Record<string, string> }>(
        ({ QueueName, Attributes = {}, tags = {} }, call) => {
          call.permit('sqs:CreateQueue', `arn:aws:sqs:${context.region}:${context.account}:${QueueName}`);
          return { QueueUrl: urlOf(queues.create(QueueName, Attributes, tags), call) };
        },
      ),
      DeleteQueue: jsonAction<QueueInput>(({ QueueUrl }, call) => queues.remove(permitted(call, 'DeleteQueue', QueueUrl))),
      GetQueueUrl: jsonAction<{ QueueName: string }>(({ QueueName }, call) => ({
        QueueUrl: urlOf(permitted(call, 'GetQueueUrl', QueueName), call),
      })),
      ListQueues: jsonAction<{ QueueNamePrefix?: string }>(({ QueueNamePrefix = '' }, call) => {
        call.permit('sqs:ListQueues', '*');
        return {
          QueueUrls: queues
            .list()
            .filter(({ name }) => name.startsWith(QueueNamePrefix))
            .map((queue) => urlOf(queue, call)),
        };
      }),
      GetQueueAttributes: jsonAction<QueueInput & { AttributeNames?: readonly string[] }>(({ QueueUrl, AttributeNames = [] }, call) => {
        const queue = permitted(call, 'GetQueueAttributes', QueueUrl);
        const { visible, hidden, delayed } = messages.counts(queue);
        const all: Record<string, string> = {
          ...allAttributes(queue),
          QueueArn: queue.arn,
          CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
          LastModifiedTimestamp: String(Math.floor(queue.changedAt / 1000)),
          ApproximateNumberOfMessages: String(visible),
          ApproximateNumberOfMessagesNotVisible: String(hidden),
          ApproximateNumberOfMessagesDelayed: String(delayed),
        };
        return {
          Attributes: Object.fromEntries(
            Object.entries(all).filter(([name]) => AttributeNames.includes('All') || AttributeNames.includes(name)),
          ),
        };
      }),
      SetQueueAttributes: jsonAction<QueueInput & { Attributes: Record<string, string> }>(
        ({ QueueUrl, Attributes }, call) => void queues.change(permitted(call, 'SetQueueAttributes', QueueUrl), Attributes),
      ),
      PurgeQueue: jsonAction<QueueInput>(({ QueueUrl }, call) => messages.purge(permitted(call, 'PurgeQueue', QueueUrl))),
      SendMessage: jsonAction<QueueInput & SendInput>((input, call) => send(permitted(call, 'SendMessage', input.QueueUrl), input, call)),
      SendMessageBatch: jsonAction<QueueInput & { Entries: readonly (SendInput & { Id: string })[] }>(({ QueueUrl, Entries }, call) => {
        const queue = permitted(call, 'SendMessage', QueueUrl);
        return context.database.transaction(() => batch(Entries, (entry) => send(queue, entry, call)));
      }),
      ReceiveMessage: jsonAction<ReceiveInput>(receive),
      DeleteMessage: jsonAction<QueueInput & { ReceiptHandle: string }>(({ QueueUrl, ReceiptHandle }, call) =>
        remove(permitted(call, 'DeleteMessage', QueueUrl), ReceiptHandle),
      ),
      DeleteMessageBatch: jsonAction<QueueInput & { Entries: readonly { Id: string; ReceiptHandle: string }[] }>(
        ({ QueueUrl, Entries }, call) => {
          const queue = permitted(call, 'DeleteMessage', QueueUrl);
          return batch(Entries, ({ ReceiptHandle }) => remove(queue, ReceiptHandle));
        },
      ),
      ChangeMessageVisibility: jsonAction<QueueInput & { ReceiptHandle: string; VisibilityTimeout: number }>(
        ({ QueueUrl, ReceiptHandle, VisibilityTimeout }, call) => {
          hide(permitted(call, 'ChangeMessageVisibility', QueueUrl), ReceiptHandle, VisibilityTimeout);
        },
      ),
      ChangeMessageVisibilityBatch: jsonAction<
        QueueInput & { Entries: readonly { Id: string; ReceiptHandle: string; VisibilityTimeout: number }[] }
      >(({ QueueUrl, Entries }, call) => {
        const queue = permitted(call, 'ChangeMessageVisibility', QueueUrl);
        return batch(Entries, ({ ReceiptHandle, VisibilityTimeout }) => hide(queue, ReceiptHandle, VisibilityTimeout));
      }),
      ListDeadLetterSourceQueues: jsonAction<QueueInput>(({ QueueUrl }, call) => {
        const dead = permitted(call, 'ListDeadLetterSourceQueues', QueueUrl);
        return { queueUrls: sourcesOf(queues, dead).map((queue) => urlOf(queue, call)) };
      }),
      ...moveActions({ context, queues, messages, permitted }),
    },
  });

  return {
    services: [service],
    putQueue(name, attributes = {}) {
      const existing = queues.list().find((queue) => queue.name === name);
      return existing ? queues.change(existing, attributes) : queues.create(name, attributes);
    },
    send: (queueArn, message) => messages.send(queues.get(queueArn), message),
    depth(name) {
      const queue = queues.list().find((each) => each.name === name);
      return queue && messages.counts(queue).visible;
    },
    sweep: () => messages.sweep(),
  };
}

/** Carries out each entry by itself; one that is refused does not keep the others. */
function batch<Entry extends { readonly Id: string }>(
  entries: readonly Entry[] | undefined,
  run: (entry: Entry) => Record<string, unknown> | undefined | void,
): Record<string, unknown> {
  if (!entries || entries.length === 0) throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MAX_BATCH)
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_BATCH}. You have sent ${entries.length}.`,
    );
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new AwsError('BatchEntryIdsNotDistinct', 'Ids of the entries are not distinct.');
  const successful: Record<string, unknown>[] = [];
  const failed: Record<string, unknown>[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError) || error.status >= 500) throw error;
      failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful: successful, Failed: failed };
}

/** A message as ReceiveMessage shows it, with the attributes that were asked for. */
function show(message: Message, input: ReceiveInput): Record<string, unknown> {
  const asked = input.MessageAttributeNames ?? [];
  const attributes = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) =>
      asked.some((each) => each === 'All' || each === '.*' || each === name || (each.endsWith('.*') && name.startsWith(each.slice(0, -1)))),
    ),
  );
  const digest = md5OfAttributes(attributes);
  const system: Record<string, string> = {
    SenderId: message.sender,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.origin !== null && { DeadLetterQueueSourceArn: message.origin }),
  };
  const wanted = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
  const shown = Object.entries(system).filter(([name]) => wanted.includes('All') || wanted.includes(name));
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(digest !== undefined && { MessageAttributes: attributes, MD5OfMessageAttributes: digest }),
    ...(shown.length > 0 && { Attributes: Object.fromEntries(shown) }),
  };
}

function checkReceipt(receipt: string): void {
  if (!/^\d+:[0-9a-f]{24}$/.test(Buffer.from(String(receipt), 'base64url').toString()))
    throw new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${receipt}" is not a valid receipt handle.`);
}

function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}
