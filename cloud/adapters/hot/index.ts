export { serveSockets } from './socket-server.ts';
export { FileTickLogs, machineDisk, type Disk } from './tick-log.ts';
export { webSocketFrame } from './web-socket-frame.ts';
