export { createSchedule, phases } from './schedule.ts';
export type { Phase, Schedule, System } from './schedule.ts';
