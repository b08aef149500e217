import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Sha256 } from './sha256.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Where an AWS is and who asks. Without an endpoint: AWS itself, or what AWS_ENDPOINT_URL says. */
export interface AwsTarget {
  readonly endpoint?: string;
  readonly region: string;
  /** Absent: the environment's, as in a function. */
  readonly credentials?: AwsCredentials | (() => Promise<AwsCredentials & { readonly expiration?: Date }>);
}

export interface AwsClients {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly sfn: SFNClient;
  close(): void;
}

/** One set of clients for one principal. */
export function awsClients(target: AwsTarget): AwsClients {
  const config = clientConfig(target);
  const clients = {
    dynamodb: new DynamoDBClient(config),
    s3: new S3Client({ ...config, forcePathStyle: isLocal(target) }),
    kms: new KMSClient(config),
    sfn: new SFNClient(config),
  };
  return {
    ...clients,
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** Has no `info` and no `error`: for these, clients walk through the whole of every question and answer, whoever listens. */
const logger = { debug() {}, warn: (...said: unknown[]) => console.warn(...said) } as NonNullable<DynamoDBClientConfig['logger']>;

/** What every SDK client takes. */
export const clientConfig = ({ endpoint, region, credentials }: AwsTarget) => ({
  region,
  maxAttempts: 5,
  logger,
  sha256: Sha256,
  ...(endpoint !== undefined && { endpoint }),
  ...(credentials !== undefined && { credentials }),
});

const isLocal = ({ endpoint }: AwsTarget): boolean => (endpoint ?? process.env['AWS_ENDPOINT_URL']) !== undefined;
