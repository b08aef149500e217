import { forTenant } from '../adapters/aws/environment.ts';
import { readEvent } from '../events/catalogue/index.ts';
import { observed } from './observed.ts';

/** Hears everything and keeps it where it can be queried. */
export const handler = observed(async (delivered: unknown): Promise<void> => {
  const event = readEvent(delivered);
  await forTenant(event.detail.tenant).analytics.keep(event);
});
