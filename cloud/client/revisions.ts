import type { LevelStore, Revision } from '../ports/index.ts';
import { need } from '../domain/refusal.ts';

/** A revision as lists show it: what was published, by whom, and whether players see it now. */
export interface RevisionView {
  readonly revision: number;
  readonly live: boolean;
  readonly packageHash: string;
  readonly engine: string;
  readonly goldenHash: string;
  readonly cloudHash: string;
  /** A name, for people to read. */
  readonly publisher: string;
  /** ISO 8601. */
  readonly publishedAt: string;
}

/** What a channel of a level has shown so far. */
export interface RevisionHistory {
  readonly tenant: string;
  readonly level: string;
  readonly channel: string;
  /** The revision that players see, since when, and the name of who moved the channel there: a publish or a way back. */
  readonly live: number;
  readonly movedAt: string;
  readonly movedBy: string;
  /** The highest number ever given. */
  readonly latest: number;
  /** Newest first. */
  readonly revisions: readonly RevisionView[];
  /** Ask with this as `before` for older ones; absent where there are none. */
  readonly next?: number;
}

/** So many are read at once. */
const atOnce = 50;

/** The revisions of a channel below `before`, newest first. Refuses `level-unknown` where nothing was published there. */
export async function revisionsOf(
  levels: Pick<LevelStore, 'channel' | 'revision'>,
  { tenant, level, channel, before }: { tenant: string; level: string; channel: string; before?: number },
  nameOf: (id: string) => string,
): Promise<RevisionHistory> {
  const { head } = need(await levels.channel(tenant, level, channel), () => ({
    code: 'level-unknown',
    message: `Tenant ${tenant} has published no level ${level} on ${channel}.`,
    hint: `List what is live: lq level list --tenant ${tenant}`,
    where: `${level}#${channel}`,
  }));
  const live = head.revision.revision;
  const from = Math.min((before ?? Infinity) - 1, head.latest);
  const numbers = Array.from({ length: Math.max(0, Math.min(atOnce, from)) }, (_, back) => from - back);
  const found = await Promise.all(numbers.map((number) => levels.revision(tenant, level, channel, number)));
  const next = numbers.at(-1);
  return {
    tenant,
    level,
    channel,
    live,
    movedAt: new Date(head.movedAt).toISOString(),
    movedBy: nameOf(head.movedBy),
    latest: head.latest,
    revisions: found.flatMap((revision) =>
      revision === undefined ? [] : [{ ...shownRevision(revision, nameOf), live: revision.revision === live }],
    ),
    ...(next !== undefined && next > 1 && { next }),
  };
}

/** What any list says of a revision. */
export function shownRevision(
  { revision, packageHash, engine, goldenHash, cloudHash, publisher, publishedAt }: Revision,
  nameOf: (id: string) => string,
): Omit<RevisionView, 'live'> {
  return {
    revision,
    packageHash,
    engine,
    goldenHash,
    cloudHash,
    publisher: nameOf(publisher),
    publishedAt: new Date(publishedAt).toISOString(),
  };
}
