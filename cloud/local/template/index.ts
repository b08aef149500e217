export { readEnvironment } from './assembly.ts';
export { readAssets } from './assets.ts';
export { CONTROL_PLANE_TYPES } from './control-plane.ts';
export { deployTemplate, type Deployment } from './deploy.ts';
export type { Provisioner } from './provisioner.ts';
export { INTERPRETED_TYPES } from './resource-types.ts';
export { createRoleBook } from './role-book.ts';
