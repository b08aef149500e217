import type { JsonObject } from '../../json.ts';
import { AwsError } from '../../wire/error.ts';
import type { Provisioner } from '../provisioner.ts';
import { optionalText, type ResourceType } from '../resource.ts';

/** Properties that are attributes of the same name. */
const ATTRIBUTES = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'MaximumMessageSize',
  'ReceiveMessageWaitTimeSeconds',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'FifoQueue',
  'ContentBasedDeduplication',
  'SqsManagedSseEnabled',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
];

const call = (provisioner: Provisioner, action: string, input: unknown): Promise<unknown> =>
  provisioner.calls.invoke({ service: 'sqs', action, input, principal: provisioner.operator });

function attributesOf(properties: JsonObject): Record<string, string> {
  return Object.fromEntries(
    ATTRIBUTES.filter((name) => properties[name] !== undefined).map((name) => [
      name,
      typeof properties[name] === 'object' ? JSON.stringify(properties[name]) : String(properties[name]),
    ]),
  );
}

const queue: ResourceType = {
  async deploy({ properties, provisioner, name }) {
    const fifo = properties['FifoQueue'] === true || properties['FifoQueue'] === 'true';
    const QueueName = optionalText(properties, 'QueueName') ?? (fifo ? `${name(75)}.fifo` : name(80));
    const Attributes = attributesOf(properties);
    let url: string;
    try {
      url = ((await call(provisioner, 'GetQueueUrl', { QueueName })) as { QueueUrl: string }).QueueUrl;
      const { FifoQueue: _fixed, ...changing } = Attributes;
      if (Object.keys(changing).length > 0) await call(provisioner, 'SetQueueAttributes', { QueueUrl: url, Attributes: changing });
    } catch (error) {
      if (!(error instanceof AwsError) || !/QueueDoesNotExist|NonExistentQueue/.test(error.code)) throw error;
      url = ((await call(provisioner, 'CreateQueue', { QueueName, Attributes })) as { QueueUrl: string }).QueueUrl;
    }
    return {
      ref: url,
      attributes: { Arn: `arn:aws:sqs:${provisioner.region}:${provisioner.account}:${QueueName}`, QueueName, QueueUrl: url },
    };
  },
};

const policy: ResourceType = {
  async deploy({ logicalId, properties, provisioner }) {
    for (const QueueUrl of (properties['Queues'] ?? []) as string[]) {
      await call(provisioner, 'SetQueueAttributes', { QueueUrl, Attributes: { Policy: JSON.stringify(properties['PolicyDocument']) } });
    }
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
};

export const sqsTypes: Readonly<Record<string, ResourceType>> = { 'AWS::SQS::Queue': queue, 'AWS::SQS::QueuePolicy': policy };
