/** The engine's netcode by itself, in a process of its own. */
import { ensureEngine } from '../../../build/engine-build/ensure.ts';
import { loadEngine } from '../../contract/harness/product-cloud.ts';
import { compileLoadLevel } from '../level/level.ts';
import { openNetClient } from '../wires/net.ts';
import { startChild } from './child.ts';
import type { Host } from './host.ts';

export async function startNetHost(): Promise<Host> {
  const engine = await loadEngine(await ensureEngine());
  const child = await startChild('net-child.ts');
  return {
    name: 'engine/net over sockets',
    acknowledges: false,
    async open(shape) {
      const { url } = await child.ask<{ url: string }>('open', shape);
      // Both ends know the level's component types; how many seats it has makes no difference to them.
      const layout = engine.registry(compileLoadLevel(engine, { seats: 1, hz: shape.hz }));
      return { connect: (room, _who, heard) => openNetClient(`${url}?room=${room}`, layout, heard), end: () => child.ask('end') };
    },
    usage: child.usage,
    close: child.close,
  };
}
