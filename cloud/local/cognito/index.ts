export { createCognito, type Cognito } from './cognito.ts';
export { BadToken, type Claims } from './tokens.ts';
export type { UserPool } from './pools.ts';
