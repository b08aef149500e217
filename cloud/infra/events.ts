import { aws_events as events, aws_events_targets as targets, aws_iam as iam, type aws_lambda as lambda, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { catalogue, hears, hearers, type Hearer } from '../events/catalogue/index.ts';
import type { Data } from './data.ts';
import type { Functions, Shape } from './functions.ts';

/** How each hearer's function is made. Its purpose is called as it is. */
const shapes: Readonly<Record<Hearer, Shape>> = {
  achievements: { timeout: Duration.minutes(1) },
  notifications: {},
  analytics: {},
  warming: { timeout: Duration.minutes(1) },
};

/** Who says on the bus what happened, and who hears it. */
export class Events extends Construct {
  constructor(scope: Construct, id: string, { data, functions }: { data: Data; functions: Functions }) {
    super(scope, id);
    const publisher = functions.define('event-publisher', {});
    publisher.addEnvironment('BUS', data.bus.eventBusName);
    // It says what it is there to say, and nothing in anybody else's name.
    publisher.addToRolePolicy(
      new iam.PolicyStatement({
        sid: 'SayWhatHappened',
        actions: ['events:PutEvents'],
        resources: [data.bus.eventBusArn],
        conditions: {
          StringEquals: {
            'events:source': [...new Set(catalogue.map(({ source }) => source))],
            'events:detail-type': catalogue.map(({ type }) => type),
          },
        },
      }),
    );
    functions.follow(publisher, { retryAttempts: 10 }, [
      { dynamodb: { Keys: { sk: { S: ['START', 'SEALED', { prefix: 'LEVEL#' }, { prefix: 'REQUEST#' }, { prefix: 'SPENT#' }] } } } },
      // The host's own commands, and segments that have some.
      {
        eventName: ['INSERT'],
        dynamodb: {
          Keys: { sk: { S: [{ prefix: 'CMD#' }] } },
          NewImage: { $or: [{ type: { S: [{ prefix: '$' }] } }, { own: { S: [{ exists: true }] } }] },
        },
      },
      // Of a HEAD in play only the commits with which it is summed up; a running session calls nobody for the others.
      {
        eventName: ['MODIFY'],
        dynamodb: {
          Keys: { sk: { S: ['HEAD'] } },
          NewImage: { $or: [{ loop: { S: ['idle', 'parked'] } }, { done: { BOOL: [true] } }, { summed: { BOOL: [true] } }] },
        },
      },
    ]);

    const heard = Object.fromEntries(
      (Object.keys(hearers) as Hearer[]).map((hearer) => [`${hearer.toUpperCase()}_FUNCTION_ARN`, this.#hear(hearer, data, functions)]),
    );
    const warming = heard['WARMING_FUNCTION_ARN']!;
    warming.addEnvironment('SLICE_FUNCTION_ARN', functions.slice.functionArn);
    warming.addEnvironment('RELAXED_SLICE_FUNCTION_ARN', functions.relaxedSlice.functionArn);
    warming.addToRolePolicy(
      new iam.PolicyStatement({
        sid: 'OpenPackages',
        actions: ['lambda:InvokeFunction'],
        resources: [functions.slice.functionArn, functions.relaxedSlice.functionArn],
      }),
    );
    functions.redrive({ EVENTS_FUNCTION_ARN: publisher, ...heard });
  }

  #hear(hearer: Hearer, data: Data, functions: Functions): lambda.Function {
    const made = functions.define(`event-${hearer}`, { purpose: hearer, hears: true, ...shapes[hearer] });
    const { types, sources } = hears(hearer);
    new events.Rule(this, `${hearer[0]!.toUpperCase()}${hearer.slice(1)}`, {
      eventBus: data.bus,
      eventPattern: { source: [...sources], detailType: [...types] },
      // The bus tries to call it; what the function then fails at is tried again by Lambda.
      targets: [new targets.LambdaFunction(made, { deadLetterQueue: data.deadLetters, retryAttempts: 10 })],
    });
    return made;
  }
}
