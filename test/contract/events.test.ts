import {
  CreateEventBusCommand,
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { messageFrom, refusal, seenBy, startParcels, type Parcels } from './template/parcels.ts';

vi.setConfig({ testTimeout: 90_000 });

let cloud: Parcels;
let events: EventBridgeClient;
beforeAll(async () => {
  cloud = await startParcels();
  events = new EventBridgeClient(cloud.client());
});
afterAll(() => cloud.close());

const put = (Source: string, detail: unknown, more: { DetailType?: string; EventBusName?: string } = {}) =>
  events.send(
    new PutEventsCommand({
      Entries: [{ Source, DetailType: 'Told', Detail: JSON.stringify(detail), EventBusName: cloud.outputs['Bus']!, ...more }],
    }),
  );
const lost = (wanted?: (body: string) => boolean) => messageFrom(cloud, cloud.outputs['Lost']!, wanted);

describe('an event', () => {
  it('reaches every target of every rule that it matches, each in the form that the target asks for', async () => {
    const { Entries, FailedEntryCount } = await put('parcels', { weight: 12, to: 'Oslo' });
    expect(FailedEntryCount).toBe(0);
    expect((await seenBy(cloud).one('play', Entries![0]!.EventId!))['value']).toEqual({ S: 'heavy 12' });
    expect(JSON.parse((await lost()).Body!)).toEqual({ weight: 12, to: 'Oslo' });
  });

  it('reaches none whose pattern it does not match', async () => {
    await put('parcels', { weight: 10, to: 'light' });
    await put('letters', { weight: 20, to: 'letter' });
    await put('parcels', { weight: 30, to: 'last' });
    expect(JSON.parse((await lost()).Body!)).toEqual({ weight: 30, to: 'last' });
  });

  it('is refused entry by entry, and the others are taken', async () => {
    const entry = { Source: 'parcels', DetailType: 'Told', Detail: '{"weight":11,"to":"good"}', EventBusName: cloud.outputs['Bus']! };
    const { Entries, FailedEntryCount } = await events.send(
      new PutEventsCommand({
        Entries: [
          { ...entry, Detail: '{' },
          { ...entry, Source: 'aws.s3' },
          { ...entry, EventBusName: 'no-bus' },
          { ...entry, DetailType: '' },
          entry,
        ],
      }),
    );
    expect(FailedEntryCount).toBe(4);
    expect(Entries!.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'MalformedDetail',
      'NotAuthorizedForSourceException',
      'ResourceNotFoundException',
      'InvalidArgument',
      undefined,
    ]);
    expect(JSON.parse((await lost()).Body!)).toEqual({ weight: 11, to: 'good' });
  });

  it('that no target takes ends in the dead letters, with the reason', async () => {
    await put('parcels.broken', { n: 1 });
    const message = await lost();
    expect(JSON.parse(message.Body!)).toMatchObject({ source: 'parcels.broken', detail: { n: 1 } });
    expect(message.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'ResourceNotFoundException' },
      RULE_ARN: { StringValue: expect.stringContaining('rule/parcel-bus/') as string },
    });
  });
});

describe('an object stored in a bucket that says so', () => {
  it("starts the machine of the rule whose wildcard its key fits, as the rule's role", async () => {
    const s3 = new S3Client(cloud.client());
    for (const Key of ['to/oslo/other.json', 'to/oslo/label.json'])
      await s3.send(new PutObjectCommand({ Bucket: cloud.outputs['Labels']!, Key, Body: '{}' }));
    await seenBy(cloud).one('delivery', 'to/oslo/label.json');
    expect((await seenBy(cloud).all('delivery')).map(({ n }) => n!.S)).toEqual(['to/oslo/label.json']);
  });
});

describe('a rule', () => {
  const rule = { Name: 'made', EventPattern: '{"source":["made"]}' };

  it('can be made, switched and removed while the cloud runs', async () => {
    const { RuleArn } = await events.send(new PutRuleCommand(rule));
    expect(RuleArn).toBe('arn:aws:events:eu-north-1:111122223333:rule/made');
    const queue = {
      Id: 'q',
      Arn: `arn:aws:sqs:eu-north-1:111122223333:${cloud.outputs['Lost']!.split('/').pop()}`,
      Input: '{"constant":true}',
    };
    await events.send(new PutTargetsCommand({ Rule: 'made', Targets: [queue] }));
    expect((await events.send(new ListTargetsByRuleCommand({ Rule: 'made' }))).Targets).toMatchObject([queue]);
    await put('made', {}, { EventBusName: 'default' });
    expect((await lost()).Body).toBe('{"constant":true}');
    await events.send(new DisableRuleCommand({ Name: 'made' }));
    expect((await events.send(new DescribeRuleCommand({ Name: 'made' }))).State).toBe('DISABLED');
    await put('made', {}, { EventBusName: 'default' });
    await events.send(new EnableRuleCommand({ Name: 'made' }));
    await put('parcels', { weight: 77 });
    expect((await lost()).Body).toBe('{"weight":77}');
    expect((await refusal(events.send(new DeleteRuleCommand({ Name: 'made' })))).name).toBe('ValidationException');
    await events.send(new RemoveTargetsCommand({ Rule: 'made', Ids: ['q'] }));
    await events.send(new DeleteRuleCommand({ Name: 'made' }));
    expect((await refusal(events.send(new DescribeRuleCommand({ Name: 'made' })))).name).toBe('ResourceNotFoundException');
  });

  it('with a pattern that means nothing is refused, with the place', async () => {
    const error = await refusal(events.send(new PutRuleCommand({ Name: 'bad', EventPattern: '{"detail":{"a":[{"begins":"x"}]}}' })));
    expect(error.name).toBe('InvalidEventPatternException');
    expect(error.message).toContain('detail.a: there is no operator begins');
  });

  it('that this cloud cannot keep is refused by name: a cron schedule, a target of another kind', async () => {
    expect((await refusal(events.send(new PutRuleCommand({ Name: 'cron', ScheduleExpression: 'cron(0 12 * * ? *)' })))).message).toContain(
      'cron(0 12',
    );
    await events.send(new PutRuleCommand(rule));
    const error = await refusal(
      events.send(new PutTargetsCommand({ Rule: 'made', Targets: [{ Id: 'k', Arn: 'arn:aws:kinesis:eu-north-1:111122223333:stream/x' }] })),
    );
    expect(error.name).toBe('UnsupportedOperation');
    await events.send(new DeleteRuleCommand({ Name: 'made' }));
  });

  it('is listed on its bus', async () => {
    const { Rules } = await events.send(new ListRulesCommand({ EventBusName: cloud.outputs['Bus']! }));
    expect(Rules!.map(({ EventBusName }) => EventBusName)).toEqual(['parcel-bus', 'parcel-bus']);
  });
});

it('tells whether a pattern fits an event', async () => {
  const Event = JSON.stringify({
    id: '1',
    account: '1',
    source: 'a',
    time: '2026-01-01T00:00:00Z',
    region: 'r',
    resources: [],
    'detail-type': 't',
    detail: { n: 5 },
  });
  const test = (pattern: unknown) => events.send(new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event }));
  expect((await test({ detail: { n: [{ numeric: ['<', 6] }] } })).Result).toBe(true);
  expect((await test({ detail: { n: [6] } })).Result).toBe(false);
});

it('has the default bus, those of the template, and those made since', async () => {
  await events.send(new CreateEventBusCommand({ Name: 'another' }));
  expect((await refusal(events.send(new CreateEventBusCommand({ Name: 'another' })))).name).toBe('ResourceAlreadyExistsException');
  const { EventBuses } = await events.send(new ListEventBusesCommand({}));
  expect(EventBuses!.map(({ Name }) => Name)).toEqual(['another', 'default', 'parcel-bus']);
});

it('takes no more than ten events at once', async () => {
  const entry = { Source: 'x', DetailType: 'x', Detail: '{}' };
  expect((await refusal(events.send(new PutEventsCommand({ Entries: Array.from({ length: 11 }, () => entry) })))).name).toBe(
    'ValidationException',
  );
});
