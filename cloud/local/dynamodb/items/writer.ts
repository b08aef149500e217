import type { LocalContext } from '../../storage/context.ts';
import { AwsError } from '../../wire/error.ts';
import type { StreamLog } from '../streams/log.ts';
import type { Table } from '../tables/catalogue.ts';
import type { StoredKey } from '../tables/key.ts';
import type { Change, ItemStore } from './store.ts';

/** The one place where items change: on disk, in the indexes and in the stream, together. */
export interface Writer {
  /** Carries out the changes as one step, `also` with them, at once; resolves when it is on disk. */
  commit(changes: readonly Change[], also?: () => void): Promise<void>;
  /**
   * Marks items as part of a running transaction and returns how to release them; or the positions of those that
   * another transaction holds, and then holds none.
   */
  hold(
    items: readonly { readonly table: Table; readonly key: StoredKey }[],
  ): { readonly release: () => void } | { readonly busy: readonly number[] };
  /** Throws TransactionConflictException for an item that a running transaction holds. */
  refuseHeld(table: Table, key: StoredKey): void;
}

export function createWriter({ database }: LocalContext, store: ItemStore, log: StreamLog): Writer {
  const held = new Set<string>();
  return {
    commit(changes, also) {
      return database.together(() => {
        for (const change of changes) if (store.write(change)) log.append(change);
        also?.();
      });
    },
    hold(items) {
      const names = items.map(({ table, key }) => itemName(table, key));
      const busy = [...names.keys()].filter((index) => held.has(names[index]!));
      if (busy.length > 0) return { busy };
      for (const name of names) held.add(name);
      return {
        release: () => {
          for (const name of names) held.delete(name);
        },
      };
    },
    refuseHeld(table, key) {
      if (held.has(itemName(table, key))) throw new AwsError('TransactionConflictException', 'Transaction is ongoing for the item');
    },
  };
}

/** A text that is the same for the same item and no other. */
export function itemName(table: Table, { hash, range }: StoredKey): string {
  return `${table.row}:${Buffer.from(hash).toString('base64')}:${Buffer.from(range).toString('base64')}`;
}
