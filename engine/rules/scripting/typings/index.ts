export { generateTypings, type TypingsInput } from './generate.ts';
export { scriptLib } from './lib.ts';
export { javascriptCompilerOptions, scriptCompilerOptions } from './options.ts';
export { explainTypeError, type TypeDiagnostic } from './type-errors.ts';
