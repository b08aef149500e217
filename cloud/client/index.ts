export { openTarget } from './client.ts';
export type { CloudClient, SessionSummary } from './client.ts';
export { identityOf, newIdentity, StoredIdentity, type Identities } from './identities.ts';
export type { Permission } from '../domain/publish/index.ts';
export { openOperator, type OperatorClient } from './onboarding.ts';
export { readPeople } from './people.ts';
export type { PublishProgress } from './publish.ts';
export type { WitnessStore } from '../domain/audit/index.ts';
export { StackOutputs, type CloudTarget } from './target.ts';
