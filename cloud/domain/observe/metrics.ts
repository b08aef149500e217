import type { SessionStart } from '../../ports/index.ts';
import type { Reading } from './gauge.ts';
import { quantile } from './gauge.ts';

/** Where the metrics are found in CloudWatch. */
export const metricsNamespace = 'LedgerQuest';

/** The most values that one metric of a line may have, by the format. */
const mostValues = 100;

const units = {
  FrameTime: 'Milliseconds',
  SliceTime: 'Milliseconds',
  PhysicsTime: 'Milliseconds',
  AIThinkTime: 'Milliseconds',
  ScriptTime: 'Milliseconds',
  PhysicsBodies: 'Count',
  Players: 'Count',
  Fuel: 'Count',
  Commands: 'Count',
  Ticks: 'Count',
  LateTicks: 'Count',
  Slices: 'Count',
  LateSlices: 'Count',
  PushBytes: 'Bytes',
  Parked: 'Count',
  LettersFiled: 'Count',
} as const;
export type Metric = keyof typeof units;
type Values = Partial<Record<Metric, number | readonly number[]>>;

/** Of whom a metric is: of everybody, of a level of a tenant, of one session. */
const dimensions = [[], ['Tenant', 'Level'], ['Tenant', 'Level', 'Session']] as const;

/**
 * A document in CloudWatch's embedded metric format: a log line from which CloudWatch takes metrics.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const emf = (
  at: number,
  { tenant, level, session }: { readonly tenant: string; readonly level?: string; readonly session?: string },
  values: Values,
): object => {
  const known = { Tenant: tenant, ...(level !== undefined && { Level: level }), ...(session !== undefined && { Session: session }) };
  return {
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: metricsNamespace,
          Dimensions: dimensions.filter((set) => set.every((name) => name in known)),
          Metrics: Object.keys(values).map((Name) => ({ Name, Unit: units[Name as Metric] })),
        },
      ],
    },
    ...known,
    ...values,
  };
};

/** What a stretch of a session's life says to CloudWatch. */
export function sessionMetrics({ tenant, session, level }: SessionStart, reading: Reading, bodies: number | undefined): object {
  const { frames, sliceMs, ticks, lateSlices, lateTicks, thinkMs, scriptMs, physicsMs, commands, listeners, fuel, spent, to } = reading;
  return emf(
    to,
    { tenant, level, session },
    {
      ...(frames.length > 0 && { FrameTime: spread(frames) }),
      SliceTime: spread(sliceMs),
      ...(physicsMs !== undefined && { PhysicsTime: micros(physicsMs) }),
      ...(thinkMs !== undefined && { AIThinkTime: micros(thinkMs) }),
      ...(scriptMs !== undefined && { ScriptTime: micros(scriptMs) }),
      ...(bodies !== undefined && { PhysicsBodies: bodies }),
      Players: listeners,
      Fuel: fuel,
      Commands: commands,
      Ticks: ticks,
      LateTicks: lateTicks,
      Slices: sliceMs.length,
      LateSlices: lateSlices,
      PushBytes: spent.bytes,
    },
  );
}

const micros = (ms: number): number => Math.round(ms * 1000) / 1000;

/** At most a hundred values that are distributed as these are, so that percentiles come out right. */
const spread = (values: readonly number[]): number[] => {
  const sorted = values.toSorted((a, b) => a - b);
  const some =
    sorted.length <= mostValues ? sorted : Array.from({ length: mostValues }, (_, index) => quantile(sorted, (index + 1) / mostValues));
  return some.map(micros);
};
