/** The functions host: sessions on the embedded cloud, which runs as a process of its own. */
import { openSessionClient } from '../wires/session.ts';
import { startChild } from './child.ts';
import type { Door } from './functions-child.ts';
import type { Host } from './host.ts';

export async function startFunctionsHost(): Promise<Host> {
  const child = await startChild('functions-child.ts');
  return {
    name: 'functions host',
    acknowledges: true,
    async open(shape) {
      const doors = await child.ask<Door[]>('open', shape);
      return {
        connect: (room, heard) => openSessionClient(doors[room]!.url, heard),
        end: () => child.ask('end'),
      };
    },
    usage: child.usage,
    close: child.close,
  };
}
