/**
 * The breaker of one world. A host that measures how long systems take halves the tick rate of a world that takes too long, so that it
 * keeps to its time, and tries the full rate again after a rest. The clock never enters the world: what the breaker asks for is a
 * SetTickRate command, which stands in the log and is replayed like any other.
 */

export interface SystemTime {
  readonly system: string;
  /** Milliseconds in the last tick. */
  readonly ms: number;
}

export const breakerLimits = {
  /** A system that takes longer than this, in ms... */
  ms: 10,
  /** ...in this many ticks one after the other opens the breaker. */
  ticks: 3,
  /** The first ticks of a world are not judged: interpreters and wasm are warming up. */
  warmUp: 30,
  /** Milliseconds of the world's time at half the rate before the full one is tried; doubles each time the trial fails. */
  rest: 5_000,
  longestRest: 80_000,
  /** Ticks at the full rate without a trip that end the trial. */
  trial: 60,
} as const;

export type BreakerState = 'closed' | 'open' | 'half-open';

export class Breaker {
  readonly #full: number;
  readonly #slow = new Map<string, number>();
  #state: BreakerState;
  #rest: number = breakerLimits.rest;
  /** Of the state: milliseconds when open, ticks when half-open. */
  #spent = 0;
  #because = '';
  #seen = 0;

  /** @param full the level's own ticks per second @param now the world's, which is less after a breaker that this process did not see */
  constructor(full: number, now: number = full) {
    this.#full = full;
    this.#state = now < full ? 'open' : 'closed';
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Ticks per second that the world should have: the host sends SetTickRate where it has another. */
  get hz(): number {
    return this.#state === 'open' ? Math.max(1, Math.floor(this.#full / 2)) : this.#full;
  }

  /** The system that opened it last; '' if none did. */
  get because(): string {
    return this.#because;
  }

  /** Takes note of a tick: what each system took, and the milliseconds of the world's time that the tick stands for. */
  watch(times: readonly SystemTime[], stepMs: number): void {
    this.#seen += 1;
    if (this.#seen <= breakerLimits.warmUp) return;
    let tripped: string | undefined;
    for (const { system, ms } of times) {
      const count = ms > breakerLimits.ms ? (this.#slow.get(system) ?? 0) + 1 : 0;
      this.#slow.set(system, count);
      if (count >= breakerLimits.ticks) tripped ??= system;
    }
    if (this.#state === 'open') {
      this.#spent += stepMs;
      if (this.#spent >= this.#rest) this.#enter('half-open');
      return;
    }
    if (tripped !== undefined) {
      this.#rest = this.#state === 'half-open' ? Math.min(breakerLimits.longestRest, this.#rest * 2) : breakerLimits.rest;
      this.#because = tripped;
      this.#enter('open');
    } else if (this.#state === 'half-open') {
      this.#spent += 1;
      if (this.#spent >= breakerLimits.trial) this.#enter('closed');
    }
  }

  #enter(state: BreakerState): void {
    this.#state = state;
    this.#spent = 0;
    this.#slow.clear();
  }
}
