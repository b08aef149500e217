export { createEvents, type Events, type EventsOptions } from './events.ts';
export { compilePattern } from './pattern.ts';
export { readTarget, type TargetInput } from './target-input.ts';
