import { ECSClient } from '@aws-sdk/client-ecs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoAlarmNotices } from '../adapters/aws/alarm-notices.ts';
import { AwsAuditReader } from '../adapters/aws/audit.ts';
import { awsClients, clientConfig, type AwsCredentials } from '../adapters/aws/clients.ts';
import { DynamoDirectory, isErasedState, type TenantStanding, type TenantState } from '../adapters/aws/directory.ts';
import { deployEngineBuild } from '../adapters/aws/engine-builds.ts';
import { DynamoLimits } from '../adapters/aws/limits.ts';
import { IamUsers } from '../adapters/aws/iam.ts';
import { systemHost } from '../adapters/aws/host.ts';
import { ensureKey } from '../adapters/aws/make-key.ts';
import { Objects } from '../adapters/aws/objects.ts';
import { EcsHosts } from '../adapters/aws/orchestrator.ts';
import { PersonVault } from '../adapters/aws/person-vault.ts';
import { Table } from '../adapters/aws/table.ts';
import { poolUserOf, UserPool } from '../adapters/aws/user-pool.ts';
import { DynamoSessions } from '../adapters/aws/sessions.ts';
import { S3Levels } from '../adapters/aws/levels.ts';
import { commandRate, limitsOf, requireHome } from '../domain/quota/index.ts';
import { need, refuse } from '../domain/refusal.ts';
import { levelCache } from '../domain/session/index.ts';
import { eraseTenant, erasureOf, type Erasure, type TenantErasure } from './erase-tenant.ts';
import type { AlarmNotice, Limits, Role } from '../ports/index.ts';
import { newPersonId } from './identities.ts';
import type { CloudTarget } from './target.ts';
import { listUnsorted, redriveUnsorted, type UnsortedLetter } from './unsorted.ts';

/** What only the operator of a target does. */
export interface OperatorClient {
  /** Makes an engine build available to every tenant; a build that is there stays as it is. */
  deployEngine(build: { id: string; dir: string }): Promise<'stored' | 'present'>;
  /**
   * Makes a tenant what it should be: keys for publishing, for the audit and for its data, a user whose rights end at the tenant, people with their roles and
   * the public halves of their keys. Whoever is not among the people belongs to it no longer. Repeating it changes nothing. Returns access keys unless `keys` of an earlier time are given.
   * Its data stays in the `region` that is named first, this target's otherwise. Refuses `residency`, and `tenant-erased` a name that was erased.
   */
  provisionTenant(
    tenant: string,
    options: { people: Readonly<Record<string, readonly Role[]>>; keys?: AwsCredentials; region?: string },
  ): Promise<AwsCredentials>;
  /** Tenants that were provisioned and not retired; or those that are being erased, or were. */
  tenants(state?: TenantState): Promise<string[]>;
  /** Takes a tenant's access keys and people away; what it published, its sessions and their audit stay. */
  retireTenant(tenant: string): Promise<void>;
  /**
   * Erases a tenant for good and says what remains of it; one whose erasing was cut short is erased to its end. `begun` is told once it is
   * among those that are being erased, before its access ends; `writers` is how long the end of what still comes in is waited for, ms.
   * Refuses `unknown-tenant`, and `tenant-still-written`, saying how to go on.
   */
  eraseTenant(tenant: string, options?: { begun?: () => void; writers?: number }): Promise<TenantErasure>;
  /** Whether it is erased, or about to be. */
  isErased(tenant: string): Promise<boolean>;
  /** What is left of a tenant that is being erased, or was; undefined for any other. */
  erasureOf(tenant: string): Promise<Erasure | undefined>;
  /** Sets what a tenant may use; what is left out stays. Returns what holds now. Refuses `unknown-tenant`. */
  setLimits(tenant: string, limits: Partial<Limits>): Promise<Limits>;
  /** Takes a person's name, roles and key out of a tenant's directory. What they did stays, done by nobody that can be named. */
  erasePerson(tenant: string, name: string): Promise<'erased' | 'unknown'>;
  /**
   * Gives a person of a tenant a password for the target's sign-in page, in the place of any other. Returns what they sign in as.
   * @throws Refusal `unknown-person`
   */
  setPassword(tenant: string, name: string, password: string): Promise<string>;
  /** Wakes what should run. After a restart of the whole cloud nothing is alive, however fresh its last sign of life: `restarted`. */
  sweep(options?: { restarted?: boolean }): Promise<number>;
  /** Dead letters of which nobody knows whose they are. */
  unsortedLetters(): Promise<UnsortedLetter[]>;
  /** Puts them back to be sorted again; returns how many. */
  redriveUnsorted(): Promise<number>;
  /** That an alarm of the cloud rang or rings no longer, oldest first. */
  alarmNotices(): Promise<AlarmNotice[]>;
  close(): void;
}

export function openOperator(target: CloudTarget): OperatorClient {
  const clients = awsClients(target);
  const { TableName, PersonKeysTableName } = target.outputs;
  const directory = new DynamoDirectory(
    new Table(clients.dynamodb, TableName),
    new PersonVault(clients.kms, new Table(clients.dynamodb, PersonKeysTableName)),
  );
  const table = new Table(clients.dynamodb, TableName);
  const { clock, random, sleep } = systemHost;
  const limits = new DynamoLimits(table, () => clock.now(), 0);
  const known = async (tenant: string): Promise<TenantStanding> =>
    need(await directory.tenantStanding(tenant), () => ({
      code: 'unknown-tenant',
      message: `This target has no tenant ${tenant}.`,
      where: tenant,
    }));
  const users = new IamUsers(target);
  const pool = new UserPool(target, target.outputs.UserPoolId);
  const functions = new LambdaClient(clientConfig(target));
  const queues = new SQSClient(clientConfig(target));
  const ecs = new ECSClient(clientConfig(target));
  const { HostClusterArn, HostTaskArn, HostSubnets, HostSecurityGroup } = target.outputs;
  const hosts = new EcsHosts(ecs, clock, {
    cluster: HostClusterArn,
    task: HostTaskArn,
    subnets: HostSubnets.split(','),
    securityGroup: HostSecurityGroup,
  });
  /** Who leaves signs in no more, before they are nobody here. */
  const leave = async (tenant: string, id: string): Promise<void> => {
    await pool.remove({ tenant, id });
    await directory.removeMember(tenant, id);
  };
  return {
    deployEngine: (build) => deployEngineBuild(new Objects(clients.s3, target.outputs.BucketName), build),
    async provisionTenant(tenant, { people, keys, region }) {
      const state = await directory.tenantState(tenant);
      if (isErasedState(state))
        refuse({
          code: 'tenant-erased',
          message: `Tenant ${tenant} ${state === 'erased' ? 'was' : 'is being'} erased, and what a lock keeps of it lies under its name.`,
          hint: 'Give the new tenant another name.',
          where: tenant,
        });
      requireHome({ tenant, home: region, region: target.region });
      const home = await limits.pin(tenant, target.region);
      requireHome({ tenant, home, region: target.region });
      for (const purpose of ['publish', 'audit', 'data'] as const) await ensureKey(clients.kms, tenant, purpose);
      await users.put(userName(tenant), { tags: { tenant }, policy: target.outputs.TenantPolicy });
      const before = await directory.members(tenant);
      const stay = new Set<string>();
      for (const [name, roles] of Object.entries(people)) {
        const identity = target.identities?.of(name);
        const id = identity?.id ?? before.find((member) => member.name === name)?.id ?? newPersonId();
        await directory.putMember(tenant, { id, name, roles, ...(identity && { key: identity.publicKey }) });
        await pool.put({ tenant, id }, roles);
        stay.add(id);
      }
      for (const { id } of before) if (!stay.has(id)) await leave(tenant, id);
      await directory.removeNameless(tenant);
      await directory.putTenant(tenant);
      return keys ?? users.createKey(userName(tenant));
    },
    tenants: (state) => directory.tenants(state),
    async retireTenant(tenant) {
      await users.remove(userName(tenant));
      for (const { id } of await directory.members(tenant)) await leave(tenant, id);
      await directory.removeTenant(tenant);
    },
    isErased: async (tenant) => isErasedState(await directory.tenantState(tenant)),
    erasureOf: (tenant) => erasureOf({ clients, directory, outputs: target.outputs }, tenant),
    async eraseTenant(tenant, { begun = () => {}, writers } = {}) {
      const before = await known(tenant);
      const objects = new Objects(clients.s3, target.outputs.BucketName);
      const sessions = new DynamoSessions(table, objects);
      const accepting = {
        store: sessions,
        log: sessions,
        level: levelCache(new S3Levels(objects)),
        // The stream wakes what has to run once more.
        orchestrator: { startLoop: async (): Promise<void> => {} },
        clock,
        random,
        sleep,
        limits,
        rate: commandRate(clock),
      };
      return eraseTenant(
        {
          clients,
          directory,
          users,
          outputs: target.outputs,
          accepting,
          audit: new AwsAuditReader(table, objects),
          user: userName(tenant),
          dismiss: async () => {
            for (const id of await directory.memberIds(tenant)) await leave(tenant, id);
          },
          eraseLogs: () => hosts.eraseLogs(tenant, sleep),
        },
        tenant,
        { before, begun, writers },
      );
    },
    async setLimits(tenant, change) {
      await known(tenant);
      await limits.set(tenant, change);
      return limitsOf({ limits }, tenant);
    },
    async erasePerson(tenant, name) {
      const found = (await directory.members(tenant)).filter((member) => member.name === name);
      for (const { id } of found) await leave(tenant, id);
      return found.length > 0 ? 'erased' : 'unknown';
    },
    async setPassword(tenant, name, password) {
      const member = need(
        (await directory.members(tenant)).find((each) => each.name === name),
        () => ({
          code: 'unknown-person',
          message: `Tenant ${tenant} knows no ${name}.`,
          hint: 'Add them to people.json, and start lq up again.',
          where: name,
        }),
      );
      await pool.setPassword({ tenant, id: member.id }, password);
      return poolUserOf({ tenant, id: member.id });
    },
    async sweep({ restarted = false } = {}) {
      const { Payload, FunctionError } = await functions.send(
        new InvokeCommand({
          FunctionName: target.outputs.SweepFunctionName,
          Payload: new TextEncoder().encode(JSON.stringify(restarted ? { lease: 0 } : {})),
        }),
      );
      const answer = JSON.parse(new TextDecoder().decode(Payload)) as { woken: number };
      if (FunctionError !== undefined) throw new Error(`The sweep failed: ${JSON.stringify(answer)}`);
      return answer.woken;
    },
    unsortedLetters: () => listUnsorted(queues, target.outputs.UnsortedLettersUrl),
    redriveUnsorted: () => redriveUnsorted(queues, target.outputs.UnsortedLettersUrl, systemHost.sleep),
    alarmNotices: () => new DynamoAlarmNotices(table).list(),
    close() {
      clients.close();
      functions.destroy();
      queues.destroy();
      ecs.destroy();
    },
  };
}

const userName = (tenant: string): string => `ledgerquest-${tenant}`;
