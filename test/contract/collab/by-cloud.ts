/** A room in the cloud: requests to a function, events on a channel. The worst of its network: events are lost, doubled and late. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LambdaClient, ListFunctionsCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { WebSocket } from 'ws';
import { ensureTemplate } from '../../../build/synth.ts';
import {
  type CloudTarget,
  createRoom,
  dismissFromRoom,
  openOperator,
  roomAdmission,
  type RoomVisitor,
  StackOutputs,
} from '../../../cloud/client/index.ts';
import { machineHost, startLocalCloud, type LocalCloud } from '../../../cloud/local/index.ts';
import type { Role as TenantRole } from '../../../cloud/ports/index.ts';
import { type Chance, chance } from '../../../engine/kernel/testing/chance.ts';
import { EditOrigin, openDocument, type Role } from '../../../engine/document/index.ts';
import { encodeState } from '../../../src-main/services/collaboration/encode-state.ts';
import {
  cloudSocket,
  type EventSocket,
  openRoomClient,
  type RecoveredCopy,
  type RoomSocket,
} from '../../../src-renderer/studio/people/index.ts';
import { everybody } from '../harness/product-cloud.ts';
import { room, seedStreet } from './server.ts';
import { compactAfterRecords, type Stage, type StageWindow, type Transport, type WindowOptions } from './stage.ts';

const root = resolve(import.meta.dirname, '../../..');
const tenant = 'demo';
const tenantRoles: Record<Role, TenantRole> = { owner: 'owner', editor: 'designer', viewer: 'auditor' };
const people = ['ada', 'bob', 'cleo', 'vic'];

export interface CloudStage extends Stage {
  readonly target: () => CloudTarget;
  visitor(person: string, at?: { tenant?: string; room?: string }): RoomVisitor;
}

export interface CloudStageOptions {
  /** False leaves holes as they are. */
  repairs?: boolean;
}

export const byCloud = (options: CloudStageOptions = {}): Omit<Transport, 'start'> & { start(): Promise<CloudStage> } => ({
  name: 'the cloud',
  start: () => startCloudStage(options),
});

async function startCloudStage({ repairs = true }: CloudStageOptions): Promise<CloudStage> {
  process.chdir(root);
  const { template } = await ensureTemplate();
  const dataDir = mkdtempSync(join(tmpdir(), 'cloud-rooms-'));
  const identities = everybody();
  const denied: string[] = [];
  const start = (): Promise<LocalCloud> =>
    startLocalCloud({
      dataDir,
      templateFile: template,
      host: machineHost(),
      environments: 3,
      onDecision: ({ allowed, reason, action }) => allowed || denied.push(`${action}: ${reason}`),
    });
  let cloud = await start();
  const target = (): CloudTarget => ({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: cloud.operator,
    outputs: StackOutputs.parse(cloud.outputs),
    identities,
  });
  const roles = new Map<string, TenantRole>(people.map((person) => [person, person === 'ada' ? 'owner' : 'designer']));
  const provision = async (): Promise<void> => {
    const operator = openOperator(target());
    const keys = { accessKeyId: 'unused', secretAccessKey: 'unused' };
    await operator.provisionTenant(tenant, {
      people: Object.fromEntries([...roles].map(([person, role]) => [person, [role]])),
      keys,
    });
    operator.close();
  };
  const compactSoon = async (): Promise<void> => {
    const functions = new LambdaClient({ endpoint: cloud.endpoint, region: cloud.region, credentials: cloud.operator });
    const { Functions = [] } = await functions.send(new ListFunctionsCommand({}));
    const graph = Functions.find(({ Handler }) => Handler === 'room-graph.handler')!;
    await functions.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: graph.FunctionName,
        Environment: { Variables: { ...graph.Environment?.Variables, ROOM_COMPACT_RECORDS: String(compactAfterRecords) } },
      }),
    );
    functions.destroy();
  };
  const visitor: CloudStage['visitor'] = (person, at = {}) => ({
    tenant,
    room,
    identity: identities.of(person)!,
    colour: '#336699',
    ...at,
  });

  await provision();
  await compactSoon();
  const seed = openDocument('level');
  seed.doc.clientID = 1;
  seedStreet(seed, new EditOrigin('seed', 'disk'));
  await createRoom(target(), visitor('ada'), encodeState(seed), Date.now());

  const windows = new Set<StageWindow>();
  return {
    target,
    visitor,
    open(person, { network, stranger = false }: WindowOptions = {}) {
      const recovered: RecoveredCopy[] = [];
      const random = network === undefined ? undefined : chance(network);
      let isAway = false;
      let socket: RoomSocket | undefined;
      const opened = openRoomClient('level', {
        room,
        async admit() {
          if (isAway) throw new Error('no connection');
          return roomAdmission(target(), visitor(stranger ? 'mallory' : person), Date.now());
        },
        connect: (url) =>
          (socket = cloudSocket(url, {
            room,
            repairs,
            pace: { patience: 50, quiet: 400 },
            listen: (address, protocols) => {
              const real = new WebSocket(address, protocols) as unknown as EventSocket;
              return random ? loose(real, random) : real;
            },
          })),
        onRecovered: (copy) => recovered.push(copy),
      });
      const window = Object.defineProperties(opened as StageWindow, {
        recovered: { value: recovered },
        setAway: {
          value: (away: boolean) => {
            isAway = away;
            if (away) socket?.close();
          },
        },
      });
      windows.add(window);
      return window;
    },
    async setRole(person, role) {
      roles.set(person, tenantRoles[role]);
      await provision();
      await dismissFromRoom(target(), visitor('ada'), identities.of(person)!.id, Date.now());
    },
    async restart() {
      await cloud.close();
      cloud = await start();
      await compactSoon();
    },
    async snapshots() {
      const s3 = new S3Client({ endpoint: cloud.endpoint, region: cloud.region, credentials: cloud.operator, forcePathStyle: true });
      const { Contents = [] } = await s3.send(
        new ListObjectsV2Command({ Bucket: target().outputs.BucketName, Prefix: `tenants/${tenant}/rooms/` }),
      );
      s3.destroy();
      return Contents.filter(({ Key }) => Key?.includes('/snap/')).length - 1;
    },
    async close() {
      for (const window of windows) window.close();
      await cloud.close();
      rmSync(dataDir, { recursive: true, force: true });
      if (denied.length > 0) throw new Error(`The cloud's own functions were refused: ${denied.join('; ')}`);
    },
  };
}

/** Of three events one is lost, doubled or late. */
function loose(socket: EventSocket, random: Chance): EventSocket {
  const outside: EventSocket = {
    send: (text) => socket.send(text),
    close: (code, reason) => socket.close(code, reason),
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
  };
  const late: { data: unknown }[] = [];
  socket.onopen = (event) => outside.onopen?.(event);
  socket.onerror = (event) => outside.onerror?.(event);
  socket.onclose = (event) => outside.onclose?.(event);
  socket.onmessage = (event) => {
    if (!String(event.data).includes('"type":"data"')) return outside.onmessage?.(event);
    const dice = random.next();
    if (dice < 0.12) return;
    if (dice < 0.24) return void late.push(event);
    outside.onmessage?.(event);
    if (dice < 0.33) outside.onmessage?.(event);
    if (late.length > 0 && random.next() < 0.5) for (const held of late.splice(0)) outside.onmessage?.(held);
  };
  return outside;
}
