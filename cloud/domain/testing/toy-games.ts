import type { CloudWorld } from '../../ports/index.ts';
import { acceptCommand, joinSession } from '../session/index.ts';
import { ToyCloud } from './toy-cloud.ts';
import { toyEngine, toyPackage } from './toy-engine.ts';

/** A world whose every tick takes time. */
export const takingTime = (world: CloudWorld, pass: () => void): CloudWorld =>
  new Proxy(world, {
    get: (target, key) =>
      key === 'step' ? (commands: Parameters<CloudWorld['step']>[0]) => (pass(), target.step(commands)) : Reflect.get(target, key),
  });

/** A published turn level with a started session, and a player in seat 1. */
export async function turnGame() {
  const cloud = new ToyCloud();
  await cloud.publish();
  const { start } = await cloud.startSession();
  const { sender } = await joinSession(cloud.acceptDeps(), start, { player: 'p-1', secret: 'hush' });
  const send = (type: string, payload: object, from = sender, clientSeq?: number) =>
    acceptCommand(cloud.acceptDeps(), start, {
      sender: from,
      type,
      payload: payload as never,
      ...(clientSeq !== undefined && { clientSeq }),
    });
  const head = async () => (await cloud.sessions.head(start))!;
  return { cloud, start, sender, send, head };
}

/** A published realtime level with a started session; `slow` says which of its ticks overrun. */
export async function realtimeGame({ slow }: { slow?: ((tick: number) => boolean) | undefined } = {}) {
  const cloud = new ToyCloud({ engine: toyEngine({ slow }) });
  await cloud.publish(toyPackage({ clock: 'realtime' }));
  const { start } = await cloud.startSession();
  return { cloud, start, head: async () => (await cloud.sessions.head(start))! };
}
