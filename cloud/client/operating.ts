import { systemHost } from '../adapters/aws/host.ts';
import { budgetOf, limitsOf, type Budget } from '../domain/quota/index.ts';
import type { Letter, LetterRef, Limits, LogLine, LogQuery, Meter, SessionRef, Usage } from '../ports/index.ts';
import { askForLetters, sendLettersAgain, type Redriven } from './letters.ts';
import { namesOf } from './members.ts';
import {
  achievementsAtSeat,
  achievementsOf,
  markNoticesRead,
  noticesFor,
  type AchievementView,
  type AtSeat,
  type NoticeView,
} from './notices.ts';
import { operationsOf, type Operations } from './operations.ts';
import { sessionDetail } from './sessions.ts';
import type { Stores } from './stores.ts';
import type { CloudTarget } from './target.ts';
import { noLogs, traceCommand, watchSessions, type SessionHealth, type TracedCommand } from './watching.ts';

/** How a tenant does: what it uses, what its people are told, and what its operator looks at. */
export interface OperatingClient {
  /** By hour, oldest first. */
  usage(tenant: string): Promise<Meter[]>;
  /** Of one session since it began. */
  sessionUsage(tenant: string, session: string): Promise<Usage>;
  /** What the tenant may use, what it has spent this month, and where its data lies. */
  limits(tenant: string): Promise<{ limits: Limits; budget: Budget; region: string }>;
  /** What the cloud was to do for the tenant and could not, by system and in the order in which it is to be sent again. */
  letters(tenant: string): Promise<Letter[]>;
  /** Asks for letters to be sent again and does not wait: what becomes of them stands in `letters`. Those that there were. */
  askForLetters(tenant: string, letters: readonly Omit<LetterRef, 'tenant'>[]): Promise<Pick<LetterRef, 'system' | 'id'>[]>;
  /** Asks for letters to be sent again, in the order given, and waits for what becomes of each. */
  redrive(tenant: string, letters: readonly Omit<LetterRef, 'tenant'>[]): Promise<Redriven[]>;
  /** What the people of a tenant were told, oldest first, and what of it a person has read. */
  notices(tenant: string, person: string): Promise<NoticeView[]>;
  /** Which notice is the newest; undefined before the first. */
  lastNotice(tenant: string): Promise<string | undefined>;
  /** Notes that a person has read all notices up to this one. */
  markNoticesRead(tenant: string, person: string, upTo: string): Promise<void>;
  /** What a player has achieved, by name. */
  achievements(tenant: string, player: string): Promise<AchievementView[]>;
  /** Those of the player of a seat; undefined for whoever does not hold the session's link and the seat's secret. */
  achievementsAtSeat(tenant: string, session: string, shown: AtSeat): Promise<AchievementView[] | undefined>;
  /** The tenant's events between two hours (`2026-11-28T09`, or a day), both included, one line of JSON each. */
  analytics(tenant: string, hours: { readonly from?: string | undefined; readonly to?: string | undefined }): AsyncIterable<string>;
  /** How every session does now, those that want an eye first. */
  health(tenant: string): Promise<SessionHealth[]>;
  /** Lines of the tenant's logs, oldest first; nobody else's. */
  logs(tenant: string, query: LogQuery): AsyncIterable<LogLine>;
  /** The way of one command, from the door to the audit. */
  trace(order: SessionRef & { readonly seq: number }): Promise<TracedCommand>;
  /** Follows every command of a session until a moment, ms; 0: no longer. */
  traceUntil(order: SessionRef & { readonly until: number }): Promise<void>;
  /** All that the tenant's operator looks at. */
  operations(tenant: string): Promise<Operations>;
}

export function operatingClient(stores: Stores, target: CloudTarget): OperatingClient {
  const { sessions, directory, metering, limits, letters, notices, achievements, analytics, board, engines } = stores;
  const { clock, sleep } = systemHost;
  const logs = target.logs ?? noLogs;
  const health = watchSessions({ store: sessions, clock });
  const ofTenant = (tenant: string, which: readonly Omit<LetterRef, 'tenant'>[]): LetterRef[] => which.map((ref) => ({ ...ref, tenant }));

  return {
    usage: (tenant) => metering.hours(tenant),
    sessionUsage: (tenant, session) => metering.session({ tenant, session }),
    async limits(tenant) {
      const [set, budget, region] = await Promise.all([
        limitsOf({ limits }, tenant),
        budgetOf({ limits, metering, clock }, tenant),
        limits.region(tenant),
      ]);
      return { limits: set, budget, region: region ?? target.region };
    },
    letters: (tenant) => letters.list(tenant),
    askForLetters: (tenant, which) => askForLetters({ letters, clock }, ofTenant(tenant, which)),
    redrive: (tenant, which) => sendLettersAgain({ letters, clock, sleep }, ofTenant(tenant, which)),
    notices: async (tenant, person) => noticesFor({ notices, directory }, { tenant, person, nameOf: await namesOf(directory, tenant) }),
    lastNotice: async (tenant) => (await notices.list(tenant)).at(-1)?.id,
    markNoticesRead: (tenant, person, upTo) => markNoticesRead({ notices, directory }, { tenant, person, upTo }),
    achievements: (tenant, player) => achievementsOf(achievements, tenant, player),
    achievementsAtSeat: (tenant, session, shown) => achievementsAtSeat({ sessions, achievements }, { tenant, session }, shown),
    analytics: (tenant, hours) => analytics.lines(tenant, hours),
    health,
    logs: (tenant, query) => logs.lines(tenant, query),
    async trace({ tenant, session, seq }) {
      const ref = { tenant, session };
      await sessionDetail(stores, ref);
      const [command] = await sessions.read(ref, seq - 1, seq);
      return traceCommand({ command, logs }, { ...ref, seq });
    },
    async traceUntil({ tenant, session, until }) {
      await sessionDetail(stores, { tenant, session });
      await sessions.traceUntil({ tenant, session }, until);
    },
    operations: (tenant) =>
      operationsOf(
        {
          sessions: health,
          hours: (whose) => metering.hours(whose),
          letters,
          members: (whose) => directory.members(whose),
          board,
          engines: () => engines.list(),
          budgets: { monthly: async (whose) => (await limitsOf({ limits }, whose)).dollars },
          now: () => clock.now(),
        },
        tenant,
      ),
  };
}
