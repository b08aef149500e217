/** Alarms over what functions log: by whole minutes, with states and changes that outlast a restart, and told on the bus. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestContext, type TestContext } from '../testing/host.ts';
import { createCloudWatch, type AlarmDefinition, type CloudWatch } from './index.ts';

const minute = 60_000;
let context: TestContext;
let cloudwatch: CloudWatch;
let told: unknown[];
let depth: number | undefined;

/** The cloud as it starts: the template's alarms, and who hears of them. */
function start(definition: Partial<AlarmDefinition> = {}): void {
  cloudwatch = createCloudWatch(context, { timers: context.time, depthOf: (name) => (name === 'letters' ? depth : undefined) });
  cloudwatch.alarms.put({ ...alarm, ...definition });
  context.bus.subscribe('test', ({ source, detailType, resources, detail }) => told.push({ source, detailType, resources, detail }));
  cloudwatch.resume();
}
const alarm: AlarmDefinition = {
  name: 'late',
  description: 'Too many are late',
  watched: { metrics: { late: { namespace: 'N', name: 'Late', dimensions: {}, statistic: 'Sum' } }, expression: 'late' },
  period: minute,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  threshold: 5,
  comparison: 'GreaterThanThreshold',
  missingData: 'notBreaching',
  actionsEnabled: true,
};
/** A function's line in the embedded metric format, of everybody and of one. */
const line = (Late: number | number[], more: object = {}): Record<string, unknown> => ({
  message: {
    _aws: {
      Timestamp: context.time.now(),
      CloudWatchMetrics: [{ Namespace: 'N', Dimensions: [[], ['Who']], Metrics: [{ Name: 'Late', Unit: 'Count' }] }],
    },
    Who: 'a',
    Late,
    ...more,
  },
});
const log = (written: Record<string, unknown>): void => cloudwatch.heard({ write: () => undefined }).write('f', written);
/** Minutes in each of which so much is logged. */
async function minutes(...each: (number | undefined)[]): Promise<void> {
  for (const late of each) {
    if (late !== undefined) log(line(late));
    await context.time.advance(minute);
  }
}
const state = (): string => cloudwatch.alarms.standing('late').state;

beforeEach(() => {
  context = openTestContext();
  told = [];
  depth = undefined;
});
afterEach(() => {
  cloudwatch.close();
  context.remove();
});

describe('an alarm', () => {
  it('rings when every minute that counts crosses the threshold, and no longer when one does not', async () => {
    start();
    expect(state()).toBe('INSUFFICIENT_DATA');
    await minutes(6, 6);
    expect(state()).toBe('OK');
    await minutes(6, 6);
    expect(state()).toBe('ALARM');
    await minutes(5, 0);
    expect(state()).toBe('OK');
  });

  it('is told on the bus with each change and not in between, and remembers its changes over a restart', async () => {
    start();
    await minutes(9, 9, 9, 9, 9, 0, 0);
    const changes = [
      ['ALARM', 'OK'],
      ['OK', 'ALARM'],
      ['INSUFFICIENT_DATA', 'OK'],
    ];
    expect(told).toMatchObject(
      changes.toReversed().map(([from, to]) => ({
        source: 'aws.cloudwatch',
        detailType: 'CloudWatch Alarm State Change',
        resources: ['arn:aws:cloudwatch:local-1:000000000000:alarm:late'],
        detail: {
          alarmName: 'late',
          state: { value: to },
          previousState: { value: from },
          configuration: { description: 'Too many are late' },
        },
      })),
    );
    cloudwatch.close();
    context = context.reopen();
    start();
    expect(state()).toBe('OK');
    expect(cloudwatch.alarms.history('late').map(({ from, to }) => [from, to])).toEqual(changes);
  });

  it('takes a minute without data as it is told to', async () => {
    const without: Record<string, string> = {};
    for (const missingData of ['notBreaching', 'breaching', 'missing', 'ignore'] as const) {
      start({ missingData, evaluationPeriods: 1, datapointsToAlarm: 1 });
      await minutes(9, 9, undefined, undefined);
      without[missingData] = state();
      cloudwatch.close();
      context.remove();
      context = openTestContext();
    }
    expect(without).toEqual({ notBreaching: 'OK', breaching: 'ALARM', missing: 'INSUFFICIENT_DATA', ignore: 'ALARM' });
  });

  it('counts every value of a line, only in the dimensions that it asks for, and nothing that is no metric', async () => {
    start({ evaluationPeriods: 1, datapointsToAlarm: 1 });
    log(line([3, 3]));
    for (const message of ['{"_aws": broken', 'text', null, ['x'], { _aws: { Timestamp: 'now' } }, { _aws: 1 }]) log({ message });
    await minutes(undefined, undefined);
    expect(cloudwatch.alarms.history('late').map(({ to, reason }) => [to, reason.match(/\[.*\]/)?.[0]])).toEqual([
      ['ALARM', '[6]'],
      ['OK', '[no data]'],
    ]);
  });

  it('of a queue looks at how many messages wait', async () => {
    const metric = { namespace: 'AWS/SQS', name: 'ApproximateNumberOfMessagesVisible', statistic: 'Maximum' } as const;
    const watched = { metrics: { m: { ...metric, dimensions: { QueueName: 'letters' } } }, expression: 'm' };
    start({ watched, threshold: 0, evaluationPeriods: 1, datapointsToAlarm: 1 });
    depth = 2;
    await minutes(undefined, undefined);
    expect(state()).toBe('ALARM');
    depth = 0;
    await minutes(undefined);
    expect(state()).toBe('OK');
  });
});
