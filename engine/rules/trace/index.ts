export { Tracer } from './tracer.ts';
export { momentOf } from './trace.ts';
export type { Act, Asked, KpiWrite, Moment, Origin, TimerSet, Told, Trace, Write } from './trace.ts';
