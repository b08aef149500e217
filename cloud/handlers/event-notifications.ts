import { forTenant } from '../adapters/aws/environment.ts';
import { noticeOf } from '../domain/events/index.ts';
import { readEvent } from '../events/catalogue/index.ts';
import { observed } from './observed.ts';

/** Hears what the people of a tenant want to be told, and puts it among their notices. */
export const handler = observed(async (delivered: unknown): Promise<void> => {
  const event = readEvent(delivered);
  const notice = noticeOf(event);
  if (notice)
    await forTenant(event.detail.tenant)
      .inbox('notifications')
      .once(event.detail, [{ kind: 'notice', notice }]);
});
