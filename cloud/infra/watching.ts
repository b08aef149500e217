import { aws_cloudwatch as cloudwatch, aws_logs as logs, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Data } from './data.ts';
import type { Functions } from './functions.ts';

const namespace = 'LedgerQuest';
const minute = Duration.minutes(1);

/**
 * When somebody should look, and what they ask first: alarms over what functions write in the embedded metric format and over the queues of dead
 * letters, and saved queries of CloudWatch Logs Insights. Whom an alarm calls is for who deploys to say.
 */
export class Watching extends Construct {
  readonly alarms: cloudwatch.Alarm[] = [];

  constructor(scope: Construct, id: string, { data, functions }: { data: Data; functions: Functions }) {
    super(scope, id);
    const sum = (metricName: string): cloudwatch.Metric =>
      new cloudwatch.Metric({ namespace, metricName, statistic: cloudwatch.Stats.SUM, period: minute });

    this.#alarm('Overruns', {
      metric: new cloudwatch.MathExpression({
        expression: 'IF(slices > 0, 100 * late / slices, 0)',
        usingMetrics: { late: sum('LateSlices'), slices: sum('Slices') },
        period: minute,
      }),
      threshold: 20,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      alarmDescription: 'More than a fifth of all slices take longer than the time they stand for. Find the sessions: lq top',
    });
    this.#alarm('Parked', {
      metric: sum('Parked'),
      alarmDescription: 'A session stands still after a fault. Find it and its reason: lq top, lq session show <id>',
    });
    this.#alarm('Letters', {
      metric: sum('LettersFiled'),
      alarmDescription: 'Something that the cloud was to do for a tenant could not be done. lq dlq list --tenant <tenant>',
    });
    this.#alarm('UnsortedLetters', {
      metric: data.unsortedLetters.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: cloudwatch.Stats.MAXIMUM }),
      alarmDescription: 'There are dead letters of which nobody knows whose they are. lq dlq list --unsorted',
    });

    const ask = (name: string, filter: string, fields: string[]): void =>
      void new logs.QueryDefinition(this, name.replaceAll(' ', ''), {
        queryDefinitionName: `${namespace}/${name}`,
        logGroups: functions.all.map(({ logGroup }) => logGroup as logs.ILogGroup),
        queryString: new logs.QueryString({ fields, filterStatements: [filter], sort: '@timestamp asc', limit: 1000 }),
      });
    ask('Failures of a tenant', "tenant = 'TENANT' and level in ['warn', 'error']", [
      'at',
      'function',
      'session',
      'code',
      'message',
      'where',
    ]);
    ask('A session', "tenant = 'TENANT' and session = 'SESSION'", ['at', 'level', 'function', 'code', 'message', 'trace']);
    ask('The way of a command', "tenant = 'TENANT' and trace = 'TRACE'", [
      'at',
      'function',
      'seq',
      'spans.0.name',
      'spans.0.from',
      'spans.0.to',
    ]);
  }

  #alarm(id: string, props: Pick<cloudwatch.AlarmProps, 'metric' | 'alarmDescription'> & Partial<cloudwatch.AlarmProps>): void {
    const alarm = new cloudwatch.Alarm(this, id, {
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      ...props,
    });
    this.alarms.push(alarm);
  }
}
