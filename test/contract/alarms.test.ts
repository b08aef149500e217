/**
 * Alarms from what functions log to what the operator is told: a level that is slow and fast again, by the template's own alarm; and a letter of a
 * tenant, on the product's own cloud. Run it alone: `vitest run --project node test/contract/alarms.test.ts`.
 */
import { DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ensureTemplate } from '../../build/synth.ts';
import { DynamoAlarmNotices } from '../../cloud/adapters/aws/alarm-notices.ts';
import { awsClients } from '../../cloud/adapters/aws/clients.ts';
import { signedFetch } from '../../cloud/adapters/aws/signed-fetch.ts';
import { Table } from '../../cloud/adapters/aws/table.ts';
import { alarmNoticeOf } from '../../cloud/domain/observe/index.ts';
import { linesOfSession } from '../../cloud/domain/testing/slow-level.ts';
import { AlarmStateChange, alarmStateChangeSample } from '../../cloud/events/index.ts';
import { createCloudWatch } from '../../cloud/local/cloudwatch/index.ts';
import { machineHost } from '../../cloud/local/index.ts';
import { INTERPRETED_TYPES } from '../../cloud/local/template/resource-types.ts';
import { openTestContext } from '../../cloud/local/testing/host.ts';
import { systemTimers } from '../../cloud/local/timers/timers.ts';
import { openProductCloud, type ProductCloud } from './harness/product-cloud.ts';

const minute = 60_000;

describe('a level that is too slow', () => {
  it('rings the template’s alarm after three minutes, and lets it rest once it is fast again', async () => {
    const { template } = await ensureTemplate();
    const { Resources } = JSON.parse(readFileSync(template, 'utf8')) as {
      Resources: Record<string, { Type: string; Properties: Record<string, never> }>;
    };
    const [logicalId, { Type, Properties }] = Object.entries(Resources).find(([id]) => id.startsWith('WatchingOverruns'))!;
    const context = openTestContext();
    const cloudwatch = createCloudWatch(context, { timers: context.time, depthOf: () => undefined });
    const told: unknown[] = [];
    context.bus.subscribe('test', ({ detailType, time, ...event }) =>
      told.push(alarmNoticeOf(AlarmStateChange.parse({ ...event, 'detail-type': detailType, time: new Date(time).toISOString() }))),
    );
    const request = { logicalId, type: Type, properties: Properties, name: () => 'overruns', provisioner: { cloudwatch } as never };
    await INTERPRETED_TYPES[Type]!.deploy(request);
    cloudwatch.resume();

    const lines = await linesOfSession({ minutes: 1, pushMs: 20 }, { minutes: 4, pushMs: 300 }, { minutes: 2, pushMs: 20 });
    const log = cloudwatch.heard({ write: () => undefined });
    const began = context.time.now() - Math.floor(lines[0]!._aws.Timestamp / minute) * minute;
    const states: string[] = [];
    for (const line of lines) {
      const at = line._aws.Timestamp + began;
      while (context.time.now() + minute <= at) {
        await context.time.advance(minute);
        states.push(cloudwatch.alarms.standing('overruns').state);
      }
      log.write('session-slice', { message: { ...line, _aws: { ...line._aws, Timestamp: at } } });
    }
    await context.time.advance(minute);
    states.push(cloudwatch.alarms.standing('overruns').state);
    cloudwatch.close();
    context.remove();
    const rang = states.indexOf('ALARM');
    expect(rang, states.join(' ')).toBeGreaterThanOrEqual(3);
    expect(states.slice(0, rang)).not.toContain('ALARM');
    expect(states.at(-1)).toBe('OK');
    expect(told.filter((notice) => notice !== undefined)).toMatchObject([
      { alarm: 'overruns', state: 'ALARM', means: expect.stringContaining('More than a fifth of all slices') as string },
      { alarm: 'overruns', state: 'OK' },
    ]);
  });

  it('is no news while there is no data yet', () => {
    const change = (state: string, before: string) =>
      alarmNoticeOf(
        AlarmStateChange.parse({
          ...alarmStateChangeSample,
          detail: { ...alarmStateChangeSample.detail, state: { value: state, reason: '' }, previousState: { value: before } },
        }),
      );
    expect(change('OK', 'INSUFFICIENT_DATA')).toBeUndefined();
    expect(change('INSUFFICIENT_DATA', 'ALARM')).toBeUndefined();
    expect(change('ALARM', 'INSUFFICIENT_DATA')).toMatchObject({ state: 'ALARM' });
  });
});

describe('on the product’s own cloud', () => {
  let cloud: ProductCloud;
  let door: DynamoDBClient;
  /** How far the cloud's clock is ahead, and what it does once a minute. */
  let ahead = 0;
  let look = (): void => undefined;
  beforeAll(async () => {
    const host = machineHost();
    const clock = { now: () => host.clock.now() + ahead };
    const timers = systemTimers(clock);
    cloud = await openProductCloud({
      host: { ...host, clock },
      timers: {
        at(time, work) {
          if (time % minute !== 5000) return timers.at(time, work);
          look = work;
          return () => undefined;
        },
      },
    });
    const { endpoint, region } = cloud.local;
    door = new DynamoDBClient({ endpoint, region, maxAttempts: 1, credentials: cloud.demo.target.credentials! });
  }, 240_000);
  afterAll(async () => {
    door?.destroy();
    await cloud?.close();
  });
  const eventually = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 30_000, interval: 50 });
  /** Has the cloud look at its alarms when a minute of this machine's clock is just over. */
  const lookAfter = (of: number): void => {
    ahead = (of + 1) * minute + 5000 - Date.now();
    look();
  };
  const thisMinute = (): number => Math.floor(Date.now() / minute);
  const TableName = (): string => cloud.target.outputs.TableName;

  it('a letter of a tenant rings, and the operator reads that it rang and that it is over; no tenant does', async () => {
    const began = thisMinute();
    const nonsense = { pk: { S: 'TENANT#demo#SESSION#s-nonsense' }, sk: { S: 'START' } };
    await door.send(
      new UpdateItemCommand({
        TableName: TableName(),
        Key: nonsense,
        UpdateExpression: 'SET pins = :p',
        ExpressionAttributeValues: { ':p': { S: 'no JSON' } },
      }),
    );
    await eventually(async () => expect(await cloud.demo.letters('demo')).not.toEqual([]));
    const states = async (): Promise<string[]> => (await cloud.operator.alarmNotices()).map(({ state }) => state);
    const filed = thisMinute();
    let looked = began;
    await eventually(async () => {
      if ((await states()).length === 0) {
        lookAfter(looked);
        // Never back: time that a cloud lives through twice would let the alarm rest before it rang.
        looked = Math.min(looked + 1, filed);
      }
      expect(await states()).toEqual(['ALARM']);
    });
    lookAfter(filed + 1);
    await eventually(async () => expect(await states()).toEqual(['ALARM', 'OK']));
    ahead = 0;
    const [rang] = await cloud.operator.alarmNotices();
    expect(rang).toMatchObject({ means: expect.stringContaining('lq dlq list') as string });

    const asked = new QueryCommand({
      TableName: TableName(),
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'OPERATOR#ALARMS' } },
    });
    await expect(door.send(asked)).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) as string });
  }, 90_000);

  it('a notice that is told twice is kept once', async () => {
    const clients = awsClients(cloud.target);
    const notices = new DynamoAlarmNotices(new Table(clients.dynamodb, TableName()));
    const notice = alarmNoticeOf(alarmStateChangeSample)!;
    expect([await notices.keep(notice), await notices.keep(notice)]).toEqual(['kept', 'present']);
    expect((await notices.list()).filter(({ id }) => id === notice.id)).toEqual([notice]);
    clients.close();
  });

  it('an alarm is put into a state by hand by the operator, and by no tenant’s keys', async () => {
    const call = async (credentials: typeof cloud.target.credentials, form: Record<string, string>) => {
      const answer = await signedFetch(
        { endpoint: cloud.local.endpoint, region: cloud.local.region, credentials: credentials! },
        {
          called: 'CloudWatch',
          service: 'monitoring',
          region: cloud.local.region,
          url: new URL(cloud.local.endpoint),
          headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
          body: new URLSearchParams({ Version: '2010-08-01', ...form }).toString(),
        },
      );
      return { status: answer.status, text: await answer.text() };
    };
    const { text } = await call(cloud.local.operator, { Action: 'DescribeAlarms' });
    const [, AlarmName = ''] = /<AlarmName>([^<]*Overruns[^<]*)</.exec(text) ?? [];
    const set = { Action: 'SetAlarmState', AlarmName, StateValue: 'ALARM', StateReason: 'a drill' };
    const tenants = cloud.demo.target.credentials;
    expect((await call(tenants, set)).status).toBe(403);
    expect((await call(tenants, { Action: 'DescribeAlarms' })).status).toBe(403);
    expect((await call(cloud.local.operator, { ...set, StateValue: 'LOUD' })).status).toBe(400);
    expect((await call(cloud.local.operator, { ...set, AlarmName: 'none' })).status).toBe(404);
    expect((await call(cloud.local.operator, set)).status).toBe(200);
    await eventually(async () =>
      expect((await cloud.operator.alarmNotices()).map(({ alarm, state, reason }) => [alarm, state, reason])).toContainEqual([
        AlarmName,
        'ALARM',
        'a drill',
      ]),
    );
    const { text: history } = await call(cloud.local.operator, { Action: 'DescribeAlarmHistory', AlarmName });
    expect(history).toContain('<HistorySummary>Alarm updated from OK to ALARM</HistorySummary>');
    expect((await call(cloud.local.operator, { Action: 'PutMetricAlarm' })).text).toContain('PutMetricAlarm');
  });
});
