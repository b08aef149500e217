import type { Revision } from '../../ports/index.ts';
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
