export { createSfn, type Sfn } from './sfn.ts';
export { describeProblems, parseDefinition, type DefinitionProblem } from './validate.ts';
