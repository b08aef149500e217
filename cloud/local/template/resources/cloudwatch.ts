import { comparisons, missingDataRules, statistics, type MetricName, type Statistic, type Watched } from '../../cloudwatch/index.ts';
import type { JsonObject } from '../../json.ts';
import { numberOf, objectsOf, optionalText, textOf, type ResourceType } from '../resource.ts';

const ONLY = 'only';

/** One of the words that are known here. @throws Error naming them */
function oneOf<Word extends string>(properties: JsonObject, name: string, words: readonly Word[], otherwise?: Word): Word {
  const value = optionalText(properties, name) ?? otherwise;
  const found = words.find((word) => word === value);
  if (found === undefined) throw new Error(`${name} ${String(value)} is not evaluated here; these are: ${words.join(', ')}`);
  return found;
}

const metricOf = (properties: JsonObject): MetricName => ({
  namespace: textOf(properties, 'Namespace'),
  name: textOf(properties, 'MetricName'),
  dimensions: Object.fromEntries(objectsOf(properties, 'Dimensions').map((each) => [textOf(each, 'Name'), textOf(each, 'Value')])),
});

/** Seconds as milliseconds. */
function periodOf(properties: JsonObject): number {
  const seconds = numberOf(properties, 'Period', 0);
  if (seconds < 60 || seconds % 60 !== 0 || seconds > 86_400)
    throw new Error(`Period must be a whole number of minutes, not ${seconds} seconds`);
  return seconds * 1000;
}

/** What an alarm looks at, and by which period. */
function watchedBy(properties: JsonObject): { watched: Watched; period: number } {
  if (properties['Metrics'] === undefined) {
    const metric = { ...metricOf(properties), statistic: oneOf<Statistic>(properties, 'Statistic', statistics) };
    return { watched: { metrics: { [ONLY]: metric }, expression: ONLY }, period: periodOf(properties) };
  }
  const metrics: Record<string, MetricName & { statistic: Statistic }> = {};
  const periods = new Set<number>();
  let expression: string | undefined;
  for (const query of objectsOf(properties, 'Metrics')) {
    const stat = query['MetricStat'] as JsonObject | undefined;
    if (stat !== undefined) {
      metrics[textOf(query, 'Id')] = { ...metricOf(stat['Metric'] as JsonObject), statistic: oneOf<Statistic>(stat, 'Stat', statistics) };
      periods.add(periodOf(stat));
    } else if (expression === undefined) expression = textOf(query, 'Expression');
    else throw new Error('Metrics may have one Expression');
  }
  const [period] = periods;
  if (period === undefined || periods.size > 1) throw new Error('Metrics of an alarm must have one Period');
  const [first] = Object.keys(metrics);
  return { watched: { metrics, expression: expression ?? first! }, period };
}

const alarm: ResourceType = {
  deploy({ properties, provisioner, name }) {
    const { alarms } = provisioner.cloudwatch;
    for (const actions of ['AlarmActions', 'OKActions', 'InsufficientDataActions'])
      if (objectsOf(properties, actions).length > 0)
        throw new Error(`${actions} are not taken here: a rule can hear of an alarm's state instead`);
    const evaluationPeriods = numberOf(properties, 'EvaluationPeriods', 1);
    const AlarmName = optionalText(properties, 'AlarmName') ?? name(255);
    alarms.put({
      name: AlarmName,
      description: optionalText(properties, 'AlarmDescription') ?? '',
      ...watchedBy(properties),
      evaluationPeriods,
      datapointsToAlarm: numberOf(properties, 'DatapointsToAlarm', evaluationPeriods),
      threshold: numberOf(properties, 'Threshold', 0),
      comparison: oneOf(properties, 'ComparisonOperator', comparisons),
      missingData: oneOf(properties, 'TreatMissingData', missingDataRules, 'missing'),
      actionsEnabled: properties['ActionsEnabled'] !== false,
    });
    return { ref: AlarmName, attributes: { Arn: alarms.arnOf(AlarmName) } };
  },
  remove({ ref }, { cloudwatch }) {
    cloudwatch.alarms.delete(ref);
  },
};

export const cloudWatchTypes: Readonly<Record<string, ResourceType>> = { 'AWS::CloudWatch::Alarm': alarm };
