import type { EventOf } from '../../events/catalogue/index.ts';
import type { Inbox, SessionStore, Warmer } from '../../ports/index.ts';

/** One player may only be looking; with so many a game is about to begin. */
export const warmingQuorum = 2;

export interface WarmDeps {
  readonly sessions: Pick<SessionStore, 'start' | 'head'>;
  readonly warmer: Warmer;
  readonly inbox: Inbox;
}

/**
 * Has the session's package opened once a quorum of its players is there. Seats are numbered without a gap, so the number of the one who joined
 * is the count, and whoever is told twice or in another order counts the same. Opening twice is harmless, so it is marked after it was done.
 */
export async function warmAtQuorum({ sessions, warmer, inbox }: WarmDeps, { detail }: EventOf<'PlayerJoined.v1'>): Promise<void> {
  const { tenant, session, at, sender } = detail;
  if (sender < warmingQuorum) return;
  // Named after the session: whoever comes later finds it done.
  const once = { tenant, id: `${session}.warm`, at };
  if (await inbox.has(once)) return;
  const ref = { tenant, session };
  const [start, head] = await Promise.all([sessions.start(ref), sessions.head(ref)]);
  if (start === undefined || head === undefined || head.done || head.seats < warmingQuorum) return;
  // A host of its own opens itself what it runs.
  if (start.host !== 'hot') await warmer.warm(ref, start);
  await inbox.once({ ...once, at: start.at }, []);
}
