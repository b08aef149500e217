/** The template's alarms, held against what functions really write: a level that takes too long rings, one that does not stays quiet. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { alarms, emf, metricsNamespace } from '../domain/observe/index.ts';
import { auditLockDays, letterDays, logDays } from '../domain/retention.ts';
import { linesOfSession, type MetricLine as Line } from '../domain/testing/slow-level.ts';
import { synthesize } from './synthesize.ts';

interface Stat {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Stat?: string;
}
interface Alarm extends Stat {
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly ComparisonOperator: string;
  readonly Statistic?: string;
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly MetricStat?: { readonly Metric: Stat; readonly Period: number };
  }[];
}

let template: Template;
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerquest-alarms-'));
  mkdirSync(join(folder, 'functions'));
  writeFileSync(join(folder, 'functions', 'session-slice.mjs'), 'export const handler = async () => {};\n');
  synthesize({ outdir: join(folder, 'cdk'), functions: join(folder, 'functions'), assetFunctions: join(folder, 'functions') });
  template = Template.fromJSON(
    JSON.parse(readFileSync(join(folder, 'cdk', 'LedgerQuest.template.json'), 'utf8')) as Record<string, unknown>,
  );
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

const alarmOf = (name: string): Alarm => {
  const [found] = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).find(([id]) => id.startsWith(`Watching${name}`)) ?? [];
  return template.findResources('AWS::CloudWatch::Alarm')[found!]!['Properties'] as Alarm;
};

/** The sum of a metric without dimensions in each minute, as CloudWatch takes it from lines. */
const byMinute = (lines: readonly Line[], metric: string): Map<number, number> => {
  const sums = new Map<number, number>();
  for (const line of lines) {
    const [{ Namespace, Dimensions }] = line._aws.CloudWatchMetrics as [{ Namespace: string; Dimensions: string[][] }];
    const minute = Math.floor(line._aws.Timestamp / 60_000);
    if (Namespace === metricsNamespace && Dimensions.some((set) => set.length === 0) && line[metric] !== undefined)
      sums.set(minute, (sums.get(minute) ?? 0) + Number(line[metric]));
  }
  return sums;
};

/** Whether an alarm rings for these lines: its threshold is crossed in as many minutes, one after the other, as it waits for. */
function rings(alarm: Alarm, lines: readonly Line[]): boolean {
  const idOf = (id: string): string => alarm.Metrics!.find((metric) => metric.Id === id)!.MetricStat!.Metric.MetricName!;
  const expression = alarm.Metrics?.find(({ Expression }) => Expression !== undefined)?.Expression;
  let values: Map<number, number>;
  if (expression === undefined) values = byMinute(lines, alarm.MetricName!);
  else {
    if (expression !== 'IF(slices > 0, 100 * late / slices, 0)') throw new Error(`This test cannot compute ${expression}`);
    const [late, slices] = [byMinute(lines, idOf('late')), byMinute(lines, idOf('slices'))];
    values = new Map([...slices].map(([minute, n]) => [minute, n > 0 ? (100 * (late.get(minute) ?? 0)) / n : 0]));
  }
  const crosses = (minute: number): boolean => {
    const value = values.get(minute);
    if (value === undefined) return false;
    return alarm.ComparisonOperator === 'GreaterThanThreshold' ? value > alarm.Threshold : value >= alarm.Threshold;
  };
  return [...values.keys()].some((minute) => Array.from({ length: alarm.EvaluationPeriods }, (_, n) => minute + n).every(crosses));
}

describe('the alarms', () => {
  it('ring when a level’s slices take longer than the time they stand for, for three minutes, and not when they do not', async () => {
    const overruns = alarmOf('Overruns');
    expect([overruns.Threshold, overruns.EvaluationPeriods]).toEqual([alarms.overruns.percent, alarms.overruns.minutes]);
    expect(rings(overruns, await linesOfSession({ minutes: 4, pushMs: 300 }))).toBe(true);
    expect(rings({ ...overruns, EvaluationPeriods: 1 }, await linesOfSession({ minutes: 1, pushMs: 20 }))).toBe(false);
    const minutes = (n: number, late: number): Line[] =>
      Array.from({ length: n }, (_, minute) => emf(minute * 60_000, { tenant: 'demo' }, { Slices: 240, LateSlices: late }) as Line);
    expect(rings(overruns, minutes(2, 240))).toBe(false);
    expect(rings(overruns, minutes(3, 48))).toBe(false);
    expect(rings(overruns, minutes(3, 49))).toBe(true);
  });

  it('ring for one session that stands still, and for one letter', () => {
    const line = (values: Parameters<typeof emf>[2]): Line[] => [emf(60_000, { tenant: 'demo' }, values) as Line];
    expect([alarmOf('Parked').Threshold, alarmOf('Letters').Threshold]).toEqual([alarms.parked.sessions, alarms.letters.waiting]);
    expect(rings(alarmOf('Parked'), line({ Parked: 1 }))).toBe(true);
    expect(rings(alarmOf('Letters'), line({ LettersFiled: 1 }))).toBe(true);
    expect(rings(alarmOf('Parked'), line({ LettersFiled: 1 }))).toBe(false);
    expect(alarmOf('UnsortedLetters')).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
    });
  });
});

describe('how long things are kept', () => {
  it('is in the template what the operator’s page says', () => {
    const days = (type: string, field: string): unknown[] => [
      ...new Set(Object.values(template.findResources(type)).map(({ Properties }) => (Properties as Record<string, unknown>)[field])),
    ];
    expect(days('AWS::Logs::LogGroup', 'RetentionInDays')).toEqual([logDays]);
    const letters = Object.entries(template.findResources('AWS::SQS::Queue')).filter(([id]) => id.includes('Letters'));
    expect(letters).toHaveLength(2);
    for (const [, { Properties }] of letters) expect(Properties).toMatchObject({ MessageRetentionPeriod: letterDays * 86_400 });
    expect(auditLockDays).toBe(365);
  });

  it('is asked about by saved queries over the functions’ own logs', () => {
    const queries = Object.values(template.findResources('AWS::Logs::QueryDefinition')).map(
      ({ Properties }) => Properties as { QueryString: string; LogGroupNames: unknown[] },
    );
    expect(queries).toHaveLength(3);
    const groups = Object.keys(template.findResources('AWS::Lambda::Function')).length;
    for (const { QueryString, LogGroupNames } of queries) {
      expect(QueryString).toContain("tenant = 'TENANT'");
      expect(LogGroupNames).toHaveLength(groups);
    }
  });
});
