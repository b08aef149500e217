import type { Principal } from '../iam/principal.ts';

/** A synchronous invocation, as somebody. */
export interface InvokeRequest {
  /** Name, name:qualifier, or ARN with or without a qualifier. */
  readonly functionName: string;
  readonly qualifier?: string;
  /** The event as JSON text. */
  readonly payload: string;
  readonly principal: Principal;
  /** For resource policies: what a service calls on behalf of, such as a rule's ARN. */
  readonly sourceArn?: string;
}

export interface InvokeResult {
  /** What the function returned, or its error document, as JSON text. */
  readonly payload: string;
  /** `Unhandled` when the function failed; the payload then is `{errorType, errorMessage, trace?}`. */
  readonly functionError?: string;
  readonly executedVersion: string;
  /** The last 4 KB of the invocation's log. */
  readonly logTail: string;
}

/** How other services reach functions. */
export interface FunctionInvoker {
  /** @throws AwsError `ResourceNotFoundException`, `AccessDeniedException`, `TooManyRequestsException`. */
  readonly invoke: (request: InvokeRequest) => Promise<InvokeResult>;
  /** Accepts the event durably and returns; the function runs later, with retries. */
  readonly enqueue: (request: InvokeRequest) => void;
}
