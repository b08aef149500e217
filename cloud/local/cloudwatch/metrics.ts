import { textOfJson, type Json } from '../json.ts';

/** What a metric is called. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export const statistics = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'] as const;
export type Statistic = (typeof statistics)[number];

/** The shortest period that data is kept by, milliseconds. */
export const MINUTE = 60_000;
/** How long data is kept: no alarm looks further back. */
const KEPT = 24 * 60 * MINUTE;

interface Bucket {
  sum: number;
  count: number;
  min: number;
  max: number;
}

/** Data of metrics that somebody watches, by the minute. What nobody watches is not kept. */
export interface Metrics {
  watch(metric: MetricName): void;
  put(metric: MetricName, at: number, value: number): void;
  /** Takes the metrics of a document in the embedded metric format; anything else is not for it. */
  take(document: Json | undefined): void;
  /** A statistic over a time; undefined where there is no data. */
  value(metric: MetricName, statistic: Statistic, from: number, to: number): number | undefined;
}

const keyOf = ({ namespace, name, dimensions }: MetricName): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

export function createMetrics(): Metrics {
  const series = new Map<string, Map<number, Bucket>>();

  function put(metric: MetricName, at: number, value: number): void {
    const buckets = series.get(keyOf(metric));
    if (!buckets || !Number.isFinite(value)) return;
    const minute = Math.floor(at / MINUTE);
    const { sum, count, min, max } = buckets.get(minute) ?? { sum: 0, count: 0, min: value, max: value };
    buckets.set(minute, { sum: sum + value, count: count + 1, min: Math.min(min, value), max: Math.max(max, value) });
    for (const old of buckets.keys()) if (old < minute - KEPT / MINUTE) buckets.delete(old);
  }

  return {
    watch(metric) {
      if (!series.has(keyOf(metric))) series.set(keyOf(metric), new Map());
    },
    put,
    take(document) {
      for (const { metric, at, value } of embeddedMetrics(document)) put(metric, at, value);
    },
    value(metric, statistic, from, to) {
      const buckets = series.get(keyOf(metric));
      const found: Bucket[] = [];
      for (let minute = Math.floor(from / MINUTE); minute < Math.floor(to / MINUTE); minute += 1) {
        const bucket = buckets?.get(minute);
        if (bucket) found.push(bucket);
      }
      if (found.length === 0) return undefined;
      const count = found.reduce((total, bucket) => total + bucket.count, 0);
      const sum = found.reduce((total, bucket) => total + bucket.sum, 0);
      switch (statistic) {
        case 'Sum':
          return sum;
        case 'Average':
          return sum / count;
        case 'SampleCount':
          return count;
        case 'Minimum':
          return Math.min(...found.map(({ min }) => min));
        case 'Maximum':
          return Math.max(...found.map(({ max }) => max));
      }
    },
  };
}

interface Embedded {
  readonly Timestamp?: number;
  readonly CloudWatchMetrics?: readonly {
    readonly Namespace: string;
    readonly Dimensions?: readonly (readonly string[])[];
    readonly Metrics?: readonly { readonly Name: string }[];
  }[];
}

/** Every value of a document in the embedded metric format, once for each set of dimensions. */
function* embeddedMetrics(document: Json | undefined): Generator<{ metric: MetricName; at: number; value: number }> {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return;
  const fields = document as Readonly<Record<string, Json>>;
  const { Timestamp: at, CloudWatchMetrics: directives = [] } = (fields['_aws'] ?? {}) as Embedded;
  if (typeof at !== 'number' || !Array.isArray(directives)) return;
  for (const { Namespace: namespace, Dimensions: sets = [], Metrics: metrics = [] } of directives)
    for (const set of sets) {
      const dimensions = Object.fromEntries(set.map((name: string) => [name, textOfJson(fields[name])]));
      for (const { Name: name } of metrics)
        for (const value of [fields[name] ?? []].flat())
          if (typeof value === 'number') yield { metric: { namespace, name, dimensions }, at, value };
    }
}
