import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openIam,
  operatorPolicy,
  type AccessKey,
  type AuditedDecision,
  type Iam,
  type NamedPolicy,
} from '../../../cloud/local/iam/index.ts';
import { openDatabase, type Disk, type LocalContext, type LocalHost } from '../../../cloud/local/storage/index.ts';
import { createSts } from '../../../cloud/local/sts/index.ts';
import { createWire, openBus, type LocalService, type Wire } from '../../../cloud/local/wire/index.ts';

export const REGION = 'eu-central-1';
export const ACCOUNT = '123456789012';

/** An embedded cloud for one test file, and what its clients need. */
export interface TestCloud {
  readonly context: LocalContext;
  readonly iam: Iam;
  readonly wire: Wire;
  readonly endpoint: string;
  readonly operator: AccessKey;
  readonly decisions: AuditedDecision[];
  readonly failures: unknown[];
  /** Moves the cloud's clock from the real one; clients sign by the real one. */
  skew(milliseconds: number): void;
  /** What an SDK client is made with; the operator's keys unless others are given. */
  client(credentials?: AccessKey & { readonly sessionToken?: string }): {
    endpoint: string;
    region: string;
    credentials: AccessKey & { readonly sessionToken?: string };
    maxAttempts: number;
  };
  /** A user with these policies, and its keys. */
  user(name: string, policies: readonly NamedPolicy[], tags?: Record<string, string>): AccessKey;
  /** Ends the cloud; throws if it failed at a request by a fault of its own. */
  close(): Promise<void>;
}

/** Host ports of the real machine, with the clock moved by `skew`. */
export function machineHost(skew: () => number = () => 0, reach: LocalHost['reach'] = () => {}): LocalHost {
  return {
    clock: { now: () => Date.now() + skew() },
    ids: { next: (prefix) => `${prefix}-${randomBytes(12).toString('hex')}` },
    random: { bytes: (n) => randomBytes(n) },
    reach,
  };
}

/** Opens a cloud of some services in a fresh folder, or again in one that exists. */
export async function openTestCloud(
  services: (context: LocalContext, iam: Iam) => readonly LocalService[] = () => [],
  options: { readonly dataDir?: string; readonly reach?: LocalHost['reach']; readonly disk?: (host: LocalHost) => Disk } = {},
): Promise<TestCloud> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'local-cloud-'));
  let offset = 0;
  const host = machineHost(() => offset, options.reach);
  const database = openDatabase(join(dataDir, 'cloud.db'), host);
  const context: LocalContext = {
    database,
    host,
    bus: openBus(database, host),
    dataDir,
    account: ACCOUNT,
    region: REGION,
    ...(options.disk && { disk: options.disk(host) }),
  };
  const iam = openIam(context);
  iam.putUser({ name: 'operator', policies: [operatorPolicy] });
  const operator = iam.putAccessKey('operator');
  const decisions: AuditedDecision[] = [];
  const failures: unknown[] = [];
  const wire = createWire({
    services: [...createSts(context, iam).services, ...services(context, iam)],
    credentials: iam,
    host,
    region: REGION,
    onDecision: (decision) => decisions.push(decision),
    onFailure: ({ error }) => failures.push(error),
  });
  const { endpoint } = await wire.listen();
  return {
    context,
    iam,
    wire,
    endpoint,
    operator,
    decisions,
    failures,
    skew: (milliseconds) => (offset = milliseconds),
    client: (credentials = operator) => ({ endpoint, region: REGION, credentials, maxAttempts: 1 }),
    user(name, policies, tags = {}) {
      iam.putUser({ name, policies, tags });
      return iam.putAccessKey(name);
    },
    async close() {
      await wire.close();
      database.close();
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
      if (failures.length > 0) throw new AggregateError(failures, 'the cloud failed by itself');
    },
  };
}

/** The refusal of a call that must be refused. */
export async function refusal(
  call: Promise<unknown>,
): Promise<Error & { readonly [field: string]: unknown; readonly $metadata: { httpStatusCode: number } }> {
  return call.then(
    () => {
      throw new Error('the call was expected to be refused but succeeded');
    },
    (error) => error,
  );
}
