import type { ResourceType } from './resource.ts';
import { apiGatewayTypes } from './resources/apigateway.ts';
import { appsyncTypes } from './resources/appsync.ts';
import { cloudWatchTypes } from './resources/cloudwatch.ts';
import { cognitoTypes } from './resources/cognito.ts';
import { dynamodbTypes } from './resources/dynamodb.ts';
import { ecsTypes } from './resources/ecs.ts';
import { eventsTypes } from './resources/events.ts';
import { iamTypes } from './resources/iam.ts';
import { kmsTypes } from './resources/kms.ts';
import { lambdaTypes } from './resources/lambda.ts';
import { s3Types } from './resources/s3.ts';
import { sqsTypes } from './resources/sqs.ts';
import { statesTypes } from './resources/states.ts';

/** Every type of resource that this cloud makes. */
export const INTERPRETED_TYPES: Readonly<Record<string, ResourceType>> = {
  ...iamTypes,
  ...dynamodbTypes,
  ...s3Types,
  ...sqsTypes,
  ...kmsTypes,
  ...lambdaTypes,
  ...statesTypes,
  ...eventsTypes,
  ...apiGatewayTypes,
  ...appsyncTypes,
  ...ecsTypes,
  ...cognitoTypes,
  ...cloudWatchTypes,
};
