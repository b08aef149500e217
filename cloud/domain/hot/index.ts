export type { PlayerSocket } from './connections.ts';
export { openHost, type DoorAnswer, type HostPoint, type HotHost, type HotHostDeps } from './host.ts';
export { HotSession } from './session.ts';
export { countTask } from './spending.ts';
