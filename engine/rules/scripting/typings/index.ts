export { generateTypings } from './generate.ts';
export { scriptLib } from './lib.ts';
