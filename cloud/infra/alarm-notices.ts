import {
  type aws_cloudwatch as cloudwatch,
  aws_events as events,
  aws_events_targets as targets,
  type aws_lambda as lambda,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Data } from './data.ts';
import type { Functions } from './functions.ts';
import { sharedItems } from './tenants.ts';

/** That an alarm rings is kept for the operator, apart from everything that is a tenant's. */
export class AlarmNotices extends Construct {
  readonly #data: Data;
  readonly #keeper: lambda.Function;

  constructor(scope: Construct, id: string, { data, functions }: { data: Data; functions: Functions }) {
    super(scope, id);
    this.#data = data;
    this.#keeper = functions.define('alarm-notice', { hears: true });
    this.#keeper.addToRolePolicy(sharedItems(data, { sid: 'TellTheOperator', actions: ['UpdateItem'], partition: 'OPERATOR#ALARMS' }));
  }

  /** CloudWatch tells the account's own bus of every alarm; these are ours. */
  hear(alarms: readonly cloudwatch.Alarm[]): void {
    new events.Rule(this, 'States', {
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: alarms.map(({ alarmArn }) => alarmArn),
      },
      targets: [new targets.LambdaFunction(this.#keeper, { deadLetterQueue: this.#data.deadLetters, retryAttempts: 10 })],
    });
  }
}
