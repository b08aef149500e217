export { createCloudWatch, type CloudWatch } from './cloudwatch.ts';
export { comparisons, missingDataRules, type AlarmDefinition, type Alarms, type Watched } from './alarms.ts';
export { statistics, type MetricName, type Statistic } from './metrics.ts';
