import { authorize } from '../iam/authorize.ts';
import { servicePrincipal } from '../iam/trust.ts';
import type { FunctionInvoker } from '../lambda/invoker.ts';
import type { CredentialSource } from '../sigv4/credentials.ts';
import { verifyRequest, type IncomingRequest } from '../sigv4/verify.ts';
import type { LocalHost } from '../storage/index.ts';
import type { AuthMode, EventApi } from './apis.ts';
import { EventError } from './event-error.ts';

/** What somebody is about to do. */
export type Act =
  | { readonly operation: 'EVENT_CONNECT' }
  | { readonly operation: 'EVENT_PUBLISH' | 'EVENT_SUBSCRIBE'; readonly namespace: string; readonly channel: string };

export interface AuthorizeParts {
  readonly functions: FunctionInvoker;
  readonly credentials: CredentialSource;
  readonly host: LocalHost;
  readonly account: string;
  readonly region: string;
}

const unauthorized = (message = 'You are not authorized to make this call.'): EventError =>
  new EventError('UnauthorizedException', message, 401);

/**
 * Lets an act happen, or throws why not. `headers` by lower-case name: of the request, or of the authorization that a message carries.
 * `signed` is the request where one came over HTTP; a signature proves nothing elsewhere.
 */
export async function authorizeAct(
  parts: AuthorizeParts,
  api: EventApi,
  modes: readonly AuthMode[],
  { act, headers, signed }: { act: Act; headers: Readonly<Record<string, string>>; signed?: IncomingRequest },
): Promise<void> {
  const authorization = headers['authorization'];
  if (authorization === undefined || authorization === '') throw unauthorized();
  const isSigned = authorization.startsWith('AWS4-HMAC-SHA256');
  if (!modes.includes(isSigned ? 'AWS_IAM' : 'AWS_LAMBDA')) throw unauthorized();
  if (isSigned) byPolicy(parts, api, act, signed);
  else await byFunction(parts, api, { act, headers, authorization });
}

function byPolicy({ credentials, host, region }: AuthorizeParts, api: EventApi, act: Act, signed: IncomingRequest | undefined): void {
  if (!signed || act.operation !== 'EVENT_PUBLISH')
    throw unauthorized('The embedded cloud takes signatures for publishing over HTTP only.');
  const { principal, service } = verifyRequest(signed, { credentials, region, now: host.clock.now(), style: 'json' });
  if (service !== 'appsync') throw unauthorized('Credential should be scoped to service appsync.');
  const decision = authorize(principal, 'appsync:EventPublish', `${api.arn}/channelNamespace/${act.namespace}`);
  if (!decision.allowed)
    throw new EventError(
      'AccessDeniedException',
      `User: ${principal.arn} is not authorized to perform: appsync:EventPublish on resource: ${api.arn}/channelNamespace/${act.namespace}: ${decision.reason}`,
      403,
    );
}

async function byFunction(
  { functions, host, account }: AuthorizeParts,
  api: EventApi,
  { act, headers, authorization }: { act: Act; headers: Readonly<Record<string, string>>; authorization: string },
): Promise<void> {
  if (api.authorizerArn === undefined) throw unauthorized();
  const { payload, functionError } = await functions.invoke({
    functionName: api.authorizerArn,
    payload: JSON.stringify({
      authorizationToken: authorization,
      requestContext: {
        apiId: api.id,
        accountId: account,
        requestId: host.ids.next('request'),
        operation: act.operation,
        ...(act.operation !== 'EVENT_CONNECT' && { channelNamespaceName: act.namespace, channel: act.channel }),
      },
      requestHeaders: headers,
    }),
    principal: servicePrincipal('appsync.amazonaws.com', account),
    sourceArn: api.arn,
  });
  const answer = functionError === undefined ? (JSON.parse(payload) as { isAuthorized?: unknown } | null) : null;
  if (answer?.isAuthorized !== true) throw unauthorized();
}
