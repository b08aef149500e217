import { forTenant } from '../adapters/aws/environment.ts';
import { awardFinished } from '../domain/events/index.ts';
import { readEvent } from '../events/catalogue/index.ts';
import { observed } from './observed.ts';

/** Hears that sessions finished: gives their players what they have achieved. */
export const handler = observed(async (delivered: unknown): Promise<void> => {
  const event = readEvent(delivered);
  if (event.type !== 'SessionFinished.v1') return;
  const { sessions, level, achievements, inbox } = forTenant(event.detail.tenant);
  await awardFinished({ sessions, level, achievements, inbox: inbox('achievements') }, event);
});
