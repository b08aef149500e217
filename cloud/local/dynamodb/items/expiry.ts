import type { AttributeMap } from '../values/attribute-value.ts';
import { itemKey } from '../tables/key.ts';
import type { Engine } from './engine.ts';

const FIVE_YEARS = 5 * 365 * 24 * 60 * 60;
const AT_ONCE = 100;

/** Deletes items whose time to live is over; their stream records say that DynamoDB did it. Returns how many went. */
export function expireItems({ catalogue, store, log, context }: Engine): number {
  const now = context.host.clock.now() / 1000;
  let gone = 0;
  for (const table of catalogue.names().map((name) => catalogue.table(name))) {
    const { ttlAttribute } = table;
    if (ttlAttribute === undefined) continue;
    const due = [...store.read(table, undefined, { backward: false })].filter(({ item }) => isExpired(item, ttlAttribute, now));
    for (let start = 0; start < due.length; start += AT_ONCE) {
      context.database.transaction(() => {
        for (const before of due.slice(start, start + AT_ONCE)) {
          const change = { table, key: itemKey(table, before.item), before, after: undefined };
          if (store.write(change)) log.append(change, { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' });
        }
      });
    }
    gone += due.length;
  }
  return gone;
}

/** A number of seconds in the past, but not so far that it is likely a mistake. */
function isExpired(item: AttributeMap, attribute: string, now: number): boolean {
  const value = item[attribute];
  if (!value || !('N' in value)) return false;
  const time = Number(value.N);
  return time <= now && time > now - FIVE_YEARS;
}
