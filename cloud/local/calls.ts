import type { Principal } from './iam/principal.ts';

/** How one service of the cloud asks another: the same action as on the wire, always as somebody. */
export interface ServiceCalls {
  /** Returns the output document of a JSON service's action; throws AwsError. */
  invoke(call: ServiceCall): Promise<unknown>;
}

export interface ServiceCall {
  readonly service: string;
  readonly action: string;
  readonly input: unknown;
  readonly principal: Principal;
}

/** The principal of a role, as the named service may assume it; throws AccessDenied where its trust policy does not let it. */
export type RolePrincipals = (role: { roleArn: string; service: string; sessionName: string }) => Principal;
