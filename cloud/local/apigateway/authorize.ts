import { authorize } from '../iam/authorize.ts';
import type { PolicyDocument } from '../iam/policy.ts';
import type { Principal } from '../iam/principal.ts';
import type { Authorizer } from './apis.ts';

export type Authorization =
  | { readonly status: 200; readonly context: Readonly<Record<string, unknown>> }
  | { readonly status: 401 | 403 | 500 };

export interface ConnectRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly methodArn: string;
  /** The event for the authorizer, less its own members. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** Asks a REQUEST authorizer: 401 where the identity is missing, 403 where its policy does not allow, 500 where it fails. */
export async function runAuthorizer(
  authorizer: Authorizer,
  request: ConnectRequest,
  invoke: (functionArn: string, payload: string) => Promise<{ payload: string; functionError?: string }>,
): Promise<Authorization> {
  const identity = authorizer.identitySource.map((source) => valueOf(source, request));
  if (identity.some((value) => value === undefined || value === '')) return { status: 401 };
  const result = await invoke(
    authorizer.functionArn,
    JSON.stringify({ type: 'REQUEST', methodArn: request.methodArn, identitySource: identity.join(','), ...request.event }),
  );
  if (result.functionError !== undefined) {
    const { errorMessage } = JSON.parse(result.payload) as { errorMessage?: string };
    return { status: errorMessage === 'Unauthorized' ? 401 : 500 };
  }
  const answer = JSON.parse(result.payload) as {
    principalId?: string;
    policyDocument?: PolicyDocument;
    context?: Record<string, unknown>;
  } | null;
  if (!answer?.policyDocument) return { status: 500 };
  const caller: Principal = {
    kind: 'session',
    accessKeyId: '',
    account: '',
    arn: answer.principalId ?? '',
    userId: '',
    tags: {},
    policies: [{ name: 'authorizer', document: answer.policyDocument }],
  };
  const decision = authorize(caller, 'execute-api:Invoke', request.methodArn);
  return decision.allowed ? { status: 200, context: { principalId: answer.principalId, ...answer.context } } : { status: 403 };
}

/** The value that an identity source such as `route.request.header.Auth` names. */
function valueOf(source: string, { headers, query }: ConnectRequest): string | undefined {
  const [, kind, name] = /^route\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (kind === 'header') return headers[name!.toLowerCase()];
  return kind === 'querystring' ? (query.get(name!) ?? undefined) : undefined;
}
