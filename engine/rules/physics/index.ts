export type { PhysicsBackend, PhysicsWorld } from './backend.ts';
export { physicsSystem } from './system.ts';
