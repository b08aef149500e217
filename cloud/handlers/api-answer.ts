import { clock, forTenant, tenantLinks, tenantTarget } from '../adapters/aws/environment.ts';
import { sayFailure } from '../adapters/aws/telemetry.ts';
import { openTarget } from '../client/client.ts';
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

/** The API: what of a tenant is not said over the players' socket. The gateway has proved the token. */
export const handler = observed(
  async (event: HttpEvent): Promise<{ statusCode: number; headers: Record<string, string>; body: string }> => {
    const { rawPath, queryStringParameters = {}, body = '', isBase64Encoded, requestContext } = event;
    const { status, document } = await answer(
      {
        client: (tenant) => openTarget({ ...tenantTarget(tenant), outputs: tenantTarget(tenant).outputs as StackOutputs }),
        links: tenantLinks,
        member: async (tenant, id) => (await forTenant(tenant).directory.members(tenant)).find((member) => member.id === id),
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
