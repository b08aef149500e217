export interface Bucket {
  /** Takes one token; false when there is none. `now` in milliseconds. */
  take(now: number): boolean;
}

/** A token bucket: `perSecond` sustained, `burst` at once. */
export function createBucket(perSecond: number, burst: number, start: number): Bucket {
  let tokens = burst;
  let last = start;
  return {
    take(now) {
      tokens = Math.min(burst, tokens + (Math.max(0, now - last) / 1000) * perSecond);
      last = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
