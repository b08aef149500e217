import { itemKey } from '../tables/key.ts';
import type { Engine } from './engine.ts';

/** A time to live further in the past than this is taken for a mistake, as AWS does. */
const FIVE_YEARS = 5 * 365 * 24 * 60 * 60;
const AT_ONCE = 100;

/** Deletes items whose time to live is over; their stream records say that DynamoDB did it. Returns how many went. */
export function expireItems({ catalogue, store, log, context }: Engine): number {
  const now = context.host.clock.now() / 1000;
  let gone = 0;
  for (const table of catalogue.names().map((name) => catalogue.table(name))) {
    if (table.ttlAttribute === undefined) continue;
    for (;;) {
      const due = store.expired(table, now - FIVE_YEARS, now, AT_ONCE);
      if (due.length === 0) break;
      context.database.transaction(() => {
        for (const before of due) {
          const change = { table, key: itemKey(table, before.item), before, after: undefined };
          if (store.write(change)) log.append(change, { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' });
        }
      });
      gone += due.length;
    }
  }
  return gone;
}
