export { checkStarts, compileFolder } from './compile.ts';
export { readProject } from './read.ts';
