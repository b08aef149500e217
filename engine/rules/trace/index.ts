export { pieces, readPath } from './field.ts';
export { Tracer } from './tracer.ts';
export { momentOf } from './trace.ts';
export type { Act, Asked, Check, Firing, KpiWrite, Moment, NodeWords, Origin, TimerSet, Told, ToldEvent, Trace, Write } from './trace.ts';
