import { costOf, sumUsage } from '../domain/metering/index.ts';
import { permissions } from '../domain/publish/index.ts';
import type { Budgets, Letters, Member, Meter, PublishBoard, Role } from '../ports/index.ts';
import { retention, type Retained } from '../domain/retention.ts';
import type { SessionHealth } from './watching.ts';

/** What an engine build is needed for: it stays deployable as long as anything names it. */
export interface EngineUse {
  readonly id: string;
  /** Whether the target runs it. */
  readonly deployed: boolean;
  /** Levels whose live revision names it, as `<level> <channel> <revision>`. */
  readonly live: readonly string[];
  /** Sessions that are not over and pin it. */
  readonly running: number;
  /** Sessions that are over; their audit is verified by it. */
  readonly over: number;
}

/** What an operator looks at of one tenant. */
export interface Operations {
  readonly tenant: string;
  /** Each with the name that its level has where it is live; absent where it is live no more. */
  readonly sessions: readonly (SessionHealth & { readonly name?: string })[];
  readonly spend: {
    /** US dollars by the price table of `prices`; what it is of stands in its name. */
    readonly lastHour: string;
    readonly today: string;
    readonly month: string;
    /** The date of the prices. */
    readonly prices: string;
    /** US dollars a month; undefined: nobody has set one. */
    readonly budget: string | undefined;
  };
  readonly letters: readonly {
    readonly system: string;
    readonly id: string;
    readonly about: string;
    readonly at: number;
    readonly error: string;
    readonly tries: number;
    readonly asked?: number;
  }[];
  /** Who may publish, by name. */
  readonly publishers: readonly { readonly name: string; readonly roles: readonly Role[] }[];
  readonly engines: readonly EngineUse[];
  readonly retention: readonly Retained[];
}

const mayPublish = ({ roles }: Member): boolean => roles.some((role) => (permissions.publish as readonly Role[]).includes(role));

export interface OperationsDeps {
  readonly sessions: (tenant: string) => Promise<readonly SessionHealth[]>;
  readonly hours: (tenant: string) => Promise<readonly Meter[]>;
  readonly letters: Pick<Letters, 'list'>;
  readonly members: (tenant: string) => Promise<readonly Member[]>;
  readonly board: Pick<PublishBoard, 'list'>;
  readonly engines: () => Promise<readonly string[]>;
  readonly budgets: Budgets;
  readonly now: () => number;
}

/** All that an operator looks at of a tenant, as it is now. */
export async function operationsOf(deps: OperationsDeps, tenant: string): Promise<Operations> {
  const [sessions, hours, letters, members, publications, deployed, budget] = await Promise.all([
    deps.sessions(tenant),
    deps.hours(tenant),
    deps.letters.list(tenant),
    deps.members(tenant),
    deps.board.list(tenant),
    deps.engines(),
    deps.budgets.monthly(tenant),
  ]);
  const now = new Date(deps.now()).toISOString();
  const since = (length: number): string => {
    const from = now.slice(0, length);
    return costOf(sumUsage(hours.filter(({ hour }) => hour.startsWith(from)).map(({ usage }) => usage))).usd;
  };
  const live = publications.map(({ head: { revision } }) => revision);
  const names = new Map(live.map(({ level, name }) => [level, name]));
  return {
    tenant,
    sessions: sessions.map((session) => ({ ...session, ...(names.has(session.level) && { name: names.get(session.level)! }) })),
    spend: {
      lastHour: since('yyyy-mm-ddThh'.length),
      today: since('yyyy-mm-dd'.length),
      month: since('yyyy-mm'.length),
      prices: costOf(sumUsage([])).date,
      budget,
    },
    letters: letters.map(({ tenant: _tenant, event: _event, ...letter }) => letter),
    publishers: members.filter(mayPublish).map(({ name, roles }) => ({ name, roles })),
    engines: enginesInUse(sessions, live, deployed),
    retention,
  };
}

const isOver = ({ done, phase }: SessionHealth): boolean => done || phase === 'ended';

function enginesInUse(
  sessions: readonly SessionHealth[],
  live: readonly { readonly engine: string; readonly level: string; readonly channel: string; readonly revision: number }[],
  deployed: readonly string[],
): EngineUse[] {
  const ids = new Set([...deployed, ...live.map(({ engine }) => engine), ...sessions.map(({ engine }) => engine)]);
  return [...ids].toSorted().map((id) => {
    const pinned = sessions.filter(({ engine }) => engine === id);
    return {
      id,
      deployed: deployed.includes(id),
      live: live.filter(({ engine }) => engine === id).map(({ level, channel, revision }) => `${level} ${channel} ${revision}`),
      running: pinned.filter((session) => !isOver(session)).length,
      over: pinned.filter(isOver).length,
    };
  });
}
