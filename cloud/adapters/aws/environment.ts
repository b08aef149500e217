import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { ECSClient } from '@aws-sdk/client-ecs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LetterDeps } from '../../domain/letters/index.ts';
import { loadPackage } from '../../domain/publish/index.ts';
import { countSpending, type SpendingCounter } from '../../domain/metering/index.ts';
import { commandRate, type BudgetDeps } from '../../domain/quota/index.ts';
import { auditLockDays } from '../../domain/retention.ts';
import { levelCache, packageCache, warmWorlds, type AcceptDeps, type EntityDeps, type SliceDeps } from '../../domain/session/index.ts';
import type { EngineBuild, EnginePackage } from '../../ports/index.ts';
import { DynamoAlarmNotices } from './alarm-notices.ts';
import { AwsAuditLog, DynamoMetering } from './audit.ts';
import { awsClients, clientConfig, type AwsClients } from './clients.ts';
import type { Follower } from './dead-letters.ts';
import { S3Derivatives } from './derivatives.ts';
import { DynamoDirectory, isErasedState } from './directory.ts';
import { S3EngineBuilds } from './engine-builds.ts';
import { DynamoEntities } from './entities.ts';
import { systemHost } from './host.ts';
import { KmsKeys } from './keys.ts';
import { DynamoLetters } from './letters.ts';
import { DynamoBoard, S3Checkpoints, S3Levels } from './levels.ts';
import { DynamoBudgetNotes } from './budget-notes.ts';
import { DynamoLimits } from './limits.ts';
import { objectLinks } from './links.ts';
import { Objects } from './objects.ts';
import { EcsHosts, LoopStarter, SfnOrchestrator } from './orchestrator.ts';
import { ApiGatewayPush, DynamoConnections } from './push.ts';
import { PersonVault } from './person-vault.ts';
import { Recent } from './recent.ts';
import { AppSyncRoomChannel } from './room-channel.ts';
import { AwsRooms } from './rooms.ts';
import { DynamoInbox } from './inbox.ts';
import { DynamoAchievements } from './notices.ts';
import { S3Analytics } from './analytics.ts';
import { LambdaWarmer } from './warmer.ts';
import { isTenant } from '../../events/index.ts';
import { hearers, type Hearer } from '../../events/catalogue/index.ts';
import { sendAgain } from './send-again.ts';
import { DynamoSessions } from './sessions.ts';
import { Table } from './table.ts';
import { telemetry } from './telemetry.ts';
import { DynamoWaitingList } from './waiting.ts';
import { TenantCredentials } from './tenant-credentials.ts';

/** What the template tells a function, by environment variable. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The function's environment lacks ${name}`);
  return value;
}

/** Ports for one tenant, over credentials that end at that tenant. */
export interface TenantPorts {
  readonly table: Table;
  readonly sessions: DynamoSessions;
  readonly levels: S3Levels;
  readonly board: DynamoBoard;
  readonly checkpoints: S3Checkpoints;
  readonly keys: KmsKeys;
  readonly directory: DynamoDirectory;
  readonly audit: AwsAuditLog;
  readonly rooms: AwsRooms;
  readonly letters: DynamoLetters;
  readonly limits: DynamoLimits;
  readonly budgetNotes: DynamoBudgetNotes;
  readonly waiting: DynamoWaitingList;
  readonly metering: DynamoMetering;
  readonly achievements: DynamoAchievements;
  readonly analytics: S3Analytics;
  /** What a hearer of events has done. */
  readonly inbox: (hearer: Hearer) => DynamoInbox;
  readonly derivatives: S3Derivatives;
  readonly level: ReturnType<typeof levelCache>;
  /** What the function spends on the tenant's sessions. */
  readonly spending: SpendingCounter;
}

const { clock, random, sleep } = systemHost;

/** MB with which a function has a whole processor; it has less with less, in proportion. */
const wholeProcessor = 1769;
const memory = (): number => Number(setting('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'));
/** Counts what this function spends by its memory and the table's own units. */
const spendingOn = (table: Table, { loops = false } = {}): SpendingCounter =>
  countSpending({ clock, memory: memory() / 1024, capacity: () => table.capacity(), loops });
const now = (): number => clock.now();
/** Where this target is. */
export const region = (): string => setting('AWS_REGION');

/** What opens the names of people, in the functions that are told where their keys lie. */
const personVault = ({ kms, dynamodb }: AwsClients): PersonVault | undefined => {
  const name = process.env['PERSON_KEYS'];
  return name === undefined ? undefined : new PersonVault(kms, new Table(dynamodb, name));
};

let own: AwsClients | undefined;
/** Clients with the function's own role. */
const ownClients = (): AwsClients => (own ??= awsClients({ region: region() }));
const ownTable = (): Table => new Table(ownClients().dynamodb, setting('TABLE'));

let roles: TenantCredentials | undefined;
/** Sockets name a tenant before anybody knows who they are. */
const mostTenants = 100;
const tenants = new Recent<TenantPorts>(mostTenants);

/** Credentials of the function's purpose for a tenant. */
function credentialsOf(tenant: string): () => ReturnType<TenantCredentials['of']> {
  roles ??= new TenantCredentials({ region: region(), roleArn: setting('PURPOSE_ROLE_ARN'), now, most: mostTenants });
  return () => roles!.of(tenant);
}

/** The function's ports for a tenant, kept while they are used: it assumes the role of its purpose with the tenant's tag. */
export function forTenant(tenant: string): TenantPorts {
  if (!isTenant(tenant)) throw new RangeError(`${JSON.stringify(tenant)} is not a tenant`);
  const found = tenants.get(tenant);
  if (found) return found;
  const clients = awsClients({ region: region(), credentials: credentialsOf(tenant) });
  const table = new Table(clients.dynamodb, setting('TABLE'));
  const objects = new Objects(clients.s3, setting('BUCKET'));
  const levels = new S3Levels(objects);
  const ports: TenantPorts = {
    table,
    sessions: new DynamoSessions(table, objects),
    levels,
    board: new DynamoBoard(table),
    checkpoints: new S3Checkpoints(objects),
    keys: new KmsKeys(clients.kms),
    directory: new DynamoDirectory(table, personVault(clients)),
    audit: new AwsAuditLog(table, objects, { retention: { mode: 'GOVERNANCE', days: auditLockDays }, now }),
    rooms: new AwsRooms(table, objects, now),
    letters: new DynamoLetters(table),
    limits: new DynamoLimits(table, now),
    budgetNotes: new DynamoBudgetNotes(table),
    waiting: new DynamoWaitingList(table),
    metering: new DynamoMetering(table),
    achievements: new DynamoAchievements(table),
    analytics: new S3Analytics(objects),
    inbox: (hearer) => new DynamoInbox(table, hearer),
    derivatives: new S3Derivatives(objects),
    level: levelCache(levels),
    spending: spendingOn(table),
  };
  tenants.set(tenant, ports);
  return ports;
}

/** What a client of the tenant is opened with: the function's rights there. */
export const tenantTarget = (tenant: string) => ({
  region: region(),
  credentials: credentialsOf(tenant),
  outputs: { TableName: setting('TABLE'), BucketName: setting('BUCKET'), PersonKeysTableName: setting('PERSON_KEYS') },
});

/** Links to a tenant's objects. */
export function tenantLinks(tenant: string): ReturnType<typeof objectLinks> {
  const { s3 } = awsClients({ region: region(), credentials: credentialsOf(tenant) });
  return objectLinks(s3, new Objects(s3, setting('BUCKET')), { bucket: setting('BUCKET'), tenant });
}

let builds: S3EngineBuilds | undefined;
/** Engine builds of this target; every function may read them with its own role. */
export const engineBuilds = (): S3EngineBuilds =>
  (builds ??= new S3EngineBuilds(new Objects(ownClients().s3, setting('BUCKET')), join(tmpdir(), 'ledgerquest-engines')));

let ecs: ECSClient | undefined;
const hosts = (): EcsHosts =>
  new EcsHosts((ecs ??= new ECSClient(clientConfig({ region: region() }))), clock, {
    cluster: setting('HOST_CLUSTER_ARN'),
    task: setting('HOST_TASK_ARN'),
    subnets: setting('HOST_SUBNETS').split(','),
    securityGroup: setting('HOST_SECURITY_GROUP'),
  });
export const orchestrator = (): LoopStarter =>
  new LoopStarter({ functions: () => new SfnOrchestrator(ownClients().sfn, setting('LOOP_MACHINE_ARN')), hot: hosts });
/** What the operator is told, with the function's own rights. */
export const alarmNotices = (): DynamoAlarmNotices => new DynamoAlarmNotices(ownTable());

export const directory = (): DynamoDirectory => new DynamoDirectory(ownTable());
/** Whether a tenant is erased, or about to be. */
export const isErased = async (tenant: string): Promise<boolean> => isErasedState(await directory().tenantState(tenant));
let listeners: DynamoConnections | undefined;
export const connections = (): DynamoConnections =>
  (listeners ??= new DynamoConnections({ sockets: ownTable(), sessions: async (tenant) => forTenant(tenant).table, now }));

/** The template's callback URL, or the same path on the endpoint that stands for AWS. */
function callbackUrl(): string {
  const callback = new URL(setting('WEBSOCKET_CALLBACK'));
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  return endpoint === undefined ? callback.href : new URL(callback.pathname, endpoint).href;
}

let back: ApiGatewayPush | undefined;
/** The way back to players, over connections that stay open: an acknowledgement must not cost a handshake. */
export const push = (): ApiGatewayPush => (back ??= new ApiGatewayPush(region(), callbackUrl()));

async function openWithPhysics(engine: EngineBuild, named: Parameters<SliceDeps['level']>[1]): Promise<EnginePackage> {
  const level = await loadPackage(forTenant(named.tenant).levels, engine, named);
  if (engine.needsPhysics(level)) await engine.loadPhysics();
  return level;
}

/** Sessions' packages, each opened once per function. */
export const packages = packageCache(openWithPhysics);

const warm = warmWorlds();
const slices = new Map<string, SliceDeps>();
/** What a slice of a tenant's session needs. */
export function sliceDeps(tenant: string): SliceDeps {
  const found = slices.get(tenant);
  if (found) return found;
  const { sessions, checkpoints, table } = forTenant(tenant);
  const deps: SliceDeps = {
    store: sessions,
    log: sessions,
    checkpoints,
    connections: connections(),
    push: push(),
    engines: engineBuilds(),
    level: packages.open,
    warm,
    clock,
    sleep,
    spending: spendingOn(table, { loops: true }),
    patience: Math.max(1, wholeProcessor / memory()),
    telemetry,
  };
  slices.set(tenant, deps);
  return deps;
}

/** What bringing a tenant's entities up to date needs. */
export function entityDeps(tenant: string): EntityDeps {
  const { sessions, checkpoints, table } = forTenant(tenant);
  return { model: new DynamoEntities(table), store: sessions, checkpoints, engines: engineBuilds(), level: packages.open, clock };
}

let channel: AppSyncRoomChannel | undefined;
/** What windows hear of rooms. */
export const roomChannel = (): AppSyncRoomChannel =>
  (channel ??= new AppSyncRoomChannel({
    http: setting('EVENTS_HTTP'),
    realtime: setting('EVENTS_REALTIME'),
    region: region(),
    credentials: {
      accessKeyId: setting('AWS_ACCESS_KEY_ID'),
      secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
      sessionToken: setting('AWS_SESSION_TOKEN'),
    },
  }));

/** A snapshot of a room is due with every so many records, or bytes of them. */
export const compactAfter = { records: Number(process.env['ROOM_COMPACT_RECORDS'] ?? 500), bytes: 1 << 20 };

/** Of all sessions of this function. */
const rate = commandRate(clock);

/** What taking a command of a tenant's session needs. */
export function acceptDeps(tenant: string): AcceptDeps & BudgetDeps {
  const { sessions, level, spending, limits, metering, waiting } = forTenant(tenant);
  return {
    store: sessions,
    log: sessions,
    level,
    orchestrator: orchestrator(),
    clock,
    random,
    sleep,
    spending,
    limits,
    metering,
    rate,
    waiting,
    telemetry,
  };
}

let streams: DynamoDBStreamsClient | undefined;
/** Where the records are that a lost batch names. */
export const deadLetterStreams = (): DynamoDBStreamsClient => (streams ??= new DynamoDBStreamsClient(clientConfig({ region: region() })));

const followers = (): Record<Follower, string> => ({
  audit: setting('AUDIT_FUNCTION_ARN'),
  wake: setting('WAKE_FUNCTION_ARN'),
  rooms: setting('COMPACT_FUNCTION_ARN'),
  entities: setting('ENTITIES_FUNCTION_ARN'),
  events: setting('EVENTS_FUNCTION_ARN'),
});
const hearerArns = (): Record<Hearer, string> =>
  Object.fromEntries(Object.keys(hearers).map((name) => [name, setting(`${name.toUpperCase()}_FUNCTION_ARN`)])) as Record<Hearer, string>;
/** Whose function it is, by its ARN, which may carry a version. */
function ownerOf<Name extends string>(arns: Readonly<Record<Name, string>>, functionArn: string): Name | undefined {
  const arn = functionArn.split(':').slice(0, 7).join(':');
  const [found] = Object.entries(arns).find(([, each]) => each === arn) ?? [];
  return found as Name | undefined;
}
/** Who follows the stream by the function of that ARN; `letters` is who sends letters again. */
export function followerOf(functionArn: string): Follower | 'letters' {
  const found = ownerOf({ ...followers(), letters: setting('REDRIVE_FUNCTION_ARN') }, functionArn);
  if (found === undefined) throw new Error(`${functionArn} does not follow the stream`);
  return found;
}
/** Who hears events by the function of that ARN. */
export function hearerOf(functionArn: string): Hearer {
  const found = ownerOf(hearerArns(), functionArn);
  if (found === undefined) throw new Error(`${functionArn} hears no events`);
  return found;
}

/** Who opens packages ahead. */
export const warmer = (): LambdaWarmer =>
  new LambdaWarmer(lambdaClient(), { relaxed: setting('RELAXED_SLICE_FUNCTION_ARN'), others: setting('SLICE_FUNCTION_ARN') });

let lambda: LambdaClient | undefined;
const lambdaClient = (): LambdaClient => (lambda ??= new LambdaClient(clientConfig({ region: region() })));
/** What filing a tenant's letters and sending them again needs. */
export function letterDeps(tenant: string): LetterDeps {
  const { letters, board, sessions } = forTenant(tenant);
  const again = {
    lambda: lambdaClient(),
    sfn: ownClients().sfn,
    followers: followers(),
    hearers: hearerArns(),
    publishMachine: setting('PUBLISH_MACHINE_ARN'),
    orchestrator: orchestrator(),
    board,
    sessions,
  };
  return { letters, again: (letter) => sendAgain(again, letter) };
}

export { clock, random, sleep };
