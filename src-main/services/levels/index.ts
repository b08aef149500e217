export { checkTypes } from './check-types.ts';
export { checkLevel, compileFolder } from './compile.ts';
export { readProject } from './read.ts';
