export { createBehaviours } from './system.ts';
export type { Behaviours, BehaviourVisit } from './system.ts';
export { assemble } from './assemble.ts';
export { Bound } from './bound.ts';
export { MAX_STEPS, walk } from './walk.ts';
export type { Surroundings } from './walk.ts';
export type { Program } from './program.ts';
export { STATUS, statusNames } from './program.ts';
