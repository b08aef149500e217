export type { PhysicsBackend, PhysicsSettings, PhysicsWorld, Touch } from './backend.ts';
export { kinematicBackend } from './kinematic/index.ts';
export { physicsSystem } from './system.ts';
export { physicsConformance } from './conformance/index.ts';
export type { CheckName, Finding } from './conformance/index.ts';
