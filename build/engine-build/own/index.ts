export { buildOwnEngine } from './build-own.ts';
export type { OwnBuild, OwnBuildResult } from './build-own.ts';
export { initOwnEngine } from './init-own.ts';
