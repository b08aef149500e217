export { serveSockets } from './socket-server.ts';
export { FileTickLogs, machineDisk, type Disk } from './tick-log.ts';
