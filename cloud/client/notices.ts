import { achievementRules } from '../domain/events/index.ts';
import { digest } from '../domain/evidence.ts';
import type { Achievements, CommandLog, Directory, Notices, SessionRef, SessionStore, StoredNotice } from '../ports/index.ts';
import { need } from '../domain/refusal.ts';
import { opensSession } from './hosted.ts';

/** A notice as one person sees it. */
export interface NoticeView extends Omit<StoredNotice, 'at'> {
  /** ISO 8601. */
  readonly at: string;
  readonly read: boolean;
}

export interface AchievementView {
  readonly player: string;
  readonly achievement: string;
  /** For people to read. */
  readonly label: string;
  readonly session: string;
  /** ISO 8601. */
  readonly at: string;
}

const idOf = async (directory: Directory, tenant: string, person: string): Promise<string> =>
  need((await directory.members(tenant)).find(({ name }) => name === person)?.id, () => ({
    code: 'person-unknown',
    message: `${tenant} knows nobody called ${person}.`,
    hint: 'An owner of the tenant can give them a role.',
    where: tenant,
  }));

/** A tenant's notices, oldest first, and whether a person has read them. Who published is said by name. */
export async function noticesFor(
  { notices, directory }: { notices: Notices; directory: Directory },
  { tenant, person, nameOf }: { tenant: string; person: string; nameOf: (id: string) => string },
): Promise<NoticeView[]> {
  const id = await idOf(directory, tenant, person);
  const [all, upTo = ''] = await Promise.all([notices.list(tenant), notices.readUpTo(tenant, id)]);
  return all.map(({ said, at, ...notice }) => ({
    ...notice,
    said: typeof said['publisher'] === 'string' ? { ...said, publisher: nameOf(said['publisher']) } : said,
    at: new Date(at).toISOString(),
    read: notice.id <= upTo,
  }));
}

export async function markNoticesRead(
  { notices, directory }: { notices: Notices; directory: Directory },
  { tenant, person, upTo }: { tenant: string; person: string; upTo: string },
): Promise<void> {
  await notices.markRead(tenant, await idOf(directory, tenant, person), upTo);
}

export async function achievementsOf(achievements: Achievements, tenant: string, player: string): Promise<AchievementView[]> {
  return (await achievements.of(tenant, player)).map(({ at, ...held }) => ({
    ...held,
    label: achievementRules.find(({ id }) => id === held.achievement)?.label ?? held.achievement,
    at: new Date(at).toISOString(),
  }));
}

/** What a page shows to be a player of a session: the link's token, and the secret of a seat with whose it is. */
export interface AtSeat {
  readonly token: string;
  readonly player: string;
  readonly secret: string;
}

/** What the player of a seat has achieved; undefined for whoever does not hold the link and the seat. */
export async function achievementsAtSeat(
  { sessions, achievements }: { sessions: Pick<SessionStore, 'start'> & Pick<CommandLog, 'seats'>; achievements: Achievements },
  ref: SessionRef,
  { token, player, secret }: AtSeat,
): Promise<AchievementView[] | undefined> {
  const start = await sessions.start(ref);
  if (start === undefined || !opensSession(start, token)) return undefined;
  const seat = (await sessions.seats(ref)).find((one) => one.player === player && one.secretHash === digest(secret));
  return seat && achievementsOf(achievements, ref.tenant, player);
}
