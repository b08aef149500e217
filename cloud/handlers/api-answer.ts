import { clock, forTenant, tenantLinks, tenantTarget } from '../adapters/aws/environment.ts';
import { sayFailure } from '../adapters/aws/telemetry.ts';
import { Recent } from '../adapters/aws/recent.ts';
import { openTarget, type CloudClient } from '../client/client.ts';
import type { StackOutputs } from '../client/target.ts';
import { answer } from './api/answer.ts';
import { observed } from './observed.ts';

/** An event of an HTTP API, payload format 2.0. */
interface HttpEvent {
  readonly rawPath: string;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: {
    readonly http: { readonly method: string };
    readonly authorizer?: { readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> } };
  };
}

interface Kept {
  readonly client: CloudClient;
  readonly links: ReturnType<typeof tenantLinks>;
}

/** What is opened for a tenant stays open: its connections and the keys of its people's names serve the next request as well. */
const kept = new Recent<Kept>(100);

function openFor(tenant: string): Kept {
  const found = kept.get(tenant);
  if (found) return found;
  const target = tenantTarget(tenant);
  const opened = {
    client: openTarget({ ...target, outputs: target.outputs as StackOutputs }),
    links: tenantLinks(tenant),
  };
  kept.set(tenant, opened);
  return opened;
}

/** The API: what of a tenant is not said over the players' socket. The gateway has proved the token. */
export const handler = observed(
  async (event: HttpEvent): Promise<{ statusCode: number; headers: Record<string, string>; body: string }> => {
    const { rawPath, queryStringParameters = {}, body = '', isBase64Encoded, requestContext } = event;
    const { status, document } = await answer(
      {
        client: (tenant) => openFor(tenant).client,
        links: (tenant) => openFor(tenant).links,
        member: (tenant, id) => forTenant(tenant).directory.named(tenant, id),
        now: () => clock.now(),
        failed: (error) => sayFailure(error),
      },
      {
        method: requestContext.http.method,
        path: rawPath,
        query: queryStringParameters,
        body: isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
        claims: requestContext.authorizer?.jwt?.claims ?? {},
      },
    );
    return {
      statusCode: status,
      headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', 'cache-control': 'no-store' },
      body: JSON.stringify(document),
    };
  },
);
