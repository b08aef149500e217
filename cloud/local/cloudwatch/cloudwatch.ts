import type { Json } from '../json.ts';
import type { LogSink } from '../logs.ts';
import type { LocalContext } from '../storage/context.ts';
import type { Timers } from '../timers/timers.ts';
import type { LocalService } from '../wire/service.ts';
import { openAlarms, type Alarms } from './alarms.ts';
import { createMetrics, MINUTE, type Metrics } from './metrics.ts';
import { createCloudWatchService } from './service.ts';

/** CloudWatch of one embedded cloud: metrics that alarms ask for, taken from what functions log, and the alarms. */
export interface CloudWatch {
  readonly services: readonly LocalService[];
  readonly alarms: Alarms;
  readonly metrics: Metrics;
  /** The sink, with an ear for lines in the embedded metric format. */
  heard(logs: LogSink): LogSink;
  /** Begins to look at the alarms, once a minute. */
  resume(): void;
  close(): void;
}

/** So long after a minute its data has arrived, milliseconds. */
const SETTLES = 5_000;

export function createCloudWatch(
  context: LocalContext,
  {
    timers,
    depthOf,
  }: {
    readonly timers: Timers;
    /** How many messages of a queue are visible. */
    readonly depthOf: (queueName: string) => number | undefined;
  },
): CloudWatch {
  const { clock } = context.host;
  const metrics = createMetrics();
  const alarms = openAlarms(context, metrics);
  let cancel = (): void => undefined;

  /** What a service says of itself, in the minute that is over. */
  function sample(): void {
    for (const { watched } of alarms.definitions.values())
      for (const metric of Object.values(watched.metrics)) {
        if (metric.namespace !== 'AWS/SQS' || metric.name !== 'ApproximateNumberOfMessagesVisible') continue;
        const depth = depthOf(metric.dimensions['QueueName'] ?? '');
        if (depth !== undefined) metrics.put(metric, Math.floor(clock.now() / MINUTE) * MINUTE - 1, depth);
      }
  }

  function look(): void {
    sample();
    alarms.evaluate();
    arm();
  }
  function arm(): void {
    cancel = timers.at((Math.floor((clock.now() - SETTLES) / MINUTE) + 1) * MINUTE + SETTLES, look);
  }

  return {
    services: [createCloudWatchService(alarms)],
    alarms,
    metrics,
    heard: (logs) => ({
      write(source, line) {
        logs.write(source, line);
        metrics.take(documentOf(line['message'] as Json | undefined));
      },
    }),
    resume: arm,
    close: () => cancel(),
  };
}

/** A message that is a document, or the text of one. */
function documentOf(message: Json | undefined): Json | undefined {
  if (typeof message !== 'string' || !message.startsWith('{') || !message.includes('"_aws"')) return message;
  try {
    return JSON.parse(message) as Json;
  } catch {
    return undefined;
  }
}
