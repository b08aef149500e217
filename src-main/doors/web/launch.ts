import { createHash, timingSafeEqual } from 'node:crypto';

export interface Signed {
  person: string;
  /** What the window shows on reconnect; kept in its sessionStorage, never in a cookie (ports share those). */
  secret: string;
}

const digest = (secret: string): string => createHash('sha256').update(secret).digest('hex');
/** Compares in a time that tells nothing of where they differ. */
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(digest(a)), Buffer.from(digest(b)));

/** Launch tokens are swapped once for a session secret. Nothing is written to disk: a restart of the door signs every window out. */
export function createLaunchDesk(randomHex: (bytes: number) => string) {
  const waiting = new Map<string, string>();
  const sessions: Signed[] = [];
  return {
    /** A one-time token for `person`, to be put in a URL's fragment, which no server ever sees. */
    mint(person: string): string {
      const token = randomHex(24);
      waiting.set(digest(token), person);
      return token;
    },
    /** Swaps a token for a session; a second use of the same token is refused. */
    redeem(token: string): Signed | undefined {
      const key = digest(token);
      const person = waiting.get(key);
      if (person === undefined) return undefined;
      waiting.delete(key);
      const signed = { person, secret: randomHex(32) };
      sessions.push(signed);
      return signed;
    },
    /** Signs everybody out: neither links nor windows of before are known any more. */
    forget(): void {
      waiting.clear();
      sessions.length = 0;
    },
    resume(secret: string): Signed | undefined {
      return sessions.find((session) => sameSecret(session.secret, secret));
    },
  };
}
export type LaunchDesk = ReturnType<typeof createLaunchDesk>;
