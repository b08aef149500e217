import { clock, forTenant } from '../adapters/aws/environment.ts';
import { signRevision } from '../domain/publish/index.ts';
import type { Verified } from '../domain/publish/index.ts';
import { readRequest } from './publish-request.ts';
import { refusing } from './refusal.ts';

/** Signs what was verified with the tenant's key. Only the publish workflow may call it, and only it may use that key. */
export const handler = refusing(async ({ key, verified }: { key: string; verified: Verified }) => {
  const request = await readRequest(key);
  const { levels, keys, board } = forTenant(request.tenant);
  const revision = await signRevision({ levels, keys, clock }, request, verified);
  await board.report(request.tenant, { id: request.id, stage: 'signed', revision: revision.revision });
  return { key, verified, revision };
});
