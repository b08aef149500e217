import { forTenant } from '../adapters/aws/environment.ts';
import { parseRequestKey } from '../adapters/aws/levels.ts';
import { RefuseEvent } from '../events/index.ts';
import type { PublishState } from '../ports/index.ts';
import { observed } from './observed.ts';

/** Tells the publisher why nothing was published. */
export const handler = observed(async (event: unknown): Promise<void> => {
  const { key, error } = RefuseEvent.parse(event);
  const place = parseRequestKey(key);
  if (place === undefined) return;
  await forTenant(place.tenant).board.report(place.tenant, { id: place.id, stage: 'refused', error: explain(error) });
});

function explain({ Error: name, Cause: cause = '' }: { Error: string; Cause?: string | undefined }): NonNullable<PublishState['error']> {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage: string };
    if (name === 'Refused') return JSON.parse(errorMessage) as NonNullable<PublishState['error']>;
    return {
      code: 'publish-failed',
      message: `The publish failed in the cloud: ${errorMessage}`,
      hint: 'Publish again; if it fails again, the operator finds it in the dead letters.',
    };
  } catch {
    return { code: 'publish-failed', message: `The publish failed in the cloud: ${name} ${cause}`.trim(), hint: 'Publish again.' };
  }
}
