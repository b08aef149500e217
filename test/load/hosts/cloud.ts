/** The hosts of sessions: the embedded cloud, which runs as a process of its own, with its functions or with hot hosts. */
import { BadOption } from '../options.ts';
import { openSessionClient } from '../wires/session.ts';
import { startChild } from './child.ts';
import type { Door } from './cloud-child.ts';
import type { Host } from './host.ts';

/** Throws BadOption where the build has no such host. */
export async function startCloudHost(kind: 'functions' | 'hot'): Promise<Host> {
  const child = await startChild('cloud-child.ts', [kind]);
  if (kind === 'hot' && !(await child.ask<boolean>('isHot'))) {
    await child.close();
    throw new BadOption(
      '--host hot: this build has no hot host. Take --host functions for sessions, or --host net for the netcode by itself.',
    );
  }
  return {
    name: `${kind} host`,
    acknowledges: true,
    async open(shape) {
      const doors = await child.ask<Door[]>('open', shape);
      return {
        connect: (room, who, heard) => openSessionClient(doors[room]!.url, who, heard),
        end: () => child.ask('end'),
      };
    },
    usage: child.usage,
    close: child.close,
  };
}
