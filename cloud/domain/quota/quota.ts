import { counted } from '../../../engine/model/counted.ts';
import type { BudgetNotes, Clock, Limits, LimitsStore, Metering, SessionHead, SessionRef, SessionStore } from '../../ports/index.ts';
import { costOf, isAtLeast, shareOf, sumUsage } from '../metering/index.ts';
import { isRefusal, refuse } from '../refusal.ts';
import { defaultLimits } from './defaults.ts';

export interface BudgetDeps {
  readonly limits: Pick<LimitsStore, 'limits'>;
  readonly metering: Pick<Metering, 'hours'>;
  readonly clock: Clock;
}

export const limitsOf = async ({ limits }: Pick<BudgetDeps, 'limits'>, tenant: string, now?: 'now'): Promise<Limits> => ({
  ...defaultLimits,
  ...(await limits.limits(tenant, now)),
});

export interface Budget {
  /** `yyyy-mm` in UTC. */
  readonly month: string;
  /** US dollars of the month so far, by the meter and the price list; late by what is not audited yet. */
  readonly spent: string;
  readonly limit: string;
  readonly isSpent: boolean;
}

export async function budgetOf(deps: BudgetDeps, tenant: string): Promise<Budget> {
  const month = new Date(deps.clock.now()).toISOString().slice(0, 7);
  const [{ dollars }, hours] = await Promise.all([limitsOf(deps, tenant), deps.metering.hours(tenant, month)]);
  const { usd: spent } = costOf(sumUsage(hours.map(({ usage }) => usage)));
  if (!isAtLeast(spent, dollars)) return { month, spent, limit: dollars, isSpent: false };
  // It may have been raised a moment ago, and what was resumed since must not be paused again.
  const { dollars: limit } = await limitsOf(deps, tenant, 'now');
  return { month, spent, limit, isSpent: isAtLeast(spent, limit) };
}

/** Shares of a budget that the people of its tenant are told of, in percent. */
const toldAt = [100, 80];

/** Notes what is to be told of a budget: that most of it is spent, and that all of it is. */
export async function noteBudget(
  { notes, clock }: Pick<BudgetDeps, 'clock'> & { notes: BudgetNotes },
  tenant: string,
  budget: Budget,
): Promise<void> {
  const { month, spent: spentUsd, limit: budgetUsd } = budget;
  const percent = toldAt.find((share) => isAtLeast(spentUsd, shareOf(budgetUsd, share)));
  if (percent !== undefined) await notes.note(tenant, { month, percent, spentUsd, budgetUsd, at: clock.now() });
}

/** Refuses with `budget-spent`, naming the limit and who can raise it. */
export async function requireBudget(deps: BudgetDeps, tenant: string): Promise<void> {
  const { month, spent, limit, isSpent } = await budgetOf(deps, tenant);
  if (isSpent)
    refuse({
      code: 'budget-spent',
      message: `Tenant ${tenant} has spent $${spent} in ${month}, and its budget for a month is $${limit}.`,
      hint: `The cloud’s operator can raise it: lq tenant quota ${tenant} --budget <dollars>`,
      where: tenant,
    });
}

/** One that cannot be read is played by nobody. */
async function headOrNone(store: Pick<SessionStore, 'head'>, ref: SessionRef): Promise<SessionHead | undefined> {
  try {
    return await store.head(ref);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** How many heads are read at once. */
const together = 16;

/**
 * Refuses with `quota-sessions` when the tenant has as many open sessions as it may. Sessions that are started in the same moment may be more by
 * as many as they are. Heads are read only once the tenant has had as many sessions as it may have at once.
 */
export async function requireRoomForASession(
  deps: Pick<BudgetDeps, 'limits'> & { readonly store: Pick<SessionStore, 'list' | 'head'> },
  tenant: string,
): Promise<void> {
  const { sessions: most } = await limitsOf(deps, tenant);
  const all = await deps.store.list(tenant);
  let open = 0;
  for (let at = 0; all.length >= most && at < all.length && open < most; at += together) {
    const heads = await Promise.all(all.slice(at, at + together).map((session) => headOrNone(deps.store, { tenant, session })));
    open += heads.filter((head) => head !== undefined && !head.done && head.phase !== 'ended').length;
  }
  if (all.length >= most && open >= most)
    refuse({
      code: 'quota-sessions',
      message: `Tenant ${tenant} has ${counted(open, 'open session')}, and may have ${most} at once.`,
      hint: `End some with lq session end <id>, or have the cloud’s operator raise it: lq tenant quota ${tenant} --sessions <number>`,
      where: tenant,
    });
}

/** Refuses with `quota-players` the seat after the last that a session may give. */
export async function requireSeat(deps: Pick<BudgetDeps, 'limits'>, { tenant, session }: SessionRef, seats: number): Promise<void> {
  refuseSeat(await limitsOf(deps, tenant), { tenant, session }, seats);
}

/** The same where the limits are at hand. */
export function refuseSeat({ players: most }: Pick<Limits, 'players'>, { tenant, session }: SessionRef, seats: number): void {
  if (seats >= most)
    refuse({
      code: 'quota-players',
      message: `Session ${session} has ${counted(seats, 'player')}, and a session of tenant ${tenant} may have ${most}.`,
      hint: `Start another session, or have the cloud’s operator raise it: lq tenant quota ${tenant} --players <number>`,
      where: session,
    });
}
