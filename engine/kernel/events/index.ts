export { EventLog } from './event.ts';
export type { GameEvent, Moment } from './event.ts';
