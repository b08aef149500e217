import { authorize } from './iam/authorize.ts';
import type { Principal } from './iam/principal.ts';
import { AwsError, unsupported } from './wire/error.ts';
import type { AwsReply, LocalService } from './wire/service.ts';

export interface RestCall {
  readonly action: string;
  readonly principal: Principal;
  readonly params: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** Calls an action of a REST service from within, with the rights of a principal. @throws AwsError */
export async function callRest(service: LocalService, call: RestCall): Promise<AwsReply> {
  const { principal, action, headers = {}, body = new Uint8Array() } = call;
  if (!service.has(action)) throw unsupported(service.name, action);
  return service.handle({
    method: 'PUT',
    path: '/',
    query: new URLSearchParams(),
    service: service.name,
    ...call,
    headers,
    body,
    permit(needed, resource, context = {}, own) {
      const decision = authorize(principal, needed, resource, { 'aws:SecureTransport': true, ...context }, own);
      if (!decision.allowed)
        throw new AwsError(
          'AccessDenied',
          `User: ${principal.arn} is not authorized to perform: ${needed} on resource: ${resource}: ${decision.reason}`,
          403,
        );
    },
  });
}
