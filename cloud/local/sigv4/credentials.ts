import type { Principal } from '../iam/principal.ts';

/** What the verifier must know about an access key. */
export interface KnownKey {
  readonly secretAccessKey: string;
  /** Present for temporary credentials: the request must carry it. */
  readonly sessionToken?: string;
  /** Milliseconds since the epoch after which the key is refused. */
  readonly expiresAt?: number;
  readonly principal: Principal;
}

/** Where access keys are looked up. */
export interface CredentialSource {
  find(accessKeyId: string): KnownKey | undefined;
}
