/** Tenants beside each other on the product's own cloud: one from which everything strikes, and those that are struck at. */
import { DescribeTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DescribeKeyCommand, EncryptCommand, KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { roles as everyRole } from '../../../cloud/ports/index.ts';
import { IamUsers } from '../../../cloud/adapters/aws/iam.ts';
import { keyAlias } from '../../../cloud/adapters/aws/keys.ts';
import { encryptionFor } from '../../../cloud/adapters/aws/object-encryption.ts';
import { digest } from '../../../cloud/domain/evidence.ts';
import type { AwsCredentials } from '../../../cloud/adapters/aws/clients.ts';
import { createRoom, openTarget, type CloudClient } from '../../../cloud/client/index.ts';
import { EditOrigin, openDocument } from '../../../engine/document/index.ts';
import { encodeState } from '../../../src-main/services/collaboration/encode-state.ts';
import { room, seedStreet } from '../../contract/collab/server.ts';
import { compileSample, openProductCloud, type ProductCloud } from '../../contract/harness/product-cloud.ts';
import { signIn } from '../../contract/harness/sign-in.ts';
import { roleUser } from '../../contract/harness/role-user.ts';
import { ofOtherPools, playOnce, renewed, signInAs, windableHost } from './tokens.ts';
import type { KnownStack, KnownTenant, Own, Principal, Rights } from './attack.ts';

/** Names beside the attacker's own that a careless pattern would take for it, and one that is like none. */
const victims = { acme: 'ben', demo2: 'vic', dem: 'deb' } as const;
const roles: Readonly<Record<Exclude<Rights, 'door'>, RegExp>> = {
  verify: /TenantVerifyRole/,
  sign: /TenantSignRole/,
  promote: /TenantPromoteRole/,
  board: /TenantBoardRole/,
  session: /TenantSessionRole/,
  audit: /TenantAuditRole/,
  room: /TenantRoomRole/,
  roomDoor: /TenantDoorRole/,
  compact: /TenantCompactRole/,
  derive: /TenantDeriveRole/,
  letters: /TenantLettersRole/,
  achievements: /TenantAchievementsRole/,
  notifications: /TenantNotificationsRole/,
  analytics: /TenantAnalyticsRole/,
  warming: /TenantWarmingRole/,
  entities: /TenantEntitiesRole/,
  api: /TenantApiRole/,
  picture: /TenantPictureRole/,
  host: /TenantHostRole/,
  signedIn: /SignedInOwner/,
};

/** Every role but the attacker's own, who is an owner. */
const lesserRoles = everyRole.filter((role) => role !== 'owner');

export interface AttackStage {
  readonly cloud: ProductCloud;
  readonly stack: KnownStack;
  readonly own: Own;
  readonly victims: readonly KnownTenant[];
  readonly principals: readonly Principal[];
  /** The attacker's door with another policy in the place of its own. */
  doorWith(policy: string): Promise<Principal>;
  /** What stands in everything that was planted for a tenant, and in nothing else. */
  readonly secretOf: (tenant: string) => string;
  /** Everything that is the victims', and what all share, as one text by its name; once nothing is under way any more. */
  readonly held: () => Promise<ReadonlyMap<string, string>>;
  /** A client of a victim, which must go on as before. */
  readonly acme: CloudClient;
  close(): Promise<void>;
}

/** Nothing that a refusal says by itself contains it. */
const secretOf = (tenant: string): string => `secret-${digest(tenant).slice(0, 24)}`;

export async function openAttackStage(): Promise<AttackStage> {
  const wound = windableHost();
  const cloud = await openProductCloud({ host: wound.host });
  const { target, operator, local } = cloud;
  const settings = (credentials: AwsCredentials) => ({
    endpoint: target.endpoint!,
    region: target.region,
    credentials,
    maxAttempts: 1,
    forcePathStyle: true,
  });
  const all = clientsOf(settings(local.operator));
  for (const tenant of ['demo2', 'dem'] as const) await operator.provisionTenant(tenant, { people: { [victims[tenant]]: ['owner'] } });
  const level = compileSample(cloud.engine, 'supply-chain');
  const proofs = cloud.engine.prove(level);

  /** Publishes, starts a session, makes a room, and plants what nobody else may see. */
  const inhabit = async (tenant: string, person: string): Promise<{ known: KnownTenant; token: string }> => {
    const plays = tenant === 'demo' || tenant === 'acme';
    if (plays) await cloud.everyone.publish({ tenant, channel: 'live', level, engine: cloud.build.id, proofs, publisher: person });
    const { id: session, token } = plays
      ? await cloud.everyone.startSession({ tenant, level: 'beer-game', person, scenario: 'benchmark' })
      : { id: 's-planted', token: '' };
    const identity = target.identities!.of(person)!;
    const seed = openDocument('level');
    seed.doc.clientID = 1;
    seedStreet(seed, new EditOrigin('seed', 'disk'));
    await createRoom(target, { tenant, room, identity, colour: '#336699' }, encodeState(seed), Date.now());
    const partitions = [
      'DIRECTORY',
      'LEVELS',
      'SESSIONS',
      'METER',
      'BUDGET',
      'AUDIT',
      'LETTERS',
      'LIMITS',
      'NOTICES',
      'READ',
      'PLAYER#p-1',
      'HEARD#notifications',
      `SESSION#${session}`,
      `SOCKETS#${session}`,
      `WAITING#${session}`,
      `ENTITIES#${session}`,
      `ROOM#${room}`,
    ].map((name) => `TENANT#${tenant}#${name}`);
    const TableName = target.outputs.TableName;
    for (const pk of partitions)
      await all.dynamodb.send(
        new PutItemCommand({ TableName, Item: { pk: { S: pk }, sk: { S: 'planted' }, note: { S: secretOf(tenant) } } }),
      );
    const objects = [
      'assets/a',
      'derivatives/d',
      'levels/planted/manifests/m.json',
      'audit/s/0-1.ndjson',
      'checkpoints/c',
      'segments/s',
      'audit-records/r',
      'thumbnails/p.png',
      'rooms/r',
      'analytics/2026-11-28/e.ndjson',
    ].map((path) => `tenants/${tenant}/${path}`);
    for (const Key of objects)
      await all.s3.send(new PutObjectCommand({ Bucket: target.outputs.BucketName, Key, ...encryptionFor(Key), Body: secretOf(tenant) }));
    const keyId = async (purpose: 'publish' | 'audit' | 'data'): Promise<string> =>
      (await all.kms.send(new DescribeKeyCommand({ KeyId: keyAlias(tenant, purpose) }))).KeyMetadata!.KeyId!;
    const { Item: wrapped } = await all.dynamodb.send(
      new GetItemCommand({
        TableName: target.outputs.PersonKeysTableName,
        Key: { pk: { S: `TENANT#${tenant}#PERSONS` }, sk: { S: `PERSON#${identity.id}` } },
      }),
    );
    const { CiphertextBlob: sealedToken } = await all.kms.send(
      new EncryptCommand({
        KeyId: keyAlias(tenant, 'data'),
        Plaintext: Buffer.from(secretOf(tenant)),
        EncryptionContext: { tenant, session },
      }),
    );
    return {
      known: {
        name: tenant,
        session,
        room,
        partitions,
        objects,
        keys: { publish: await keyId('publish'), audit: await keyId('audit'), data: await keyId('data') },
        people: [identity.id],
        wrapped: wrapped?.['wrapped']?.B ?? new Uint8Array(),
        sealedToken: sealedToken!,
      },
      token,
    };
  };

  const demo = await inhabit('demo', 'ada');
  const others: KnownTenant[] = [];
  for (const [tenant, person] of Object.entries(victims)) others.push((await inhabit(tenant, person)).known);

  const password = 'an attackers own password';
  const signedIn = await signIn(cloud, await operator.setPassword('demo', 'ada', password), password);
  await playOnce(cloud, demo.known.session);
  const tokenOfRole = await signInAs(cloud, lesserRoles, password);
  const spent = new Map<string, string[]>();
  for (const [tenant, person] of Object.entries(victims)) {
    const { id_token: over } = await wound.anHourAgo(
      await operator.setPassword(tenant, person, `${secretOf(tenant)} of their own`),
      (user) => signIn(cloud, user, `${secretOf(tenant)} of their own`),
    );
    spent.set(tenant, [over, ...(await ofOtherPools(over))]);
  }

  const keys: [Rights, AwsCredentials][] = [['door', cloud.demo.target.credentials as AwsCredentials]];
  for (const [rights, role] of Object.entries(roles)) keys.push([rights as Rights, await roleUser(cloud, role, 'demo')]);
  const principals = keys.map(([rights, credentials]): Principal => ({ rights, credentials, ...clientsOf(settings(credentials)) }));

  const { Functions = [] } = await all.lambda.send(new ListFunctionsCommand({}));
  const variable = (name: string): string[] => Functions.flatMap(({ Environment }) => Environment?.Variables?.[name] ?? []);
  const { Table } = await all.dynamodb.send(new DescribeTableCommand({ TableName: target.outputs.TableName }));
  const stack: KnownStack = {
    target,
    account: local.account,
    bus: String(local.outputs['BusName']),
    deadLetters: String(local.outputs['DeadLetterUrl']),
    unsortedLetters: target.outputs.UnsortedLettersUrl,
    functions: Functions.map(({ FunctionName }) => FunctionName!),
    roles: [...new Set([...Functions.map(({ Role }) => Role!), ...variable('PURPOSE_ROLE_ARN')])],
    streamArn: Table!.LatestStreamArn!,
    realtime: variable('EVENTS_REALTIME')[0]!,
  };
  const acme = openTarget(cloud.acme.target);
  const look = (): Promise<Map<string, string>> => everythingOf(all, stack, Object.keys(victims));
  return {
    cloud,
    stack,
    own: {
      ...demo.known,
      token: demo.token,
      person: target.identities!.of('ada')!,
      signedIn,
      password,
      idToken: renewed(cloud, signedIn),
      tokenOfRole,
      spentTokens: (name) => spent.get(name) ?? [],
    },
    victims: others,
    principals,
    async doorWith(policy) {
      const users = new IamUsers(target);
      await users.put('careless-door', { tags: { tenant: 'demo' }, policy });
      const credentials = await users.createKey('careless-door');
      return { rights: 'door', credentials, ...clientsOf(settings(credentials)) };
    },
    secretOf,
    held: () => settled(look),
    acme,
    async close() {
      acme.close();
      for (const principal of [all, ...principals])
        for (const client of Object.values(principal)) (client as { destroy?(): void }).destroy?.();
      await cloud.close();
    },
  };
}

function clientsOf(settings: object): Omit<Principal, 'rights' | 'credentials'> {
  return {
    dynamodb: new DynamoDBClient(settings),
    streams: new DynamoDBStreamsClient(settings),
    s3: new S3Client(settings),
    kms: new KMSClient(settings),
    sts: new STSClient(settings),
    events: new EventBridgeClient(settings),
    sqs: new SQSClient(settings),
    lambda: new LambdaClient(settings),
    sfn: new SFNClient(settings),
  };
}

/** Items, objects in all their versions, aliases of keys, and how many dead letters there are. */
async function everythingOf(
  { dynamodb, s3, kms, sqs }: Pick<Principal, 'dynamodb' | 's3' | 'kms' | 'sqs'>,
  { target, deadLetters, unsortedLetters }: KnownStack,
  tenants: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const { TableName, BucketName } = target.outputs;
  for (let from: ScanCommand['input']['ExclusiveStartKey'] | undefined, more = true; more; more = from !== undefined) {
    const page = await dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true, ...(from && { ExclusiveStartKey: from }) }));
    for (const item of page.Items ?? []) {
      const pk = item['pk']!.S!;
      const theirs = pk === 'TENANTS' || tenants.some((tenant) => pk.startsWith(`TENANT#${tenant}#`) || pk === `TENANT#${tenant}`);
      if (theirs) found.set(`item ${pk} ${item['sk']!.S}`, JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))));
    }
    from = page.LastEvaluatedKey;
  }
  for (const tenant of tenants) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: BucketName, Prefix: `tenants/${tenant}/` }),
    );
    for (const { Key, VersionId, ETag } of Versions) found.set(`object ${Key} ${VersionId}`, String(ETag));
    for (const { Key, VersionId } of DeleteMarkers) found.set(`object ${Key} ${VersionId}`, 'deleted');
  }
  const { Aliases = [] } = await kms.send(new ListAliasesCommand({}));
  for (const { AliasName, TargetKeyId } of Aliases) found.set(`alias ${AliasName}`, String(TargetKeyId));
  for (const [name, QueueUrl] of Object.entries({ 'dead letters': deadLetters, 'unsorted letters': unsortedLetters })) {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }));
    found.set(name, String(Attributes?.['ApproximateNumberOfMessages']));
  }
  return found;
}

/** Looks until two looks are the same. */
async function settled(look: () => Promise<Map<string, string>>): Promise<Map<string, string>> {
  for (let before = await look(), tries = 0; ; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const now = await look();
    if (differences(before, now).length === 0) return now;
    if (tries === 60) throw new Error(`The tenants do not come to rest: ${differences(before, now).join(', ')}`);
    before = now;
  }
}

/** Names of what is in one and not the same in the other. */
export const differences = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
