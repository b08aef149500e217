import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import {
  type CloudClient,
  type CloudTarget,
  openOperator,
  type OperatorClient,
  openTarget,
  type PeopleFile,
  readPeopleFile,
  StackOutputs,
} from '../../../cloud/client/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { dispatch } from '../../contract/dispatch.ts';
import { ProjectHandle } from '../../contract/index.ts';
import { projectAssets } from '../../services/assets/index.ts';
import { openIdentities } from '../../services/cloud/identities.ts';
import { readTenantKeys, writeTenantKeys, type TenantKeys } from '../../services/cloud/tenant-keys.ts';
import { goOnErasing } from '../../services/cloud/tenants.ts';
import { unknownTenant } from '../../services/cloud/unknown-tenant.ts';
import { openWitness } from '../../services/cloud/witness.ts';
import { asPerson, isAllowed } from '../../services/cloud/as-person.ts';
import { playerIdOf } from '../../services/cloud/player-id.ts';
import { metricsText, openRooms } from '../../services/collaboration/index.ts';
import { readDataFile } from '../../services/data-folder/data-file.ts';
import { type DataFolder, openDataFolder, writePrivateFile } from '../../services/data-folder/data-folder.ts';
import { announceDiscovery, discover, type Discovery, withdrawDiscovery } from '../../services/data-folder/discovery.ts';
import { type EngineBuild, loadEngine } from '../../services/engine/index.ts';
import { contentSecurityPolicy } from '../../services/pages/content-security-policy.ts';
import { openMembers } from '../../services/projects/members.ts';
import { openProjectRegistry, type ProjectEntry } from '../../services/projects/registry.ts';
import { openTrust } from '../../services/projects/trust.ts';
import { openSecrets, type Secrets } from '../../services/secrets/secrets.ts';
import { createLogin } from '../../services/sign-in/login.ts';
import { openSignIns } from '../../services/sign-in/sign-ins.ts';
import { endpointsOf } from '../../services/sign-in/start.ts';
import { createTenantLogins } from '../../services/sign-in/tenant-logins.ts';
import { realWeb } from '../../services/sign-in/web.ts';
import { createSharing, localAddresses, type Sharing } from '../../services/sharing/index.ts';
import { createAnnouncer } from '../../services/studio/announcer.ts';
import { createHandlers } from '../../services/studio/handlers.ts';
import { createOpenProjects, type Person } from '../../services/studio/open-projects.ts';
import { watchCloud } from '../../services/studio/watch-cloud.ts';
import { openNetworkDoor } from '../network/serve-network.ts';
import { createLaunchDesk } from '../web/launch.ts';
import { type Invitation, openPlaygroundDoor, openStudioDoor } from '../web/serve.ts';
import { type CloudReady, startCloudProcess } from './cloud-process.ts';
import { keepCloud } from './keep-cloud.ts';
import { personNamed } from '../../services/projects/person-named.ts';
import type { Product } from './product.ts';
import { shareCalls } from './share-calls.ts';

const Ports = z.object({ studio: z.number().int(), playground: z.number().int() });

const writeJson = (path: string, value: unknown): void => writePrivateFile(path, `${JSON.stringify(value, null, 2)}\n`);
const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex');

export interface HostOptions {
  dataDir: string;
  /** Who this machine's owner is; the first start makes them the owner of the tenants. */
  owner: string;
  product: Product;
  cloudArguments?: readonly string[];
  /** Further engine builds that this cloud runs, beside the installation's. */
  engines?: readonly EngineBuild[];
  /** Where the sign-in to AWS is kept; in the data folder's files unless this says otherwise. */
  secrets?: Secrets;
  /** Whether published levels get pictures; they do unless this is false. */
  pictures?: boolean;
  /** Whether the embedded cloud is started again when it ends though nobody asked it to; it is unless this is false. */
  restartsCloud?: boolean;
  /** What whoever looks at the terminal should know: the embedded cloud ended, and runs again. */
  say: (sentence: string) => void;
  /** The embedded cloud ended though nobody asked it to, and is not started again; the sentences say why and what to do. */
  onCloudEnd?: (reason: string) => void;
  log: (error: unknown) => void;
}

export interface Host {
  discovery: Discovery;
  /** Where the pages begin on which people sign in to the tenants. */
  signIn: string;
  /** A one-time Studio link for a person, whom it invites; `folder` is a project to be found on the first screen. */
  link(person: string, folder?: string): string;
  /** Folders that the person named, through a door that knows the person. */
  folders: {
    /** @throws LedgerError `not-a-project` */
    look(dir: string): ProjectEntry | undefined;
    /** @throws LedgerError `not-a-project` */
    add(dir: string): ProjectEntry;
    pathOf(project: ProjectHandle): string;
  };
  close(): Promise<void>;
}

/** Whether the other end of a connection was not there, or went away. */
const isCutOff = (error: unknown): boolean => ['ECONNREFUSED', 'ECONNRESET'].includes(String((error as { code?: unknown }).code));

/**
 * The one process that owns a data folder: it starts the embedded cloud beside itself, keeps the rooms, serves Studio and the Playground, and
 * tells the person's other programs where everything is. What it opened it closes when a later step fails.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const opened: (() => unknown)[] = [];
  let closing = false;
  // A call that is under way when everything ends finds no cloud any more: nobody waits for it, and nothing is amiss.
  const log = (error: unknown): void => {
    if (!closing || !isCutOff(error)) options.log(error);
  };
  const undo = async (): Promise<void> => {
    closing = true;
    for (const close of opened.splice(0).toReversed()) await Promise.resolve(close()).catch(log);
  };
  try {
    const folder = openDataFolder(options.dataDir);
    opened.push(() => folder.release());
    const host = await openHost({ ...options, log }, folder, (close) => opened.push(close));
    return { ...host, close: undo };
  } catch (error) {
    await undo();
    throw error;
  }
}

async function openHost(
  {
    dataDir,
    owner,
    product,
    engines = [],
    cloudArguments,
    secrets = openSecrets({ dataDir }),
    pictures = true,
    restartsCloud = true,
    say,
    onCloudEnd,
    log,
  }: HostOptions,
  folder: DataFolder,
  onClose: (close: () => unknown) => void,
): Promise<Omit<Host, 'close'>> {
  const wished = readDataFile(folder.path('ports.json'), Ports, { hint: 'Delete it: new ports are chosen.' });
  const desk = createLaunchDesk(randomHex);
  const launchSecret = randomHex(24);
  const { tenants: people, regions = {} } = readPeopleFile(folder.path('people.json'), owner);
  const members = openMembers({
    dataDir,
    owner,
    rolesOf: (person) => Object.values(people).flatMap((tenant) => (Object.hasOwn(tenant, person) ? (tenant[person] ?? []) : [])),
  });
  const announcer = createAnnouncer({
    seesTenant: async (person, tenant) => {
      const client = clients.get(tenant);
      return client !== undefined && isAllowed(client, { tenant, person, to: 'readLevels' });
    },
    isMember: (person) => members.roleOf(person) !== undefined,
    log,
  });

  // The Playground comes first: the cloud lets its origin, and no other page, open sessions' sockets.
  let sockets: string | undefined;
  const playground = await openPlaygroundDoor({
    rendererDir: product.rendererDir,
    port: wished?.playground ?? 0,
    policy: () =>
      contentSecurityPolicy({
        connect: [...(sockets === undefined ? [] : [new URL(sockets).origin]), ...ownSockets()],
        embeddedBy: ["'self'"],
      }),
    websocket: () => sockets ?? '',
    admits: async (tenant, session, token) => (await clients.get(tenant)?.admits(tenant, session, token)) === true,
    achievements: async ({ tenant, session, ...shown }) => clients.get(tenant)?.achievementsAtSeat(tenant, session, shown),
    hot: {
      isHot: async (...shown) => (await openedHot(...shown)) !== undefined,
      hostFor: async (...shown) => (await openedHot(...shown))?.socketUrl(shown[0], shown[1]),
    },
  });
  /** Only who shows the link's token learns of a session, and how it is run. */
  const openedHot = async (tenant: string, session: string, token: string): Promise<CloudClient | undefined> => {
    const client = clients.get(tenant);
    const opens = (await client?.admits(tenant, session, token)) === true && (await client?.hostOf(tenant, session)) !== undefined;
    return opens ? client : undefined;
  };
  const ownSockets = (): string[] => ['127.0.0.1', 'localhost'].map((name) => `ws://${name}:${playground.port}`);
  onClose(() => playground.close());

  let operator: OperatorClient | undefined;
  const cloud = await keepCloud({
    start: (onExit) =>
      startCloudProcess({
        root: product.root,
        cloud: product.cloud,
        dataDir: folder.path('cloud'),
        template: product.template,
        assets: product.assets,
        sockets: [playground.origin],
        jobs: pictures,
        ...(cloudArguments && { extra: cloudArguments }),
        onExit,
      }),
    // A start that is still provisioning sweeps by itself.
    resume: async () => void (await operator?.sweep({ restarted: true }).catch(log)),
    again: restartsCloud,
    logFile: folder.path('cloud', 'cloud.log'),
    now: Date.now,
    say,
    onChange: () => void announcer.tell('everybody', 'cloud.changed', {}),
    onEnd: (reason) => onCloudEnd?.(reason),
  });
  onClose(() => cloud.stop());
  const { ready } = cloud;
  const outputs = StackOutputs.parse(ready.outputs);
  sockets = outputs.WebSocketUrl;

  const identities = openIdentities(dataDir);
  const target = (credentials: CloudTarget['credentials']): CloudTarget => ({
    endpoint: ready.endpoint,
    region: ready.region,
    credentials,
    outputs,
    playground: `${playground.origin}/`,
    engines: folder.path('engines'),
    identities,
    witness: openWitness(dataDir),
  });
  const keys = await provision(target(operatorKeys(ready)), folder, {
    tenants: people,
    regions,
    engines: [product.engine, ...engines],
    log,
  });
  const opened = openOperator(target(operatorKeys(ready)));
  operator = opened;
  onClose(() => opened.close());
  onClose(goOnErasing(opened, { dataDir, person: owner, log }));
  const clients = new Map([...keys].map(([tenant, credentials]) => [tenant, openTarget(target(credentials))]));
  onClose(() => clients.forEach((client) => client.close()));

  let studioPort = 0;
  const rooms = openRooms({
    dataDir,
    allowed: () => ({
      hosts: [`127.0.0.1:${studioPort}`, `localhost:${studioPort}`, ...sharing.hosts()],
      origins: [`http://127.0.0.1:${studioPort}`, `http://localhost:${studioPort}`],
    }),
    hasAsset: (project, sha256) => projects.hasAsset(project, sha256),
    onSetAside: (_, error) => log(error),
  });
  onClose(() => rooms.close());
  const engine = await loadEngine(product.engine.dir);
  const templatesDir = join(product.root, 'samples');
  const trust = openTrust({ dataDir, shipped: templatesDir });
  const registry = openProjectRegistry({ dataDir, templatesDir, trust, now: () => new Date(), randomHex });
  const tellOf = (project: ProjectHandle, topic: 'versions.changed' | 'levels.changed'): void => {
    void announcer.tell('members', topic, { project });
    sharing.changed(project, topic);
  };
  const projects = createOpenProjects({
    registry,
    members,
    rooms,
    dataDir,
    engine,
    roomsUrl: () => `ws://127.0.0.1:${studioPort}/rooms`,
    onProblems: (project, problems) => void announcer.tell('members', 'project.problems', { project, problems }),
    onVersions: (project) => tellOf(project, 'versions.changed'),
    onLevels: (project) => tellOf(project, 'levels.changed'),
    log,
  });
  onClose(() => projects.close());
  const sharing: Sharing = createSharing({
    dataDir,
    owner: personNamed(owner),
    personNamed,
    registry,
    projects,
    names: () => members.everybody().map(({ person }) => person),
    ask: (guest, person, { channel, request }) => dispatch(handlers, { person, guest }, channel, { ...request, project: guest.project }),
    enter: ({ request, socket, head }) => {
      if (!rooms.upgrade(request, socket, head)) socket.destroy();
    },
    openDoor: openNetworkDoor,
    addresses: localAddresses,
    now: Date.now,
    random: randomBytes,
    onChanged: (state) => void announcer.tell('members', 'share.changed', state),
  });
  onClose(() => sharing.close());

  const tenantLogins = createTenantLogins({
    dataDir,
    secrets,
    web: realWeb,
    onChanged: (tenant) => void announcer.tell({ person: personNamed(owner).id }, 'cloud.changed', { tenant }),
  });
  onClose(() => tenantLogins.close());
  /** Without those that were erased since: `lq tenant erase` takes them out of what tools are told. */
  const present = (): string[] => {
    const told = discover(dataDir)?.tenants;
    return [...clients.keys()].filter((tenant) => told === undefined || told.some(({ id }) => id === tenant));
  };
  const access = {
    status: () => {
      const reason = cloud.stopped();
      return reason === undefined ? ({ state: 'ready' } as const) : { state: 'stopped' as const, reason };
    },
    tenants: present,
    of: (tenant: string, person: Person) => {
      const reason = cloud.stopped();
      if (reason !== undefined) throw new LedgerError({ code: 'cloud-stopped', message: reason });
      const client = present().includes(tenant) ? clients.get(tenant) : undefined;
      if (!client) throw unknownTenant(tenant, present());
      return asPerson(client, { person: person.id, reader: playerIdOf(dataDir, person.id) });
    },
    alarmNotices: () => opened.alarmNotices(),
    async actingIn(tenant: string, person: Person) {
      // The sign-in is the owner's; who came in by an invitation is who they are.
      const id = members.roleOf(person.id) === 'owner' ? await tenantLogins.who(tenant) : undefined;
      const client = clients.get(tenant);
      return id === undefined || client === undefined ? person : personNamed(await client.nameOf(tenant, id));
    },
  };
  const login = createLogin({ signIns: openSignIns({ secrets, web: realWeb }), web: realWeb, endpoints: endpointsOf(process.env) });
  onClose(() => login.close());
  const engineUrl = (id: string): string => `/engine/${id.slice('engine@'.length)}`;
  const handlers = createHandlers({
    describe: (person) => ({
      kind: 'web',
      version: product.version,
      person,
      roomsUrl: `ws://127.0.0.1:${studioPort}/rooms`,
      engine: { id: engine.id, url: engineUrl(engine.id) },
      playgroundUrl: `${playground.origin}/`,
      target: 'local',
    }),
    registry,
    projects,
    members,
    trust,
    sharing,
    cloud: access,
    login,
    tenantLogins,
    engine,
    engineUrl,
    target: 'local',
    tell: announcer.tell,
    log,
  });

  const invite = ({ person, role, folder: dir }: Invitation): { token: string } => {
    if (dir !== undefined) registry.addFolder(dir);
    const { id } = personNamed(person);
    if (members.invite(id, role).changed) void projects.dismiss(id).catch(log);
    return { token: desk.mint(id) };
  };
  const studio = await openStudioDoor({
    rendererDir: product.rendererDir,
    enginesDirs: [join(product.root, 'out', 'engine'), folder.path('engines')],
    port: wished?.studio ?? 0,
    policy: (port) => contentSecurityPolicy({ connect: [`ws://127.0.0.1:${port}`, `ws://localhost:${port}`] }),
    desk,
    invoke: (caller, channel, request) => dispatch(handlers, { person: personNamed(caller.person) }, channel, request),
    onSigned: announcer.join,
    rooms: ({ request, socket, head }) => {
      if (!rooms.upgrade(request, socket, head)) socket.destroy();
    },
    assets: (person, project) =>
      projectAssets(() => projects.assets(ProjectHandle.parse(project), personNamed(person)), {
        name: personNamed(person).name,
        role: members.roleOf(person),
      }),
    owner: { secret: launchSecret, invite, metrics: () => metricsText(rooms.metrics()), share: shareCalls(sharing) },
    log,
  });
  studioPort = studio.port;
  onClose(() => studio.close());
  writeJson(folder.path('ports.json'), { studio: studio.port, playground: playground.port });
  onClose(watchCloud(access.status, clients, announcer.watched, (tenant) => void announcer.tell({ tenant }, 'cloud.changed', { tenant })));

  const discovery: Discovery = {
    s3: ready.endpoint,
    dynamodb: ready.endpoint,
    endpoint: ready.endpoint,
    websocket: sockets,
    playground: `${playground.origin}/`,
    studio: `${studio.origin}/`,
    region: ready.region,
    ...operatorKeys(ready),
    tenants: [...keys].map(([id, credentials]) => ({ id, ...credentials })),
    pid: process.pid,
    dataDir,
    bucket: outputs.BucketName,
    table: outputs.TableName,
  };
  announceDiscovery({ ...discovery, launchSecret, engine: product.engine, outputs: { ...outputs } });
  onClose(() => withdrawDiscovery(dataDir));
  return {
    discovery,
    signIn: outputs.SignInUrl,
    folders: { look: (dir) => registry.known(dir), add: (dir) => registry.addFolder(dir), pathOf: (project) => registry.find(project).dir },
    link: (person, dir) => `${studio.origin}/#launch=${invite({ person, ...(dir !== undefined && { folder: dir }) }).token}`,
  };
}

const operatorKeys = ({ accessKeyId, secretAccessKey }: CloudReady) => ({ accessKeyId, secretAccessKey });

/** Brings a freshly booted cloud to where its people expect it: engine, tenants with their keys, and every session that should run. */
async function provision(
  target: CloudTarget,
  folder: DataFolder,
  {
    tenants,
    regions,
    engines,
    log,
  }: Pick<PeopleFile, 'tenants'> & {
    regions: NonNullable<PeopleFile['regions']>;
    engines: readonly EngineBuild[];
    log: (error: unknown) => void;
  },
): Promise<TenantKeys> {
  const operator = openOperator(target);
  try {
    for (const engine of engines) await operator.deployEngine(engine);
    const known = readTenantKeys(folder.dir);
    const keys = new Map<string, { accessKeyId: string; secretAccessKey: string }>();
    openIdentities(folder.dir).ensure(Object.values(tenants).flatMap((people) => Object.keys(people)));
    for (const tenant of await operator.tenants()) if (!Object.hasOwn(tenants, tenant)) await operator.retireTenant(tenant);
    const erasing = new Set(await operator.tenants('erasing'));
    for (const [tenant, people] of Object.entries(tenants)) {
      if (erasing.has(tenant)) continue;
      const before = known.get(tenant);
      const region = Object.hasOwn(regions, tenant) ? regions[tenant] : undefined;
      try {
        const { accessKeyId, secretAccessKey } = await operator.provisionTenant(tenant, {
          people,
          ...(before && { keys: before }),
          ...(region !== undefined && { region }),
        });
        keys.set(tenant, { accessKeyId, secretAccessKey });
      } catch (error) {
        // A tenant that this cloud may not have is not here; the others are.
        if (!['residency', 'tenant-erased'].includes(String((error as { code?: unknown }).code))) throw error;
        log(error);
      }
    }
    writeTenantKeys(folder.dir, keys);
    await operator.sweep({ restarted: true });
    return keys;
  } finally {
    operator.close();
  }
}
