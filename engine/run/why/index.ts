export { inWords, type ToldLink, type ToldWhy } from './words/tell.ts';
export type { Timeline } from './timeline.ts';
export { explain } from './explain.ts';
export type { Why, WhyLink, WhyTarget } from './link.ts';
