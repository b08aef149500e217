import type { PolicyDocument } from '../iam/policy.ts';

const allow = (...Action: string[]): PolicyDocument => ({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } });

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** AWS's own managed policies, as far as they speak of services of this cloud. Others grant nothing here. */
export const AWS_MANAGED_POLICIES: Readonly<Record<string, PolicyDocument>> = {
  'service-role/AWSLambdaBasicExecutionRole': allow(...LOGS),
  'service-role/AWSLambdaVPCAccessExecutionRole': allow(...LOGS),
  'service-role/AWSLambdaDynamoDBExecutionRole': allow(
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
    ...LOGS,
  ),
  'service-role/AWSLambdaSQSQueueExecutionRole': allow('sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', ...LOGS),
  AdministratorAccess: allow('*'),
  AmazonS3ReadOnlyAccess: allow('s3:Get*', 's3:List*', 's3:Describe*'),
  AmazonDynamoDBReadOnlyAccess: allow(
    'dynamodb:Get*',
    'dynamodb:List*',
    'dynamodb:Describe*',
    'dynamodb:Query',
    'dynamodb:Scan',
    'dynamodb:BatchGetItem',
  ),
};

/** The document of an AWS managed policy, undefined for one that this cloud does not know. */
export function managedPolicy(arn: string): { name: string; document: PolicyDocument } | undefined {
  const name = /^arn:[\w-]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  const document = name === undefined ? undefined : AWS_MANAGED_POLICIES[name];
  return name !== undefined && document ? { name, document } : undefined;
}
