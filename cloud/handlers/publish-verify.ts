import { engineBuilds, forTenant, region } from '../adapters/aws/environment.ts';
import { personSignatures } from '../adapters/person-keys.ts';
import { stripTypes } from '../adapters/aws/strip.ts';
import { checkPublish, gatherProofs, provePart, verifyRollback, type Verified } from '../domain/publish/index.ts';
import { VerifyEvent } from '../events/index.ts';
import type { PublishRequest } from '../ports/index.ts';
import { readRequest } from './publish-request.ts';
import { refusing } from './refusal.ts';

/**
 * Verifies a request by replaying it, or finds the revision that a rollback goes back to. Long scenarios are replayed by calls side by side
 * and gathered by another.
 */
export const handler = refusing(async (input: unknown) => {
  const event = VerifyEvent.parse(input);
  const request = await readRequest(event.key);
  switch (event.op) {
    case 'check':
      return check(event.key, request);
    case 'prove':
      return provePart({ levels: forTenant(request.tenant).levels, engines: engineBuilds() }, request, event.scenarios);
    case 'gather':
      return verified(event.key, request, gatherProofs(request, event.parts.flat()));
  }
});

async function check(key: string, request: PublishRequest) {
  const { levels, keys, directory, board, limits } = forTenant(request.tenant);
  await board.report(request.tenant, { id: request.id, stage: 'received', region: region() });
  const deps = {
    limits,
    region: region(),
    levels,
    keys,
    directory,
    signatures: personSignatures,
    engines: engineBuilds(),
    strip: stripTypes,
  };
  if (request.kind === 'rollback') return { kind: 'rollback', key, revision: await verifyRollback(deps, request) };
  const checked = await checkPublish(deps, request);
  return 'parts' in checked ? { kind: 'parts', key, parts: checked.parts } : verified(key, request, checked.verified);
}

async function verified(key: string, request: PublishRequest, found: Verified) {
  await forTenant(request.tenant).board.report(request.tenant, { id: request.id, stage: 'verified', cloudHash: found.cloudHash });
  return { kind: 'publish', key, verified: found };
}
