import type { OutboxStore } from '../people/index.ts';
import { answerOf, openStore, under } from './database.ts';

const isEdit = (edit: unknown): edit is Uint8Array => edit instanceof Uint8Array;

/**
 * Unsent edits on this machine's disk, by person, room and window, so that a window which dies offline loses nothing and two windows do not
 * overwrite one another. A window takes over what all earlier ones left: edits that two of them send are one to the room.
 * @param person whose edits these are; a room takes nobody else's
 * @param window a name that no other window has
 */
export function createOutboxStore(factory: () => IDBFactory, person: () => Promise<string>, window: string): OutboxStore {
  const edits = openStore(factory, 'ledgerquest-outbox', 'edits');
  return {
    async load(room) {
      const own = [await person(), room, window];
      return edits.change(async (store) => {
        const all = under(...own.slice(0, 2));
        const kept = (await answerOf<unknown[]>(store.getAll(all))).flatMap((list) => (Array.isArray(list) ? list.filter(isEdit) : []));
        await answerOf(store.delete(all));
        if (kept.length > 0) await answerOf(store.put(kept, own));
        return kept;
      });
    },
    async save(room, next) {
      const own = [await person(), room, window];
      await edits.change(async (store) => {
        if (next.length === 0) await answerOf(store.delete(own));
        else await answerOf(store.put([...next], own));
      });
    },
  };
}
