/** Open rooms in a process that the torture kills: `server-child.ts <data folder> <port>`. Says `{port}` when it serves, and takes `{dieAt, nth}`. */
import { serveOpenRooms } from '../../../src-main/doors/host/serve-rooms.ts';
import { listenForDeath } from './death.ts';

const [dataDir = '', port = '0'] = process.argv.slice(2);
const { reached } = listenForDeath();
const { url } = await serveOpenRooms({
  dataDir,
  port: Number(port),
  compactAfter: { records: 40, bytes: 1 << 20 },
  fault: reached,
  onSetAside: (room, error) => process.send!({ setAside: `${room}: ${error.message}` }),
});
process.send!({ port: Number(new URL(url).port) });
