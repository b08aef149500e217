export { AUTH_MODES, type AuthMode } from './apis.ts';
export { createAppSync, type AppSync } from './appsync.ts';
