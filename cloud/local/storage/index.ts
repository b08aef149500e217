export { openDatabase, storageFull, type Database, type SqlValue } from './database.ts';
export type { FaultPoint, LocalHost } from './host.ts';
export type { LocalContext } from './context.ts';
export { openBlobs, type Blobs } from './blobs.ts';
export { machineDisk, type Disk } from './disk.ts';
