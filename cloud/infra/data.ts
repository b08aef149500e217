import { aws_dynamodb as dynamodb, aws_events as events, aws_s3 as s3, aws_sqs as sqs, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** What is kept: one table, one beside it for the keys of people, one bucket, a bus for what happens, the dead letters, and those of them that are nobody's. */
export class Data extends Construct {
  readonly table: dynamodb.Table;
  /** Whatever is deleted here is gone: it has no backups and no stream. */
  readonly personKeys: dynamodb.Table;
  readonly bucket: s3.Bucket;
  readonly bus: events.EventBus;
  readonly deadLetters: sqs.Queue;
  readonly unsortedLetters: sqs.Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'exp',
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.personKeys = new dynamodb.Table(this, 'PersonKeys', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.bucket = new s3.Bucket(this, 'Bucket', {
      versioned: true,
      objectLockEnabled: true,
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // The high-level switch adds a custom resource; the template can say it by itself.
    (this.bucket.node.defaultChild as s3.CfnBucket).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    this.bus = new events.EventBus(this, 'Bus');
    const kept = { retentionPeriod: Duration.days(14), enforceSSL: true, encryption: sqs.QueueEncryption.SQS_MANAGED };
    this.unsortedLetters = new sqs.Queue(this, 'UnsortedLetters', kept);
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', {
      ...kept,
      // Six times as long as whoever sorts them has.
      visibilityTimeout: Duration.minutes(6),
      deadLetterQueue: { queue: this.unsortedLetters, maxReceiveCount: 5 },
    });
  }
}
