import { clock, forTenant } from '../adapters/aws/environment.ts';
import { promote } from '../domain/publish/index.ts';
import type { Revision } from '../ports/index.ts';
import { readRequest } from './publish-request.ts';
import { refusing } from './refusal.ts';

/** Moves the channel: the publish. Only its role may put HEAD. */
export const handler = refusing(async ({ key, revision }: { key: string; revision: Revision }) => {
  const request = await readRequest(key);
  const { levels, keys, board } = forTenant(request.tenant);
  const { revision: live } = await promote({ levels, keys, board, clock }, request, revision);
  const { tenant, project, level, channel, packageHash, engine } = live;
  return {
    tenant,
    project,
    level,
    channel,
    revision: live.revision,
    packageHash,
    engine,
    publisher: request.publisher,
    request: request.id,
  };
});
