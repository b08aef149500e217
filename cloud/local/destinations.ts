import type { ServiceCalls } from './calls.ts';
import type { Principal } from './iam/principal.ts';
import { AwsError, unsupported } from './wire/error.ts';

/** Text to be handed to whatever an ARN names. */
export interface Parcel {
  readonly arn: string;
  readonly body: string;
  readonly principal: Principal;
  /** The resource that sends: the queue's policy may ask for it. */
  readonly sourceArn?: string;
  /** SQS message attributes, all of them strings. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** For FIFO queues. */
  readonly groupId?: string;
}

/** Sends to a queue. Other kinds of destination are refused by name. */
export async function sendToQueue(calls: ServiceCalls, parcel: Parcel): Promise<void> {
  const [, , service, , account, name] = parcel.arn.split(':');
  if (service !== 'sqs') throw unsupported('destinations', `sending to ${parcel.arn}`);
  if (!name) throw new AwsError('InvalidParameterValueException', `${parcel.arn} is not the ARN of a queue`);
  const attributes = Object.entries(parcel.attributes ?? {}).map(
    ([key, StringValue]) => [key, { DataType: 'String', StringValue }] as const,
  );
  await calls.invoke({
    service: 'sqs',
    action: 'SendMessage',
    principal: parcel.principal,
    ...(parcel.sourceArn !== undefined && { sourceArn: parcel.sourceArn }),
    input: {
      QueueUrl: queueUrl(account!, name),
      MessageBody: parcel.body,
      ...(attributes.length > 0 && { MessageAttributes: Object.fromEntries(attributes) }),
      ...(parcel.groupId !== undefined && { MessageGroupId: parcel.groupId }),
    },
  });
}

/** A queue's URL as services of this cloud write it among themselves; only its path counts. */
export function queueUrl(account: string, name: string): string {
  return `http://sqs/${account}/${name}`;
}
