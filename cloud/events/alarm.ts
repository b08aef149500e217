import { z } from 'zod';

const State = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

/** CloudWatch tells the bus that an alarm is in another state. */
export const AlarmStateChange = z.object({
  id: z.string().min(1).max(200),
  'detail-type': z.literal('CloudWatch Alarm State Change'),
  source: z.literal('aws.cloudwatch'),
  time: z.iso.datetime(),
  detail: z.object({
    alarmName: z.string(),
    state: z.object({ value: State, reason: z.string() }),
    previousState: z.object({ value: State }),
    configuration: z.object({ description: z.string().optional() }),
  }),
});
export type AlarmStateChange = z.infer<typeof AlarmStateChange>;

export const alarmStateChangeSample: AlarmStateChange = {
  id: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  time: '2026-11-28T14:05:09Z',
  detail: {
    alarmName: 'LedgerQuest-WatchingOverruns5E0F1B2C',
    state: { value: 'ALARM', reason: 'Threshold Crossed: 3 of the last 3 datapoints [60, 70, 80] breach GreaterThanThreshold 20.' },
    previousState: { value: 'OK' },
    configuration: { description: 'More than a fifth of all slices take longer than the time they stand for. Find the sessions: lq top' },
  },
};
