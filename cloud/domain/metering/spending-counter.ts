import type { Clock, SessionRef, Spending } from '../../ports/index.ts';
import { noSpending, sum } from './counters.ts';

/** API Gateway bills a message by every begun 32 KB. */
const billedMessageBytes = 32 * 1024;

/** How many messages one of this size is billed as. */
export const billedMessages = (bytes: number): number => Math.max(1, Math.ceil(bytes / billedMessageBytes));

/** What a process spends on sessions, one at a time. */
export interface SpendingCounter {
  /** While `work` goes on the function's time and units are this session's. */
  charge<Result>(ref: SessionRef, work: () => Promise<Result>): Promise<Result>;
  /** From now on so many sockets are open beside it. */
  sockets(ref: SessionRef, count: number): void;
  add(ref: SessionRef, spent: Partial<Spending>): void;
  /** What was spent since it was last taken, by earlier calls too. It counts from 0 again. */
  take(ref: SessionRef): Spending;
}

interface Account {
  spent: Spending;
  /** Since when its time was not counted; undefined while nobody works for it. */
  since: number | undefined;
  sockets: number;
}

export interface SpendingSource {
  readonly clock: Clock;
  /** Memory of the function, GB. */
  readonly memory: number;
  /** Units of the table since it was last asked. */
  readonly capacity: () => Pick<Spending, 'readUnits' | 'writeUnits'>;
  /** Whether its time is an execution's too: the loop waits for its slices. */
  readonly loops?: boolean;
}

export function countSpending({ clock, memory, capacity, loops = false }: SpendingSource): SpendingCounter {
  const accounts = new Map<string, Account>();
  const accountOf = ({ tenant, session }: SessionRef): Account => {
    const key = `${tenant}/${session}`;
    const found = accounts.get(key) ?? { spent: noSpending, since: undefined, sockets: 0 };
    accounts.set(key, found);
    return found;
  };
  const book = (account: Account, more: Partial<Spending>): void => void (account.spent = sum(noSpending, account.spent, more));
  /** Counts what has passed and goes on. */
  const lap = (account: Account): void => {
    if (account.since === undefined) return;
    const now = clock.now();
    const ms = now - account.since;
    account.since = now;
    book(account, { gbMs: ms * memory, ...(loops && { loopMs: ms, socketMs: ms * account.sockets }), ...capacity() });
  };
  return {
    async charge(ref, work) {
      const account = accountOf(ref);
      // A part of a call that is charged already.
      if (account.since !== undefined) return work();
      // What was spent for nobody is nobody's.
      capacity();
      account.since = clock.now();
      book(account, { calls: 1 });
      try {
        return await work();
      } finally {
        lap(account);
        account.since = undefined;
      }
    },
    sockets: (ref, count) => void (accountOf(ref).sockets = count),
    add: (ref, spent) => book(accountOf(ref), spent),
    take(ref) {
      const account = accountOf(ref);
      lap(account);
      const { spent } = account;
      account.spent = noSpending;
      return spent;
    },
  };
}
