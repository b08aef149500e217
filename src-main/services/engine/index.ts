export { findEngine, neededEngine } from './find.ts';
export { checkEngine, currentEngine, engineOf, loadEngine, productRoot } from './load.ts';
export type { EngineBuild } from './load.ts';
export { stripTypes } from './strip.ts';
