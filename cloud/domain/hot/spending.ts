import type { Clock, SessionRef, Spending } from '../../ports/index.ts';
import { noSpending, sum, type SpendingCounter } from '../metering/index.ts';

/** What a session's own host takes: its task for as long as it runs, what it sends, and the table's units. No call is billed, and no message. */
export function countTask({
  clock,
  capacity,
}: {
  clock: Clock;
  capacity: () => Pick<Spending, 'readUnits' | 'writeUnits'>;
}): SpendingCounter {
  let since = clock.now();
  let spent = noSpending;
  const book = (more: Partial<Spending>): void => void (spent = sum(noSpending, spent, more));
  return {
    charge: (_: SessionRef, work) => work(),
    sockets: () => {},
    add: (_: SessionRef, { messages: _messages, calls: _calls, loops: _loops, ...more }) => {
      // Once for each listener and tick: cheaper than a sum over all counters.
      if (more.bytes !== undefined) spent = { ...spent, bytes: spent.bytes + more.bytes };
      if (more.puts !== undefined) spent = { ...spent, puts: spent.puts + more.puts };
    },
    take() {
      const now = clock.now();
      book({ taskMs: now - since, ...capacity() });
      since = now;
      const taken = spent;
      spent = noSpending;
      return taken;
    },
  };
}
