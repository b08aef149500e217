import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Sleep } from '../ports/index.ts';

/** A dead letter of which nobody knows whose it is. */
export interface UnsortedLetter {
  readonly id: string;
  /** When it was put there, in milliseconds since 1970. */
  readonly at: number;
  readonly body: string;
}

/** How long what is looked at stays hidden from others, seconds. */
const lookingFor = 60;

/** Looks at all of them and leaves them where they are. */
export async function listUnsorted(sqs: SQSClient, QueueUrl: string): Promise<UnsortedLetter[]> {
  const seen: Message[] = [];
  const look = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: lookingFor,
    MessageSystemAttributeNames: ['SentTimestamp'],
  });
  for (;;) {
    const { Messages = [] } = await sqs.send(look);
    if (Messages.length === 0) break;
    seen.push(...Messages);
  }
  for (const { ReceiptHandle } of seen)
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  return seen.map(({ MessageId = '', Attributes, Body = '' }) => ({
    id: MessageId,
    at: Number(Attributes?.['SentTimestamp'] ?? 0),
    body: Body,
  }));
}

/** Puts all of them back to be sorted again, and waits until they are; returns how many. */
export async function redriveUnsorted(sqs: SQSClient, QueueUrl: string, sleep: Sleep['sleep']): Promise<number> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const SourceArn = Attributes!['QueueArn']!;
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
  for (;;) {
    const { Results: [task] = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }));
    if (task?.Status !== 'RUNNING') return Number(task?.ApproximateNumberOfMessagesMoved ?? 0);
    await sleep(500);
  }
}
