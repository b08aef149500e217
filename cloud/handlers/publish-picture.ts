import { forTenant } from '../adapters/aws/environment.ts';
import { PictureEvent } from '../events/index.ts';
import type { ThumbnailState } from '../ports/index.ts';
import { observed } from './observed.ts';

/** Notes the thumbnail of what was published, or why there is none. The publish stands either way. */
export const handler = observed(async (event: unknown): Promise<void> => {
  const outcome = PictureEvent.parse(event);
  const thumbnail: ThumbnailState =
    'picture' in outcome ? { state: 'ready', adapter: outcome.picture.adapter } : { state: 'unavailable', reason: reasonOf(outcome.error) };
  await forTenant(outcome.tenant).board.recordThumbnail(outcome.tenant, outcome.level, outcome.channel, outcome.packageHash, thumbnail);
});

const reasons: Readonly<Record<string, string>> = {
  NoAdapter: 'no graphics adapter was found that can render',
  'ECS.AmazonECSException': 'the picture job could not be started',
  'States.Timeout': 'the picture took too long',
  'States.HeartbeatTimeout': 'the picture job stopped giving signs of life',
};

const reasonOf = ({ Error: name, Cause: cause }: { Error: string; Cause?: string | undefined }): string => {
  const known = reasons[name];
  return [known ?? name, cause]
    .filter((part) => part !== undefined && part !== '')
    .join(': ')
    .slice(0, 500);
};
