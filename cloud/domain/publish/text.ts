import type { PublishRequest, Revision } from '../../ports/index.ts';
import { canonical } from '../evidence.ts';

/** The exact text that a revision's signature covers. */
export const revisionText = (
  revision: Pick<Revision, 'packageHash' | 'goldenHash' | 'engine' | 'tenant' | 'channel' | 'revision' | 'publisher' | 'level'>,
): string =>
  canonical({
    package: revision.packageHash,
    golden: revision.goldenHash,
    engine: revision.engine,
    tenant: revision.tenant,
    level: revision.level,
    channel: revision.channel,
    revision: revision.revision,
    publisher: revision.publisher,
  });

/** The exact text that a publisher's own signature covers: all of the request but the signature. */
export function requestText(request: PublishRequest): string {
  const { signature: _signature, ...signed } = request;
  return canonical(signed);
}
