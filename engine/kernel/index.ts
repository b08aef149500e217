export * from './commands/index.ts';
export { LedgerError } from './error.ts';
export type { LedgerErrorParts } from './error.ts';
export * from './events/index.ts';
export * from './hash/index.ts';
export { compareText } from './json.ts';
export type { Json } from './json.ts';
export * from './math/index.ts';
export * from './world/index.ts';
