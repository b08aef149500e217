import { forTenant, warmer } from '../adapters/aws/environment.ts';
import { warmAtQuorum } from '../domain/events/index.ts';
import { readEvent } from '../events/catalogue/index.ts';
import { observed } from './observed.ts';

/** Hears that players join: has the package of their session opened once a quorum is there. */
export const handler = observed(async (delivered: unknown): Promise<void> => {
  const event = readEvent(delivered);
  if (event.type !== 'PlayerJoined.v1') return;
  const { sessions, inbox } = forTenant(event.detail.tenant);
  await warmAtQuorum({ sessions, warmer: warmer(), inbox: inbox('warming') }, event);
});
