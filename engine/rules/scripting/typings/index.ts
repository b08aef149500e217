export { generateTypings } from './generate.ts';
export type { TypingsInput } from './generate.ts';
export { scriptLib } from './lib.ts';
