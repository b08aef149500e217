import { initHash } from '../../../engine/kernel/index.ts';
import type { Area } from '../bench.ts';
import { callRows } from '../scripting/calls.ts';
import { columnRows } from '../scripting/columns.ts';
import { meteringRows } from '../scripting/metering.ts';
import { openPeers } from '../scripting/peers.ts';

export const area: Area = {
  name: 'scripting',
  run: async () => {
    await initHash();
    const peers = await openPeers();
    return [...(await meteringRows()), ...(await callRows(peers)), ...(await columnRows(peers))];
  },
};
