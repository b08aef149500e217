export { physicsConformance } from './conformance.ts';
export type { CheckName, Finding } from './conformance.ts';
