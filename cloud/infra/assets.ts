import {
  aws_events as events,
  aws_events_targets as targets,
  aws_lambda_event_sources as sources,
  aws_sqs as sqs,
  Duration,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Data } from './data.ts';
import type { Functions } from './functions.ts';

/** Three assets at most, of which each may take close to two minutes. */
const patience = Duration.minutes(6);

/** What is made of assets: one that was not there is told by its bucket, waits in a queue, and is read once. */
export class Assets extends Construct {
  constructor(scope: Construct, id: string, { data, functions, folder }: { data: Data; functions: Functions; folder: string }) {
    super(scope, id);
    const waiting = new sqs.Queue(this, 'Waiting', {
      retentionPeriod: Duration.days(4),
      enforceSSL: true,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      visibilityTimeout: patience,
      deadLetterQueue: { queue: data.unsortedLetters, maxReceiveCount: 5 },
    });
    const derive = functions.define('asset-derive', { purpose: 'derive', memory: 3008, timeout: patience, folder });
    // Two at a time for everybody: nobody waits for a derivative, and nothing else runs in their place.
    derive.addEventSource(new sources.SqsEventSource(waiting, { batchSize: 3, maxConcurrency: 2, reportBatchItemFailures: true }));
    new events.Rule(this, 'AssetStored', {
      description: 'An asset was stored that was not there',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [data.bucket.bucketName] }, object: { key: [{ wildcard: 'tenants/*/assets/*' }] } },
      },
      targets: [new targets.SqsQueue(waiting, { retryAttempts: 10 })],
    });
  }
}
