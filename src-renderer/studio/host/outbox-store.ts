import type { OutboxStore } from '../people/index.ts';

const name = 'ledgerquest-outbox';
const store = 'edits';

const asPromise = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('the browser refused to store edits')));
  });

/** Unsent edits on this machine's disk, by room, so that a window that dies offline loses nothing. */
export function createOutboxStore(factory: IDBFactory): OutboxStore {
  let opened: Promise<IDBDatabase> | undefined;
  const open = (): Promise<IDBDatabase> => {
    if (!opened) {
      const request = factory.open(name, 1);
      request.addEventListener('upgradeneeded', () => request.result.createObjectStore(store));
      opened = asPromise(request);
    }
    return opened;
  };
  return {
    async load(room) {
      const database = await open();
      const kept = await asPromise<unknown>(database.transaction(store).objectStore(store).get(room));
      return Array.isArray(kept) ? kept.filter((edit): edit is Uint8Array => edit instanceof Uint8Array) : [];
    },
    async save(room, edits) {
      const target = (await open()).transaction(store, 'readwrite').objectStore(store);
      if (edits.length === 0) await asPromise(target.delete(room));
      else await asPromise(target.put([...edits], room));
    },
  };
}
