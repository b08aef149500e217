export {
  type Admission,
  openRoomClient,
  type RecoveredCopy,
  type RoomClient,
  type RoomClientOptions,
  type SyncStatus,
} from './provider.ts';
export type { OutboxStore } from './outbox.ts';
export type { PresenceStore } from './presence.ts';
export { browserSocket, hostTimers, type RoomSocket, type Timers } from './socket.ts';
export { cloudSocket, type CloudSocketOptions, type EventSocket } from './cloud-socket.ts';
export { initials } from './initials.ts';
