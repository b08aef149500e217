/** Open rooms as `lq collab serve --open` serves them: `our-server-child.ts <data folder>`. Says `{port}`, answers anything with `{cpu}`. */
import { serveOpenRooms } from '../../../src-main/doors/host/serve-rooms.ts';
import { tellCpu } from './tell-cpu.ts';

const { url } = await serveOpenRooms({ dataDir: process.argv[2]! });
tellCpu(Number(new URL(url).port));
