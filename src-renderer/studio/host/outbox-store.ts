import type { OutboxStore } from '../people/index.ts';
import { asPromise, openStore } from './browser-store.ts';

/** Unsent edits on this machine's disk, by room, so that a window that dies offline loses nothing. */
export function createOutboxStore(factory: IDBFactory): OutboxStore {
  const store = openStore(factory, 'ledgerquest-outbox', 'edits');
  return {
    async load(room) {
      const kept = await asPromise<unknown>((await store('readonly')).get(room));
      return Array.isArray(kept) ? kept.filter((edit): edit is Uint8Array => edit instanceof Uint8Array) : [];
    },
    async save(room, edits) {
      const target = await store('readwrite');
      if (edits.length === 0) await asPromise(target.delete(room));
      else await asPromise(target.put([...edits], room));
    },
  };
}
