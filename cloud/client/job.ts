import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendTaskFailureCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { clientConfig } from '../adapters/aws/clients.ts';
import { systemHost } from '../adapters/aws/host.ts';
import { S3Levels } from '../adapters/aws/levels.ts';
import { encryptionFor } from '../adapters/aws/object-encryption.ts';
import { Objects } from '../adapters/aws/objects.ts';
import { TenantCredentials } from '../adapters/aws/tenant-credentials.ts';
import { readLevel } from '../domain/session/index.ts';

export interface JobRequest {
  readonly tenant: string;
  readonly level: string;
  readonly packageHash: string;
}

/** A job as its process sees it: what to work on, where results go, how to report. */
export interface Job {
  readonly request: JobRequest;
  /** Entities by key and the environment of the package's level; its bytes were checked against the package's hash. */
  level(): Promise<{
    entities: Readonly<Record<string, { name: string; parent: string | null; components: object }>>;
    environment: unknown;
  }>;
  /** Stores a result beside the package's picture. */
  put(name: 'picture.png' | 'manifest.json', bytes: Uint8Array, contentType: string): Promise<{ key: string }>;
  heartbeat(): Promise<void>;
  succeed(output: { picture: string; manifest: string; adapter: string }): Promise<void>;
  /** The workflow goes on without a result and tells people why. */
  fail(error: string, cause: string): Promise<void>;
}

const endings = { 'picture.png': 'png', 'manifest.json': 'json' } as const;

/** Opens the job that the container's environment describes. */
export function openJob(env: Readonly<Record<string, string | undefined>>): Job {
  const setting = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === '') throw new Error(`The job's environment lacks ${name}`);
    return value;
  };
  const request = { tenant: setting('TENANT'), level: setting('LEVEL'), packageHash: setting('PACKAGE') };
  const bucket = setting('BUCKET');
  const taskToken = setting('TASK_TOKEN');
  const region = setting('AWS_REGION');
  // What touches a tenant's data is done with rights that end at that tenant; the task's own only report.
  const tenants = new TenantCredentials({ region, roleArn: setting('TENANT_ROLE_ARN'), now: () => systemHost.clock.now(), most: 1 });
  const s3 = new S3Client({
    ...clientConfig({ region, credentials: () => tenants.of(request.tenant) }),
    forcePathStyle: env['AWS_ENDPOINT_URL'] !== undefined,
  });
  const workflows = new SFNClient(clientConfig({ region }));
  const levels = new S3Levels(new Objects(s3, bucket));
  return {
    request,
    async level() {
      const { entities, environment } = await readLevel(levels, request);
      return {
        entities: Object.fromEntries(entities.map(({ key, name, parent, components }) => [key, { name, parent, components }])),
        environment,
      };
    },
    async put(name, bytes, contentType) {
      const key = `tenants/${request.tenant}/thumbnails/${request.packageHash}.${endings[name]}`;
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, ...encryptionFor(key), Body: bytes, ContentType: contentType }));
      return { key };
    },
    async heartbeat() {
      await workflows.send(new SendTaskHeartbeatCommand({ taskToken }));
    },
    async succeed(output) {
      await workflows.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
    },
    async fail(error, cause) {
      await workflows.send(new SendTaskFailureCommand({ taskToken, error: error.slice(0, 256), cause: cause.slice(0, 32_000) }));
    },
  };
}
