export type { CredentialSource, KnownKey } from './credentials.ts';
export { MAX_SKEW_MS, verifyRequest, type IncomingRequest, type VerifiedRequest } from './verify.ts';
