import type { Principal } from './iam/principal.ts';

/** How one service of the cloud asks another: the same action as on the wire, always as somebody. */
export interface ServiceCalls {
  /** Returns the output document of a JSON service's action; throws AwsError. */
  readonly invoke: (call: ServiceCall) => Promise<unknown>;
}

export interface ServiceCall {
  readonly service: string;
  readonly action: string;
  readonly input: unknown;
  readonly principal: Principal;
  /** The resource on whose behalf a service calls: policies may ask for `aws:SourceArn`. */
  readonly sourceArn?: string;
}

/** A role that a service takes on, and for which of its resources: trust policies may ask for `aws:SourceArn`. */
export interface RoleUse {
  readonly roleArn: string;
  /** For example `states.amazonaws.com`. */
  readonly service: string;
  readonly sessionName: string;
  /** The machine, rule, function or task on whose behalf. */
  readonly sourceArn: string;
}

/** The principal of a role, as the named service may assume it; throws AccessDenied where its trust policy does not let it. */
export type RolePrincipals = (use: RoleUse) => Principal;
