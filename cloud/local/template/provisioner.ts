import type { ApiGateway } from '../apigateway/index.ts';
import type { AppSync } from '../appsync/index.ts';
import type { ServiceCalls } from '../calls.ts';
import type { CloudWatch } from '../cloudwatch/index.ts';
import type { Cognito } from '../cognito/index.ts';
import type { Ecs } from '../ecs/index.ts';
import type { Events } from '../events/index.ts';
import type { Iam } from '../iam/iam.ts';
import type { Principal } from '../iam/principal.ts';
import type { Lambda } from '../lambda/index.ts';
import type { Bucket, BucketInput } from '../s3/index.ts';
import type { Sfn } from '../sfn/index.ts';
import type { Assets } from './assets.ts';
import type { RoleBook } from './role-book.ts';

/** What resources are made with: the services of one cloud, as its operator. */
export interface Provisioner {
  readonly account: string;
  readonly region: string;
  readonly operator: Principal;
  readonly calls: ServiceCalls;
  readonly iam: Iam;
  readonly roles: RoleBook;
  readonly lambda: Lambda;
  readonly sfn: Sfn;
  readonly events: Events;
  readonly apiGateway: ApiGateway;
  readonly appsync: AppSync;
  readonly ecs: Ecs;
  readonly cognito: Cognito;
  readonly cloudwatch: Pick<CloudWatch, 'alarms'>;
  readonly putBucket: BucketAdministration;
  readonly assets: Assets;
  /** The endpoint for AWS requests, and that of WebSocket clients, without a path. */
  readonly endpoint: string;
  readonly websocketEndpoint: string;
}

/** What deploying does with buckets: makes one, or gives one that exists this configuration. */
export type BucketAdministration = (input: BucketInput) => Bucket;
