/** The embedded cloud with the product's template in a fresh data folder, whose functions play sessions of the load's level. */
import { compileLoadLevel, levelId } from '../level/level.ts';
import { openProductCloud } from '../../contract/harness/product-cloud.ts';
import { playersIn, roomCount, seatsPerRoom, type Shape } from '../shape.ts';
import { answer } from './answer.ts';

/** How a player gets into a session. */
export interface Door {
  readonly url: string;
}

const cloud = await openProductCloud();
const { demo } = cloud;
const tenant = 'demo';
let sessions: string[] = [];

async function open(shape: Shape): Promise<Door[]> {
  const level = compileLoadLevel(cloud.engine, { seats: seatsPerRoom(shape), hz: shape.hz });
  await demo.publish({ tenant, channel: 'live', level, engine: cloud.build.id, proofs: cloud.engine.prove(level), publisher: 'ada' });
  const doors: Door[] = [];
  for (let room = 0; room < roomCount(shape) && playersIn(shape, room) > 0; room += 1) {
    const { id: session, token } = await demo.startSession({ tenant, level: levelId, person: 'ada', parameters: { drops: shape.drops } });
    sessions.push(session);
    const query = new URLSearchParams({ protocol: '1', tenant, session, token }).toString();
    doors.push({ url: `${cloud.target.outputs.WebSocketUrl}?${query}` });
  }
  return doors;
}

async function end(): Promise<void> {
  for (const session of sessions) await demo.changePhase({ tenant, session, change: 'end', person: 'ada' });
  sessions = [];
}

answer({ open, end, close: () => cloud.close() });
