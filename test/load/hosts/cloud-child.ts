/**
 * The embedded cloud with the product's template in a fresh data folder, with sessions of the load's level: `cloud-child.ts functions|hot`. Its
 * sessions run on the functions, or each on a host of its own.
 */
import { join, resolve } from 'node:path';
import type { CloudClient } from '../../../cloud/client/index.ts';
import { compileLoadLevel, levelId } from '../level/level.ts';
import { openProductCloud } from '../../contract/harness/product-cloud.ts';
import { playersIn, roomCount, seatsPerRoom, type Shape } from '../shape.ts';
import { answer } from './answer.ts';

/** How a player gets into a session. */
export interface Door {
  readonly url: string;
}

/** A build without the hot host has no such call. */
type MayBeHot = CloudClient & { readonly socketUrl?: (tenant: string, session: string) => Promise<string> };

const host = process.argv[2];
const root = resolve(import.meta.dirname, '../../..');
/** Hosts of sessions run as tasks; pictures of levels are drawn by one, too, which is no part of the load. */
const cloud = await openProductCloud({
  taskEntry: (label) => (label.startsWith('cloud/hosts/') ? { module: join(root, label) } : undefined),
});
const demo: MayBeHot = cloud.demo;
const tenant = 'demo';
let sessions: string[] = [];

async function open(shape: Shape): Promise<Door[]> {
  const level = compileLoadLevel(cloud.engine, { seats: seatsPerRoom(shape), hz: shape.hz });
  await demo.publish({ tenant, channel: 'live', level, engine: cloud.build.id, proofs: cloud.engine.prove(level), publisher: 'ada' });
  const order = {
    tenant,
    level: levelId,
    person: 'ada',
    parameters: { drops: shape.drops },
    ...(host === 'hot' && { host: 'hot' as const }),
  };
  const doors: Door[] = [];
  for (let room = 0; room < roomCount(shape) && playersIn(shape, room) > 0; room += 1) {
    const { id: session, token } = await demo.startSession(order);
    sessions.push(session);
    const address = host === 'hot' ? await demo.socketUrl!(tenant, session) : cloud.target.outputs.WebSocketUrl;
    doors.push({ url: `${address}?${new URLSearchParams({ protocol: '2', tenant, session, token }).toString()}` });
  }
  return doors;
}

async function end(): Promise<void> {
  for (const session of sessions) await demo.changePhase({ tenant, session, change: 'end', person: 'ada' });
  sessions = [];
}

answer({ open, end, isHot: () => demo.socketUrl !== undefined, close: () => cloud.close() });
