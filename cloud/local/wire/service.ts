import type { ResourcePolicies } from '../iam/authorize.ts';
import type { PolicyContext } from '../iam/policy.ts';
import type { Principal } from '../iam/principal.ts';
import type { XmlElement } from './xml.ts';

/** How a service's requests and errors are written. */
export type Protocol = 'json-1.0' | 'json-1.1' | 'query' | 'rest-json' | 'rest-xml';

/** A service of the embedded cloud. Most are made with `defineService`. */
export interface LocalService {
  /** The prefix of its IAM actions: `dynamodb`, `s3`, `states`. */
  readonly name: string;
  /** The name used when a request is signed, where it differs from `name`. */
  readonly signingName?: string;
  readonly protocol: Protocol;
  /** The part of X-Amz-Target before the dot; JSON protocols only. */
  readonly target?: string;
  /** Whether an action is answered at all; others get `UnsupportedOperation` by name. */
  has(action: string): boolean;
  /** Finds the action of a REST request; REST protocols only. */
  route?(request: RestRequest): RestRoute | undefined;
  handle(call: AwsCall): Promise<AwsReply> | AwsReply;
}

export interface RestRequest {
  readonly method: string;
  /** Percent-decoded, beginning with a slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
}

export interface RestRoute {
  readonly action: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Request headers by lower-case name. */
export type Headers = Readonly<Record<string, string>>;

/** One authenticated request. */
export interface AwsCall extends RestRequest {
  readonly service: string;
  readonly action: string;
  readonly requestId: string;
  readonly principal: Principal;
  /** Path parameters found by `route`; empty for other protocols. */
  readonly params: Readonly<Record<string, string>>;
  /** The body after any aws-chunked framing was checked and removed. */
  readonly body: Uint8Array;
  /** The parsed document of JSON protocols, the parameters of the query protocol, undefined otherwise. */
  readonly json?: unknown;
  /** Aborted when the client goes away or the cloud closes. */
  readonly signal: AbortSignal;
  /**
   * Refuses the call with AccessDenied, naming the deciding statement, unless the principal may do `action` on
   * `resource`. `context` holds condition keys such as `dynamodb:LeadingKeys`, `own` the policies of the resource.
   */
  permit(action: string, resource: string, context?: PolicyContext, own?: ResourcePolicies): void;
}

export interface AwsReply {
  /** 200 when absent. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A document for JSON protocols. */
  readonly json?: unknown;
  /** A document for XML protocols. */
  readonly xml?: XmlElement;
  /** Bytes as they are. */
  readonly body?: Uint8Array;
}

export type Action = (call: AwsCall) => Promise<AwsReply> | AwsReply;

/** What `defineService` needs: the actions as a table. */
export interface ServiceDefinition {
  readonly name: string;
  readonly signingName?: string;
  readonly protocol: Protocol;
  readonly target?: string;
  route?(request: RestRequest): RestRoute | undefined;
  readonly actions: Readonly<Record<string, Action>>;
}

/** A service from a table of its actions. */
export function defineService(definition: ServiceDefinition): LocalService {
  const { actions, ...rest } = definition;
  const table = new Map(Object.entries(actions));
  return {
    ...rest,
    has: (action) => table.has(action),
    handle(call) {
      const action = table.get(call.action);
      if (!action) throw new Error(`${definition.name} was asked for ${call.action}, which it does not have`);
      return action(call);
    },
  };
}

/** An action of a JSON service: takes the parsed input, gives the output document. */
export function jsonAction<Input>(run: (input: Input, call: AwsCall) => unknown): Action {
  return async (call) => ({ json: (await run((call.json ?? {}) as Input, call)) ?? {} });
}
