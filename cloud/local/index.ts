export type { TaskEntry } from './ecs/index.ts';
export { machineHost } from './machine-host.ts';
export { startLocalCloud, type LocalCloud, type LocalCloudOptions } from './server.ts';
export { manualTime, systemTimers, type ManualTime, type Timers } from './timers/timers.ts';
