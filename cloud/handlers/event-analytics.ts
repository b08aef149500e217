import { forTenant } from '../adapters/aws/environment.ts';
import { readEvent } from '../events/catalogue/index.ts';

/** Hears everything and keeps it where it can be queried. */
export async function handler(delivered: unknown): Promise<void> {
  const event = readEvent(delivered);
  await forTenant(event.detail.tenant).analytics.keep(event);
}
