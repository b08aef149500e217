import type { LocalContext } from '../storage/context.ts';
import { parseExpression } from './expression.ts';
import { MINUTE, type MetricName, type Metrics, type Statistic } from './metrics.ts';

export const alarmStates = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type AlarmState = (typeof alarmStates)[number];
export const comparisons = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;
export const missingDataRules = ['missing', 'notBreaching', 'breaching', 'ignore'] as const;

/** What an alarm looks at: one metric, or what an expression makes of several. */
export interface Watched {
  readonly metrics: Readonly<Record<string, MetricName & { readonly statistic: Statistic }>>;
  /** Metric math over the ids of `metrics`. */
  readonly expression: string;
}

export interface AlarmDefinition {
  readonly name: string;
  readonly description: string;
  readonly watched: Watched;
  /** Milliseconds: a whole number of minutes. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: (typeof comparisons)[number];
  readonly missingData: (typeof missingDataRules)[number];
  readonly actionsEnabled: boolean;
}

export interface AlarmStanding {
  readonly state: AlarmState;
  readonly reason: string;
  /** Since when, milliseconds. */
  readonly since: number;
}
export interface AlarmChange {
  readonly at: number;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
}

export interface Alarms {
  /** Makes an alarm what it should be; one that is new has no data yet. */
  put(definition: AlarmDefinition): void;
  delete(name: string): void;
  readonly definitions: ReadonlyMap<string, AlarmDefinition>;
  standing(name: string): AlarmStanding;
  /** Newest first. */
  history(name: string): AlarmChange[];
  /** Puts an alarm into a state, until it is looked at again. Says so on the bus where that is another one. */
  set(name: string, state: AlarmState, reason: string): void;
  /** Looks at every alarm by the periods that are over. */
  evaluate(): void;
  arnOf(name: string): string;
}

/** How long changes are kept, milliseconds. */
const KEPT = 30 * 24 * 60 * MINUTE;

const breaches: Readonly<Record<AlarmDefinition['comparison'], (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

interface Row {
  readonly state: AlarmState;
  readonly reason: string;
  readonly since: number;
}

/** Alarms over metrics, with their states and changes in the cloud's database. */
export function openAlarms({ database, host, bus, account, region }: LocalContext, metrics: Metrics): Alarms {
  database.migrate('cloudwatch', [
    `CREATE TABLE cloudwatch_alarm (name TEXT PRIMARY KEY, state TEXT NOT NULL, reason TEXT NOT NULL, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE cloudwatch_change (seq INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, at INTEGER NOT NULL, was TEXT NOT NULL,
       became TEXT NOT NULL, reason TEXT NOT NULL) STRICT`,
  ]);
  const definitions = new Map<string, AlarmDefinition>();
  const arnOf = (name: string): string => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
  const standing = (name: string): AlarmStanding =>
    database.get<Row>('SELECT state, reason, since FROM cloudwatch_alarm WHERE name = ?', name)!;

  function set(name: string, state: AlarmState, reason: string): void {
    const before = standing(name);
    if (before.state === state) return;
    const at = host.clock.now();
    database.transaction(() => {
      database.run('UPDATE cloudwatch_alarm SET state = ?, reason = ?, since = ? WHERE name = ?', state, reason, at, name);
      database.run(
        'INSERT INTO cloudwatch_change (name, at, was, became, reason) VALUES (?, ?, ?, ?, ?)',
        name,
        at,
        before.state,
        state,
        reason,
      );
      database.run('DELETE FROM cloudwatch_change WHERE at < ?', at - KEPT);
      bus.publish({
        source: 'aws.cloudwatch',
        detailType: 'CloudWatch Alarm State Change',
        resources: [arnOf(name)],
        detail: {
          alarmName: name,
          state: { value: state, reason, timestamp: written(at) },
          previousState: { value: before.state, reason: before.reason, timestamp: written(before.since) },
          configuration: { description: definitions.get(name)?.description ?? '' },
        },
      });
    });
  }

  return {
    definitions,
    arnOf,
    standing,
    set,
    put(definition) {
      const { name, watched } = definition;
      // Refused here, where somebody reads it, and not at the first evaluation.
      parseExpression(watched.expression);
      definitions.set(name, definition);
      for (const metric of Object.values(watched.metrics)) metrics.watch(metric);
      database.run(
        `INSERT INTO cloudwatch_alarm (name, state, reason, since) VALUES (?, 'INSUFFICIENT_DATA', 'Unchecked: Initial alarm creation', ?)
         ON CONFLICT DO NOTHING`,
        name,
        host.clock.now(),
      );
    },
    delete(name) {
      definitions.delete(name);
      database.run('DELETE FROM cloudwatch_alarm WHERE name = ?', name);
    },
    history: (name) =>
      database
        .all<{ at: number; was: AlarmState; became: AlarmState; reason: string }>(
          'SELECT at, was, became, reason FROM cloudwatch_change WHERE name = ? ORDER BY seq DESC',
          name,
        )
        .map(({ at, was: from, became: to, reason }) => ({ at, from, to, reason })),
    evaluate() {
      for (const definition of definitions.values()) {
        const found = verdict(definition, valuesOf(definition, metrics, host.clock.now()));
        if (found) set(definition.name, found.state, found.reason);
      }
    },
  };
}

/** What is watched, in each of the periods that count and are over, oldest first. */
function valuesOf({ watched, period, evaluationPeriods }: AlarmDefinition, metrics: Metrics, now: number): (number | undefined)[] {
  const end = Math.floor(now / period) * period;
  const expression = parseExpression(watched.expression);
  return Array.from({ length: evaluationPeriods }, (_, index) => {
    const from = end - (evaluationPeriods - index) * period;
    return expression((id) => {
      const metric = watched.metrics[id];
      return metric && metrics.value(metric, metric.statistic, from, from + period);
    });
  });
}

/** What the values mean for an alarm; undefined where it stays as it is. */
function verdict(
  { comparison, threshold, datapointsToAlarm, missingData }: AlarmDefinition,
  values: readonly (number | undefined)[],
): { state: AlarmState; reason: string } | undefined {
  const known = values.filter((value) => value !== undefined);
  const told = `[${values.map((value) => value ?? 'no data').join(', ')}]`;
  if (known.length === 0 && missingData === 'ignore') return undefined;
  if (known.length === 0 && missingData === 'missing')
    return { state: 'INSUFFICIENT_DATA', reason: `Insufficient Data: ${values.length} datapoints were unknown.` };
  const count = values.filter((value) =>
    value === undefined ? missingData === 'breaching' : breaches[comparison](value, threshold),
  ).length;
  return count >= datapointsToAlarm
    ? {
        state: 'ALARM',
        reason: `Threshold Crossed: ${count} of the last ${values.length} datapoints ${told} breach ${comparison} ${threshold}.`,
      }
    : {
        state: 'OK',
        reason: `Threshold not crossed: ${count} of the last ${values.length} datapoints ${told} breach ${comparison} ${threshold}.`,
      };
}

/** As CloudWatch writes times into its events. */
const written = (at: number): string => new Date(at).toISOString().replace('Z', '+0000');
