import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
  type Message,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSqs, type Sqs } from '../../cloud/local/sqs/index.ts';
import { ACCOUNT, openTestCloud, REGION, refusal, type TestCloud } from './harness/local-cloud.ts';

let cloud: TestCloud;
let service: Sqs;
let sqs: SQSClient;

beforeAll(async () => {
  cloud = await openTestCloud((context) => (service = createSqs(context)).services);
  sqs = new SQSClient(cloud.client());
});
afterAll(() => cloud.close());

/** The clock only ever goes on; clients sign by theirs, which is told of it. */
let elapsed = 0;
function pass(seconds: number): void {
  elapsed += seconds * 1000;
  cloud.skew(elapsed);
  sqs = new SQSClient({ ...cloud.client(), systemClockOffset: elapsed });
}
const create = async (QueueName: string, Attributes: Record<string, string> = {}) =>
  (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl!;
const send = (QueueUrl: string, MessageBody: string, more: object = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (QueueUrl: string, more: object = {}): Promise<Message[]> =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ?? [];
const remove = (QueueUrl: string, { ReceiptHandle }: Message) => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);

test('a queue is made once for the same attributes, found and listed', async () => {
  const url = await create('made', { VisibilityTimeout: '5' });
  expect(await create('made', { VisibilityTimeout: '5' })).toBe(url);
  expect(await refusal(create('made', { VisibilityTimeout: '6' }))).toMatchObject({ name: 'QueueNameExists' });
  expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'made' }))).QueueUrl).toBe(url);
  expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'ma' }))).QueueUrls).toEqual([url]);
  expect((await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }))).Attributes).toMatchObject({
    VisibilityTimeout: '5',
    QueueArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:made`,
  });
  await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
  expect(await refusal(send(url, 'x'))).toMatchObject({ name: 'QueueDoesNotExist' });
  expect(await refusal(create('wrong', { VisibilityTimeout: '-1' }))).toMatchObject({ name: 'InvalidAttributeValue' });
});

test('a message is received with its attributes, hidden from others, and gone once deleted', async () => {
  const url = await create('first', { VisibilityTimeout: '30' });
  // The client checks the digests of body and attributes itself.
  await send(url, 'hello ü', {
    MessageAttributes: {
      text: { DataType: 'String', StringValue: 'v' },
      bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
      number: { DataType: 'Number', StringValue: '7' },
    },
  });
  const [message] = await receive(url, { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
  expect(message).toMatchObject({
    Body: 'hello ü',
    MessageAttributes: { text: { StringValue: 'v' }, bytes: { BinaryValue: new Uint8Array([1, 2]) } },
    Attributes: { ApproximateReceiveCount: '1' },
  });
  expect(await receive(url)).toEqual([]);
  await remove(url, message!);
  pass(31);
  expect(await receive(url)).toEqual([]);
});

test('a message that is not deleted comes again after its visibility timeout; only the latest receipt deletes it', async () => {
  const url = await create('again', { VisibilityTimeout: '10' });
  await send(url, 'stubborn');
  const [first] = await receive(url);
  pass(9);
  expect(await receive(url)).toEqual([]);
  pass(2);
  const [second] = await receive(url, { AttributeNames: ['ApproximateReceiveCount'] });
  expect(second!.Attributes).toEqual({ ApproximateReceiveCount: '2' });
  await remove(url, first!);
  pass(11);
  const [third] = await receive(url);
  expect(third!.Body).toBe('stubborn');
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: third!.ReceiptHandle, VisibilityTimeout: 0 }));
  const [fourth] = await receive(url);
  await remove(url, fourth!);
  expect(await refusal(remove(url, { ReceiptHandle: 'nonsense' }))).toMatchObject({ name: 'ReceiptHandleIsInvalid' });
});

test('a delayed message waits, and an old one is dropped', async () => {
  const url = await create('slow', { MessageRetentionPeriod: '60' });
  await send(url, 'later', { DelaySeconds: 5 });
  expect(await receive(url)).toEqual([]);
  pass(6);
  expect(bodies(await receive(url, { VisibilityTimeout: 0 }))).toEqual(['later']);
  pass(60);
  expect(await receive(url)).toEqual([]);
  service.sweep();
  expect(
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] }))).Attributes,
  ).toEqual({ ApproximateNumberOfMessages: '0' });
});

test('a waiting receiver gets a message as soon as it is sent', async () => {
  const url = await create('waiting');
  const waiting = receive(url, { WaitTimeSeconds: 20 });
  await send(url, 'at last');
  expect(bodies(await waiting)).toEqual(['at last']);
});

test('a message received too often becomes a dead letter and can be put back', async () => {
  const dead = await create('dead');
  const url = await create('fragile', {
    VisibilityTimeout: '0',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:dead`, maxReceiveCount: 2 }),
  });
  await send(url, 'poison');
  expect([bodies(await receive(url)), bodies(await receive(url)), bodies(await receive(url))]).toEqual([['poison'], ['poison'], []]);
  expect(bodies(await receive(dead, { VisibilityTimeout: 0 }))).toEqual(['poison']);
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:dead` }));
  expect([bodies(await receive(dead)), bodies(await receive(url))]).toEqual([[], ['poison']]);
});

describe('putting dead letters back', () => {
  const arnOf = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
  const redriveTo = (name: string) => ({
    VisibilityTimeout: '0',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount: 1 }),
  });

  test('a dead letter queue knows whose it is, and a queue that is none is no source', async () => {
    const dead = await create('grave');
    const source = await create('weak', redriveTo('grave'));
    expect((await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }))).queueUrls).toEqual([source]);
    expect((await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: source }))).queueUrls).toEqual([]);
    const move = (SourceArn: string) => refusal(sqs.send(new StartMessageMoveTaskCommand({ SourceArn })));
    expect(await move(arnOf('weak'))).toMatchObject({
      name: 'InvalidParameterValue',
      message: 'Source queue must be configured as a Dead Letter Queue.',
    });
    expect(await move(arnOf('nowhere'))).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('each is a new message where it came from; the task tells how many, and of those that came from no queue', async () => {
    const dead = await create('tomb');
    const url = await create('tired', redriveTo('tomb'));
    await send(url, 'once more');
    const [first] = await receive(url);
    expect(await receive(url)).toEqual([]);
    pass(60);
    await send(dead, 'from nowhere');
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf('tomb') }));
    const [again] = await receive(url, { MessageSystemAttributeNames: ['All'] });
    expect([again!.Body, again!.MessageId === first!.MessageId, again!.Attributes!['ApproximateReceiveCount']]).toEqual([
      'once more',
      false,
      '1',
    ]);
    const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf('tomb'), MaxResults: 10 }));
    expect(Results).toMatchObject([
      {
        Status: 'FAILED',
        FailureReason: 'CouldNotDetermineMessageSource',
        ApproximateNumberOfMessagesMoved: 1,
        ApproximateNumberOfMessagesToMove: 2,
      },
    ]);
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf('tomb'), DestinationArn: arnOf('tired') }));
    expect(bodies(await receive(dead))).toEqual([]);
    const { Results: newest } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf('tomb') }));
    expect(newest).toMatchObject([{ Status: 'COMPLETED', DestinationArn: arnOf('tired'), ApproximateNumberOfMessagesMoved: 1 }]);
  });

  test('needs the right to send to where they go', async () => {
    await create('vault');
    await create('source', redriveTo('vault'));
    const rights = ['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => `sqs:${action}`);
    const keys = cloud.user('mover', [{ name: 'mover', document: { Statement: { Effect: 'Allow', Action: rights, Resource: '*' } } }]);
    const mover = new SQSClient({ ...cloud.client(keys), systemClockOffset: elapsed });
    expect(await refusal(mover.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf('vault') })))).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('sqs:SendMessage'),
    });
  });
});

describe('batches', () => {
  test('each entry succeeds or fails by itself', async () => {
    const url = await create('batch', { MaximumMessageSize: '1024' });
    const Entries = [
      { Id: 'a', MessageBody: 'one' },
      { Id: 'b', MessageBody: 'x'.repeat(2000) },
      { Id: 'c', MessageBody: 'three' },
    ];
    const { Successful, Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect([Successful!.map(({ Id }) => Id), Failed!.map(({ Id, Code }) => [Id, Code])]).toEqual([
      ['a', 'c'],
      [['b', 'InvalidParameterValue']],
    ]);
    expect(new Set(bodies(await receive(url)))).toEqual(new Set(['one', 'three']));
    expect(await refusal(sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: [Entries[0]!, Entries[0]!] })))).toMatchObject({
      name: 'BatchEntryIdsNotDistinct',
    });
  });
});

test('permission goes by policy of the caller or of the queue', async () => {
  const url = await create('private');
  const keys = cloud.user('sender', []);
  const sender = () =>
    new SQSClient({ ...cloud.client(keys), systemClockOffset: elapsed }).send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' }));
  expect(await refusal(sender())).toMatchObject({ name: 'AccessDeniedException', message: expect.stringContaining('sqs:SendMessage') });
  const Policy = JSON.stringify({
    Statement: { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/sender` }, Action: 'sqs:SendMessage', Resource: '*' },
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy } }));
  await sender();
});

test('what this cloud lacks is refused by name', async () => {
  expect(await refusal(create('ordered.fifo', { FifoQueue: 'true' }))).toMatchObject({
    name: 'UnsupportedOperation',
    message: expect.stringContaining('FIFO'),
  });
  expect(await refusal(sqs.send(new TagQueueCommand({ QueueUrl: await create('tagged'), Tags: { a: 'b' } })))).toMatchObject({
    name: 'UnsupportedOperation',
    message: expect.stringContaining('TagQueue'),
  });
});

test('messages survive a restart', async () => {
  await send(await create('lasting'), 'still here');
  const again = createSqs(cloud.context);
  expect(again.putQueue('lasting').name).toBe('lasting');
  expect(bodies(await receive(await create('lasting')))).toEqual(['still here']);
});
