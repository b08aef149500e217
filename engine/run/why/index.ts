export { explain } from './explain.ts';
export type { Why, WhyLink, WhyTarget } from './link.ts';
