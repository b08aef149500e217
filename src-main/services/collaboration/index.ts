export { type FaultPoint, faultPoints, type FilePort, nodeFiles } from './files.ts';
export { openRooms, type RoomHandle, type RoomHost, type RoomsOptions } from './host.ts';
export { metricsText, metricsType } from './metrics.ts';
export type { Ticket } from './tickets.ts';
