export const asPromise = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('the browser refused to store this')));
  });

/** One object store in a database of its own, opened when it is first used; every call is a transaction. */
export function openStore(factory: IDBFactory, database: string, store: string): (mode: IDBTransactionMode) => Promise<IDBObjectStore> {
  let opened: Promise<IDBDatabase> | undefined;
  const open = (): Promise<IDBDatabase> => {
    if (!opened) {
      const request = factory.open(database, 1);
      request.addEventListener('upgradeneeded', () => request.result.createObjectStore(store));
      opened = asPromise(request);
    }
    return opened;
  };
  return async (mode) => (await open()).transaction(store, mode).objectStore(store);
}
