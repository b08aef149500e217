import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countTask, type HostPoint, type HotHostDeps } from '../../domain/hot/index.ts';
import { loadPackage } from '../../domain/publish/index.ts';
import { levelCache } from '../../domain/session/index.ts';
import { FileTickLogs, machineDisk, type Disk } from '../hot/index.ts';
import { DynamoMetering } from './audit.ts';
import { awsClients } from './clients.ts';
import { S3Derivatives } from './derivatives.ts';
import { S3EngineBuilds } from './engine-builds.ts';
import { systemHost } from './host.ts';
import { DynamoHostDirectory, DynamoHosted } from './hosted.ts';
import { S3Checkpoints, S3Levels } from './levels.ts';
import { DynamoLimits } from './limits.ts';
import { Objects } from './objects.ts';
import { Table } from './table.ts';
import { TenantCredentials } from './tenant-credentials.ts';

export interface HostSettings {
  readonly deps: HotHostDeps;
  /** Address that players reach. */
  readonly address: string;
}

const needed = (env: Readonly<Record<string, string | undefined>>, name: string): string => {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`The host's environment lacks ${name}`);
  return value;
};

/** Tick logs on the volume of the task. */
export const tickLogs = (env: Readonly<Record<string, string | undefined>>, disk: Disk = machineDisk): FileTickLogs =>
  new FileTickLogs(needed(env, 'VOLUME_TICKS'), disk);

/** What the environment of the task of one session's host names, over credentials that end at its tenant. */
export function hostDeps(env: Readonly<Record<string, string | undefined>>, tenant: string): HostSettings {
  const setting = (name: string): string => needed(env, name);
  const { clock, random, sleep } = systemHost;
  const region = setting('AWS_REGION');
  const roles = new TenantCredentials({ region, roleArn: setting('TENANT_ROLE_ARN'), now: () => clock.now(), most: 1 });
  const clients = awsClients({ region, credentials: () => roles.of(tenant) });
  const table = new Table(clients.dynamodb, setting('TABLE'));
  const objects = new Objects(clients.s3, setting('BUCKET'));
  const levels = new S3Levels(objects);
  const reach = killer(env['KILL_AT']);
  const builds = new Objects(awsClients({ region }).s3, setting('BUCKET'));
  return {
    address: env['HOST_ADDRESS'] ?? '127.0.0.1',
    deps: {
      store: new DynamoHosted(table, objects),
      directory: new DynamoHostDirectory(table),
      logs: tickLogs(env, { ...machineDisk, reach }),
      limits: new DynamoLimits(table, () => clock.now()),
      metering: new DynamoMetering(table),
      checkpoints: new S3Checkpoints(objects),
      levels,
      derivatives: new S3Derivatives(objects),
      compiled: levelCache(levels),
      engines: new S3EngineBuilds(builds, join(tmpdir(), 'ledgerquest-engines')),
      async level(engine, named) {
        const level = await loadPackage(levels, engine, named);
        if (engine.needsPhysics(level)) await engine.loadPhysics();
        return level;
      },
      spending: countTask({ clock, capacity: () => table.capacity() }),
      clock,
      random,
      sleep,
      later(run, ms) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      reach,
      ...(env['IDLE_AFTER_MS'] !== undefined && { idleAfter: Number(env['IDLE_AFTER_MS']) }),
    },
  };
}

/** Ends the process at a named moment, `point` or `point#n` for its n-th time: for tests, which name it in the environment. */
function killer(spec: string | undefined): (point: HostPoint | 'appended' | 'synced') => void {
  if (spec === undefined) return () => {};
  const [name, count = '1'] = spec.split('#');
  let left = Number(count);
  return (point) => {
    if (point !== name) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
