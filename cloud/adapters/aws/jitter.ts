import { systemHost } from './host.ts';

/** How often a write waits for another one to pass: some two seconds in all. */
export const conflictAttempts = 12;

/** Full jitter: between 0 and 2^attempt times 2 ms, at most 300 ms. */
export const jitter = (attempt: number): number => {
  const [high = 0, low = 0] = systemHost.random.bytes(2);
  return ((high * 256 + low) / 65_536) * Math.min(300, 2 * 2 ** attempt);
};
