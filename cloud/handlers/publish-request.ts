import { forTenant } from '../adapters/aws/environment.ts';
import { parseRequestKey } from '../adapters/aws/levels.ts';
import { need, refuse } from '../domain/refusal.ts';
import { PublishRequest as Request } from '../events/index.ts';
import type { PublishRequest } from '../ports/index.ts';

/** The request that lies under a key. Its words about where it belongs must be the key's. */
export async function readRequest(key: string): Promise<PublishRequest> {
  const place = need(parseRequestKey(key), () => ({
    code: 'not-a-request',
    message: `${key} is not the key of a publish request.`,
    where: key,
  }));
  const request = need(await forTenant(place.tenant).levels.request(place.tenant, place.level, place.id), () => ({
    code: 'not-a-request',
    message: `There is nothing under ${key}.`,
    where: key,
  }));
  const parsed = Request.safeParse(request);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    refuse({
      code: 'bad-request',
      message: `The request under ${key} is not well formed: ${issue?.path.join('.')}: ${issue?.message}.`,
      where: key,
    });
  }
  if (request.tenant !== place.tenant || request.level !== place.level || request.id !== place.id)
    refuse({ code: 'request-misplaced', message: `The request under ${key} speaks of ${request.tenant}/${request.level}.`, where: key });
  return request;
}
