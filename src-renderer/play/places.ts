/** Which of a browser's players a tab is: what it keeps outlives the tab, and no two tabs that live are the same player. */

/** What of a browser it takes. */
export interface Browser {
  /** What all its tabs have, for good. */
  kept: Pick<Storage, 'getItem' | 'setItem'>;
  /** What this tab has, and still has after a reload. */
  own: Pick<Storage, 'getItem' | 'setItem'>;
  /** Undefined where a page is not trusted with locks. */
  locks: Pick<LockManager, 'request'> | undefined;
}

/** A tab that is reloaded finds its place held by the page that goes, for so long at most, ms. */
const patience = 1000;
/** More tabs of one session nobody has. */
const most = 64;

/**
 * The key of the place that this tab has in the browser for as long as it lives: the one that it had before a reload, else the first that no
 * other tab has. So who closes the tab and opens the link again is the same player, and a second tab beside the first is another one.
 */
export async function placeOf({ own, locks }: Browser, session: string): Promise<string> {
  const key = `ledgerquest.play.${session}`;
  const before = own.getItem(key);
  const wanted = [...(before === null ? [] : [Number(before)]), ...Array.from({ length: most }, (_, place) => place)];
  for (const [index, place] of wanted.entries()) {
    const name = `${key}.${place}`;
    if (locks && !(await holds(locks, name, before !== null && index === 0 ? patience : 0))) continue;
    own.setItem(key, String(place));
    return name;
  }
  return `${key}.${most}`;
}

/** Takes a lock and keeps it until the page is gone. False where another tab has it. */
function holds(locks: NonNullable<Browser['locks']>, name: string, wait: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const forGood = (lock: unknown): Promise<never> | undefined => {
    resolve(lock !== null);
    return lock === null ? undefined : new Promise(() => {});
  };
  const held = (async (): Promise<void> => {
    try {
      await locks.request(name, wait > 0 ? { signal: AbortSignal.timeout(wait) } : { ifAvailable: true }, forGood);
    } catch (error) {
      if (error instanceof DOMException) resolve(false);
      else reject(error);
    }
  })();
  void held;
  return promise;
}

/** Where there are no locks nobody knows which tabs live: what a tab keeps ends with it. */
export const shelfOf = ({ kept, own, locks }: Browser): Pick<Storage, 'getItem' | 'setItem'> => (locks ? kept : own);

/** Where the player of a place is kept: the player of a browser's first tab is the same in every session of a tenant, and so is that of its second. */
export const playerKey = (place: string, tenant: string): string => `ledgerquest.player.${tenant}.${place.split('.').at(-1)!}`;
