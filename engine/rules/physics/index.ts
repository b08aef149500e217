export type { PhysicsBackend, PhysicsSettings, PhysicsWorld, Touch } from './backend.ts';
export { kinematicBackend } from './kinematic/index.ts';
export { physicsSystem } from './system.ts';
