import type { Clock } from '../../ports/host.ts';

/** Counts wrong passwords of a user: after five, each more doubles the wait, to a quarter of an hour. */
export interface Guesses {
  readonly mayTry: (user: string) => boolean;
  readonly wrong: (user: string) => void;
  readonly right: (user: string) => void;
}

const FREE = 5;
const LONGEST = 900_000;
/** More users than this are not counted one by one; the oldest is forgotten. */
const COUNTED = 10_000;

export function createGuesses(clock: Clock): Guesses {
  const counted = new Map<string, { wrong: number; until: number }>();
  return {
    mayTry: (user) => (counted.get(user)?.until ?? 0) <= clock.now(),
    wrong(user) {
      const wrong = (counted.get(user)?.wrong ?? 0) + 1;
      const wait = wrong < FREE ? 0 : Math.min(LONGEST, 1000 * 2 ** Math.min(wrong - FREE, 20));
      counted.delete(user);
      counted.set(user, { wrong, until: clock.now() + wait });
      const [oldest] = counted.keys();
      if (counted.size > COUNTED && oldest !== undefined) counted.delete(oldest);
    },
    right: (user) => void counted.delete(user),
  };
}
