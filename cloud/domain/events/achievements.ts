import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import type { EventOf } from '../../events/catalogue/index.ts';
import type { Achievements, CommandLog, Inbox, KpiValues, SessionStart, SessionStore } from '../../ports/index.ts';
import { phaseOf } from '../session/index.ts';

type Rule =
  /** So many games played to their end, this one included. */
  | { readonly games: number }
  /** Every value that is published about the scenario was beaten, in the direction in which the level says that it is better. */
  | { readonly beats: 'reference' };

/** What there is to achieve, as data. What is good in a level the level says itself: by its KPIs and what its scenarios refer to. */
export const achievementRules = [
  { id: 'first-game', label: 'Played a game to its end', when: { games: 1 } },
  { id: 'ten-games', label: 'Played ten games to their end', when: { games: 10 } },
  { id: 'beat-reference', label: 'Beat the published result', when: { beats: 'reference' } },
] as const satisfies readonly { readonly id: string; readonly label: string; readonly when: Rule }[];

export interface AwardDeps {
  readonly sessions: Pick<SessionStore, 'start' | 'head'> & Pick<CommandLog, 'seats'>;
  readonly level: (start: SessionStart) => Promise<Pick<CompiledLevel, 'kpis' | 'scenarios'>>;
  readonly achievements: Pick<Achievements, 'games' | 'of'>;
  readonly inbox: Inbox;
}

/** How often somebody else may finish a game of the same player in between. */
const attempts = 10;
/** Transactions at the same time. */
const together = 8;

/**
 * Gives everybody who played a session to its end what they have achieved, each once. The event only says where to look: what counts is HEAD, the
 * package and the seats, so that an event that was made up has no effect.
 */
export async function awardFinished(deps: AwardDeps, { detail }: EventOf<'SessionFinished.v1'>): Promise<void> {
  const { id, tenant, session } = detail;
  const ref = { tenant, session };
  const [start, head] = await Promise.all([deps.sessions.start(ref), deps.sessions.head(ref)]);
  if (start === undefined || head?.slice === undefined || !head.done || phaseOf(head) === 'ended') return;
  const event = { tenant, id, at: head.slice.at };
  // Who played is asked for once: what a seat says may still change afterwards.
  if (await deps.inbox.has(event)) return;
  const beats = beatsReference(await deps.level(start), start, head.kpis);
  const played = (await deps.sessions.seats(ref)).filter(({ lastSeq }) => lastSeq > 0).map(({ player }) => player);
  const players = [...new Set(played)].toSorted((a, b) => (a < b ? -1 : 1));
  for (let from = 0; from < players.length; from += together)
    await Promise.all(players.slice(from, from + together).map((player) => awardPlayer(deps, event, { player, session, beats })));
  await deps.inbox.once(event, []);
}

async function awardPlayer(
  { inbox, achievements }: AwardDeps,
  event: { tenant: string; id: string; at: number },
  { player, session, beats }: { player: string; session: string; beats: boolean },
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const [before, held] = await Promise.all([achievements.games(event.tenant, player), achievements.of(event.tenant, player)]);
    const isNew = (id: string): boolean => held.every(({ achievement }) => achievement !== id);
    const holds = (rule: Rule): boolean => ('games' in rule ? before + 1 === rule.games : beats);
    const earned = achievementRules.filter(({ id, when }) => holds(when) && isNew(id));
    const outcome = await inbox.once(
      event,
      [{ kind: 'game', player, before }, ...earned.map(({ id }) => ({ kind: 'award' as const, player, achievement: id, session }))],
      player,
    );
    if (outcome !== 'moved') return;
  }
  throw new Error(`The games of ${player} cannot be counted: too many end at once`);
}

/** A value that the level does not say the direction of is no contest, and neither is a changed scenario. */
function beatsReference(
  { scenarios, kpis }: Pick<CompiledLevel, 'kpis' | 'scenarios'>,
  { start: { scenario = '', parameters = {} } }: SessionStart,
  reached: KpiValues,
): boolean {
  const reference = Object.hasOwn(scenarios, scenario) ? Object.entries(scenarios[scenario]?.reference?.kpis ?? {}) : [];
  if (reference.length === 0 || Object.keys(parameters).length > 0) return false;
  return reference.every(([kpi, published]) => {
    const better = kpis[kpi]?.better;
    const [ours, theirs] = [Number(reached[kpi] ?? Number.NaN), Number(published)];
    return better === 'lower' ? ours < theirs : better === 'higher' && ours > theirs;
  });
}
