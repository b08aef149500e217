export { kinematicBackend } from './kinematic.ts';
