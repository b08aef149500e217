import { engineBuilds, forTenant, region } from '../adapters/aws/environment.ts';
import { personSignatures } from '../adapters/person-keys.ts';
import { stripTypes } from '../adapters/aws/strip.ts';
import { verifyPublish, verifyRollback } from '../domain/publish/index.ts';
import { VerifyEvent } from '../events/index.ts';
import { readRequest } from './publish-request.ts';
import { refusing } from './refusal.ts';

/** Verifies a request by replaying it, or finds the revision that a rollback goes back to. */
export const handler = refusing(async (event: unknown) => {
  const { key } = VerifyEvent.parse(event);
  const request = await readRequest(key);
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
  const verified = await verifyPublish(deps, request);
  await board.report(request.tenant, { id: request.id, stage: 'verified', cloudHash: verified.cloudHash });
  return { kind: 'publish', key, verified };
});
