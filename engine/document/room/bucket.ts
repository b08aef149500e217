export interface Bucket {
  /** Takes so many tokens, at most as many as it holds; false when there are fewer. `now` in milliseconds. */
  take(now: number, count?: number): boolean;
  /** When that would be true. */
  readyAt(now: number, count?: number): number;
}

/** A token bucket: `perSecond` sustained, `burst` at once. */
export function createBucket(perSecond: number, burst: number, start: number): Bucket {
  let tokens = burst;
  let last = start;
  const missing = (now: number, count: number): number => {
    tokens = Math.min(burst, tokens + (Math.max(0, now - last) / 1000) * perSecond);
    last = now;
    return Math.min(count, burst) - tokens;
  };
  return {
    take(now, count = 1) {
      if (missing(now, count) > 0) return false;
      tokens -= Math.min(count, burst);
      return true;
    },
    readyAt: (now, count = 1) => now + (Math.max(0, missing(now, count)) / perSecond) * 1000,
  };
}
