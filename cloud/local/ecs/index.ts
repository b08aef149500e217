export type { Container } from './definitions.ts';
export { createEcs, type Ecs } from './ecs.ts';
export type { TaskEntry } from './processes.ts';
