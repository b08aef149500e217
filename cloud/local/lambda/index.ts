export type { FunctionInvoker, InvokeRequest, InvokeResult } from './invoker.ts';
export { createLambda, type Lambda, type LambdaOptions } from './lambda.ts';
export type { MappingConfig } from './mappings/mapping.ts';
export type { AliasConfig, AsyncConfig, FunctionConfig } from './store.ts';
