/** The peer, in a process of its own. */
import { openColyseusClient } from '../wires/colyseus.ts';
import { startChild } from './child.ts';
import type { Host } from './host.ts';

export const peerName = '@colyseus/core 0.18.17';

export async function startColyseus(): Promise<Host> {
  const child = await startChild('colyseus-child.ts');
  return {
    name: peerName,
    acknowledges: false,
    async open(shape) {
      await child.ask('open', shape);
      return {
        async connect(room, _who, heard) {
          const { url, seat } = await child.ask<{ url: string; seat: number }>('reserve', room);
          return openColyseusClient(url, { seat, views: shape.layout === 'views' }, heard);
        },
        end: () => child.ask('end'),
      };
    },
    usage: child.usage,
    close: child.close,
  };
}
