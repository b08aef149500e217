/** What a message costs by the write alone, on this machine and at this moment: no host that writes each by itself can be cheaper. */
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { startChild } from './child.ts';
import type { Writing } from './bare-child.ts';

/** Connecting at once; more overflow what the system lets wait. */
const atOnce = 100;

/** @returns µs of the writing process's time for a message; the sockets are read by this process, as those of the load are. */
export async function bareWrites(count: number, writing: Writing): Promise<number> {
  const child = await startChild('bare-child.ts');
  const sockets: Socket[] = [];
  try {
    const port = await child.ask<number>('port');
    while (sockets.length < count) {
      for (let at = 0; at < atOnce && sockets.length < count; at += 1) sockets.push(connect(port, '127.0.0.1').resume());
      while ((await child.ask<number>('count')) < sockets.length) await pause(10);
    }
    return await child.ask<number>('write', writing);
  } finally {
    for (const socket of sockets) socket.destroy();
    await child.close();
  }
}
