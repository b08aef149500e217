/** One store of this browser's database, opened when it is first needed. Every call rejects where the browser refuses to store anything. */
export interface Store {
  /** Runs `work` in one transaction; resolves with its result once the browser has it for good. */
  change<T>(work: (store: IDBObjectStore) => Promise<T>): Promise<T>;
  read<T>(work: (store: IDBObjectStore) => Promise<T>): Promise<T>;
}

export const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('the browser refused')));
  });

const committed = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('the browser refused to store')));
  });

export function openStore(factory: () => IDBFactory, database: string, name: string): Store {
  let opened: Promise<IDBDatabase> | undefined;
  const open = (): Promise<IDBDatabase> => {
    opened ??= (async () => {
      const request = factory().open(database, 1);
      request.addEventListener('upgradeneeded', () => request.result.createObjectStore(name));
      return answerOf(request);
    })();
    return opened;
  };
  return {
    async change(work) {
      const transaction = (await open()).transaction(name, 'readwrite');
      const [result] = await Promise.all([work(transaction.objectStore(name)), committed(transaction)]);
      return result;
    },
    read: async (work) => work((await open()).transaction(name).objectStore(name)),
  };
}

/** Everything under the parts of a key that come first. */
export const under = (...parts: readonly string[]): IDBKeyRange => IDBKeyRange.bound([...parts], [...parts, []]);
