/** The things a host lends to code that must otherwise be a function of its inputs. */

/** The host's clock. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** A source of identifiers that are unique within a target. */
export interface Ids {
  /** Returns a new identifier that begins with `prefix` and a dash, for example `s-4f1c0a…`. */
  next(prefix: string): string;
}

/** A source of unpredictable bytes: keys, tokens, jitter. */
export interface Random {
  /** Returns `n` fresh bytes. */
  bytes(n: number): Uint8Array;
}

/** Waiting, where a clock sets the pace or a retry needs jitter. */
export interface Sleep {
  /** Resolves after `ms` milliseconds; at once when `ms` is not positive. */
  sleep(ms: number): Promise<void>;
}
