/** Segments after the namespace: four, so that a channel has five in all. */
const PATTERN = /^\/?[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?(?:\/[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?){0,4}$/;

/** A channel's segments; undefined for what is no channel. `/a/b` and `a/b` are the same. */
export function segmentsOf(channel: unknown): readonly string[] | undefined {
  if (typeof channel !== 'string' || !PATTERN.test(channel)) return undefined;
  return channel.replace(/^\//, '').split('/');
}

/** What a subscription listens to: a channel, or everything below one (a `*` as the last segment). */
export interface Interest {
  readonly segments: readonly string[];
  readonly below: boolean;
}

export function interestOf(channel: unknown): Interest | undefined {
  const below = typeof channel === 'string' && channel.endsWith('/*');
  const segments = segmentsOf(below ? channel.slice(0, -2) : channel);
  return segments && { segments, below };
}

export const hears = ({ segments, below }: Interest, channel: readonly string[]): boolean =>
  (below ? channel.length > segments.length : channel.length === segments.length) &&
  segments.every((segment, index) => channel[index] === segment);
